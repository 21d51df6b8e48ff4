"""Shared answers side by side: one rule per kind of prompt.

What people shared are pairs of author (a member's id) and value, in the circle's order and never by time. Only who
shared appears: nobody is ever an empty cell. Whatever a prompt could not have taken counts as not shared. Among three
and more nothing is ever decided by a majority.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar, assert_never

from app.domain.answers import Boundary, Choice, Choices, Reflection, Scale, Sort, refusal
from app.domain.exercise import (
    AnyPrompt,
    BoundaryPrompt,
    ChoicePrompt,
    ChoicesPrompt,
    Exercise,
    Level,
    MutualPrompt,
    Option,
    Pile,
    ReadingPrompt,
    ReflectionPrompt,
    ScalePrompt,
    SortPrompt,
)
from app.domain.sharing import Disclosure, Joint

FROM_OPEN_TO_CAREFUL = tuple(Level)
A = TypeVar("A", Reflection, Scale, Choice, Choices, Sort, Boundary)


class Relation(StrEnum):
    """How shared answers lie to each other. BESIDE: they stand side by side, and nothing is said about them."""

    ALIKE = "alike"
    CLOSE = "close"
    DIFFERENT = "different"
    ONE_SIDED = "one-sided"
    BESIDE = "beside"


class Verdict(StrEnum):
    """Where one card lies, among those who sorted it."""

    FLEXIBLE_FOR_ALL = "flexible-for-all"
    CORE_FOR_ALL = "core-for-all"
    TALK = "talk"
    CORE_FOR_ONE = "core-for-one"
    UNSURE = "unsure"
    ONE_SIDED = "one-sided"


@dataclass(frozen=True, repr=False)
class Shown:
    """What the kinds of comparison have in common: `repr` hides what they hold."""

    relation: Relation

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


@dataclass(frozen=True, repr=False)
class Texts(Shown):
    prompt: ReflectionPrompt
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, repr=False)
class Points(Shown):
    prompt: ScalePrompt
    points: tuple[tuple[str, int], ...]


@dataclass(frozen=True, repr=False)
class Chosen(Shown):
    """`common` is what everybody who shared chose; all ids are in the prompt's order."""

    prompt: ChoicePrompt | ChoicesPrompt
    chosen: tuple[tuple[str, tuple[str, ...]], ...]
    common: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Row:
    """One card, and the pile of everybody who shared where they put it."""

    item: Option
    piles: tuple[tuple[str, Pile], ...]
    verdict: Verdict

    def __repr__(self) -> str:
        return "<Row>"


@dataclass(frozen=True, repr=False)
class Sorted(Shown):
    """Only cards that somebody sorted, in the prompt's order."""

    prompt: SortPrompt
    rows: tuple[Row, ...]


@dataclass(frozen=True, repr=False)
class Levels(Shown):
    """`leading` is the most careful level. `first_to_speak` is the most open person, or None unless one alone is:
    the careful one explains nothing."""

    prompt: BoundaryPrompt
    levels: tuple[tuple[str, Level], ...]
    leading: Level
    first_to_speak: str | None


@dataclass(frozen=True, repr=False)
class Matched(Shown):
    """Items that everybody in the circle picked; never an empty one, so that no match looks like nobody there."""

    prompt: MutualPrompt
    items: tuple[Option, ...]


Comparison = Texts | Points | Chosen | Sorted | Levels | Matched


def compare(
    exercise: Exercise, circle: Sequence[str], disclosures: Sequence[Disclosure], joint: Joint | None
) -> tuple[Comparison, ...]:
    """What the circle (member ids, in their lasting order) shared, in the exercise's order.

    Prompts that nobody shared are absent, and so are authors outside the circle. TypeError for anything that is
    not a Disclosure or a Joint; ValueError for two disclosures of one author.
    """
    if any(type(one) is not Disclosure for one in disclosures) or not isinstance(joint, Joint | None):
        raise TypeError("only what was disclosed can be compared")
    by_author = {one.author: one for one in disclosures}
    if len(by_author) < len(disclosures):
        raise ValueError("two disclosures of one author")
    shown = [by_author[author] for author in circle if author in by_author]
    compared = (_compare(prompt, shown, joint or Joint()) for prompt in exercise.prompts)
    return tuple(one for one in compared if one is not None)


def _compare(prompt: AnyPrompt, shown: Sequence[Disclosure], joint: Joint) -> Comparison | None:
    match prompt:
        case ReflectionPrompt():
            return _texts(prompt, _given(prompt, shown, Reflection))
        case ScalePrompt():
            return _points(prompt, _given(prompt, shown, Scale))
        case ChoicePrompt():
            return _chosen(prompt, [(author, {one.option}) for author, one in _given(prompt, shown, Choice)])
        case ChoicesPrompt():
            return _chosen(prompt, [(author, set(one.options)) for author, one in _given(prompt, shown, Choices)])
        case SortPrompt():
            return _sorted(prompt, _given(prompt, shown, Sort))
        case BoundaryPrompt():
            return _levels(prompt, _given(prompt, shown, Boundary))
        case MutualPrompt():
            return _matched(prompt, joint.matches.get(prompt.id, ()))
        case ReadingPrompt():
            return None
        case _:
            assert_never(prompt)


def _given(prompt: AnyPrompt, shown: Sequence[Disclosure], kind: type[A]) -> list[tuple[str, A]]:
    """Who shared an answer to this prompt, and what it is."""
    answers = [(one.author, one.answers.get(prompt.id)) for one in shown if prompt.shareable]
    return [(author, one) for author, one in answers if isinstance(one, kind) and refusal(prompt, one) is None]


def _texts(prompt: ReflectionPrompt, given: list[tuple[str, Reflection]]) -> Texts | None:
    if not given:
        return None
    relation = Relation.ONE_SIDED if len(given) == 1 else Relation.BESIDE
    return Texts(relation, prompt, tuple((author, one.text) for author, one in given))


def _points(prompt: ScalePrompt, given: list[tuple[str, Scale]]) -> Points | None:
    """Close is within a quarter of the line, and one step in any case. Of desire nothing is said."""
    if not given:
        return None
    points = [one.point for _, one in given]
    apart = max(points) - min(points)
    if len(given) == 1:
        relation = Relation.ONE_SIDED
    elif prompt.desire:
        relation = Relation.BESIDE
    else:
        relation = _nearness(apart, close=max(1, (prompt.points - 1) // 4))
    return Points(relation, prompt, tuple((author, one.point) for author, one in given))


def _nearness(apart: int, close: int) -> Relation:
    if apart == 0:
        return Relation.ALIKE
    return Relation.CLOSE if apart <= close else Relation.DIFFERENT


def _chosen(prompt: ChoicePrompt | ChoicesPrompt, given: list[tuple[str, set[str]]]) -> Chosen | None:
    """Alike: the same for all. Close: something that all chose."""
    if not given:
        return None
    sets = [ids for _, ids in given]
    common = set.intersection(*sets)
    if len(given) == 1:
        relation = Relation.ONE_SIDED
    elif all(ids == common for ids in sets):
        relation = Relation.ALIKE
    else:
        relation = Relation.CLOSE if common else Relation.DIFFERENT
    return Chosen(
        relation, prompt, tuple((author, _ordered(prompt, ids)) for author, ids in given), _ordered(prompt, common)
    )


def _ordered(prompt: ChoicePrompt | ChoicesPrompt, ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(option.id for option in prompt.options if option.id in ids)


def _sorted(prompt: SortPrompt, given: list[tuple[str, Sort]]) -> Sorted | None:
    """Alike: every card that several people sorted is flexible or core for all of them. Close: some such cards.
    Different: none, and a card needs a talk or is core for one. Side by side: they are unsure."""
    rows = []
    for item in prompt.items:
        piles = tuple((author, one.piles[item.id]) for author, one in given if item.id in one.piles)
        if piles:
            rows.append(Row(item, piles, _verdict([pile for _, pile in piles])))
    if not rows:
        return None
    verdicts = {row.verdict for row in rows} - {Verdict.ONE_SIDED}
    for_all = verdicts & {Verdict.FLEXIBLE_FOR_ALL, Verdict.CORE_FOR_ALL}
    if not verdicts:
        relation = Relation.ONE_SIDED
    elif for_all:
        relation = Relation.ALIKE if for_all == verdicts else Relation.CLOSE
    else:
        relation = Relation.BESIDE if verdicts == {Verdict.UNSURE} else Relation.DIFFERENT
    return Sorted(relation, prompt, tuple(rows))


def _verdict(piles: Sequence[Pile]) -> Verdict:
    if len(piles) == 1:
        return Verdict.ONE_SIDED
    if set(piles) == {Pile.FLEXIBLE}:
        return Verdict.FLEXIBLE_FOR_ALL
    if set(piles) == {Pile.CORE}:
        return Verdict.CORE_FOR_ALL
    if Pile.TALK in piles:
        return Verdict.TALK
    return Verdict.CORE_FOR_ONE if Pile.CORE in piles else Verdict.UNSURE


def _levels(prompt: BoundaryPrompt, given: list[tuple[str, Boundary]]) -> Levels | None:
    """Close is one step apart."""
    if not given:
        return None
    steps = [FROM_OPEN_TO_CAREFUL.index(one.level) for _, one in given]
    apart = max(steps) - min(steps)
    most_open = [author for (author, _), step in zip(given, steps, strict=True) if step == min(steps)]
    return Levels(
        relation=Relation.ONE_SIDED if len(given) == 1 else _nearness(apart, close=1),
        prompt=prompt,
        levels=tuple((author, one.level) for author, one in given),
        leading=FROM_OPEN_TO_CAREFUL[max(steps)],
        first_to_speak=most_open[0] if apart and len(most_open) == 1 else None,
    )


def _matched(prompt: MutualPrompt, ids: Sequence[str]) -> Matched | None:
    items = tuple(item for item in prompt.items if item.id in ids)
    return Matched(Relation.ALIKE, prompt, items) if items else None
