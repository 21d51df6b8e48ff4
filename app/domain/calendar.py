"""When things come back, and what the calendar brings. Instants are aware datetimes in UTC; a plan is kept in the
local time of its zone, so that seven in the evening stays seven in the evening when the clocks change."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

APPEARS_BEFORE = timedelta(days=2)
"""How long before its opening an occurrence appears: time to answer on a calm evening."""
LASTS = timedelta(days=365)
"""How long a series goes on. Then it ends by itself, for everybody alike, and can be begun anew."""


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
    return datetime.combine(_day(plan, n), plan.at, tzinfo=plan.zone).astimezone(UTC)


def openings(plan: Plan, after: datetime) -> Iterator[datetime]:
    """Every opening later than `after` while the series lasts, in order."""
    end = opening(plan, 0) + LASTS
    n = 0
    while (at := opening(plan, n)) <= end:
        if at > after:
            yield at
        n += 1


def _day(plan: Plan, n: int) -> date:
    match plan.every:
        case Every.WEEK:
            return plan.first + timedelta(weeks=n)
        case Every.TWO_WEEKS:
            return plan.first + timedelta(weeks=2 * n)
        case Every.MONTH:
            years, month = divmod(plan.first.month - 1 + n, 12)
            year, month = plan.first.year + years, month + 1
            return date(year, month, min(plan.first.day, monthrange(year, month)[1]))


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
