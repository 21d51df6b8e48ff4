"""Rounds: starting one, and the opening.

A round has one state for everybody: not open, or open. Its rows exist for the whole circle from the start, as filler
of the size that real ones have, so that a copy of the database does not tell who has answered.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.domain import choosing, sharing
from app.domain.answers import Picks
from app.domain.exercise import Exercise, Opens
from app.domain.files import Edition
from app.domain.rounds import Schedule, again_from, closed, opens_now, schedule_refusal
from app.services import granting, items, moving, names
from app.services.context import Context, Locked, NotFound, Refused
from app.services.granting import ANSWERS, CHANNEL, JOINT, NO_ROUND, NOBODY, PICKS, Place, Sealed, Subject
from app.services.person import Person, Unlocked
from app.storage import grants as grant_rows
from app.storage import library as editions
from app.storage import partnerships
from app.storage import rounds as rows
from app.vault import boxes
from app.vault import grants as keys
from app.vault.ciphers import KEY_BYTES, Unreadable, bind, padded, unpadded

SCHEDULE_BYTES = 128
SAME_TIME = timedelta(minutes=1)
"""Two rounds of the same that would open within so long are one."""
BLIND_PARTS_KEPT = timedelta(days=14)
"""How long after its time a round that nobody looks at keeps its blind picks."""
SHOWN_FOR = timedelta(days=365)
"""How long after the opening a disclosure lasts, unless its author renews it. It ends as if it had been taken back."""


@dataclass(frozen=True)
class Address:
    """Where a round is: its partnership and its id, joined for the address line."""

    partnership: str
    round: str

    def __str__(self) -> str:
        return self.partnership + self.round

    @staticmethod
    def parse(text: str) -> "Address":
        """Raises NotFound for what can't be an address."""
        if len(text) != 44:
            raise NotFound
        return Address(text[:22], text[22:])


@dataclass(frozen=True)
class RoundInList:
    """A round as its circle sees it in a list."""

    address: Address
    exercise: Exercise
    schedule: Schedule
    open: bool
    begun: date


def start(ctx: Context, me: Unlocked, partnership: str, slug: str, schedule: Schedule) -> Address:
    """Start a round of one of today's exercises. Raises what `begin` raises."""
    return begin(ctx, me, partnership, ctx.library.current.get(slug), schedule)


def begin(ctx: Context, me: Unlocked, partnership: str, edition: Edition | None, schedule: Schedule) -> Address:
    """Begin a round for everybody in the partnership and the open invitation. Nobody accepts or declines: it simply
    appears. Asked twice for the same, it is one round. Raises NotFound; Refused: `exercise`, a Timing, or
    `too-soon`."""
    mine = partnerships.place_of(ctx.db, partnership, me.id)
    if mine is None:
        raise NotFound
    if edition is None:
        raise Refused("exercise")
    exercise = edition.in_language(me.language, editions.FALLBACK)
    if reason := schedule_refusal(schedule, exercise.offers, ctx.now):
        raise Refused(reason)
    partnerships.hold_still(ctx.db, partnership)
    circle = whole_circle(ctx, me, partnership, mine)
    if same := begun_already(ctx, partnership, edition.hash, schedule, circle):
        return same
    if exercise.has_blind and (again := again_at(ctx, partnership, exercise.slug)) and again > ctx.now:
        raise Refused("too-soon")
    address = Address(partnership, ctx.new_id())
    own = items.copy_for(ctx, me, partnership, address.round, exercise)
    lay(ctx, address, edition, schedule, circle, ctx.today, own)
    return address


def lay(
    ctx: Context,
    address: Address,
    edition: Edition,
    schedule: Schedule,
    circle: list[Place],
    begun_day: date,
    own_items: bytes | None,
) -> None:
    """All rows of a round that begins, for its whole circle. It needs nobody's key: they are filler."""
    editions.keep_edition(ctx.db, edition)
    rows.add(
        ctx.db,
        address.partnership,
        address.round,
        edition.hash,
        _sealed_schedule(ctx, address, schedule),
        begun_day,
        schedule.opens_at.astimezone(UTC).date(),
        own_items,
    )
    _lay_rows(ctx, address, edition.in_language(editions.FALLBACK), circle)


def whole_circle(ctx: Context, me: Unlocked, partnership: str, mine: str) -> list[Place]:
    """Everybody who is there, the open invitation, and who has left: a round without them would tell so. From here on
    they are as somebody who does not come."""
    key = names.key_of(ctx, me, partnership, mine)
    circle = []
    for row in partnerships.members(ctx.db, partnership):
        public = row.person_key or row.invitation_key
        if public is None and names.open_member(partnership, row.member, key, row.name) is not None:
            public = row.place_key
        if public is not None:
            circle.append(Place(row.member, public))
    return circle


def begun_already(
    ctx: Context, partnership: str, edition: str, schedule: Schedule, circle: list[Place]
) -> Address | None:
    """A round of the same for the same people at the same time: the button was pressed twice, or by two at once, or
    the calendar brings what somebody has begun by hand."""
    for row in rows.of_partnership(ctx.db, partnership):
        if (row.edition, row.opened_day) != (edition, None):
            continue
        address = Address(partnership, row.round)
        begun = read_schedule(ctx, address, row.settings)
        at_the_same_time = begun.opens == schedule.opens and abs(begun.opens_at - schedule.opens_at) < SAME_TIME
        members = {one.member for one in rows.circle(ctx.db, partnership, row.round)}
        if at_the_same_time and members == {place.member for place in circle}:
            return address
    return None


def _lay_rows(ctx: Context, address: Address, exercise: Exercise, circle: list[Place]) -> None:
    rows.add_worksheets(ctx.db, [_filler_worksheet(ctx, address, exercise, place.member) for place in circle])
    laid: list[dict[str, Any]] = []
    disclosures: list[dict[str, Any]] = []
    existing = grant_rows.channels(ctx.db, address.partnership)
    parts = [(ANSWERS, boxes.disclosure_filler(exercise, ctx.random))]
    if exercise.has_blind:
        parts.append((PICKS, boxes.picks_filler(exercise, ctx.random)))
    for author in circle:
        for part, _ in parts:
            subject = Subject(address.partnership, address.round, part, author.member)
            laid += granting.filler_rows(ctx, subject, circle)
            disclosures.append(_filler_disclosure(ctx, address, exercise, author.member, part))
        channel = Subject(address.partnership, NO_ROUND, CHANNEL, author.member)
        missing = [
            reader
            for reader in circle
            if reader.member != author.member and (author.member, reader.member) not in existing
        ]
        laid += granting.filler_rows(ctx, channel, missing, direct=True)
    if exercise.has_blind:
        subject = Subject(address.partnership, address.round, JOINT, NOBODY)
        laid += granting.filler_rows(ctx, subject, circle, direct=True)
        disclosures.append(_filler_disclosure(ctx, address, exercise, NOBODY, JOINT))
    grant_rows.lay(ctx.db, laid)
    rows.add_disclosures(ctx.db, disclosures)


def _filler_worksheet(ctx: Context, address: Address, exercise: Exercise, member: str) -> dict[str, Any]:
    epoch, answers_key = filler_key(ctx, address, member, ANSWERS)
    blind = exercise.has_blind
    return {
        "partnership": address.partnership,
        "round": address.round,
        "member": member,
        "answers": boxes.worksheet_filler(exercise, ctx.random),
        "answers_key": answers_key,
        "picks": boxes.picks_filler(exercise, ctx.random) if blind else None,
        "picks_key": filler_key(ctx, address, member, PICKS)[1] if blind else None,
        "version": boxes.new_version(ctx.random),
        "sealed": sealed_flag(ctx, address, member, False),
        "epoch": epoch,
    }


def filler_key(ctx: Context, address: Address, member: str, part: str) -> tuple[str, bytes]:
    """(epoch, wrapped key) of nothing, for a worksheet that nobody has begun."""
    bound = moving.worksheet_key_bound(address.partnership, address.round, member, part)
    return ctx.house.epochs.wrap(keys.filler_grant(ctx.random), bound, ctx.random)


def _filler_disclosure(ctx: Context, address: Address, exercise: Exercise, author: str, part: str) -> dict[str, Any]:
    make = {ANSWERS: boxes.disclosure_filler, PICKS: boxes.picks_filler, JOINT: boxes.joint_filler}[part]
    return {
        "partnership": address.partnership,
        "round": address.round,
        "author": author,
        "part": part,
        "content": make(exercise, ctx.random),
        "version": boxes.new_version(ctx.random),
    }


def again_at(ctx: Context, partnership: str, slug: str) -> datetime | None:
    """When an exercise with blind picks may be started again, by the calendar alone, whatever anybody picked. None if
    there was no round of it."""
    times = []
    for row in rows.of_partnership(ctx.db, partnership):
        if editions.edition_of(ctx.db, ctx.library, row.edition).in_language(editions.FALLBACK).slug == slug:
            times.append(read_schedule(ctx, Address(partnership, row.round), row.settings).opens_at)
    return choosing.again_from(times) if slug == choosing.SLUG else again_from(times)


def of_person(ctx: Context, me: Person) -> list[RoundInList]:
    """Every round whose circle the person is in, the latest first."""
    found = []
    for row in rows.of_person(ctx.db, me.id):
        address = Address(row.partnership, row.round)
        schedule = read_schedule(ctx, address, row.settings)
        exercise = editions.edition_of(ctx.db, ctx.library, row.edition).in_language(me.language, editions.FALLBACK)
        is_open = row.opened_day is not None or closed(schedule, ctx.now)
        found.append(RoundInList(address, exercise, schedule, is_open, row.begun_day))
    return found


def due(ctx: Context, address: Address, settings: bytes, opened_day: Any) -> bool:
    """Whether the clock has closed a round that nobody has opened yet."""
    return opened_day is None and closed(read_schedule(ctx, address, settings), ctx.now)


def open_due(ctx: Context, me: Person, address: Address) -> None:
    """Open a round whose time has come: the first partner who looks does it for everybody, once, and it does not
    matter who that is. Raises Locked where blind picks wait and the person's key is not at hand."""
    row = rows.worksheet(ctx.db, address.partnership, address.round, me.id, to_change=True)
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
        for row in rows.circle(ctx.db, address.partnership, address.round)
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
    members = [row.member for row in rows.circle(ctx.db, address.partnership, address.round)]
    granted = {
        row.author: row for row in rows.disclosures_for(ctx.db, address.partnership, address.round, mine, (PICKS,))
    }
    whole = _readable_by_all(ctx, address)
    circle = [
        _open_picks(ctx, me, mine, address, member, granted.get(member) if member in whole else None)
        for member in members
    ]
    write_joint(ctx, address, exercise, _in_common(ctx, address.partnership, exercise, circle))
    rows.destroy_blind_parts(ctx.db, address.partnership, address.round)


def _in_common(ctx: Context, partnership: str, exercise: Exercise, circle: list[Picks | None]) -> sharing.Joint:
    """What the picks of the whole circle come to: the matches, or what is drawn from them. An exercise that rests is
    not drawn: it could not be begun."""
    if exercise.slug != choosing.SLUG:
        return sharing.match(exercise, circle)
    lots = int.from_bytes(ctx.random(8)), int.from_bytes(ctx.random(8))
    exercises = [
        one
        for one in choosing.offered(ctx.library.exercises(editions.FALLBACK), len(circle))
        if not one.has_blind or (again_at(ctx, partnership, one.slug) or ctx.now) <= ctx.now
    ]
    return choosing.draw(exercise, circle, exercises, lots)


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
    """The content key of a row of `disclosures_for`. Raises Unreadable."""
    subject = Subject(address.partnership, address.round, row.part, row.author)
    if row.part == JOINT:
        return granting.open_direct(ctx, me.keyring, subject, mine, row.sealed, row.epoch)
    channel = Sealed(row.channel_sealed, row.channel_epoch) if row.channel_sealed is not None else None
    return granting.open_from_author(ctx, me, subject, mine, row.sealed, row.epoch, channel)


def write_joint(ctx: Context, address: Address, exercise: Exercise, joint: sharing.Joint) -> None:
    """Seal what everybody has in common under a new key, for everybody who still has a grant of it."""
    key, version = ctx.random(KEY_BYTES), boxes.new_version(ctx.random)
    box = boxes.seal_joint(joint, key, content_bound(address, NOBODY, JOINT, version), exercise, ctx.random)
    rows.write_disclosure(ctx.db, address.partnership, address.round, NOBODY, JOINT, box, version)
    subject = Subject(address.partnership, address.round, JOINT, NOBODY)
    granting.grant_direct(ctx, subject, moving.open_places(ctx, address.partnership), key)


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


def _sealed_schedule(ctx: Context, address: Address, schedule: Schedule) -> bytes:
    text = json.dumps({"opens": schedule.opens, "opens_at": schedule.opens_at.isoformat()}).encode()
    return ctx.house.field.seal(padded(text, SCHEDULE_BYTES), _schedule_bound(address), ctx.random)


def read_schedule(ctx: Context, address: Address, settings: bytes) -> Schedule:
    """The hour is under the field key; only the day lies in plain."""
    text = json.loads(unpadded(ctx.house.field.unseal(settings, _schedule_bound(address))))
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
