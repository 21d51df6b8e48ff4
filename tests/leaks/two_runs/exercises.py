"""Exercises of a few prompts each: enough for every kind of secret, and few enough to fill in often."""

from collections.abc import Iterable

from app.domain import choosing
from app.domain.exercise import Exercise, Opens
from app.domain.files import edition
from app.domain.items import OwnItem, with_own
from app.domain.one_question import alone
from app.services.agreements import LOOKING_AGAIN
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
ALONE = make_exercise(
    make_prompt("reflection", "good"),
    make_prompt("reflection", "own", private=True),
    slug=FIRST[0],
    title="A quiet moment",
    opens=Opens.READY,
)
"""What somebody can begin with by themselves; and what is shown in it can be kept."""
AGAIN = make_exercise(
    make_prompt("choice", "part", options="kept partly undone changed early", tender=True),
    make_prompt("reflection", "helped"),
    make_prompt("scale", "own", private=True),
    make_prompt("choice", "now", options="keep words go wait"),
    slug=LOOKING_AGAIN,
    title="An evening to look back",
    opens=Opens.READY,
    practices=["promises-and-repair"],
)
"""How it went with an agreement: each marks their own part."""
LISTED = (BLIND, PLAIN, KINDS, ALONE, AGAIN)
CHOOSING = choosing.EXERCISE
EXERCISES = {exercise.slug: exercise for exercise in (*LISTED, CHOOSING)}
QUESTIONS = ((KINDS, 1), (ALONE, 1))
"""What there may be an evening with one question of: fewer than are offered in a day, so that both always are."""
OWN = ("kites", "swings", "drums")
"""What a partnership may add to the blind one."""


def with_items(exercise: Exercise, own: Iterable[str], ids: dict[str, str] | None = None) -> Exercise:
    """The exercise with items that a partnership added. Without their `ids`, which the app makes, an item has its word
    for an id."""
    items = tuple(OwnItem(id=(ids or {}).get(word, word), text=word) for word in sorted(own))
    return with_own(exercise, {"open": items})


def one_of(exercise: Exercise, n: int) -> Exercise:
    """The n-th prompt alone."""
    return alone(edition({"en": exercise}), exercise.prompts[n - 1].id).languages["en"]


def library() -> Library:
    """Those that people can find, as a library that has nothing else."""
    current = {exercise.slug: edition({"en": exercise}) for exercise in LISTED}
    return Library(current, {one.hash: one for one in current.values()})
