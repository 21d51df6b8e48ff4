"""Partnerships: one to six partners with equal powers, the names they chose here, and invitations.

Nobody owns a partnership and nobody removes anybody. A second partner needs nothing but the code; from the third on
every partner's private yes is needed, and it lapses quietly.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from app.services import agreements, granting, items, moving, names, series, summaries, therapists, worksheets
from app.services.context import Context, NotFound, Refused
from app.services.granting import NAMES, NO_ROUND, Place, Subject
from app.services.person import Person, Unlocked
from app.storage import grants as grant_rows
from app.storage import partnerships as rows
from app.storage import worksheets as worksheet_rows
from app.vault.ciphers import KEY_BYTES, Unreadable, bind, padded, unpadded
from app.vault.grants import Keyring
from app.vault.keys import invitation_lookup, invitation_pair, new_code, normal_code

MOST_PARTNERS = 6
CODE_GOOD_FOR = timedelta(hours=72)
YES_GOOD_FOR = timedelta(days=14)
MEMBER_BYTES = 128
LONG_OVER = padded(datetime.min.replace(tzinfo=UTC).isoformat().encode(), MEMBER_BYTES)


@dataclass(frozen=True)
class Member:
    """A place in a partnership as its members see it. `invited`: nobody has taken the place yet."""

    id: str
    name: str
    pronouns: str
    me: bool
    invited: bool


@dataclass(frozen=True)
class Partnership:
    """A partnership as one member sees it. `until`: when the open invitation lapses, if there is one."""

    id: str
    label: str
    members: tuple[Member, ...]
    until: datetime | None

    @property
    def full(self) -> bool:
        return len([member for member in self.members if not member.invited]) >= MOST_PARTNERS


def create(ctx: Context, me: Unlocked, label: str, display_name: str, pronouns: str) -> str:
    """A partnership of one. Returns its id. Asked twice for the same, it is one partnership. Raises Refused: `label-…`,
    `display-name-…`, `pronouns-…`."""
    _check_names(display_name, pronouns)
    if reason := names.name_refusal(label):
        raise Refused(f"label-{reason}")
    moving.require_current(ctx, me)
    wanted = (label.strip(), display_name.strip(), pronouns.strip())
    for one in of_person(ctx, me):
        if [(one.label, member.name, member.pronouns) for member in one.members] == [wanted]:
            return one.id  # the button was pressed twice
    partnership, member, key = ctx.new_id(), ctx.new_id(), ctx.random(KEY_BYTES)
    rows.add(
        ctx.db,
        partnership,
        names.sealed_label(ctx, partnership, key, label),
        ctx.today,
        items.empty(ctx, partnership, key),
    )
    rows.add_member(
        ctx.db,
        partnership,
        member,
        me.id,
        names.sealed_name(ctx, partnership, member, key, display_name, pronouns),
        _sealed_settings(ctx, partnership, member, None),
        ctx.random(KEY_BYTES),
    )
    names.keep_key(ctx, me, partnership, member, key)
    return partnership


def of_person(ctx: Context, me: Unlocked) -> list[Partnership]:
    """Every partnership of this person."""
    found = []
    for row in rows.of_person(ctx.db, me.id):
        key = names.open_key(ctx, me, row.partnership, row.member, row.sealed, row.epoch)
        found.append(_seen_by(ctx, row.partnership, row.label, row.member, key))
    return found


def find(ctx: Context, me: Unlocked, partnership: str) -> Partnership:
    """One partnership of this person. Raises NotFound."""
    for row in rows.of_person(ctx.db, me.id):
        if row.partnership == partnership:
            key = names.open_key(ctx, me, partnership, row.member, row.sealed, row.epoch)
            return _seen_by(ctx, partnership, row.label, row.member, key)
    raise NotFound


def _seen_by(ctx: Context, partnership: str, label: bytes, me: str, key: bytes) -> Partnership:
    open_until = {row.member: _expiry(ctx, row.code_hash, row.expires) for row in rows.invitations(ctx.db, partnership)}
    members = []
    until = None
    for row in rows.members(ctx.db, partnership):
        expires = open_until.get(row.member)
        if expires is not None and expires > ctx.now:
            until = expires
            members.append(Member(row.member, "", "", me=False, invited=True))
        elif expires is None:
            name = names.open_member(partnership, row.member, key, row.name)
            if name is not None:  # else a place that nobody ever took
                members.append(Member(row.member, name.display, name.pronouns, row.member == me, invited=False))
    return Partnership(partnership, names.open_label(partnership, key, label), tuple(members), until)


def invite(ctx: Context, me: Unlocked, partnership: str) -> str | None:
    """A code for one more partner, which replaces an open one; None while not every partner has said yes, which is
    all that is ever told: not who, and not how many. Who has left counts as somebody who doesn't say yes, or an
    invitation would tell that they have. Raises NotFound, Refused("full")."""
    rows.hold_still(ctx.db, partnership)
    mine = _my_place(ctx, me, partnership)
    key = names.key_of(ctx, me, partnership, mine)
    present = names.places_taken(ctx, partnership, key)
    if len(present) >= MOST_PARTNERS:
        raise Refused("full")
    if len(present) > 1:
        rows.change_member(
            ctx.db, partnership, mine, settings=_sealed_settings(ctx, partnership, mine, ctx.now + YES_GOOD_FOR)
        )
        others = [row for row in present if row.member != mine]
        answers = [_says_yes(ctx, partnership, row.member, row.settings) for row in others]
        if not all(answers):
            return None
        for row in present:
            rows.change_member(
                ctx.db, partnership, row.member, settings=_sealed_settings(ctx, partnership, row.member, None)
            )
    _lapse(ctx, rows.invitations(ctx.db, partnership))
    return _new_invitation(ctx, me, partnership, mine)


def _new_invitation(ctx: Context, me: Unlocked, partnership: str, mine: str) -> str:
    code = new_code(ctx.random)
    lookup, pair, member = invitation_lookup(code), invitation_pair(code), ctx.new_id()
    rows.add_member(
        ctx.db,
        partnership,
        member,
        None,
        names.no_name(ctx),
        _sealed_settings(ctx, partnership, member, None),
        pair.public,
    )
    expires = (ctx.now + CODE_GOOD_FOR).isoformat().encode()
    box = ctx.house.field.seal(padded(expires, MEMBER_BYTES), bind("invitations", lookup.hex()), ctx.random)
    rows.add_invitation(ctx.db, lookup, partnership, member, pair.public, box)
    key = names.key_of(ctx, me, partnership, mine)
    subject = Subject(partnership, NO_ROUND, NAMES, mine)
    epoch, sealed = granting.wrap_direct(ctx, subject, Place(member, pair.public), key)
    grant_rows.lay(ctx.db, [granting.row(subject, member, epoch, sealed)])
    return code


def revoke(ctx: Context, me: Person, partnership: str) -> None:
    """Take back the open invitation. Raises NotFound."""
    rows.hold_still(ctx.db, partnership)
    _my_place(ctx, me, partnership)
    _lapse(ctx, rows.invitations(ctx.db, partnership))


def accept(ctx: Context, me: Unlocked, typed_code: str, display_name: str, pronouns: str) -> str:
    """Take the place that an invitation holds open: what was granted to the code moves to one's own key. Returns
    the partnership. Raises Refused: `display-name-…`, `pronouns-…`; `code`, the same for a code that was mistyped,
    used, revoked or has expired; `member` if the person is in the partnership already."""
    _check_names(display_name, pronouns)
    found = _open_invitation(ctx, typed_code)
    if found is None:
        raise Refused("code")
    code, row = found
    rows.hold_still(ctx.db, row.partnership)
    moving.require_current(ctx, me)
    if rows.place_of(ctx.db, row.partnership, me.id) is not None:
        raise Refused("member")
    if not rows.end_invitation(ctx.db, invitation_lookup(code)):
        raise Refused("code")
    _take_place(ctx, me, row.partnership, row.member, code, display_name, pronouns)
    return str(row.partnership)


def _take_place(
    ctx: Context, me: Unlocked, partnership: str, member: str, code: str, display_name: str, pronouns: str
) -> None:
    stand_in = replace(me, public_key=invitation_pair(code).public, keyring=Keyring(invitation_pair(code)))
    key = None
    for grant in grant_rows.of_member(ctx.db, partnership, member):
        if grant.subject == NAMES and grant.reader == member:
            subject = Subject(partnership, NO_ROUND, NAMES, grant.author)
            key = granting.open_direct(ctx, stand_in.keyring, subject, member, grant.sealed, grant.epoch)
            grant_rows.remove_one(ctx.db, partnership, NO_ROUND, NAMES, grant.author, member)
    if key is None:
        raise Refused("code")
    rows.change_member(
        ctx.db,
        partnership,
        member,
        person=me.id,
        name=names.sealed_name(ctx, partnership, member, key, display_name, pronouns),
        public_key=ctx.random(KEY_BYTES),
    )
    names.keep_key(ctx, me, partnership, member, key)
    therapists.end_for_newcomer(ctx, partnership, member)
    moving.move_place(ctx, stand_in, me, partnership, member)


def require_place(ctx: Context, me: Person, partnership: str) -> None:
    """Raises NotFound for who has no place in it, and where there is no such partnership."""
    _my_place(ctx, me, partnership)


def leave(ctx: Context, me: Person, partnership: str) -> None:
    """Leave, alone and at once, without a key. It looks to the others as if nothing were shared any more; the name
    they knew stays, as it would if the person had just stopped coming. What everybody had in common ends with it:
    it was theirs too. Raises NotFound."""
    rows.hold_still(ctx.db, partnership)
    mine = _my_place(ctx, me, partnership)
    therapists.end_of_place(ctx, partnership, mine)
    for round_ in worksheet_rows.circles_with(ctx.db, partnership, mine):
        summaries.hold_back_place(ctx, partnership, round_, mine)
        worksheets.destroy(ctx, partnership, round_, mine)
    agreements.end_of_place(ctx, partnership, mine)
    series.keep_place(ctx, partnership, mine)
    # An invitation that they made goes on: if it opened nothing any more, it would tell that they have left.
    invited = [row.member for row in rows.invitations(ctx.db, partnership)]
    grant_rows.remove_member(ctx.db, partnership, mine, invited)
    rows.change_member(ctx.db, partnership, mine, person=None)
    if not any(row.person for row in rows.members(ctx.db, partnership)):
        rows.end(ctx.db, partnership)  # nobody is left who could ever read any of it


def lapse_invitations(ctx: Context) -> None:
    """End every invitation past its time; its grants go with it."""
    past = [row for row in rows.invitations(ctx.db) if _is_past(ctx, row)]
    for partnership in sorted({row.partnership for row in past}):
        rows.hold_still(ctx.db, partnership)
    _lapse(ctx, past)


def _is_past(ctx: Context, row: Any) -> bool:
    try:
        return _expiry(ctx, row.code_hash, row.expires) <= ctx.now
    except Unreadable:
        return True  # nobody can use it


def _lapse(ctx: Context, invitations: list[Any]) -> None:
    for row in invitations:
        if not rows.end_invitation(ctx.db, row.code_hash):
            continue  # accepted in the same moment: the place is somebody's own
        grant_rows.remove_member(ctx.db, row.partnership, row.member)
        rows.change_member(ctx.db, row.partnership, row.member, public_key=ctx.random(KEY_BYTES))
        rows.remove_unused_place(ctx.db, row.partnership, row.member)


def _my_place(ctx: Context, me: Person, partnership: str) -> str:
    member = rows.place_of(ctx.db, partnership, me.id)
    if member is None:
        raise NotFound
    return member


def _check_names(display_name: str, pronouns: str) -> None:
    if reason := names.name_refusal(display_name):
        raise Refused(f"display-name-{reason}")
    if reason := names.name_refusal(pronouns, empty_is_fine=True):
        raise Refused(f"pronouns-{reason}")


def _sealed_settings(ctx: Context, partnership: str, member: str, yes_until: datetime | None) -> bytes:
    text = {"yes_until": yes_until.isoformat() if yes_until else None}
    bound = bind("members", partnership, member, "settings")
    return ctx.house.field.seal_json(text, MEMBER_BYTES, bound, ctx.random)


def _says_yes(ctx: Context, partnership: str, member: str, box: bytes) -> bool:
    settings = ctx.house.field.open_json(box, bind("members", partnership, member, "settings"))
    return bool(settings["yes_until"]) and datetime.fromisoformat(settings["yes_until"]) > ctx.now


def _expiry(ctx: Context, lookup: bytes, box: bytes) -> datetime:
    text = unpadded(ctx.house.field.unseal(box, bind("invitations", lookup.hex())))
    return datetime.fromisoformat(text.decode())


def invitation_is_open(ctx: Context, typed_code: str) -> bool:
    """Whether this code would be taken now."""
    return _open_invitation(ctx, typed_code) is not None


def _open_invitation(ctx: Context, typed_code: str) -> tuple[str, Any] | None:
    """The code and its row. It takes as long to say no to one that never was as to one that is over."""
    code = normal_code(typed_code)
    if code is None:
        return None
    lookup = invitation_lookup(code)
    row = rows.invitation(ctx.db, lookup)
    box = row.expires if row else ctx.house.field.seal(LONG_OVER, bind("invitations", lookup.hex()), ctx.random)
    return (code, row) if _expiry(ctx, lookup, box) > ctx.now and row else None
