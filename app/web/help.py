"""What the product promises and what it can't; whether this is a good time; where to turn.

The last two are the same for everybody. They ask nothing and keep nothing, and nothing anywhere depends on whether
somebody opened them.
"""

import unicodedata
from typing import Any

from flask import Blueprint, current_app, render_template
from flask_babel import get_locale

from app.domain.places import ALWAYS
from app.services.context import NotFound
from app.services.person import Person
from app.web.guard import allow, workplace

pages = Blueprint("help", __name__)


@pages.get("/help")
@allow("visit")
def index(me: Person | None) -> Any:
    return render_template("help/index.html", operator=current_app.config["SETTINGS"].operator)


@pages.get("/help/moment")
@allow("visit")
def moment(me: Person | None) -> Any:
    return render_template("help/moment.html")


@pages.get("/help/places")
@allow("visit")
def places(me: Person | None) -> Any:
    """The country is chosen by hand: guessing it from the address would note where somebody is."""
    found = workplace().places
    names = sorted(((_country(code), code) for code in found.countries), key=lambda named: _plain(named[0]))
    return render_template("help/places.html", countries=names, directories=found.directories)


@pages.get("/help/places/<country>")
@allow("visit")
def place(me: Person | None, country: str) -> Any:
    found = workplace().places
    code = country.upper()
    if code not in found.countries:
        raise NotFound
    return render_template(
        "help/place.html",
        country=_country(code),
        emergencies=found.emergencies_of(code),
        kinds=found.of(code),
        directories=found.directories,
        language_names=get_locale().languages,
        always=ALWAYS,
    )


def _country(code: str) -> str:
    """A country's name in the reader's language."""
    return str(get_locale().territories.get(code, code))


def _plain(name: str) -> str:
    """A name without its accents, to be put in order: Österreich stands among the names with O."""
    return "".join(sign for sign in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(sign))
