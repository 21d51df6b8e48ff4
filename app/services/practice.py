"""What a person does who also works as a therapist: their statement, the codes they hand out, and the partnerships
that agreed to them.

Of a partnership that has not agreed they learn nothing: not that a code was used, and not who said what.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from app.domain.agreements import SHOWN_ENDED, State, agreed, state
from app.domain.therapists import CODE_GOOD_FOR, Meeting, Statement
from app.services import granting, links, moving, names
from app.services.context import Context, NotFound, Refused
from app.services.granting import Place, Subject
from app.services.links import Address, Laid, Profile, Settings
from app.services.person import Person, Unlocked
from app.storage import grants as grant_rows
from app.storage import partnerships as partnership_rows
from app.storage import therapists as rows
from app.vault.ciphers import Unreadable, bind, padded, seal, unpadded, unseal
from app.vault.grants import label_key
from app.vault.keys import new_code, practice_lookup

LABEL_BYTES = 256
EXPIRES_BYTES = 64
MEETS_WITHIN = timedelta(days=366)
MOST_CODES = 200
"""So many codes of one therapist may be open at a time."""


@dataclass(frozen=True, repr=False)
class Linked:
    """A partnership as its therapist sees it, under the word that they gave it themselves. `ended_at` is set once it
    has ended."""

    address: Address
    label: str
    since: date
    ended_at: datetime | None
    meeting: Meeting

    @property
    def gone_on(self) -> datetime | None:
        """When it leaves the list, once it has ended."""
        return self.ended_at + SHOWN_ENDED if self.ended_at else None


def profile(ctx: Context, person: str) -> Profile | None:
    """What somebody who works as a therapist says of it; None for everybody else."""
    box = rows.profile(ctx.db, person)
    return links.read_profile(ctx, person, box) if box else None


def state_terms(ctx: Context, me: Unlocked, statement: Statement) -> None:
    """Work as a therapist, on these terms from now on. Who has agreed to others sees those."""
    before = profile(ctx, me.id)
    # Verified was the person behind the name: with another name, somebody has to look again.
    verified = before is not None and before.verified and before.statement.name == statement.name
    rows.keep_profile(ctx.db, me.id, links.seal_profile(ctx, me.id, Profile(statement, verified)))


def verify(ctx: Context, person: str, verified: bool) -> None:
    """The operator's word that this therapist is who they say. Raises NotFound."""
    known = profile(ctx, person)
    if known is None:
        raise NotFound
    rows.keep_profile(ctx.db, person, links.seal_profile(ctx, person, replace(known, verified=verified)))


def make_code(ctx: Context, me: Unlocked, label: str) -> str:
    """A code for one partnership, to be shown once. `label` is the therapist's own word for it, which nobody else can
    read. Raises NotFound without a statement; Refused: `label-…`, `codes-full`; Locked if the pair at hand is not the
    person's any more, under which nobody would read the word again."""
    if profile(ctx, me.id) is None:
        raise NotFound
    if reason := names.name_refusal(label):
        raise Refused(f"label-{reason}")
    moving.require_current(ctx, me)
    if len(rows.labels(ctx.db, me.id)) >= MOST_CODES:
        raise Refused("codes-full")
    code, link = new_code(ctx.random), ctx.new_id()
    lookup = practice_lookup(code)
    expires = padded((ctx.now + CODE_GOOD_FOR).isoformat().encode(), EXPIRES_BYTES)
    box = ctx.house.field.seal(expires, _expires_bound(lookup), ctx.random)
    rows.add_code(ctx.db, lookup, me.id, link, _label(ctx, me, link, label.strip()), box)
    return code


def code_is_good(ctx: Context, lookup: bytes, box: bytes) -> bool:
    """Whether a code can still be used."""
    text = unpadded(ctx.house.field.unseal(box, _expires_bound(lookup)))
    return datetime.fromisoformat(text.decode()) > ctx.now


def close_code(ctx: Context, lookup: bytes, box: bytes) -> bool:
    """Once it is used. False if it was gone already. Its row stays until its time, under a hash that no code has: how
    many more a therapist can make would tell that one was used."""
    closed = ctx.random(len(lookup))
    expires = ctx.house.field.unseal(box, _expires_bound(lookup))
    return rows.close_code(ctx.db, lookup, closed, ctx.house.field.seal(expires, _expires_bound(closed), ctx.random))


def lapse_codes(ctx: Context) -> None:
    """Forget every code past its time."""
    for row in rows.codes(ctx.db):
        try:
            past = not code_is_good(ctx, row.code_hash, row.expires)
        except Unreadable:
            past = True
        if past:
            rows.end_code(ctx.db, row.code_hash)


def caseload(ctx: Context, me: Unlocked) -> list[Linked]:
    """Every partnership that has agreed to this therapist, and for a while those in which it has ended: in one
    statement, whom they meet next first. Each by what its count came to, without opening what anybody said; where that
    is not written down yet, by one statement more."""
    key, found = label_key(me.pair), []
    for row in rows.links_of(ctx.db, me.id):
        address = Address(row.partnership, row.link)
        try:
            settings = links.read_settings(ctx, address, row.settings)
        except Unreadable:
            continue
        if settings.agreed:
            found.append(_seen(ctx, me, key, address, row.label, settings, [True]))
        elif settings.times.counts_at <= ctx.now:
            found.append(_linked(ctx, me, address))
    return sorted((one for one in found if one is not None), key=lambda one: _turn(one, ctx.today))


def _turn(one: Linked, today: date) -> tuple[bool, date, str, str]:
    return one.ended_at is not None, one.meeting.next(today) or date.max, one.label.casefold(), one.address.link


def find(ctx: Context, me: Unlocked, address: Address) -> Linked:
    """One that has agreed and has not ended. Raises NotFound."""
    one = _linked(ctx, me, address)
    if one is None or one.ended_at is not None:
        raise NotFound
    return one


def laid(ctx: Context, address: Address) -> Laid:
    """Who agreed, and what all of them let their therapist see besides answers. Whether the link holds was asked
    before. Raises NotFound."""
    found = links.find(ctx, address)
    if found is None:
        raise NotFound
    return found


def terms(ctx: Context, address: Address) -> Statement:
    """The statement that a partnership agreed to. Whether the link holds was asked before. Raises NotFound."""
    box = rows.statement(ctx.db, address.partnership, address.link)
    if box is None:
        raise NotFound
    return links.read_statement(ctx, address, box)


def _linked(ctx: Context, me: Unlocked, address: Address) -> Linked | None:
    """One of them, by what everybody said."""
    circle = rows.of_therapist(ctx.db, me.id, address.partnership, address.link)
    if not circle:
        return None
    try:
        settings = links.read_settings(ctx, address, circle[0].settings)
        votes = [settings.agreed or links.read_says(ctx, address, one.member, one.says).yes for one in circle]
    except Unreadable:
        return None
    return _seen(ctx, me, label_key(me.pair), address, circle[0].label, settings, votes)


def _seen(
    ctx: Context, me: Unlocked, key: bytes, address: Address, label: bytes, settings: Settings, votes: list[bool]
) -> Linked | None:
    """None for what was never agreed to, or is not yet: a therapist learns of neither."""
    times = settings.times
    stands = state(times, votes, ctx.now)
    if not agreed(times, votes) or stands in (State.WAITING, State.GONE):
        return None
    return Linked(
        address,
        label=_open_label(me.id, key, address.link, label),
        since=times.counts_at.date(),
        ended_at=times.ended_at if stands is State.ENDED else None,
        meeting=settings.meeting,
    )


def meet(ctx: Context, me: Person, address: Address, meeting: Meeting) -> None:
    """Write down when they meet next, and whether the exercises rest until then: the partners read it too. Raises
    NotFound, and Refused("meeting-day")."""
    laid = held(ctx, me, address)
    if meeting.on is not None and not ctx.today - timedelta(days=1) <= meeting.on <= ctx.today + MEETS_WITHIN:
        raise Refused("meeting-day")
    links.write(ctx, replace(laid, meeting=meeting))


def end(ctx: Context, me: Person, address: Address) -> None:
    """A therapist ends it too, alone and at once. Raises NotFound."""
    links.end(ctx, held(ctx, me, address))


def held(ctx: Context, me: Person, address: Address) -> Laid:
    """One that has agreed and has not ended, held to be changed. Raises NotFound."""
    partnership_rows.hold_still(ctx.db, address.partnership)
    laid = links.find(ctx, address)
    if laid is None or laid.therapist != me.id or not laid.state(ctx.now).holds:
        raise NotFound
    return laid


def end_of_person(ctx: Context, person: str) -> None:
    """A therapist deletes their account: what partnerships agreed to ends, as by anybody's word. Their places are held
    (`moving.hold_places`), but for one that came since."""
    for row in rows.places_of(ctx.db, person):
        partnership_rows.hold_still(ctx.db, row.partnership)
        laid = links.find(ctx, Address(row.partnership, row.link))
        if laid is not None and laid.state(ctx.now) is not State.GONE:
            links.end(ctx, laid)


def move(ctx: Context, old: Unlocked, new: Unlocked) -> None:
    """What a therapist has sealed to their old key pair, under the new one."""
    for row in rows.places_of(ctx.db, old.id):
        rows.change(ctx.db, row.partnership, row.link, label=_moved(ctx, old, new, row))
        _move_grants(ctx, old, new, row.partnership, row.link)
    for row in rows.labels(ctx.db, old.id):
        rows.label_code(ctx.db, row.code_hash, _moved(ctx, old, new, row))


def _move_grants(ctx: Context, old: Unlocked, new: Unlocked, partnership: str, link: str) -> None:
    for row in grant_rows.of_member(ctx.db, partnership, link):
        subject = Subject(partnership, row.round, row.subject, row.author)
        with suppress(Unreadable):
            key = granting.open_direct(ctx, old.keyring, subject, link, row.sealed, row.epoch)
            epoch, sealed = granting.wrap_direct(ctx, subject, Place(link, new.public_key), key)
            grant_rows.replace(ctx.db, partnership, row.round, row.subject, row.author, link, epoch, sealed)


def _moved(ctx: Context, old: Unlocked, new: Unlocked, row: Any) -> bytes:
    bound = _label_bound(old.id, row.link)
    try:
        text = unseal(label_key(old.pair), row.label, bound)
        return seal(label_key(new.pair), text, bound, ctx.random)
    except Unreadable:
        return bytes(row.label)


def _label(ctx: Context, me: Unlocked, link: str, label: str) -> bytes:
    text = padded(label.encode(), LABEL_BYTES)
    return seal(label_key(me.pair), text, _label_bound(me.id, link), ctx.random)


def _open_label(therapist: str, key: bytes, link: str, label: bytes) -> str:
    """Empty, if whoever writes the database put something else in its place: the link itself stays to be seen."""
    try:
        return unpadded(unseal(key, label, _label_bound(therapist, link))).decode()
    except Unreadable:
        return ""


def _label_bound(person: str, link: str) -> bytes:
    return bind("links", person, link, "label")


def _expires_bound(lookup: bytes) -> bytes:
    return bind("practice_codes", lookup.hex())
