"""When a round closes and opens. The clock is an argument; all instants are aware datetimes in UTC."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.domain.exercise import Opens

LATEST_DEFAULT = timedelta(days=3)
FURTHEST = timedelta(days=60)
AGAIN_AFTER = timedelta(days=14)
"""Between two rounds of the same exercise with blind picks, so that nobody can probe by asking again and again."""
MOST_ROUNDS, WITHIN = 3, timedelta(days=90)
"""And so many of them in so long, however they are spaced."""


@dataclass(frozen=True)
class Schedule:
    """`opens_at` is the set time (AT), or the latest time in any case (READY)."""

    opens: Opens
    opens_at: datetime


class QuickTime(StrEnum):
    FIVE_MINUTES = "5-minutes"
    TWENTY_MINUTES = "20-minutes"
    EVENING = "evening"
    THREE_DAYS = "3-days"


def quick_time(name: QuickTime, now: datetime, zone: ZoneInfo) -> datetime:
    """The instant a quick time means. The evening is the next 20:00 in the starter's zone."""
    if name is QuickTime.FIVE_MINUTES:
        return now + timedelta(minutes=5)
    if name is QuickTime.TWENTY_MINUTES:
        return now + timedelta(minutes=20)
    if name is QuickTime.THREE_DAYS:
        return now + LATEST_DEFAULT
    today = now.astimezone(zone).date()
    evening = _evening(today, zone)
    return evening if evening > now else _evening(today + timedelta(days=1), zone)


def _evening(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(20), tzinfo=zone).astimezone(UTC)


class Timing(StrEnum):
    """Why a round can't be started with this schedule."""

    PAST = "past"
    TOO_FAR = "too-far"
    NEEDS_A_TIME = "needs-a-time"


def schedule_refusal(schedule: Schedule, offers: Sequence[Opens], now: datetime) -> Timing | None:
    """Why the schedule can't be taken, or None."""
    if schedule.opens not in offers:
        return Timing.NEEDS_A_TIME
    if schedule.opens_at <= now:
        return Timing.PAST
    if schedule.opens_at > now + FURTHEST:
        return Timing.TOO_FAR
    return None


def again_from(openings: Sequence[datetime]) -> datetime | None:
    """From when an exercise with blind picks may be started again, after rounds that opened (or will) at these
    instants, in any order. None if there were none."""
    latest = sorted(openings, reverse=True)
    waits = [one + AGAIN_AFTER for one in latest[:1]]
    waits += [one + WITHIN for one in latest[MOST_ROUNDS - 1 : MOST_ROUNDS]]
    return max(waits, default=None)


def closed(schedule: Schedule, now: datetime) -> bool:
    """Whether the clock alone has closed the round: from then on nothing is saved, whether or not anybody came."""
    return now >= schedule.opens_at


def has_opened(opened_day: date | None, schedule: Schedule, now: datetime) -> bool:
    """Whether a round is open for its circle. Once its time has come it is, whether or not somebody has looked and so
    given it its `opened_day`: nothing may tell the two apart."""
    return opened_day is not None or closed(schedule, now)


def opens_now(schedule: Schedule, now: datetime, sealed: Sequence[bool]) -> bool:
    """Whether the round is to be opened. `sealed` has one entry for everybody in the circle; whoever left or never
    came stays False, so a departure or a lapsed invitation never triggers an opening."""
    everybody = bool(sealed) and all(sealed)
    return closed(schedule, now) or (schedule.opens is Opens.READY and everybody)
