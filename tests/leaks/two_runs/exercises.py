"""Two exercises of three prompts each: enough for every kind of secret, and few enough to fill in often."""

from app.domain.exercise import Opens
from app.domain.files import edition
from app.storage.library import Library
from tests.makers import make_exercise, make_prompt

ITEMS = "massage dancing picnic bath singing stars cooking camping reading"

BLIND = make_exercise(
    make_prompt("reflection", "said"),
    make_prompt("scale", "own", private=True),
    make_prompt("mutual", "open", items=ITEMS),
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
)
EXERCISES = {exercise.slug: exercise for exercise in (BLIND, PLAIN)}


def library() -> Library:
    """The two as a library that has nothing else."""
    current = {slug: edition({"en": exercise}) for slug, exercise in EXERCISES.items()}
    return Library(current, {one.hash: one for one in current.values()})
