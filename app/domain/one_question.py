"""An evening with one question: three to choose from, light ones out of the exercises, others every day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from app.domain.exercise import (
    AnyPrompt,
    ChoicePrompt,
    Exercise,
    Intensity,
    Practice,
    ReflectionPrompt,
    ScalePrompt,
)
from app.domain.files import Edition, edition

AT_ONCE = 3
MINUTES = 3
NOT_LIGHT = frozenset({Practice.CONSENT, Practice.BOUNDARIES, Practice.DESIRE})
NOT_ALONE = frozenset(
    {
        "open-conversation/fits-now",
        "open-conversation/old-expectation",
        "looking-again/helped-or-hindered",
    }
)
"""What means little without that which comes before it, or is too much for an evening that is to be light."""
TITLE = 200
"""The most letters of a title."""


@dataclass(frozen=True)
class Question:
    """One prompt of an exercise that can stand by itself."""

    exercise: Exercise
    prompt: AnyPrompt

    @property
    def key(self) -> str:
        """How a form names it: the same for everybody, and no telling word."""
        return sha256(f"question/{self.exercise.slug}/{self.prompt.id}".encode()).hexdigest()[:22]


def questions(exercises: Iterable[Exercise]) -> list[Question]:
    """All that can stand by themselves. A closing step can't: it is what comes of the rest. An exercise with blind
    picks rests between rounds: one question of it would keep the rest of it waiting."""
    return [
        Question(exercise, prompt)
        for exercise in exercises
        if exercise.intensity is Intensity.LIGHT and NOT_LIGHT.isdisjoint(exercise.practices) and not exercise.has_blind
        for prompt in exercise.prompts[:-1]
        if _stands_alone(prompt) and f"{exercise.slug}/{prompt.id}" not in NOT_ALONE
    ]


def _stands_alone(prompt: AnyPrompt) -> bool:
    match prompt:
        case ReflectionPrompt():
            return prompt.shareable
        case ChoicePrompt():
            return prompt.shareable and not prompt.tender
        case ScalePrompt():
            return prompt.shareable and not prompt.desire
        case _:
            return False


def of_the_day(exercises: Iterable[Exercise], partnership: str, day: date) -> tuple[Question, ...]:
    """Three of them, from three exercises: for one partnership and one day the same, whoever looks and whatever was
    answered. Fewer only where there are fewer."""

    def lot(one: Question) -> bytes:
        return sha256(f"{partnership}/{day.isoformat()}/{one.key}".encode()).digest()

    drawn: dict[str, Question] = {}
    for one in sorted(questions(exercises), key=lot):
        drawn.setdefault(one.exercise.slug, one)
    return tuple(drawn.values())[:AT_ONCE]


def alone(whole: Edition, prompt_id: str) -> Edition:
    """The edition with this one prompt, under the same ids in all its languages, so that what was answered before goes
    on with it. It is called by its question: what is said of the whole exercise is too much for it."""
    return edition({language: _with_one(exercise, prompt_id) for language, exercise in whole.languages.items()})


def _with_one(exercise: Exercise, prompt_id: str) -> Exercise:
    prompt = exercise.prompt(prompt_id)
    title = prompt.ask.replace("\n", " ")[:TITLE]
    only = prompt.model_copy(update={"short": False})
    return exercise.model_copy(update={"prompts": (only,), "minutes": MINUTES, "title": title})
