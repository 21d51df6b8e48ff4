"""Finding an exercise: by what it is practice in, how long and how heavy it is, and by words."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.exercise import Exercise, Form, Intensity, Practice

A_SHORT_EVENING = 10
"""Minutes. What is for tonight takes less."""


class Time(StrEnum):
    """How much of it there is."""

    TEN = "10"
    TWENTY = "20"
    MORE = "more"


@dataclass(frozen=True)
class Wish:
    """What somebody is looking for; None and "" ask for nothing. `words` all have to be in the texts."""

    practice: Practice | None = None
    time: Time | None = None
    intensity: Intensity | None = None
    form: Form | None = None
    words: str = ""

    def __bool__(self) -> bool:
        return bool(self.practice or self.time or self.intensity or self.form or self.words.strip())


def matching(exercises: Iterable[Exercise], wish: Wish) -> list[Exercise]:
    """Those that fit all of the wish, in the order in which they come."""
    return [exercise for exercise in exercises if _fits(exercise, wish)]


def _fits(exercise: Exercise, wish: Wish) -> bool:
    return (
        (wish.practice is None or wish.practice in exercise.practices)
        and (wish.time is None or wish.time is _time(exercise))
        and (wish.intensity is None or wish.intensity is exercise.intensity)
        and (wish.form is None or wish.form is exercise.form)
        and _says(exercise, folded(wish.words).split())
    )


def _time(exercise: Exercise) -> Time:
    if exercise.minutes <= int(Time.TEN):
        return Time.TEN
    return Time.TWENTY if exercise.minutes <= int(Time.TWENTY) else Time.MORE


def _says(exercise: Exercise, words: Sequence[str]) -> bool:
    texts = [exercise.title, exercise.purpose, *(prompt.ask for prompt in exercise.prompts)]
    text = folded(" ".join(texts))
    return all(word in text for word in words)


def folded(text: str) -> str:
    """Without case and accents, for comparing."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def for_tonight(exercises: Iterable[Exercise]) -> list[Exercise]:
    """The short and light ones."""
    return [one for one in exercises if one.minutes < A_SHORT_EVENING and one.intensity is Intensity.LIGHT]


def by_practice(exercises: Iterable[Exercise]) -> dict[Practice, list[Exercise]]:
    """Each exercise once, under the first practice it names, in the order of the practices."""
    groups: dict[Practice, list[Exercise]] = {practice: [] for practice in Practice}
    for exercise in exercises:
        groups[Practice(exercise.practices[0])].append(exercise)
    return {practice: found for practice, found in groups.items() if found}
