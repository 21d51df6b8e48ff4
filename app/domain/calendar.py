"""When things come back, and what the calendar brings. Instants are aware datetimes in UTC; a plan is kept in the
local time of its zone, so that seven in the evening stays seven in the evening when the clocks change."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import count, takewhile
from zoneinfo import ZoneInfo

from app.domain.exercise import Opens
from app.domain.rounds import FURTHEST, Schedule, Timing, schedule_refusal

APPEARS_BEFORE = timedelta(days=2)
"""How long before its opening an occurrence appears: time to answer on a calm evening."""
LASTS = timedelta(weeks=52)
"""How long a series goes on: 52 weeks, 26 times two, or twelve months. Then it ends by itself, for everybody alike, and
can be begun anew."""
ROUND_THE_WORLD = timedelta(days=2)
"""Further apart than the same local time in any two zones."""


class Every(StrEnum):
    """How often something comes back."""

    WEEK = "week"
    TWO_WEEKS = "two-weeks"
    MONTH = "month"


@dataclass(frozen=True)
class Plan:
    """Opens for the first time on the day `first`, at the local time `at` in `zone`, and then so often."""

    every: Every
    first: date
    at: time
    zone: ZoneInfo


def opening(plan: Plan, n: int) -> datetime:
    """The n-th opening, from 0. A local time that the clocks leave out is taken as much later as they jump; one that
    they show twice, the first time. A month without that day has its last day instead."""
    return datetime.combine(day_of(plan, n), plan.at, tzinfo=plan.zone).astimezone(UTC)


@lru_cache(maxsize=1024)
def openings(plan: Plan) -> tuple[datetime, ...]:
    """Every opening while the series lasts, in order."""
    end = plan.first + LASTS
    return tuple(opening(plan, n) for n in takewhile(lambda n: day_of(plan, n) < end, count()))


def day_of(plan: Plan, n: int) -> date:
    """The local day of the n-th opening. Always reckoned from the first: after a short month, a longer one has its
    31st again."""
    if plan.every is Every.MONTH:
        years, month = divmod(plan.first.month - 1 + n, 12)
        year, month = plan.first.year + years, month + 1
        return date(year, month, min(plan.first.day, monthrange(year, month)[1]))
    return plan.first + timedelta(weeks=n if plan.every is Every.WEEK else 2 * n)


def plan_refusal(plan: Plan, now: datetime) -> Timing | None:
    """Why a series can't begin so, or None. The days are compared first: those at the ends of the calendar are no
    instants everywhere."""
    if plan.first < now.date() - ROUND_THE_WORLD:
        return Timing.PAST
    if plan.first > now.date() + FURTHEST + ROUND_THE_WORLD:
        return Timing.TOO_FAR
    return schedule_refusal(Schedule(Opens.AT, opening(plan, 0)), (Opens.AT,), now)


def begun_again(plan: Plan, now: datetime) -> Plan:
    """The same plan from its next day that leaves time to appear before it opens."""
    later = (n for n in count() if opening(plan, n) - APPEARS_BEFORE >= now)
    return replace(plan, first=day_of(plan, next(later)))


class Brings(StrEnum):
    """What the calendar brings: something to answer appears, something opens, something is due to be looked at."""

    APPEARS = "appears"
    OPENS = "opens"
    LOOK = "look"


@dataclass(frozen=True)
class Coming:
    """Something that the calendar brings to these members of a partnership at an instant, whatever anybody has or has
    not done. `key` names it, the same every time it is asked for."""

    brings: Brings
    key: str
    at: datetime
    partnership: str
    members: frozenset[str]
