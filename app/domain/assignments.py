"""What a therapist gives a couple to do until they meet: an exercise, for a reason in plain words, tied to something
they do anyway. Not to do it is a way to decline, and nobody is told which of the two it was."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from app.domain.answers import Quiet, Refusal, text_refusal

LENGTHS = {"note": 400, "habit": 120}
"""The words of an assignment, and the most letters of each. Both may be empty."""
MOST = 24
"""So many may be open with one partnership at a time."""
WITHIN = timedelta(days=366)


class Assignment(Quiet):
    """`edition` is the exercise's, by its hash, so that it stays what was given. `due` is None for "before we meet".
    `weekly`: once a week until then."""

    edition: str
    note: str = ""
    habit: str = ""
    due: date | None = None
    weekly: bool = False


class Unfit(StrEnum):
    """Why it can't be given so."""

    NOT_TEXT = "not-text"
    TOO_LONG = "too-long"
    DAY = "due-day"


SEQUENCES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "beginning": ("open-conversation", "flexible-and-core", "good-moments"),
        "closeness": ("closeness-without-expectation", "slowing-down", "asking-and-declining", "good-moments"),
        "load": ("stress-and-us", "sharing-the-load", "follow-through"),
        "after-hurt": ("gently-after-hurt", "safe-to-say", "repair"),
    }
)
"""Exercises that are given one a week, in this order; by slug."""


def refusals(words: Mapping[str, str], due: date | None, today: date) -> dict[str, Unfit]:
    """Why it can't be given so, by field (`note`, `habit`, `due`); empty if it can."""
    found = {}
    for field, longest in LENGTHS.items():
        text = words.get(field, "")
        refused = text_refusal(text)
        unseen = any((letter < " " and letter != "\n") or letter == "\ufffd" for letter in text)
        if refused is Refusal.NOT_TEXT or unseen:
            found[field] = Unfit.NOT_TEXT
        elif refused is Refusal.TOO_LONG or len(text) > longest:
            found[field] = Unfit.TOO_LONG
    if due is not None and not today <= due <= today + WITHIN:
        found["due"] = Unfit.DAY
    return found
