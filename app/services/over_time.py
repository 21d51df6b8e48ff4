"""One exercise over time: what is still shown of it in opened rounds, and one's own answers to it.

Each way takes two statements, however many rounds there were, and opens each channel once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain import trends
from app.domain.exercise import Exercise
from app.domain.rounds import closed
from app.domain.sharing import Disclosure
from app.domain.trends import Moment, OwnLine, SharedLines
from app.services import granting, names
from app.services.context import Context, Locked, NotFound
from app.services.granting import ANSWERS, Subject
from app.services.person import Unlocked
from app.services.rounds import Address, content_bound, read_schedule
from app.storage import over_time as rows
from app.storage.library import FALLBACK, edition_of
from app.vault import boxes
from app.vault import grants as keys
from app.vault.ciphers import Unreadable

Named = Callable[[str], bool]
"""Whether an exercise of this slug is meant."""


@dataclass(frozen=True, repr=False)
class Together:
    """What is shown of an exercise over time. `days` has one for each opened round in whose circle the reader is,
    `names` maps those who show something to the names they chose, in the order of their ids."""

    exercise: Exercise
    days: tuple[date, ...]
    charts: tuple[SharedLines, ...]
    names: dict[str, str]


@dataclass(frozen=True, repr=False)
class Alone:
    """One's own answers to an exercise over time."""

    exercise: Exercise
    days: tuple[date, ...]
    lines: tuple[OwnLine, ...]


@dataclass(frozen=True, repr=False)
class _Past:
    """The opened rounds of an exercise, the earliest first, with the exercise as each of them has it."""

    rounds: tuple[tuple[Any, date, Exercise], ...]
    exercise: Exercise
    today: Exercise | None
    me: str
    first: Any


def together(ctx: Context, me: Unlocked, partnership: str, named: Named) -> Together:
    """What everybody shows, and still may. Raises NotFound, the same for another's partnership and for an exercise that
    there isn't; Locked where the pair at hand is not the person's any more."""
    past = _past(ctx, me, partnership, named)
    keyhole = _Keyhole(ctx, me, partnership, past.me)
    shown: dict[str, list[Disclosure]] = {}
    boxed: dict[str, bytes] = {}
    for row in rows.disclosures(ctx.db, partnership, [row.round for row, _, _ in past.rounds], past.me, ctx.today):
        boxed[row.author] = row.name
        try:
            bound = content_bound(Address(partnership, row.round), row.author, ANSWERS, row.version)
            disclosure = boxes.open_disclosure(row.content, keyhole.granted(row), bound, row.author)
        except Unreadable:
            continue  # never sealed, kept back or taken back: all the same from here
        shown.setdefault(row.round, []).append(disclosure)
    moments = [Moment(day, exercise, shown.get(row.round, ())) for row, day, exercise in past.rounds]
    charts = trends.shared_lines(moments, past.today, tuple(boxed), past.me)
    authors = {line.author for chart in charts for line in chart.lines}
    called = _names(ctx, me, partnership, past, {one: boxed[one] for one in boxed if one in authors})
    return Together(past.exercise, tuple(day for _, day, _ in past.rounds), charts, called)


def alone(ctx: Context, me: Unlocked, partnership: str, named: Named) -> Alone:
    """All that one answered oneself, kept or shown, in rounds that have opened. Raises what `together` raises."""
    past = _past(ctx, me, partnership, named)
    keyhole = _Keyhole(ctx, me, partnership, past.me)
    found = {
        row.round: row
        for row in rows.worksheets(ctx.db, partnership, [row.round for row, _, _ in past.rounds], past.me)
    }
    moments = []
    for row, day, exercise in past.rounds:
        try:
            sheet = found[row.round]
            bound = boxes.place("worksheets", partnership + row.round, past.me, ANSWERS, sheet.version)
            own = boxes.open_worksheet(sheet.answers, keyhole.own(sheet), bound).answers
        except Unreadable:
            own = {}  # nothing was answered
        moments.append(Moment(day, exercise, own=own))
    return Alone(past.exercise, tuple(day for _, day, _ in past.rounds), trends.own_lines(moments))


def _past(ctx: Context, me: Unlocked, partnership: str, named: Named) -> _Past:
    found = rows.rounds(ctx.db, partnership, me.id)
    if not found:
        raise NotFound
    if found[0].public_key != me.pair.public:
        raise Locked
    editions: dict[str, Exercise | None] = {}
    those = []
    for row in found:
        if row.round is None:
            continue
        if row.edition not in editions:
            one = edition_of(ctx.db, ctx.library, row.edition).in_language(me.language, FALLBACK)
            editions[row.edition] = one if named(one.slug) else None
        exercise = editions[row.edition]
        day = _opened_on(ctx, partnership, row) if exercise else None
        if exercise and day:
            those.append((row, day, exercise))
    those = sorted(those, key=lambda one: (one[1], one[0].begun_day, one[0].round))[-trends.AT_MOST :]
    today: Exercise | None = next(
        (ctx.library.exercise(slug, me.language) for slug in ctx.library.current if named(slug)), None
    )
    latest = those[-1][2] if those else today
    if latest is None:
        raise NotFound
    return _Past(tuple(those), latest, today, found[0].me, found[0])


def _opened_on(ctx: Context, partnership: str, row: Any) -> date | None:
    """The day of a round's opening. Once its time has come it counts as open, whether or not somebody has looked at it:
    or these lines would tell of that."""
    if row.opened_day is not None:
        return row.opened_day  # type: ignore[no-any-return]  # a row is of Any
    if row.opens_day <= ctx.today and closed(
        read_schedule(ctx, Address(partnership, row.round), row.settings), ctx.now
    ):
        return row.opens_day  # type: ignore[no-any-return]  # a row is of Any
    return None


def _names(ctx: Context, me: Unlocked, partnership: str, past: _Past, boxed: dict[str, bytes]) -> dict[str, str]:
    if not boxed:
        return {}
    key = names.open_key(ctx, me, partnership, past.me, past.first.names_sealed, past.first.names_epoch)
    opened = {member: names.open_member(partnership, member, key, box) for member, box in boxed.items()}
    return {member: name.display if name else "" for member, name in opened.items()}


@dataclass(repr=False)
class _Keyhole:
    """One reader's keys to many rounds of a partnership: their own key is derived once, and each author's channel is
    opened once."""

    ctx: Context
    me: Unlocked
    partnership: str
    member: str
    channels: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.own_key = granting.own_key(self.me, self.partnership, self.member)

    def granted(self, row: Any) -> bytes:
        """The content key of a row of `disclosures`. What was moved to a new key pair lies under the reader's own key,
        all else of another under their channel. Raises Unreadable."""
        subject = Subject(self.partnership, row.round, ANSWERS, row.author)
        bound = subject.bound(self.member)
        inner = self.ctx.house.epochs.unwrap(row.epoch, row.sealed, bound)
        try:
            return keys.unwrap(self.own_key, inner, bound)
        except Unreadable:
            return keys.unwrap(self._channel(subject, row), inner, bound)

    def _channel(self, subject: Subject, row: Any) -> bytes:
        if row.channel_sealed is None:
            raise Unreadable
        if row.author not in self.channels:
            self.channels[row.author] = granting.open_direct(
                self.ctx, self.me.keyring, subject.channel, self.member, row.channel_sealed, row.channel_epoch
            )
        return self.channels[row.author]

    def own(self, row: Any) -> bytes:
        """The content key of a row of `worksheets`. Raises Unreadable."""
        bound = granting.worksheet_key_bound(self.partnership, row.round, self.member, ANSWERS)
        return keys.unwrap(self.own_key, self.ctx.house.epochs.unwrap(row.epoch, row.answers_key, bound), bound)
