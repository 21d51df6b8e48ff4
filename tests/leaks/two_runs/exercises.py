"""Exercises of a few prompts each: enough for every kind of secret, and few enough to fill in often."""

from collections.abc import Iterable

from app.domain import choosing
from app.domain.exercise import Exercise, Opens
from app.domain.files import edition
from app.domain.items import OwnItem, with_own
from app.storage.library import Library
from app.web.front import FIRST
from tests.makers import make_exercise, make_prompt

ITEMS = "massage dancing picnic bath singing stars cooking camping reading"

ON_CARDS = "cooking plans money gifts guests plants letters repairs laundry"
CARDS = [{"id": word, "text": word.capitalize(), "group": word} for word in ON_CARDS.split()]
"""More than fit on a page, in an order that is the same for everybody, as each has a group to itself."""

BLIND = make_exercise(
    make_prompt("reflection", "said"),
    make_prompt("scale", "own", private=True),
    make_prompt("mutual", "open", items=ITEMS, own_items=True),
    slug="blind-three",
    title="A blind evening",
)
PLAIN = make_exercise(
    make_prompt("boundary", "limit"),
    make_prompt("reflection", "said"),
    make_prompt("reflection", "own", private=True),
    slug="plain-three",
    title="A plain evening",
    opens=Opens.READY,
    practices=["boundaries"],
)
KINDS = make_exercise(
    make_prompt("scale", "mood"),
    make_prompt("ranking", "first"),
    make_prompt("guess", "guessed", about="mood"),
    make_prompt("allocation", "hands"),
    make_prompt("sort", "cards", items=CARDS),
    make_prompt("reflection", "own", private=True, show_if={"prompt": "mood", "at_most": 2}),
    slug="kinds-six",
    title="An evening of many kinds",
    opens=Opens.READY,
    practices=["shared-load"],
)
ALONE = make_exercise(make_prompt("reflection"), slug=FIRST[0], title="A quiet moment", opens=Opens.READY)
"""What somebody can begin with by themselves."""
LISTED = (BLIND, PLAIN, KINDS, ALONE)
CHOOSING = choosing.EXERCISE
EXERCISES = {exercise.slug: exercise for exercise in (*LISTED, CHOOSING)}
OWN = ("kites", "swings", "drums")
"""What a partnership may add to the blind one."""


def with_items(exercise: Exercise, own: Iterable[str], ids: dict[str, str] | None = None) -> Exercise:
    """The exercise with items that a partnership added. Without their `ids`, which the app makes, an item has its word
    for an id."""
    items = tuple(OwnItem(id=(ids or {}).get(word, word), text=word) for word in sorted(own))
    return with_own(exercise, {"open": items})


def library() -> Library:
    """Those that people can find, as a library that has nothing else."""
    current = {exercise.slug: edition({"en": exercise}) for exercise in LISTED}
    return Library(current, {one.hash: one for one in current.values()})
