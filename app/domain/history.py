"""Then and now: what one person said at two openings of the same exercise, as what stayed and what moved.

Neither is better than the other, and nothing here says so. What somebody once allowed, or once wanted, is for nobody
to hold up to them: limits, desire and blind picks lie side by side for their author alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from app.domain import choosing
from app.domain.answers import (
    Allocation,
    Answer,
    Choice,
    Choices,
    Ranking,
    Reflection,
    Scale,
    Sort,
)
from app.domain.compared import (
    Allocated,
    Chosen,
    Comparison,
    Guesses,
    Levels,
    Matched,
    Points,
    Ranked,
    Sorted,
    Texts,
)
from app.domain.exercise import AnyPrompt, ChoicePrompt, Exercise, Hand, Practice
from app.domain.summary import Summary

OF_ONES_OWN = frozenset({Practice.CONSENT, Practice.BOUNDARIES, Practice.DESIRE})
"""Practices whose earlier answers are shown to nobody but who gave them."""
ALONE = frozenset({"safe-to-say", "how-am-i"})
"""Exercises for oneself, whatever becomes of their prompts."""


def for_all(exercise: Exercise) -> bool:
    """Whether two openings of it may lie side by side for everybody who was there."""
    return can_look_back(exercise) and exercise.slug not in ALONE and OF_ONES_OWN.isdisjoint(exercise.practices)


def can_look_back(exercise: Exercise) -> bool:
    """Whether there can be anything to look back on, be it for its author alone. Blind picks are destroyed."""
    return exercise.slug != choosing.SLUG and any(one.answerable and not one.blind for one in exercise.prompts)


@dataclass(frozen=True, repr=False)
class Moved:
    """One answer then and one now, taken apart: what is in `both`, and what is in one of them alone. None where there
    is nothing of it. Cards and tasks count only where something was said of them both times."""

    both: Answer | None
    then: Answer | None
    now: Answer | None

    def __repr__(self) -> str:
        return "<Moved>"


@dataclass(frozen=True, repr=False)
class Beside:
    """A prompt that was answered both times, as it was asked then and now. `n`: its number now; `people`: whoever
    shared both, in the circle's order."""

    n: int
    then: AnyPrompt
    now: AnyPrompt
    people: tuple[tuple[str, Moved], ...]

    def __repr__(self) -> str:
        return "<Beside>"


def side_by_side(then: Summary, now: Summary) -> tuple[Beside, ...]:
    """What is shared of both, prompt by prompt in the exercise's order. Whoever shares only one of the two is absent
    there, as if they shared neither."""
    earlier = {one.prompt.id: one for _, one in _points(then)}
    found = []
    for n, later in sorted(_points(now), key=lambda point: point[0]):
        before = earlier.get(later.prompt.id)
        if before is None or before.prompt.kind != later.prompt.kind:
            continue
        given, since = answers_of(before), answers_of(later)
        people = tuple((author, apart(given[author], since[author])) for author in since if author in given)
        if people:
            found.append(Beside(n, before.prompt, later.prompt, people))
    return tuple(found)


def _points(summary: Summary) -> list[tuple[int, Comparison]]:
    return [(point.n, point.comparison) for point in (*summary.limits, *summary.first, *summary.rest)]


def own_side_by_side(
    me: str,
    then: Iterable[tuple[int, AnyPrompt]],
    given: Mapping[str, Answer],
    now: Iterable[tuple[int, AnyPrompt]],
    since: Mapping[str, Answer],
) -> tuple[Beside, ...]:
    """The same for one's own worksheets, with all that one was shown and has answered both times. For nobody else's
    eyes."""
    earlier = {prompt.id: prompt for _, prompt in then}
    found = []
    for n, prompt in now:
        before = earlier.get(prompt.id)
        first, second = given.get(prompt.id), since.get(prompt.id)
        if before is None or before.kind != prompt.kind or first is None or second is None:
            continue
        found.append(Beside(n, before, prompt, ((me, apart(first, second)),)))
    return tuple(found)


def answers_of(one: Comparison) -> dict[str, Answer]:
    """What everybody shared, by author; nothing for what nobody but its author looks back on."""
    match one:
        case Texts():
            return {author: Reflection(text=text) for author, text in one.texts}
        case Points():
            return {} if one.prompt.desire else {author: Scale(point=point) for author, point in one.points}
        case Chosen():
            single = isinstance(one.prompt, ChoicePrompt)
            return {author: Choice(option=ids[0]) if single else Choices(options=ids) for author, ids in one.chosen}
        case Sorted():
            authors = dict.fromkeys(author for row in one.rows for author, _ in row.piles)
            return {
                author: Sort(piles={row.item.id: pile for row in one.rows for by, pile in row.piles if by == author})
                for author in authors
            }
        case Ranked():
            return {author: Ranking(order=order) for author, order in one.orders}
        case Allocated():
            hands = {author for task in one.tasks for author, _ in task.now.hands + task.wish.hands}
            return {author: _allocation(one, author) for author in sorted(hands)}
        case Levels() | Matched() | Guesses():
            return {}
        case _:
            assert_never(one)


def _allocation(one: Allocated, author: str) -> Allocation:
    now = {task.item.id: hand for task in one.tasks for by, hand in task.now.hands if by == author}
    wish = {task.item.id: hand for task in one.tasks for by, hand in task.wish.hands if by == author}
    return Allocation(now=now, wish=wish)


def apart(then: Answer, now: Answer) -> Moved:
    """Two answers of one person to the same prompt."""
    match then, now:
        case Choices(), Choices():
            both = tuple(one for one in now.options if one in then.options)
            return Moved(
                _choices(both),
                _choices(tuple(one for one in then.options if one not in both)),
                _choices(tuple(one for one in now.options if one not in both)),
            )
        case Sort(), Sort():
            cards = [card for card in then.piles if card in now.piles]
            same = {card for card in cards if then.piles[card] is now.piles[card]}
            return Moved(_sort(now, same), _sort(then, {*cards} - same), _sort(now, {*cards} - same))
        case Allocation(), Allocation():
            return _hands_apart(then, now)
        case _ if then == now:
            return Moved(now, None, None)
        case _:
            return Moved(None, then, now)


def _choices(options: tuple[str, ...]) -> Choices | None:
    return Choices(options=options) if options else None


def _sort(one: Sort, cards: set[str]) -> Sort | None:
    return Sort(piles={card: pile for card, pile in one.piles.items() if card in cards}) if cards else None


def _hands_apart(then: Allocation, now: Allocation) -> Moved:
    both, before, after = [], [], []
    for old, new in ((then.now, now.now), (then.wish, now.wish)):
        tasks = [task for task in old if task in new]
        both.append({task: new[task] for task in tasks if old[task] is new[task]})
        before.append({task: old[task] for task in tasks if old[task] is not new[task]})
        after.append({task: new[task] for task in tasks if old[task] is not new[task]})
    return Moved(_hands(both), _hands(before), _hands(after))


def _hands(hands: list[dict[str, Hand]]) -> Allocation | None:
    now, wish = hands
    return Allocation(now=now, wish=wish) if now or wish else None
