"""Words that all of a circle agree to, and good moments that all of them choose to keep.

A draft is counted once, at a set time, by the clock alone: in force if every one of the circle said yes by then,
otherwise gone without a word. Anybody ends it alone, at once. Instants are aware datetimes in UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from app.domain.answers import Quiet, Refusal, text_refusal
from app.domain.rounds import FURTHEST

LONGEST = 1500
"""The most letters of an agreement."""
MOST_SOURCES = 24
MOST_WAITING = 12
"""So many drafts may wait in a partnership at a time."""
ASKED_FOR = timedelta(days=30)
"""How long an agreement asks to be looked at. Then it ends by the calendar, for what nobody looks at holds nobody."""
SHOWN_ENDED = timedelta(days=14)
"""How long what has ended is still shown."""
LOOK_WITHIN = timedelta(days=366)
LOOK_HOUR = time(12, tzinfo=UTC)
"""The day to look again begins for everybody at one instant: an hour of the drafter's zone would tell who drafted."""


class Kind(StrEnum):
    """An agreement has a day to look at it again. A kept moment has none, and doesn't end by itself."""

    AGREEMENT = "agreement"
    MOMENT = "moment"


class Source(Quiet):
    """What an agreement grew from: a prompt of a round."""

    round: str
    prompt: str


class Content(Quiet):
    """What is sealed. `before`: the words that it changes, if it changes any."""

    text: str
    sources: tuple[Source, ...] = ()
    before: str | None = None


class State(StrEnum):
    """What an agreement is for its whole circle alike."""

    WAITING = "waiting"
    IN_FORCE = "in-force"
    LOOK = "look"
    ENDED = "ended"
    GONE = "gone"

    @property
    def holds(self) -> bool:
        return self in (State.IN_FORCE, State.LOOK)


@dataclass(frozen=True)
class Times:
    """When it is counted, when it is looked at again (never, for a moment), and when somebody ended it."""

    counts_at: datetime
    look_at: datetime | None = None
    ended_at: datetime | None = None


def agreed(times: Times, says: Sequence[bool]) -> bool:
    """What the count comes to: whether it came into force. `says` has one entry for everybody in the circle; whoever
    has left or never came stays False. What was ended before the count never is."""
    return bool(says) and all(says) and (times.ended_at is None or times.ended_at >= times.counts_at)


def end_of(times: Times) -> datetime | None:
    """The instant at which it ends or has ended, as far as it is known: by somebody's word, or by the calendar. None
    for what does not end by itself."""
    asked_until = times.look_at + ASKED_FOR if times.look_at else None
    return min((one for one in (times.ended_at, asked_until) if one is not None), default=None)


def state(times: Times, says: Sequence[bool], now: datetime) -> State:
    """What it is now. Before the count, and wherever somebody ended it, `says` makes no difference."""
    put_aside = times.ended_at is not None and times.ended_at < times.counts_at
    if now >= times.counts_at and not put_aside and not agreed(times, says):
        return State.GONE
    end = end_of(times)
    if end is not None and now >= end:
        return State.ENDED if now < end + SHOWN_ENDED else State.GONE
    if now < times.counts_at:
        return State.WAITING
    return State.LOOK if times.look_at and now >= times.look_at else State.IN_FORCE


def due(times: Times, says: Sequence[bool], now: datetime) -> datetime | None:
    """The next instant at which the calendar has something to do with it; None where there is none."""
    end = end_of(times)
    match state(times, says, now):
        case State.WAITING:
            return times.counts_at
        case State.IN_FORCE | State.LOOK:
            return end
        case State.ENDED if end is not None:
            return end + SHOWN_ENDED
    return now


def look_from(day: date) -> datetime:
    """The instant at which the day to look again begins."""
    return datetime.combine(day, LOOK_HOUR)


class Unfit(StrEnum):
    """Why it can't be drafted so."""

    EMPTY = "words-empty"
    NOT_TEXT = "not-text"
    TOO_LONG = "too-long"
    PAST = "past"
    TOO_FAR = "too-far"
    LOOK_DAY = "look-day"
    TOO_LATE = "count-too-far"


def words_refusal(text: str) -> Unfit | None:
    """Why these can't be the words, or None if they can."""
    refused = text_refusal(text)
    if refused is Refusal.EMPTY:
        return Unfit.EMPTY
    # U+FFFD stands where bytes were none.
    unseen = any((letter < " " and letter not in "\n\t") or letter == "\ufffd" for letter in text)
    if refused is Refusal.NOT_TEXT or unseen:
        return Unfit.NOT_TEXT
    return Unfit.TOO_LONG if refused or len(text) > LONGEST else None


def count_refusal(counts_at: datetime, now: datetime) -> Unfit | None:
    """Why it can't be counted then, or None if it can."""
    if counts_at <= now:
        return Unfit.PAST
    return Unfit.TOO_FAR if counts_at > now + FURTHEST else None


def look_refusal(kind: Kind, times: Times, now: datetime) -> Unfit | None:
    """Why it can't be looked at again then, or None if it can. A moment is never looked at again."""
    if kind is Kind.MOMENT:
        return Unfit.LOOK_DAY if times.look_at else None
    fits = times.look_at is not None and times.counts_at < times.look_at <= now + LOOK_WITHIN
    return None if fits else Unfit.LOOK_DAY
