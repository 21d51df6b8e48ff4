"""What an agreement is, by the clock, by what the circle said and by whether somebody ended it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.agreements import (
    ASKED_FOR,
    LONGEST,
    LOOK_WITHIN,
    SHOWN_ENDED,
    Content,
    Kind,
    State,
    Times,
    Unfit,
    agreed,
    count_refusal,
    due,
    end_of,
    look_from,
    look_refusal,
    state,
    words_refusal,
)
from app.domain.rounds import FURTHEST

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YES, NO = (True, True, True), (True, False, True)
TIMES = Times(NOW, NOW + 30 * DAY)

flags = st.lists(st.booleans(), min_size=1, max_size=6)
spans = st.integers(0, 120 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
offsets = st.integers(-30 * 24 * 60, 160 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
instants = offsets.map(lambda offset: NOW + offset)
times = st.builds(
    lambda look, ended: Times(NOW, NOW + look if look else None, NOW + ended if ended is not None else None),
    st.none() | spans.filter(bool),
    st.none() | offsets,
)


@pytest.mark.parametrize(
    ("says", "at", "expected"),
    [
        (YES, -HOUR, State.WAITING),
        (NO, -HOUR, State.WAITING),
        (YES, timedelta(), State.IN_FORCE),
        (NO, timedelta(), State.GONE),
        (YES, 30 * DAY - HOUR, State.IN_FORCE),
        (YES, 30 * DAY, State.LOOK),
        (YES, 60 * DAY - HOUR, State.LOOK),
        (YES, 60 * DAY, State.ENDED),
        (YES, 74 * DAY - HOUR, State.ENDED),
        (YES, 74 * DAY, State.GONE),
    ],
)
def test_its_life(says: Sequence[bool], at: timedelta, expected: State) -> None:
    assert state(TIMES, says, NOW + at) is expected


@pytest.mark.parametrize(
    ("at", "expected"), [(-HOUR, State.IN_FORCE), (timedelta(), State.ENDED), (14 * DAY, State.GONE)]
)
def test_anybody_ends_it_at_once(at: timedelta, expected: State) -> None:
    ended = NOW + 5 * DAY
    assert state(Times(NOW, NOW + 30 * DAY, ended), YES, ended + at) is expected


def test_a_moment_stays() -> None:
    assert state(Times(NOW), YES, NOW + 4000 * DAY) is State.IN_FORCE
    assert due(Times(NOW), YES, NOW + DAY) is None


@given(times, flags, instants)
def test_before_the_count_nothing_depends_on_what_anybody_says(laid: Times, says: list[bool], now: datetime) -> None:
    if now < laid.counts_at:
        found = {state(laid, one, now) for one in (says, [True] * len(says), [False] * len(says))}
        assert len(found) == 1
        assert {due(laid, one, now) for one in (says, [True] * len(says), [False] * len(says))} == {
            due(laid, says, now)
        }


@given(times, flags, instants)
def test_it_holds_only_if_every_one_said_yes(laid: Times, says: list[bool], now: datetime) -> None:
    if state(laid, says, now).holds:
        assert all(says)
        assert laid.counts_at <= now
        assert laid.ended_at is None or now < laid.ended_at
        assert agreed(laid, says)


@given(times, flags, instants)
def test_whoever_did_not_say_yes_looks_as_everybody_who_did_not(laid: Times, says: list[bool], now: datetime) -> None:
    """Nothing is told of who, or of how many."""
    if not all(says):
        assert state(laid, says, now) is state(laid, [False] * len(says), now)
        assert due(laid, says, now) == due(laid, [False] * len(says), now)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (-HOUR, NOW),
        (timedelta(), NOW + 60 * DAY),
        (40 * DAY, NOW + 60 * DAY),
        (60 * DAY, NOW + 74 * DAY),
        (80 * DAY, NOW + 80 * DAY),
    ],
    ids=["waiting", "in force", "to be looked at", "ended", "gone"],
)
def test_when_the_calendar_comes(at: timedelta, expected: datetime) -> None:
    assert due(TIMES, YES, NOW + at) == expected


@pytest.mark.parametrize("one", State)
def test_it_holds_from_the_count_to_its_end(one: State) -> None:
    assert one.holds == (one in {State.IN_FORCE, State.LOOK})


ORDER = list(State)


@given(times, flags, st.lists(instants, min_size=2, max_size=12))
def test_it_goes_one_way_only(laid: Times, says: list[bool], moments: list[datetime]) -> None:
    seen = [ORDER.index(state(laid, says, one)) for one in sorted(moments)]
    assert seen == sorted(seen)


@given(times, flags, instants)
def test_the_calendar_comes_when_something_changes_and_not_before(laid: Times, says: list[bool], now: datetime) -> None:
    assume(laid.ended_at is None or laid.ended_at <= now)  # what people will do, nobody knows
    next_one = due(laid, says, now)
    before = state(laid, says, now)
    if before is State.GONE:
        assert next_one == now
        return
    if next_one is None:
        assert state(laid, says, now + 4000 * DAY).holds
        return
    assert next_one > now
    just_before, at = state(laid, says, next_one - timedelta(microseconds=1)), state(laid, says, next_one)
    assert just_before is before or (before, just_before) == (State.IN_FORCE, State.LOOK)
    assert at is not just_before


@given(times, flags, instants)
def test_whoever_ends_it_ends_it(laid: Times, says: list[bool], now: datetime) -> None:
    if state(laid, says, now) in (State.WAITING, State.IN_FORCE, State.LOOK):
        ended = Times(laid.counts_at, laid.look_at, now)
        assert state(ended, says, now) is State.ENDED
        assert state(ended, [True] * len(says), now + SHOWN_ENDED - HOUR) is State.ENDED
        assert state(ended, [True] * len(says), now + SHOWN_ENDED) is State.GONE


@given(times)
def test_it_never_outlives_its_day(laid: Times) -> None:
    if laid.look_at:
        assert end_of(laid) is not None
        assert end_of(laid) <= laid.look_at + ASKED_FOR


def test_nobody_at_all_agrees_to_nothing() -> None:
    assert not agreed(TIMES, [])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Phones stay in the hall on Sundays.", None),
        ("One.\n\tTwo, and “three”. ‏אחת", None),
        ("a" * LONGEST, None),
        ("\U0001f600" * LONGEST, None),
        ("a" * (LONGEST + 1), Unfit.TOO_LONG),
        ("a" * 20000, Unfit.TOO_LONG),
        ("", Unfit.EMPTY),
        (" \n ", Unfit.EMPTY),
        ("a\0b", Unfit.NOT_TEXT),
        ("a\x1bb", Unfit.NOT_TEXT),
        ("a\ufffdb", Unfit.NOT_TEXT),
        ("a\ud800", Unfit.NOT_TEXT),
    ],
)
def test_words(text: str, reason: Unfit | None) -> None:
    assert words_refusal(text) is reason


def test_when_it_can_be_counted() -> None:
    assert count_refusal(NOW, NOW) is Unfit.PAST
    assert count_refusal(NOW + HOUR, NOW) is None
    assert count_refusal(NOW + FURTHEST + HOUR, NOW) is Unfit.TOO_FAR


def test_when_it_can_be_looked_at_again() -> None:
    def refusal(look_at: datetime | None, kind: Kind = Kind.AGREEMENT) -> Unfit | None:
        return look_refusal(kind, Times(NOW + DAY, look_at), NOW)

    assert refusal(NOW + 2 * DAY) is None
    assert refusal(NOW + LOOK_WITHIN) is None
    assert refusal(NOW + LOOK_WITHIN + HOUR) is Unfit.LOOK_DAY
    assert refusal(NOW + DAY) is Unfit.LOOK_DAY
    assert refusal(None) is Unfit.LOOK_DAY
    assert refusal(None, Kind.MOMENT) is None
    assert refusal(NOW + 2 * DAY, Kind.MOMENT) is Unfit.LOOK_DAY


def test_the_day_begins_for_everybody_at_one_instant() -> None:
    assert look_from(date(2026, 12, 24)) == datetime(2026, 12, 24, 12, 0, tzinfo=UTC)


def test_what_it_says_is_not_in_its_representation() -> None:
    assert "secret" not in f"{Content(text='secret')!r} {Content(text='secret')}"
