"""After a misstep: a page to go by, the same for everybody to the byte. It asks nothing and keeps nothing."""

from typing import Any

from flask import Blueprint, current_app, render_template, url_for

from app.services.person import Person
from app.web.exercises import opaque
from app.web.guard import allow, workplace
from app.web.told import reading

pages = Blueprint("repair", __name__)

OWN_SIDE, GENTLY, LATER = "repair", "gently-after-hurt", "follow-through"


@pages.get("/afterwards")
@allow("visit")
def show(me: Person | None) -> Any:
    has_agreements = "agreements.new" in current_app.view_functions
    return render_template(
        "repair/show.html",
        own_side=_exercise(OWN_SIDE),
        gently=_exercise(GENTLY),
        later=_exercise(LATER),
        agreement=url_for("agreements.new") if has_agreements else None,
    )


def _exercise(slug: str) -> dict[str, str] | None:
    """An exercise as a link; None where there is none of that name."""
    found = workplace().library.exercise(slug, reading().language)
    if found is None:
        return None
    return {"title": found.title, "language": found.language, "at": url_for("exercises.show", slug=opaque(slug))}
