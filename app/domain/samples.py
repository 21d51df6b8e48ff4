"""Made-up answers to any exercise, for those who look at one before anybody has answered it."""

from collections.abc import Sequence
from typing import assert_never

from app.domain.answers import (
    Allocation,
    Answer,
    Boundary,
    Choice,
    Choices,
    Guess,
    Picks,
    Ranking,
    Reflection,
    Scale,
    Sort,
)
from app.domain.exercise import (
    AllocationPrompt,
    AnyPrompt,
    BoundaryPrompt,
    ChoicePrompt,
    ChoicesPrompt,
    Exercise,
    GuessPrompt,
    Hand,
    Level,
    MutualPrompt,
    Option,
    PausePrompt,
    Pile,
    RankingPrompt,
    ReadingPrompt,
    ReflectionPrompt,
    ScalePrompt,
    ShowIf,
    SortPrompt,
)


def samples(exercise: Exercise, person: int, name: str) -> tuple[dict[str, Answer], Picks]:
    """What the person with this number (0, 1, …) and name could answer to every prompt, and pick blindly. Numbers
    give different answers, some of them alike. 0 meets the first condition on each prompt that others depend on, 1 the
    last of them."""
    conditions: dict[str, list[ShowIf]] = {}
    for prompt in exercise.prompts:
        if prompt.show_if is not None:
            conditions.setdefault(prompt.show_if.prompt, []).append(prompt.show_if)
    answers: dict[str, Answer] = {}
    picks: dict[str, tuple[str, ...]] = {}
    for n, prompt in enumerate(exercise.prompts):
        if isinstance(prompt, MutualPrompt):
            picks[prompt.id] = _picked(prompt, person)
            continue
        asked = exercise.about(prompt) or prompt
        answer = _sample(asked, n, person, name)
        wanted = conditions.get(prompt.id)
        if wanted and answer:
            answer = _meeting(wanted[0] if person == 0 else wanted[-1], answer)
        if isinstance(prompt, GuessPrompt):
            answer = Guess(answer=answer) if isinstance(answer, Scale | Choice | Sort) else None
        if answer:
            answers[prompt.id] = answer
    return answers, Picks(items=picks)


def _picked(prompt: MutualPrompt, person: int) -> tuple[str, ...]:
    """As many as may be picked; neighbours have all but one in common."""
    return _some(prompt.items, person if prompt.at_most > 1 else 0, prompt.at_most)


def _some(offered: Sequence[Option], first: int, number: int) -> tuple[str, ...]:
    """So many of what is offered, from the first on and round to the beginning again."""
    return tuple(offered[(first + n) % len(offered)].id for n in range(min(number, len(offered))))


def _sample(prompt: AnyPrompt, n: int, person: int, name: str) -> Answer | None:
    """`n` is the prompt's place: it makes people agree here, and differ there."""
    at = n * person
    match prompt:
        case ReflectionPrompt():
            return Reflection(text=f"{prompt.starts[person % 3].rstrip('…')} what {name} thought of at number {n + 1}.")
        case ScalePrompt():
            return Scale(point=1 + (n + at) % prompt.points)
        case ChoicePrompt():
            return Choice(option=prompt.options[at % len(prompt.options)].id)
        case ChoicesPrompt():
            return Choices(options=_some(prompt.options, person, 2))
        case SortPrompt():
            piles = list(Pile)
            return Sort(piles={item.id: piles[(k + person * (k % 2)) % 4] for k, item in enumerate(prompt.items)})
        case BoundaryPrompt():
            return Boundary(level=list(Level)[(n + person) % len(Level)])
        case RankingPrompt():
            return Ranking(order=_some(prompt.items, person, prompt.places))
        case AllocationPrompt():
            hands = list(Hand)
            now = {item.id: hands[(k + person) % 4] for k, item in enumerate(prompt.items)}
            return Allocation(now=now, wish={item.id: hands[(k + 1) % 4] for k, item in enumerate(prompt.items)})
        case GuessPrompt() | MutualPrompt() | ReadingPrompt() | PausePrompt():
            return None
        case _:
            assert_never(prompt)


def _meeting(condition: ShowIf, answer: Answer) -> Answer:
    """The answer, or one of its kind that meets the condition."""
    match answer:
        case Scale():
            low, high = condition.at_least or 1, condition.at_most or answer.point
            return Scale(point=max(low, min(answer.point, high)))
        case Choice() if condition.any:
            return Choice(option=condition.any[0])
        case Choices() if condition.any:
            return Choices(options=(condition.any[0],))
        case Boundary() if condition.any:
            return Boundary(level=Level(condition.any[0]))
        case _:
            return answer
