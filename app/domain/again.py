"""An exercise that somebody has answered before: what they are not asked again, and what they can bring along.

Both follow from the person's own earlier worksheets, and concern nobody else.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from app.domain.answers import Allocation, Answer, Boundary, Choices, Guess, Ranking, Sort, Worksheet, refusal
from app.domain.exercise import (
    AllocationPrompt,
    AnyPrompt,
    BoundaryPrompt,
    ChoicesPrompt,
    Exercise,
    Guessable,
    GuessPrompt,
    Level,
    Option,
    RankingPrompt,
    SortPrompt,
)
from app.domain.showing import shown

T = TypeVar("T")


def at_rest(exercise: Exercise, earlier: Sequence[Worksheet]) -> tuple[str, ...]:
    """The ids of the boundaries that are not asked, by the author's worksheets of the same exercise, the latest first.

    The latest answer counts, and only an answer: what was left unanswered while it was at rest is at rest still. So a
    no is not worn down by asking again, and its author alone reopens it.
    """
    return tuple(
        prompt.id
        for prompt in exercise.prompts
        if isinstance(prompt, BoundaryPrompt) and _latest(prompt.id, earlier) is Level.REST
    )


def _latest(prompt_id: str, earlier: Iterable[Worksheet]) -> Level | None:
    for worksheet in earlier:
        answer = worksheet.answers.get(prompt_id)
        if isinstance(answer, Boundary):
            return answer.level
        if prompt_id in (worksheet.rested or ()):
            return Level.REST
    return None


def answered_last(earlier: Iterable[Worksheet]) -> Worksheet | None:
    """The latest in which something was answered; `earlier` as in `at_rest`."""
    return next((worksheet for worksheet in earlier if worksheet.answers), None)


def brought(exercise: Exercise, before: Worksheet, rested: Collection[str], circle: int) -> dict[str, Answer]:
    """What of the answers in `before` can begin a new worksheet of `exercise`: those which its prompts take, without
    the items that are gone, and of these only what their author is shown in a circle of so many. What is at rest stays
    so. No choice to share comes along, nor a blind pick, which is no answer: consent is given anew."""
    answers: dict[str, Answer] = {}
    for prompt in exercise.prompts:
        answer = before.answers.get(prompt.id)
        fitting = None if answer is None or prompt.id in rested else _fitting(prompt, answer, exercise.about(prompt))
        if fitting is not None:
            answers[prompt.id] = fitting
    asked = {prompt.id for _, prompt in shown(exercise, answers, circle, rested)}
    return {key: answer for key, answer in answers.items() if key in asked}


def _fitting(prompt: AnyPrompt, answer: Answer, about: Guessable | None) -> Answer | None:
    if isinstance(answer, Boundary) and answer.level is Level.REST:
        return None
    left = _left(prompt, answer, about)
    return left if refusal(prompt, left, about) is None else None


def _left(prompt: AnyPrompt, answer: Answer, about: Guessable | None) -> Answer:
    """The answer without what the prompt does not offer any more."""
    match prompt, answer:
        case ChoicesPrompt(), Choices():
            return Choices(options=_offered(answer.options, prompt.options))
        case SortPrompt(), Sort():
            return Sort(piles=_about(answer.piles, prompt.items))
        case RankingPrompt(), Ranking():
            return Ranking(order=_offered(answer.order, prompt.items))
        case AllocationPrompt(), Allocation():
            return Allocation(now=_about(answer.now, prompt.items), wish=_about(answer.wish, prompt.items))
        case GuessPrompt(), Guess(answer=Sort() as guessed) if isinstance(about, SortPrompt):
            return Guess(answer=Sort(piles=_about(guessed.piles, about.items)))
        case _:
            return answer


def _offered(chosen: Iterable[str], offered: Iterable[Option]) -> tuple[str, ...]:
    ids = {option.id for option in offered}
    return tuple(one for one in chosen if one in ids)


def _about(said: Mapping[str, T], offered: Iterable[Option]) -> dict[str, T]:
    return {item: said[item] for item in _offered(said, offered)}
