"""Rows of partnerships, their members, and open invitations."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from app.storage.made_once import made_once
from app.storage.rows import AnyRow, changed
from app.storage.tables import GrantRow, InvitationRow, MemberRow, PartnershipRow, PersonRow, WorksheetRow


def add(db: Connection, partnership: str, label: bytes, day: date, items: bytes) -> None:
    db.execute(insert(PartnershipRow).values(partnership=partnership, label=label, begun_day=day, items=items))


def add_member(
    db: Connection, partnership: str, member: str, person: str | None, name: bytes, settings: bytes, public_key: bytes
) -> None:
    """A place. `public_key` is the invitation's while the place is only held for somebody, else filler."""
    db.execute(
        insert(MemberRow).values(
            partnership=partnership,
            member=member,
            person=person,
            name=name,
            settings=settings,
            public_key=public_key,
        )
    )


def change_member(db: Connection, partnership: str, member: str, **values: Any) -> None:
    db.execute(
        update(MemberRow).where(MemberRow.partnership == partnership, MemberRow.member == member).values(**values)
    )


def remove_unused_place(db: Connection, partnership: str, member: str) -> None:
    """Forget a place that nobody took and that is in no round's circle."""
    in_a_circle = select(WorksheetRow.member).where(
        WorksheetRow.partnership == partnership, WorksheetRow.member == member
    )
    db.execute(
        delete(MemberRow).where(
            MemberRow.partnership == partnership,
            MemberRow.member == member,
            MemberRow.person.is_(None),
            ~in_a_circle.exists(),
        )
    )


def place_of(db: Connection, partnership: str, person: str) -> str | None:
    """The member id that this person has in the partnership."""
    return db.execute(*_place_of(partnership, person)).scalar_one_or_none()


@made_once
def _place_of(partnership: str, person: str) -> Any:
    return select(MemberRow.member).where(MemberRow.partnership == partnership, MemberRow.person == person)


def places_of(db: Connection, person: str) -> list[AnyRow]:
    """(partnership, member) of every place this person has."""
    return list(db.execute(*_places_of(person)))


@made_once
def _places_of(person: str) -> Any:
    return select(MemberRow.partnership, MemberRow.member).where(MemberRow.person == person)


def of_person(db: Connection, person: str) -> list[AnyRow]:
    """(partnership, label, member, names grant sealed, its epoch) of every partnership of this person."""
    return list(db.execute(*_of_person(person)))


@made_once
def _of_person(person: str) -> Any:
    return (
        select(PartnershipRow.partnership, PartnershipRow.label, MemberRow.member, GrantRow.sealed, GrantRow.epoch)
        .join(MemberRow, MemberRow.partnership == PartnershipRow.partnership)
        .join(
            GrantRow,
            (GrantRow.partnership == PartnershipRow.partnership)
            & (GrantRow.round == "")
            & (GrantRow.subject == "names")
            & (GrantRow.reader == MemberRow.member)
            & (GrantRow.author == MemberRow.member),
        )
        .where(MemberRow.person == person)
        .order_by(PartnershipRow.begun_day, PartnershipRow.partnership)
    )


def items(db: Connection, partnership: str) -> bytes:
    """What its members added to exercises."""
    return db.execute(select(PartnershipRow.items).where(PartnershipRow.partnership == partnership)).scalar_one()


def keep_items(db: Connection, partnership: str, items: bytes) -> None:
    db.execute(update(PartnershipRow).where(PartnershipRow.partnership == partnership).values(items=items))


def members(db: Connection, partnership: str) -> list[AnyRow]:
    """(member, person, name, settings, person_key, invitation_key, place_key) in the order of their ids, which is
    random: nobody comes first. The public keys are the person's, the invitation's while the place is open, and what
    lies in the place itself, which is filler once it was taken."""
    return list(db.execute(*_members(partnership)))


@made_once
def _members(partnership: str) -> Any:
    return (
        select(
            MemberRow.member,
            MemberRow.person,
            MemberRow.name,
            MemberRow.settings,
            PersonRow.public_key.label("person_key"),
            InvitationRow.public_key.label("invitation_key"),
            MemberRow.public_key.label("place_key"),
        )
        .outerjoin(PersonRow, PersonRow.person == MemberRow.person)
        .outerjoin(
            InvitationRow,
            (InvitationRow.partnership == MemberRow.partnership) & (InvitationRow.member == MemberRow.member),
        )
        .where(MemberRow.partnership == partnership)
        .order_by(MemberRow.member)
    )


def add_invitation(
    db: Connection, code_hash: bytes, partnership: str, member: str, public_key: bytes, expires: bytes
) -> None:
    db.execute(
        insert(InvitationRow).values(
            code_hash=code_hash,
            partnership=partnership,
            member=member,
            public_key=public_key,
            expires=expires,
        )
    )


def invitation(db: Connection, code_hash: bytes) -> AnyRow | None:
    """(partnership, member, expires) of an open invitation. It is used by `end_invitation`."""
    return db.execute(
        select(InvitationRow.partnership, InvitationRow.member, InvitationRow.expires).where(
            InvitationRow.code_hash == code_hash
        )
    ).first()


def invitations(db: Connection, partnership: str | None = None) -> list[AnyRow]:
    """(code_hash, partnership, member, expires) of open invitations, of one partnership or of all."""
    return list(db.execute(*_invitations(partnership)))


@made_once
def _invitations(partnership: str | None) -> Any:
    query = select(
        InvitationRow.code_hash, InvitationRow.partnership, InvitationRow.member, InvitationRow.expires
    ).order_by(InvitationRow.code_hash)
    return query if partnership is None else query.where(InvitationRow.partnership == partnership)


def end_invitation(db: Connection, code_hash: bytes) -> bool:
    """Whether it was still there: of two who use one code at the same time, one gets True."""
    return changed(db.execute(delete(InvitationRow).where(InvitationRow.code_hash == code_hash)))


def hold_still(db: Connection, partnership: str) -> None:
    """Lock the partnership's row, so that two changes of who belongs to it come one after the other. The first lock of
    a transaction, before any person, round or grant: two that lock in another order could wait for each other."""
    db.execute(*_hold_still(partnership)).first()


@made_once
def _hold_still(partnership: str) -> Any:
    return select(PartnershipRow.partnership).where(PartnershipRow.partnership == partnership).with_for_update()


def end(db: Connection, partnership: str) -> None:
    """The partnership and all that is in it."""
    db.execute(delete(PartnershipRow).where(PartnershipRow.partnership == partnership))
