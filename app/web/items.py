"""Cards and items that a partnership adds to an exercise for itself."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from app.domain.exercise import Exercise
from app.domain.items import AT_MOST, LONGEST, open_prompts, words_of
from app.services import items
from app.services.context import NotFound, Refused
from app.services.person import Unlocked
from app.web.exercises import opaque
from app.web.guard import allow, workplace
from app.web.sentences import sentence

pages = Blueprint("items", __name__, url_prefix="/us/<partnership>/items")


@pages.get("/<key>")
@allow("add an item")
def show(me: Unlocked, partnership: str, key: str) -> Any:
    return _page(me, partnership, _exercise(me, key))


@pages.post("/<key>", endpoint="change")
@allow("add an item")
def change(me: Unlocked, partnership: str, key: str) -> Any:
    """Adds `words` to the prompt with the number `prompt`, or takes the item `remove` out of it."""
    exercise = _exercise(me, key)
    n = request.form.get("prompt", "")
    prompt = next((one for at, one in _numbered(exercise) if str(at) == n), None)
    if prompt is None:
        raise NotFound
    words = request.form.get("words", "")
    try:
        with workplace().writing(shred=True) as ctx:
            if item := request.form.get("remove"):
                items.remove(ctx, me, partnership, exercise, prompt, item)
            else:
                items.add(ctx, me, partnership, exercise, prompt, words_of(words))
    except Refused as refused:
        return _page(me, partnership, exercise, {int(n): (words, sentence(refused.reason))}), 422
    return redirect(url_for("items.show", partnership=partnership, key=key), 303)


def _exercise(me: Unlocked, key: str) -> Exercise:
    """The exercise at an opaque address, if it takes items. Raises NotFound."""
    for exercise in workplace().library.exercises(me.language):
        if opaque(exercise.slug) == key and open_prompts(exercise):
            return exercise
    raise NotFound


def _numbered(exercise: Exercise) -> list[tuple[int, Any]]:
    taking = open_prompts(exercise)
    return [(n, prompt) for n, prompt in enumerate(exercise.prompts, start=1) if prompt in taking]


def _page(me: Unlocked, partnership: str, exercise: Exercise, refused: dict[int, tuple[str, str]] | None = None) -> str:
    with workplace().reading() as ctx:
        own = items.of_exercise(ctx, me, partnership, exercise)
    return render_template(
        "items/show.html",
        partnership=partnership,
        exercise=exercise,
        key=opaque(exercise.slug),
        prompts=_numbered(exercise),
        own=own,
        most=AT_MOST,
        longest=LONGEST,
        refused=refused or {},
    )
