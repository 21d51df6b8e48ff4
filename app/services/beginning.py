"""Beginning a round. Its rows exist for the whole circle from the start, as filler of the size that real ones have, so
that a copy of the database does not tell who has answered."""

from datetime import UTC, date, timedelta
from typing import Any

from app.domain.exercise import Exercise
from app.domain.files import Edition
from app.domain.rounds import Schedule, closed, schedule_refusal
from app.services import granting, items, names, showings
from app.services.context import Context, NotFound, Refused
from app.services.granting import ANSWERS, CHANNEL, JOINT, NO_ROUND, NOBODY, PICKS, Place, Subject
from app.services.person import Unlocked
from app.services.rounds import Address, again_at, read_schedule, sealed_flag, sealed_schedule
from app.storage import disclosures as disclosure_rows
from app.storage import grants as grant_rows
from app.storage import library as editions
from app.storage import partnerships
from app.storage import rounds as rows
from app.storage import worksheets as worksheet_rows
from app.vault import boxes
from app.vault import grants as keys

SAME_TIME = timedelta(minutes=1)
"""Two rounds of the same that would open within so long are one."""


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
    if exercise.has_blind and (again := again_at(ctx, me, partnership, exercise.slug)) and again > ctx.now:
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
        sealed_schedule(ctx, address, schedule),
        begun_day,
        schedule.opens_at.astimezone(UTC).date(),
        own_items,
    )
    exercise = edition.in_language(editions.FALLBACK)
    _lay_rows(ctx, address, exercise, circle)
    showings.lay(ctx, address, exercise, [place.member for place in circle])


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
        if closed(begun, ctx.now):
            continue  # by the clock, as `opened_day` is set by whoever looks first
        at_the_same_time = begun.opens == schedule.opens and abs(begun.opens_at - schedule.opens_at) < SAME_TIME
        members = {one.member for one in worksheet_rows.circle(ctx.db, partnership, row.round)}
        if at_the_same_time and members == {place.member for place in circle}:
            return address
    return None


def _lay_rows(ctx: Context, address: Address, exercise: Exercise, circle: list[Place]) -> None:
    worksheet_rows.add(ctx.db, [_filler_worksheet(ctx, address, exercise, place.member) for place in circle])
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
    disclosure_rows.add(ctx.db, disclosures)


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
    bound = granting.worksheet_key_bound(address.partnership, address.round, member, part)
    return ctx.house.epochs.wrap(keys.filler_grant(ctx.random), bound, ctx.today, ctx.random)


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
