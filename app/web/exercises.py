"""The exercises: each can be read whole before anybody starts it. The slug redirects to an address that tells
nothing to who looks over a shoulder or through the browser's history."""

from enum import StrEnum
from hashlib import sha256
from typing import Any, TypeVar

from flask import Blueprint, current_app, get_template_attribute, redirect, render_template, request, url_for
from markupsafe import Markup

from app.domain.exercise import Exercise, Form, Intensity, Practice
from app.domain.finding import Time, Wish, by_practice, for_tonight, matching
from app.services import partnerships, rounds
from app.services.context import NotFound
from app.services.person import Person, Unlocked
from app.web.guard import allow, workplace
from app.web.opening_times import offered
from app.web.paths import PRACTICES, WAYS
from app.web.told import reading

pages = Blueprint("exercises", __name__)
Word = TypeVar("Word", bound=StrEnum)
WORDS = 100
"""The longest search, in letters."""


@pages.get("/exercises")
@allow("read an exercise")
def index(me: Person | None) -> Any:
    """Its lists are long, and the same for everybody who reads in one language, so they are made once for each."""
    made, language = current_app.extensions.setdefault("lists of exercises", {}), reading().language
    if language not in made:
        made[language] = _lists(language)
    return render_template("exercises/index.html", lists=made[language])


def _lists(language: str) -> dict[str, Markup]:
    exercises = workplace().library.exercises(language)
    titles = {one.slug: one for one in exercises}
    given = {
        "tonight": for_tonight(exercises),
        "ways": [(way, [(step, titles[step.slug]) for step in way.steps if step.slug in titles]) for way in WAYS],
        "groups": [(PRACTICES[practice], listed) for practice, listed in by_practice(exercises).items()],
    }
    return {name: get_template_attribute("exercises/lists.html", name)(some, opaque) for name, some in given.items()}


@pages.get("/exercises/find")
@allow("read an exercise")
def finder(me: Person | None) -> Any:
    return _finder_page(Wish())


@pages.post("/exercises/find", endpoint="find")
@allow("read an exercise")
def find(me: Person | None) -> Any:
    """Look for one. It is a form to post although nothing is kept: what somebody looks for must not stand in an
    address, for that stays in the browser's history and in the logs of the servers between."""
    wish = Wish(
        _one_of(Practice, "practice"),
        _one_of(Time, "time"),
        _one_of(Intensity, "intensity"),
        _one_of(Form, "form"),
        request.form.get("words", "")[:WORDS],
    )
    return _finder_page(wish)


def _one_of(words: type[Word], name: str) -> Word | None:
    """What was chosen in a field of the form; None where nothing was, or nothing that is offered."""
    chosen = request.form.get(name, "")
    return words(chosen) if chosen in list(words) else None


def _finder_page(wish: Wish) -> str:
    return render_template(
        "exercises/find.html",
        wish=wish,
        found=matching(workplace().library.exercises(reading().language), wish) if wish else None,
        practices=list(PRACTICES.items()),
        address=opaque,
    )


@pages.get("/exercises/<slug>")
@allow("read an exercise")
def show(me: Person | None, slug: str) -> Any:
    """One exercise, to read before anything begins."""
    exercise = _addressed(slug)
    if slug == exercise.slug:
        return redirect(url_for("exercises.show", slug=opaque(slug)), 303)
    return render_template("exercises/show.html", exercise=exercise, key=slug)


@pages.get("/exercises/<slug>/begin")
@allow("start a round")
def begin(me: Unlocked, slug: str) -> Any:
    """Where and when: the form to begin a round."""
    exercise = _addressed(slug)
    if slug == exercise.slug:
        return redirect(url_for("exercises.begin", slug=opaque(slug)), 303)
    return page(me, exercise, {}, {})


def _addressed(slug: str) -> Exercise:
    """The exercise by its address, or by its name for whoever wrote that down. Raises NotFound."""
    for exercise in workplace().library.exercises(reading().language):
        if slug in (exercise.slug, opaque(exercise.slug)):
            return exercise
    raise NotFound


def opaque(slug: str) -> str:
    """The address of an exercise: the same for everybody, and no telling word."""
    return sha256(f"exercise/{slug}".encode()).hexdigest()[:22]


def page(me: Unlocked, exercise: Exercise, given: dict[str, Any], errors: dict[str, str]) -> str:
    """The form to begin a round of an exercise, with a button for each partnership of the reader."""
    listed = []
    with workplace().reading() as ctx:
        for partnership in partnerships.of_person(ctx, me):
            again = rounds.again_at(ctx, me, partnership.id, exercise.slug) if exercise.has_blind else None
            listed.append(
                {
                    "id": partnership.id,
                    "label": partnership.label,
                    "names": [member.name for member in partnership.members if not member.invited],
                    "again_at": again if again and again > ctx.now else None,
                }
            )
    return render_template(
        "exercises/begin.html",
        exercise=exercise,
        key=opaque(exercise.slug),
        partnerships=listed,
        offers=[one.value for one in exercise.offers],
        quick=offered(),
        given=given,
        errors=errors,
    )
