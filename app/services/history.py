"""What has been, for those who were there: all rounds of a person, which exercises came back, and one's own answers at
two openings. What others shared is read where every summary is: here is no other way to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain import history
from app.domain.exercise import Exercise
from app.domain.history import Beside
from app.services import rounds, worksheets
from app.services.context import Context, NotFound, Refused
from app.services.person import Person, Unlocked
from app.services.rounds import Address, RoundInList


@dataclass(frozen=True)
class CameBack:
    """An exercise that has opened twice or more in one partnership: its first opening and its latest. `for_all`:
    whether they may lie side by side for everybody who was there."""

    first: RoundInList
    latest: RoundInList
    for_all: bool


def came_back(listed: Iterable[RoundInList]) -> list[CameBack]:
    """The exercises that came back, by title: the same for everybody who was there each time, whatever was shared."""
    opened: dict[tuple[str, str], list[RoundInList]] = {}
    for one in listed:
        if one.open and history.can_look_back(one.exercise):
            opened.setdefault((one.address.partnership, one.exercise.slug), []).append(one)
    found = [_first_and_latest(some) for some in opened.values() if len(some) > 1]
    return sorted(found, key=lambda one: one.latest.exercise.title)


def _first_and_latest(some: Sequence[RoundInList]) -> CameBack:
    in_order = sorted(some, key=lambda one: (one.begun, one.schedule.opens_at, str(one.address)))
    for_all = all(history.for_all(one.exercise) for one in some)
    return CameBack(in_order[0], in_order[-1], for_all)


def pair(ctx: Context, me: Person, one: Address, other: Address) -> CameBack:
    """Two rounds of one exercise in one partnership, whichever comes first. Raises NotFound where they are not that, or
    where the person was not in both; Refused("not-open")."""
    both = [each for each in rounds.of_person(ctx, me) if each.address in (one, other)]
    there = {(each.address.partnership, each.exercise.slug) for each in both}
    if len({each.address for each in both}) < len({one, other}) or len(there) != 1:
        raise NotFound
    if not history.can_look_back(both[0].exercise):
        raise NotFound
    if not all(each.open for each in both):
        raise Refused("not-open")
    return _first_and_latest(both)


@dataclass(frozen=True, repr=False)
class Own:
    """One's own answers at two openings."""

    pair: CameBack
    then: Exercise
    now: Exercise
    prompts: tuple[Beside, ...]


def own(ctx: Context, me: Unlocked, one: Address, other: Address) -> Own:
    """One's own then and now, limits included. Raises Locked, and what `pair` raises: before the opening, what is
    sealed is closed to its author too."""
    found = pair(ctx, me, one, other)
    then, now = (worksheets.find(ctx, me, each.address) for each in (found.first, found.latest))
    prompts = history.own_side_by_side(now.member, then.shown, then.worksheet.answers, now.shown, now.worksheet.answers)
    return Own(found, then.exercise, now.exercise, prompts)
