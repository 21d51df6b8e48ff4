"""Which prompts one person is shown, and in which order the things in them lie.

Both follow from the person's own answers and their place in the circle, and concern nobody else.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import ceil

from app.domain.answers import Answer, Boundary, Choice, Choices, Scale
from app.domain.exercise import (
    AllocationPrompt,
    AnyPrompt,
    Exercise,
    GuessPrompt,
    Item,
    MutualPrompt,
    Option,
    ShowIf,
    SortPrompt,
)

CARDS_AT_ONCE = 8
TASKS_AT_ONCE = 6
"""On one page, at most. Two things are asked of each task."""


def shown(
    exercise: Exercise, answers: Mapping[str, Answer], circle: int, resting: Collection[str] = ()
) -> tuple[tuple[int, AnyPrompt], ...]:
    """The prompts that somebody with these answers, in a circle of so many, is shown, each with its number in the
    exercise, from 1. Those that are `resting` (ids) are not asked.

    An answer to a prompt that is not shown does not count: what hangs on it is not shown either. Who is alone has
    nobody to guess about.
    """
    found: list[tuple[int, AnyPrompt]] = []
    for n, prompt in enumerate(exercise.prompts, start=1):
        if (resting and prompt.id in resting) or (circle == 1 and isinstance(prompt, GuessPrompt)):
            continue
        condition = prompt.show_if
        if condition is not None:
            is_shown = any(earlier.id == condition.prompt for _, earlier in found)
            if not _holds(condition, answers.get(condition.prompt) if is_shown else None):
                continue
        found.append((n, prompt))
    return tuple(found)


def _holds(condition: ShowIf, answer: Answer | None) -> bool:
    match answer:
        case Scale():
            low, high = condition.at_least, condition.at_most
            return condition.any is None and (low or 1) <= answer.point <= (high or answer.point)
        case Choice():
            return answer.option in (condition.any or ())
        case Choices():
            return not set(answer.options).isdisjoint(condition.any or ())
        case Boundary():
            return answer.level in (condition.any or ())
        case _:
            return False


@dataclass(frozen=True)
class Group:
    """Items that lie together, under a name if they have one."""

    name: str | None
    items: tuple[Option, ...]


def arranged(prompt: SortPrompt | MutualPrompt | AllocationPrompt, seed: str) -> tuple[Group, ...]:
    """The items as one person finds them: groups in the order of the exercise, and within each an order of this
    person's own (`seed`, the member's id), the same every time. What is listed first is picked more often; so no item
    is first for everybody. Tasks keep the order of the exercise: each is answered by itself."""
    if isinstance(prompt, AllocationPrompt):
        return (Group(None, prompt.items),)
    names = dict.fromkeys(item.group for item in prompt.items)
    return tuple(
        Group(name, _shuffled(prompt.id, [item for item in prompt.items if item.group == name], seed)) for name in names
    )


def _shuffled(prompt_id: str, items: Sequence[Item], seed: str) -> tuple[Item, ...]:
    return tuple(sorted(items, key=lambda item: sha256(f"{seed}/{prompt_id}/{item.id}".encode()).digest()))


def in_parts(groups: Sequence[Group], at_once: int) -> tuple[tuple[Group, ...], ...]:
    """The groups, a page at a time: pages of about one length, with so many items at most. A group may go on on the
    next page, under its name."""
    laid = [(group.name, item) for group in groups for item in group.items]
    pages = max(1, ceil(len(laid) / at_once))
    size = max(1, ceil(len(laid) / pages))
    return tuple(_grouped(laid[at : at + size]) for at in range(0, max(1, len(laid)), size))


def _grouped(laid: Sequence[tuple[str | None, Option]]) -> tuple[Group, ...]:
    names = dict.fromkeys(name for name, _ in laid)
    return tuple(Group(name, tuple(item for of, item in laid if of == name)) for name in names)
