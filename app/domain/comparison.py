"""Shared answers side by side: one rule per kind of prompt.

Whatever a prompt could not have taken counts as not shared. Among three and more nothing is ever decided by a
majority.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar, assert_never

from app.domain.answers import (
    Allocation,
    Boundary,
    Choice,
    Choices,
    Guess,
    GuessedAnswer,
    Ranking,
    Reflection,
    Scale,
    Sort,
    refusal,
)
from app.domain.compared import (
    Allocated,
    Chosen,
    Comparison,
    Guessed,
    Guesses,
    Hands,
    Levels,
    Matched,
    Points,
    Ranked,
    Relation,
    Row,
    Sorted,
    Task,
    Texts,
    Verdict,
    Views,
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
    PausePrompt,
    Pile,
    RankingPrompt,
    ReadingPrompt,
    ReflectionPrompt,
    ScalePrompt,
    SortPrompt,
)
from app.domain.sharing import Disclosure, Joint

FROM_OPEN_TO_CAREFUL = tuple(Level)
OPEN = (FROM_OPEN_TO_CAREFUL.index(Level.WELCOME), FROM_OPEN_TO_CAREFUL.index(Level.ASK))
"""The steps from which somebody can begin a talk. Where all are closed, nobody is the more open one."""
A = TypeVar("A", Reflection, Scale, Choice, Choices, Sort, Boundary, Ranking, Allocation, Guess)


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
    found = Found(exercise, len(circle), shown, joint or Joint())
    compared = (_compare(prompt, found) for prompt in exercise.prompts)
    return tuple(one for one in compared if one is not None)


@dataclass(frozen=True, repr=False)
class Found:
    """What there is to compare, in a circle of so many."""

    exercise: Exercise
    circle: int
    shown: Sequence[Disclosure]
    joint: Joint

    def given(self, prompt: AnyPrompt, kind: type[A]) -> list[tuple[str, A]]:
        """Who shared an answer to this prompt, and what it is."""
        about = self.exercise.about(prompt)
        given = []
        for shown in self.shown if prompt.shareable else ():
            one = shown.answers.get(prompt.id)
            if isinstance(one, kind) and refusal(prompt, one, about) is None:
                given.append((shown.author, one))
        return given


def _compare(prompt: AnyPrompt, found: Found) -> Comparison | None:
    match prompt:
        case ReflectionPrompt():
            return _texts(prompt, found.given(prompt, Reflection))
        case ScalePrompt():
            return _points(prompt, found.given(prompt, Scale))
        case ChoicePrompt():
            return _chosen(prompt, [(author, {one.option}) for author, one in found.given(prompt, Choice)])
        case ChoicesPrompt():
            return _chosen(prompt, [(author, set(one.options)) for author, one in found.given(prompt, Choices)])
        case SortPrompt():
            return _sorted(prompt, found.given(prompt, Sort))
        case BoundaryPrompt():
            return _levels(prompt, found.given(prompt, Boundary))
        case MutualPrompt():
            return _matched(prompt, found.joint.matches.get(prompt.id, ()))
        case RankingPrompt():
            return _ranked(prompt, found.given(prompt, Ranking))
        case AllocationPrompt():
            return _allocated(prompt, found.given(prompt, Allocation), found.circle)
        case GuessPrompt():
            return _guesses(prompt, found)
        case ReadingPrompt() | PausePrompt():
            return None
        case _:
            assert_never(prompt)


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
    """Alike: the same for all. Close: something that all chose. Of what is tender nothing is said."""
    if not given:
        return None
    sets = [ids for _, ids in given]
    common = set.intersection(*sets)
    if len(given) == 1:
        relation = Relation.ONE_SIDED
    elif prompt.tender:
        relation = Relation.BESIDE
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
        first_to_speak=most_open[0] if apart and len(most_open) == 1 and min(steps) in OPEN else None,
    )


def _matched(prompt: MutualPrompt, ids: Sequence[str]) -> Matched | None:
    items = tuple(item for item in prompt.items if item.id in ids)
    return Matched(Relation.ALIKE, prompt, items) if items else None


def _ranked(prompt: RankingPrompt, given: list[tuple[str, Ranking]]) -> Ranked | None:
    """Alike: the same order for all. Close: something that all put among theirs, wherever it stands."""
    if not given:
        return None
    orders = [one.order for _, one in given]
    common = [item.id for item in prompt.items if all(item.id in order for order in orders)]
    if len(given) == 1:
        relation = Relation.ONE_SIDED
    elif len(set(orders)) == 1:
        relation = Relation.ALIKE
    else:
        relation = Relation.CLOSE if common else Relation.DIFFERENT
    return Ranked(relation, prompt, tuple((author, one.order) for author, one in given), tuple(common))


def _allocated(prompt: AllocationPrompt, given: list[tuple[str, Allocation]], circle: int) -> Allocated | None:
    """Alike: the same views, of today and of the wishes, wherever several people shared one. Close: some such.
    Different: none."""
    tasks = []
    for item in prompt.items:
        now = tuple((author, one.now[item.id]) for author, one in given if item.id in one.now)
        wish = tuple((author, one.wish[item.id]) for author, one in given if item.id in one.wish)
        if now or wish:
            tasks.append(Task(item, _hands(now, circle), _hands(wish, circle)))
    if not tasks:
        return None
    views = {hands.views for task in tasks for hands in (task.now, task.wish)} - {Views.ONE_SIDED, None}
    if not views:
        relation = Relation.ONE_SIDED
    elif Views.SAME in views:
        relation = Relation.ALIKE if views == {Views.SAME} else Relation.CLOSE
    else:
        relation = Relation.DIFFERENT
    return Allocated(relation, prompt, tuple(tasks))


def _hands(hands: tuple[tuple[str, Hand], ...], circle: int) -> Hands:
    """The same view of who does something is that all share it, that nobody does it, or that one person does it and
    says so, and all others say so too. That it is others can only be the same for all where somebody of the circle
    has shared nothing about it: it may be them."""
    said = [hand for _, hand in hands]
    if len(said) < 2:
        return Hands(hands, Views.ONE_SIDED if said else None)
    mine, others = said.count(Hand.ME), said.count(Hand.OTHERS)
    same = (
        set(said) in ({Hand.SHARED}, {Hand.NOBODY})
        or (mine == 1 and others == len(said) - 1)
        or (others == len(said) < circle)
    )
    return Hands(hands, Views.SAME if same else Views.DIFFERENT)


def _guesses(prompt: GuessPrompt, found: Found) -> Guesses | None:
    """Each guess beside what others than its author shared of the prompt that it is about; a guess that has nothing
    beside it is left out. Nothing is said of how they lie to each other."""
    about = found.exercise.about(prompt)
    if about is None:
        return None
    answers: list[tuple[str, GuessedAnswer]] = [
        *found.given(about, Scale),
        *found.given(about, Choice),
        *found.given(about, Sort),
    ]
    guesses = []
    for author, one in found.given(prompt, Guess):
        others = [(other, answer) for other, answer in answers if other != author]
        guessed = _beside(author, one.answer, others)
        if guessed is not None:
            guesses.append(guessed)
    return Guesses(Relation.BESIDE, prompt, about, tuple(guesses)) if guesses else None


def _beside(author: str, guess: GuessedAnswer, others: list[tuple[str, GuessedAnswer]]) -> Guessed | None:
    """Of cards, only those that both were guessed and were put somewhere by somebody else."""
    if isinstance(guess, Sort):
        sorts = [(other, _only(one, guess.piles)) for other, one in others if isinstance(one, Sort)]
        others = [(other, one) for other, one in sorts if one.piles]
        guess = _only(guess, {card for _, one in sorts for card in one.piles})
    return Guessed(author, guess, tuple(others)) if others else None


def _only(sort: Sort, cards: Iterable[str]) -> Sort:
    return Sort(piles={card: pile for card, pile in sort.piles.items() if card in set(cards)})
