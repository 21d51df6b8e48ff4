"""What comes back comes on its day at its hour, in every zone and over every change of its clocks."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

import pytest

from app.domain.calendar import (
    APPEARS_BEFORE,
    LASTS,
    Every,
    Plan,
    begun_again,
    day_of,
    opening,
    openings,
    plan_refusal,
)
from app.domain.rounds import FURTHEST, Timing

MADRID = ZoneInfo("Europe/Madrid")
SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2033, 1, 1, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
Opening = Callable[[Plan, int], datetime]


class Change(NamedTuple):
    """The clocks of a zone go from one offset to another at an instant."""

    at: datetime
    before: timedelta
    after: timedelta

    @property
    def jump(self) -> timedelta:
        return self.after - self.before


def offset(zone: ZoneInfo, at: datetime) -> timedelta:
    found = at.astimezone(zone).utcoffset()
    assert found is not None
    return found


def changes(zone: ZoneInfo) -> Iterator[Change]:
    """Every change of the years that are tried: looked for in steps of 24 days (the shortest there is between two are
    the five weeks around a Ramadan), then by halving."""
    at, step, known = SINCE, 24 * DAY, offset(zone, SINCE)
    while at < UNTIL:
        before, known = known, offset(zone, at + step)
        if before != known:
            early, late = at, at + step
            while late - early > MINUTE:
                middle = early + timedelta(minutes=(late - early) // MINUTE // 2)
                early, late = (early, middle) if offset(zone, middle) != offset(zone, early) else (middle, late)
            yield Change(late, offset(zone, early), offset(zone, late))
        at += step


@cache
def alike() -> dict[tuple[timedelta, tuple[Change, ...]], list[ZoneInfo]]:
    """All zones, those together whose clocks show the same all these years."""
    found: dict[tuple[timedelta, tuple[Change, ...]], list[ZoneInfo]] = {}
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        found.setdefault((offset(zone, SINCE), tuple(changes(zone))), []).append(zone)
    return found


def around(change: Change) -> Iterator[datetime]:
    """Local times, minute by minute where it matters: what is left out or shown twice, its edges, and an hour to
    either side."""
    first = change.at.replace(tzinfo=None) + min(change.before, change.after)
    length = abs(change.jump)
    for later in (-timedelta(hours=1), -MINUTE, timedelta(), length / 2, length - MINUTE, length, length + MINUTE):
        yield first + later
    yield datetime.combine(first.date(), time())
    yield datetime.combine(first.date(), time(23, 59))


def expected(change: Change, local: datetime) -> datetime:
    """The first instant at which clocks show this local time, near a change; if they leave it out, as much later as
    they jump."""
    shown = []
    for instant, there in ((local - change.before, change.before), (local - change.after, change.after)):
        at = instant.replace(tzinfo=UTC)
        if (there == change.before) == (at < change.at):
            shown.append(at)
    return min(shown, default=(local - change.before).replace(tzinfo=UTC))


def faults(opening: Opening, zone: ZoneInfo, change: Change) -> Iterator[str]:
    """What is wrong with the openings of plans that come upon a change of the clocks, in each rhythm."""
    for local in around(change):
        for every, first in (
            (Every.WEEK, local.date() - 7 * DAY),
            (Every.TWO_WEEKS, local.date() - 14 * DAY),
            (Every.MONTH, a_month_before(local.date())),
        ):
            if first is None:
                continue
            plan = Plan(every, first, local.time(), zone)
            before, there, after = (opening(plan, n) for n in range(3))
            if there != expected(change, local):
                yield f"{zone.key} {local} {every}: {there}, not {expected(change, local)}"
            if not before < there < after:
                yield f"{zone.key} {local} {every}: not in order"
            shows = there.astimezone(zone).replace(tzinfo=None)
            if shows != local and shows - local != change.jump:
                yield f"{zone.key} {local} {every}: at {shows}"
            if shows.date() != local.date() and shows == local + change.jump and change.jump < timedelta():
                yield f"{zone.key} {local} {every}: on another day"


def a_month_before(day: date) -> date | None:
    """The same day of the month before, where there is one."""
    last = day.replace(day=1) - DAY
    return last.replace(day=day.day) if day.day <= last.day else None


def test_every_change_of_every_clock_is_found() -> None:
    """So that the sweep below does not pass for want of anything to try."""
    zones = [zone for those in alike().values() for zone in those]
    assert len(zones) == len(available_timezones()) > 400
    found = {zone.key: changed for (_, changed), those in alike().items() for zone in those}
    assert [change.at.date().isoformat() for change in found["Europe/Madrid"][:2]] == ["2026-03-29", "2026-10-25"]
    assert len(found["Europe/Madrid"]) == 14
    assert found["Australia/Lord_Howe"][0].jump == timedelta(minutes=-30)
    assert found["UTC"] == ()
    assert sum(map(len, found.values())) > 2000


def test_in_every_zone_over_every_change_each_comes_once_on_its_day_at_its_hour() -> None:
    found = [
        fault
        for (_, changed), (zone, *_) in alike().items()
        for change in changed
        for fault in faults(opening, zone, change)
    ]
    assert found == []


def _in_utc(plan: Plan, n: int) -> datetime:
    return opening(plan, 0) + n * timedelta(weeks=1 if plan.every is Every.WEEK else 2)


def _the_second_time(plan: Plan, n: int) -> datetime:
    return datetime.combine(day_of(plan, n), plan.at.replace(fold=1), tzinfo=plan.zone).astimezone(UTC)


def _always_an_hour_later(plan: Plan, n: int) -> datetime:
    return opening(plan, n) + timedelta(hours=n == 1)


@pytest.mark.parametrize("wrong", [_in_utc, _the_second_time, _always_an_hour_later])
def test_wrong_ways_to_reckon_are_found(wrong: Opening) -> None:
    for change in changes(MADRID):
        assert list(faults(wrong, MADRID, change))


@pytest.mark.parametrize("every", Every)
def test_in_every_zone_a_year_of_it_has_each_day_once(every: Every) -> None:
    """Days that are whole there, whatever the clocks do: each has its opening, and no other day has one."""
    for (_, _changed), (zone, *_) in alike().items():
        for year in range(2026, 2032):
            plan = Plan(every, date(year, 10, 31), time(2, 30), zone)
            times = openings(plan)
            assert [at.astimezone(zone).date() for at in times] == [day_of(plan, n) for n in range(len(times))]
            assert all(earlier < later for earlier, later in pairwise(times))


@pytest.mark.parametrize(("every", "times"), [(Every.WEEK, 52), (Every.TWO_WEEKS, 26), (Every.MONTH, 12)])
@pytest.mark.parametrize("first", [date(2026, 11, 26), date(2027, 1, 31), date(2028, 2, 29), date(2027, 12, 1)])
def test_it_lasts_a_year(every: Every, times: int, first: date) -> None:
    plan = Plan(every, first, time(19), MADRID)
    assert len(openings(plan)) == times
    assert openings(plan)[-1] < opening(plan, 0) + LASTS
    assert opening(plan, times) > openings(plan)[-1]


def test_a_short_month_has_its_last_day_and_a_longer_one_its_31st_again() -> None:
    plan = Plan(Every.MONTH, date(2027, 10, 31), time(19), MADRID)
    assert [day_of(plan, n).isoformat() for n in range(7)] == [
        *("2027-10-31", "2027-11-30", "2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30")
    ]


def test_seven_in_the_evening_stays_seven_in_the_evening() -> None:
    plan = Plan(Every.WEEK, date(2026, 11, 26), time(19), MADRID)
    assert {at.astimezone(MADRID).time() for at in openings(plan)} == {time(19)}
    assert {at.hour for at in openings(plan)} == {17, 18}


@pytest.mark.parametrize(
    ("zone", "first", "at", "instant"),
    [
        ("Europe/Madrid", "2026-03-29", "02:30", "2026-03-29T01:30"),  # left out: an hour later
        ("Europe/Madrid", "2026-10-25", "02:30", "2026-10-25T00:30"),  # shown twice: the first time
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:45"),  # half an hour
        ("America/Santiago", "2026-09-06", "00:00", "2026-09-06T04:00"),  # a day without its midnight
        ("America/Nuuk", "2026-03-28", "23:30", "2026-03-29T01:30"),  # and one without its last hour
        ("Asia/Kathmandu", "2026-06-01", "19:00", "2026-06-01T13:15"),
    ],
)
def test_by_hand(zone: str, first: str, at: str, instant: str) -> None:
    plan = Plan(Every.WEEK, date.fromisoformat(first), time.fromisoformat(at), ZoneInfo(zone))
    assert opening(plan, 0) == datetime.fromisoformat(f"{instant}+00:00")


NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "at", "refusal"),
    [
        ("2026-11-24", "19:00", Timing.PAST),
        ("2026-11-24", "19:01", None),
        ("2026-11-23", "19:00", Timing.PAST),
        ("0001-01-01", "00:00", Timing.PAST),
        ("2027-01-23", "19:00", None),
        ("2027-01-23", "19:01", Timing.TOO_FAR),
        ("9999-12-31", "23:59", Timing.TOO_FAR),
    ],
)
@pytest.mark.parametrize("every", Every)
def test_the_first_lies_ahead_and_not_too_far(every: Every, first: str, at: str, refusal: Timing | None) -> None:
    plan = Plan(every, date.fromisoformat(first), time.fromisoformat(at), MADRID)
    assert plan_refusal(plan, NOW) == refusal


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue"])
def test_the_days_compared_first_refuse_nothing_that_the_instant_would_not(zone: str) -> None:
    here = NOW.astimezone(ZoneInfo(zone))
    for later, refusal in ((MINUTE, None), (FURTHEST, None), (FURTHEST + MINUTE, Timing.TOO_FAR), (-MINUTE, "past")):
        local = here + later
        plan = Plan(Every.WEEK, local.date(), local.time(), ZoneInfo(zone))
        assert plan_refusal(plan, NOW) == refusal


def test_begun_again_it_keeps_its_day_of_the_week_and_leaves_time_to_appear() -> None:
    plan = Plan(Every.WEEK, date(2026, 1, 1), time(19), MADRID)
    assert opening(begun_again(plan, NOW), 0) - APPEARS_BEFORE == NOW
    again = begun_again(plan, NOW + MINUTE)
    assert again == Plan(Every.WEEK, date(2026, 12, 3), time(19), MADRID)
    assert again.first.weekday() == plan.first.weekday()
    assert begun_again(again, NOW) == again
