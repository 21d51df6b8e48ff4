"""The language of a reader: whose it is, and choosing it before there is an account. Each person's is theirs alone,
whatever those read with whom they share a round."""

from functools import cache
from typing import Any, NamedTuple

from babel import Locale
from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for

from app.config import Settings
from app.services.context import Refused
from app.services.person import Person
from app.web import guard
from app.web.guard import allow
from app.web.told import reading

pages = Blueprint("languages", __name__)


class Language(NamedTuple):
    """One that pages can be read in, by its own name. `here`: this page is in it."""

    code: str
    name: str
    direction: str
    here: bool


@pages.get("/lang")
@allow("visit")
def show(me: Person | None) -> Any:
    """The languages there are. Who is signed in has theirs in the account."""
    if me is not None:
        return redirect(url_for("accounts.account"), 303)
    then = guard.own_path(request.args.get("then", "")) or url_for("front.index")
    return render_template("accounts/language.html", then=then)


@pages.post("/lang")
@allow("visit")
def choose(me: Person | None) -> Any:
    """Keep what a visitor chooses, in their browser alone, and go back to where they were."""
    language = request.form.get("language", "")
    if language not in _offered():
        raise Refused("not-offered")
    response = redirect(guard.own_path(request.form.get("then", "")) or url_for("front.index"), 303)
    # It ends with the browser: who takes up the device tomorrow learns nothing from it.
    response.set_cookie(
        _cookie(), language, secure=current_app.config["SECURE_COOKIES"], httponly=True, samesite="Lax", path="/"
    )
    return response


def language() -> str:
    """The language of the page: a person's own; else what the browser was told here, or asks for, if we have it."""
    who = guard.person()
    if who is not None:
        return who.language
    chosen = request.cookies.get(_cookie(), "")
    if chosen in _offered():
        return chosen
    return request.accept_languages.best_match(_offered()) or _offered()[0]


def locale() -> Locale:
    """The same, with all that Babel knows of it."""
    return _locale(language())


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(code)


def forget(response: Response) -> None:
    """Leave nothing of the choice in this browser."""
    response.delete_cookie(_cookie(), path="/", secure=current_app.config["SECURE_COOKIES"])


def choices() -> list[Language]:
    """All that are offered."""
    here = reading().language
    found = []
    for code in _offered():
        its = _locale(code)
        name = its.get_display_name(code) or code
        found.append(Language(code, name[:1].upper() + name[1:], its.text_direction, code == here))
    return found


def back() -> str:
    """The page at hand, for coming back to it. One that can only be posted to leads nowhere."""
    return url_for("front.index") if request.endpoint == "languages.choose" else request.full_path.rstrip("?")


def _offered() -> tuple[str, ...]:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.languages


def _cookie() -> str:
    return "__Host-language" if current_app.config["SECURE_COOKIES"] else "language"
