"""Rounds as they stand: their state, the list of them, and the opening.

A round has one state for everybody: not open, or open.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.domain import choosing, sharing
from app.domain.answers import Picks
from app.domain.exercise import Exercise, Opens
from app.domain.rounds import Schedule, again_from, closed, has_opened, opens_now
from app.services import addresses, granting, items, names
from app.services.context import Context, Locked, NotFound
from app.services.granting import JOINT, NOBODY, PICKS, Sealed, Subject
from app.services.person import Person, Unlocked
from app.storage import disclosures as disclosure_rows
from app.storage import grants as grant_rows
from app.storage import library as editions
from app.storage import partnerships
from app.storage import rounds as rows
from app.storage import worksheets as worksheet_rows
from app.vault import boxes
from app.vault.ciphers import KEY_BYTES, Unreadable, bind

SCHEDULE_BYTES = 128
BLIND_PARTS_KEPT = timedelta(days=14)
"""How long after its time a round that nobody looks at keeps its blind picks."""
SHOWN_FOR = timedelta(days=365)
"""How long after the opening a disclosure lasts, unless its author renews it. It ends as if it had been taken back."""


class Address(addresses.Address):
    """Where a round is."""

    @property
    def round(self) -> str:
        return self.id


@dataclass(frozen=True)
class RoundInList:
    """A round as its circle sees it in a list. `alone`: it has one member, and never had others."""

    address: Address
    exercise: Exercise
    schedule: Schedule
    open: bool
    begun: date
    alone: bool


def again_at(ctx: Context, me: Unlocked, partnership: str, slug: str) -> datetime | None:
    """When an exercise with blind picks may be started again, by the calendar alone, whatever anybody picked. None if
    there was no round of it for everybody who has a place now. Raises NotFound."""
    return _again_from(slug, [schedule for _, schedule in for_all(ctx, me, partnership, (slug,))[slug]])


def for_all(
    ctx: Context, me: Unlocked, partnership: str, slugs: Collection[str]
) -> dict[str, list[tuple[Address, Schedule]]]:
    """The rounds of some exercises whose circle holds everybody who has a place now, who has left included, by slug,
    the latest day first. Only these make blind picks rest, so whoever is told of a wait was meant to be in what it
    comes from. The wait is there because the results of two rounds of the same people could be subtracted. With
    somebody new, the next shows only what they picked too, and to make them wait would tell them of rounds before their
    time. An open invitation ends no wait, since nobody has that place yet. Leaving ends none either: a place that was
    left stays in the circle, and nothing is picked there. Raises NotFound."""
    mine = partnerships.place_of(ctx.db, partnership, me.id)
    if mine is None:
        raise NotFound
    there = names.places_taken(ctx, partnership, names.key_of(ctx, me, partnership, mine))
    found: dict[str, list[tuple[Address, Schedule]]] = {slug: [] for slug in slugs}
    for row in rows.with_all(ctx.db, partnership, [one.member for one in there]):
        slug = editions.edition_of(ctx.db, ctx.library, row.edition).in_language(editions.FALLBACK).slug
        if slug in found:
            address = Address(partnership, row.round)
            found[slug].append((address, read_schedule(ctx, address, row.settings)))
    return found


def _again_from(slug: str, schedules: Collection[Schedule]) -> datetime | None:
    times = [one.opens_at for one in schedules]
    return choosing.again_from(times) if slug == choosing.SLUG else again_from(times)


def of_person(ctx: Context, me: Person) -> list[RoundInList]:
    """Every round whose circle the person is in, the latest first."""
    found = []
    for row in rows.of_person(ctx.db, me.id):
        address = Address(row.partnership, row.round)
        schedule = read_schedule(ctx, address, row.settings)
        exercise = editions.edition_of(ctx.db, ctx.library, row.edition).in_language(me.language, editions.FALLBACK)
        is_open = has_opened(row.opened_day, schedule, ctx.now)
        found.append(RoundInList(address, exercise, schedule, is_open, row.begun_day, row.alone))
    return found


def due(ctx: Context, address: Address, settings: bytes, opened_day: Any) -> bool:
    """Whether the clock has closed a round that nobody has opened yet."""
    return opened_day is None and closed(read_schedule(ctx, address, settings), ctx.now)


def open_due(ctx: Context, me: Person, address: Address) -> None:
    """Open a round whose time has come: the first partner who looks does it for everybody, once, and it does not
    matter who that is. Raises Locked where blind picks wait and the person's key is not at hand."""
    row = worksheet_rows.one(ctx.db, address.partnership, address.round, me.id, to_change=True)
    if row is None or not due(ctx, address, row.settings, row.opened_day):
        return
    exercise = editions.edition_of(ctx.db, ctx.library, row.edition).in_language(me.language, editions.FALLBACK)
    if exercise.has_blind:
        if not isinstance(me, Unlocked) or row.public_key != me.pair.public:
            raise Locked
        exercise = items.in_round_of(ctx, me, exercise, address.partnership, address.round, row)
        _open_blind(ctx, me, row.member, address, exercise)
    mark_opened(ctx, address)


def open_when_all_sealed(ctx: Context, address: Address, schedule: Schedule) -> None:
    """Open a `ready` round in the moment the last one seals. Such rounds hold no blind picks."""
    flags = [
        read_flag(ctx, address, row.member, row.sealed)
        for row in worksheet_rows.circle(ctx.db, address.partnership, address.round)
    ]
    if opens_now(schedule, ctx.now, flags):
        mark_opened(ctx, address)


def mark_opened(ctx: Context, address: Address) -> None:
    """The opening itself. What is shown from now on is shown for a year, unless it is renewed or taken back. Its day is
    the round's own: the day of who looks first would tell the others when that was."""
    day = min(ctx.today, rows.opens_day(ctx.db, address.partnership, address.round))
    rows.mark_opened(ctx.db, address.partnership, address.round, day, day + SHOWN_FOR)


def year_over(ctx: Context, opened_day: date | None) -> bool:
    """Whether a round that opened on this day, if it did, opened so long ago that only what somebody renewed lasts."""
    return opened_day is not None and opened_day + SHOWN_FOR <= ctx.today


def _open_blind(ctx: Context, me: Unlocked, mine: str, address: Address, exercise: Exercise) -> None:
    """AND over the whole circle, then destroy what it was taken from. A part that is missing or unreadable counts
    as nothing picked; everybody is asked about everything all the same."""
    members = [row.member for row in worksheet_rows.circle(ctx.db, address.partnership, address.round)]
    found = disclosure_rows.granted_to(ctx.db, address.partnership, address.round, mine, (PICKS,))
    granted = {row.author: row for row in found}
    whole = _readable_by_all(ctx, address)
    circle = [
        _open_picks(ctx, me, mine, address, member, granted.get(member) if member in whole else None)
        for member in members
    ]
    write_joint(ctx, address, exercise, _in_common(ctx, me, address.partnership, exercise, circle))
    rows.destroy_blind_parts(ctx.db, address.partnership, address.round)


def _in_common(
    ctx: Context, me: Unlocked, partnership: str, exercise: Exercise, circle: list[Picks | None]
) -> sharing.Joint:
    """What the picks of the whole circle come to: the matches, or what is drawn from them. An exercise that rests is
    not drawn: it could not be begun."""
    if exercise.slug != choosing.SLUG:
        return sharing.match(exercise, circle)
    lots = int.from_bytes(ctx.random(8)), int.from_bytes(ctx.random(8))
    offered = choosing.offered(ctx.library.exercises(editions.FALLBACK), len(circle))
    begun = for_all(ctx, me, partnership, [one.slug for one in offered if one.has_blind])
    resting = {
        slug
        for slug, found in begun.items()
        if (_again_from(slug, [schedule for _, schedule in found]) or ctx.now) > ctx.now
    }
    return choosing.draw(exercise, circle, [one for one in offered if one.slug not in resting], lots)


def _readable_by_all(ctx: Context, address: Address) -> set[str]:
    """The authors whose picks every reader has an unharmed grant of. A part that only some can open would make the
    result depend on who opens. The epoch layer tells, and says nothing of what lies under it."""
    laid = grant_rows.laid(ctx.db, address.partnership, address.round, PICKS)
    found: dict[str, set[str]] = {row.author: set() for row in laid}
    for row in laid:
        subject = Subject(address.partnership, address.round, PICKS, row.author)
        try:
            ctx.house.epochs.unwrap(row.epoch, row.sealed, subject.bound(row.reader))
            if row.author != row.reader:
                ctx.house.epochs.unwrap(row.channel_epoch, row.channel_sealed or b"", subject.channel.bound(row.reader))
            found[row.author].add(row.reader)
        except Unreadable:
            continue
    readers = {row.reader for row in laid}
    return {author for author, those in found.items() if those == readers}


def _open_picks(ctx: Context, me: Unlocked, mine: str, address: Address, author: str, row: Any) -> Picks | None:
    if row is None:
        return None
    try:
        key = granted_key(ctx, me, mine, address, row)
        return boxes.open_picks(row.content, key, content_bound(address, author, PICKS, row.version))
    except Unreadable:
        return None


def granted_key(ctx: Context, me: Unlocked, mine: str, address: Address, row: Any) -> bytes:
    """The content key of a row of `granted_to`. Raises Unreadable."""
    subject = Subject(address.partnership, address.round, row.part, row.author)
    if row.part == JOINT:
        return granting.open_direct(ctx, me.keyring, subject, mine, row.sealed, row.epoch)
    channel = Sealed(row.channel_sealed, row.channel_epoch) if row.channel_sealed is not None else None
    return granting.open_from_author(ctx, me, subject, mine, row.sealed, row.epoch, channel)


def write_joint(ctx: Context, address: Address, exercise: Exercise, joint: sharing.Joint) -> None:
    """Seal what everybody has in common under a new key, for everybody who still has a grant of it."""
    key, version = ctx.random(KEY_BYTES), boxes.new_version(ctx.random)
    box = boxes.seal_joint(joint, key, content_bound(address, NOBODY, JOINT, version), exercise, ctx.random)
    disclosure_rows.write(ctx.db, address.partnership, address.round, NOBODY, JOINT, box, version)
    subject = Subject(address.partnership, address.round, JOINT, NOBODY)
    granting.grant_direct(ctx, subject, granting.open_places(ctx, address.partnership), key)


def destroy_unvisited(ctx: Context) -> None:
    """Destroy the blind picks of rounds whose time came two weeks ago and that nobody has looked at. It needs no
    reader's key."""
    for row in rows.unvisited(ctx.db, (ctx.now - BLIND_PARTS_KEPT).date()):
        address = Address(row.partnership, row.round)
        try:
            waits = read_schedule(ctx, address, row.settings).opens_at + BLIND_PARTS_KEPT > ctx.now
        except Unreadable:
            waits = False  # nobody can open it, and its day has come
        if not waits:
            rows.destroy_blind_parts(ctx.db, row.partnership, row.round)
            mark_opened(ctx, address)


def content_bound(address: Address, author: str, part: str, version: bytes) -> bytes:
    """Binds what was disclosed to its row and version."""
    return boxes.place("disclosures", str(address), author, part, version)


def sealed_schedule(ctx: Context, address: Address, schedule: Schedule) -> bytes:
    text = {"opens": schedule.opens, "opens_at": schedule.opens_at.isoformat()}
    return ctx.house.field.seal_json(text, SCHEDULE_BYTES, _schedule_bound(address), ctx.random)


def read_schedule(ctx: Context, address: Address, settings: bytes) -> Schedule:
    """The hour is under the field key; only the day lies in plain."""
    text = ctx.house.field.open_json(settings, _schedule_bound(address))
    return Schedule(Opens(text["opens"]), datetime.fromisoformat(text["opens_at"]))


def _schedule_bound(address: Address) -> bytes:
    return bind("rounds", address.partnership, address.round, "settings")


def sealed_flag(ctx: Context, address: Address, member: str, sealed: bool, held_back: bool = False) -> bytes:
    """Whether somebody has sealed, as the server may know it: used in `ready` rounds, always False in the others. And
    whether they have held everything back, which is for good."""
    return ctx.house.field.seal(bytes([sealed | held_back << 1]), _flag_bound(address, member), ctx.random)


def read_flag(ctx: Context, address: Address, member: str, box: bytes) -> bool:
    """What `sealed_flag` says of the sealing."""
    return bool(ctx.house.field.unseal(box, _flag_bound(address, member))[0] & 1)


def is_held_back(ctx: Context, address: Address, member: str, box: bytes) -> bool:
    """What `sealed_flag` says of holding back."""
    return bool(ctx.house.field.unseal(box, _flag_bound(address, member))[0] & 2)


def _flag_bound(address: Address, member: str) -> bytes:
    return bind("worksheets", address.partnership, address.round, member, "sealed")
