from datetime import UTC, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.exercise import Opens
from app.domain.rounds import (
    FURTHEST,
    QuickTime,
    Schedule,
    Timing,
    again_from,
    closed,
    has_opened,
    opens_now,
    quick_time,
    schedule_refusal,
)

NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ZONES = [
    "UTC",
    "Europe/Madrid",
    "Europe/London",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Africa/Casablanca",
]

instants = st.integers(0, 13 * 365 * 86400).map(lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + seconds * SECOND)


@given(instants, st.sampled_from(ZONES).map(ZoneInfo))
@settings(max_examples=300)
def test_the_evening_is_the_next_eight_o_clock(now: datetime, zone: ZoneInfo) -> None:
    evening = quick_time(QuickTime.EVENING, now, zone)
    assert evening.tzinfo is UTC
    assert evening.astimezone(zone).time() == time(20)
    assert timedelta(0) < evening - now <= timedelta(hours=25)


@pytest.mark.parametrize(
    ("zone", "now", "evening"),
    [
        ("Europe/Madrid", "2026-03-28T20:00+01:00", "2026-03-29T20:00+02:00"),
        ("Europe/Madrid", "2026-10-24T20:00+02:00", "2026-10-25T20:00+01:00"),
        ("Europe/Madrid", "2026-10-25T19:59+01:00", "2026-10-25T20:00+01:00"),
        ("America/New_York", "2026-03-08T00:30-05:00", "2026-03-08T20:00-04:00"),
        ("Australia/Lord_Howe", "2026-04-04T21:00+11:00", "2026-04-05T20:00+10:30"),
        ("Pacific/Apia", "2011-12-29T21:00-10:00", "2011-12-31T20:00+14:00"),
        ("UTC", "2026-11-24T20:00+00:00", "2026-11-25T20:00+00:00"),
    ],
)
def test_the_evening_when_clocks_change(zone: str, now: str, evening: str) -> None:
    """Spring, autumn, half an hour, and the Friday that Samoa left out."""
    given_, expected = (datetime.fromisoformat(text).astimezone(UTC) for text in (now, evening))
    assert quick_time(QuickTime.EVENING, given_, ZoneInfo(zone)) == expected


@given(instants, st.sampled_from(ZONES).map(ZoneInfo))
def test_the_other_quick_times_are_spans(now: datetime, zone: ZoneInfo) -> None:
    assert quick_time(QuickTime.FIVE_MINUTES, now, zone) - now == timedelta(minutes=5)
    assert quick_time(QuickTime.TWENTY_MINUTES, now, zone) - now == timedelta(minutes=20)
    assert quick_time(QuickTime.THREE_DAYS, now, zone) - now == timedelta(hours=72)


@pytest.mark.parametrize(
    ("opens", "at", "reason"),
    [
        (Opens.AT, NOW + SECOND, None),
        (Opens.AT, NOW + FURTHEST, None),
        (Opens.AT, NOW, Timing.PAST),
        (Opens.AT, NOW - SECOND, Timing.PAST),
        (Opens.AT, NOW + FURTHEST + SECOND, Timing.TOO_FAR),
        (Opens.READY, NOW + SECOND, Timing.NEEDS_A_TIME),
    ],
)
def test_which_schedules_are_taken(opens: Opens, at: datetime, reason: Timing | None) -> None:
    assert schedule_refusal(Schedule(opens, at), [Opens.AT], NOW) is reason


def test_every_quick_time_is_taken() -> None:
    for name in QuickTime:
        schedule = Schedule(Opens.READY, quick_time(name, NOW, ZoneInfo("UTC")))
        assert schedule_refusal(schedule, list(Opens), NOW) is None


@pytest.mark.parametrize("opens", Opens)
@pytest.mark.parametrize("late", [-1, 0, 1])
@pytest.mark.parametrize("sealed", [one for size in range(4) for one in product((True, False), repeat=size)], ids=str)
def test_the_opening_rule(opens: Opens, late: int, sealed: tuple[bool, ...]) -> None:
    """At its time in any case; before it only a round that opens when ready, and only by everybody in the circle."""
    schedule = Schedule(opens, NOW)
    over = late >= 0
    assert closed(schedule, NOW + late * SECOND) is over
    assert has_opened(None, schedule, NOW + late * SECOND) is over, "nobody need have looked"
    assert has_opened(NOW.date(), schedule, NOW + late * SECOND), "all of them were done"
    ready = opens == "ready" and len(sealed) > 0 and False not in sealed
    assert opens_now(schedule, NOW + late * SECOND, sealed) is (over or ready)


def test_an_exercise_with_blind_picks_rests_two_weeks_and_comes_at_most_three_times_in_ninety_days() -> None:
    first = datetime(2026, 1, 1, 20, tzinfo=UTC)
    second, third = first + timedelta(days=15), first + timedelta(days=30)
    assert again_from([]) is None
    assert again_from([first]) == first + timedelta(days=14)
    assert again_from([second, first]) == second + timedelta(days=14)
    assert again_from([second, third, first]) == first + timedelta(days=90)
    late = first + timedelta(days=100)
    assert again_from([first, second, late, third]) == late + timedelta(days=14)
