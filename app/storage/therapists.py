"""Rows of therapists, of the codes by which they are proposed, and of the partnerships that agreed to them."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select, update

from app.storage.made_once import made_once
from app.storage.rows import AnyRow, changed
from app.storage.tables import LinkAssentRow, LinkRow, MemberRow, PartnershipRow, PracticeCodeRow, TherapistRow

_SAME_LINK = and_(LinkAssentRow.partnership == LinkRow.partnership, LinkAssentRow.link == LinkRow.link)
_SAME_MEMBER = and_(MemberRow.partnership == LinkAssentRow.partnership, MemberRow.member == LinkAssentRow.member)
_LAID = (
    LinkRow.partnership,
    LinkRow.link,
    LinkRow.person,
    LinkRow.settings,
    LinkAssentRow.member,
    LinkAssentRow.says,
)


def profile(db: Connection, person: str) -> bytes | None:
    return db.execute(*_profile(person)).scalar_one_or_none()


@made_once
def _profile(person: str) -> Any:
    return select(TherapistRow.profile).where(TherapistRow.person == person)


def keep_profile(db: Connection, person: str, profile: bytes) -> None:
    if not changed(db.execute(update(TherapistRow).where(TherapistRow.person == person).values(profile=profile))):
        db.execute(insert(TherapistRow).values(person=person, profile=profile))


def add_code(db: Connection, code_hash: bytes, person: str, link: str, label: bytes, expires: bytes) -> None:
    values = {"person": person, "link": link, "label": label, "expires": expires}
    db.execute(insert(PracticeCodeRow).values(code_hash=code_hash, **values))


def code(db: Connection, code_hash: bytes) -> AnyRow | None:
    """(person, link, label, expires) of an open code."""
    query = select(PracticeCodeRow.person, PracticeCodeRow.link, PracticeCodeRow.label, PracticeCodeRow.expires)
    return db.execute(query.where(PracticeCodeRow.code_hash == code_hash)).first()


def codes(db: Connection) -> list[AnyRow]:
    """(code_hash, expires) of every open code."""
    return list(db.execute(select(PracticeCodeRow.code_hash, PracticeCodeRow.expires)))


def labels(db: Connection, person: str) -> list[AnyRow]:
    """(code_hash, link, label) of this therapist's open codes."""
    query = select(PracticeCodeRow.code_hash, PracticeCodeRow.link, PracticeCodeRow.label)
    return list(db.execute(query.where(PracticeCodeRow.person == person)))


def label_code(db: Connection, code_hash: bytes, label: bytes) -> None:
    db.execute(update(PracticeCodeRow).where(PracticeCodeRow.code_hash == code_hash).values(label=label))


def close_code(db: Connection, code_hash: bytes, closed: bytes, expires: bytes) -> bool:
    """Under another hash from now on, which no code has. False if it was gone already."""
    query = update(PracticeCodeRow).where(PracticeCodeRow.code_hash == code_hash)
    return changed(db.execute(query.values(code_hash=closed, expires=expires)))


def end_code(db: Connection, code_hash: bytes) -> None:
    db.execute(delete(PracticeCodeRow).where(PracticeCodeRow.code_hash == code_hash))


def add(db: Connection, partnership: str, link: str, **values: Any) -> None:
    """person, label, statement, settings, begun_day, due_day."""
    db.execute(insert(LinkRow).values(partnership=partnership, link=link, **values))


def add_assents(db: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """The rows of everybody there: partnership, link, member, says."""
    db.execute(insert(LinkAssentRow), list(rows))


def of_partnership(db: Connection, partnership: str, person: str) -> list[AnyRow]:
    """Every link in whose circle this person is: (partnership, link, person, statement, settings, begun_day, profile,
    me), the latest day first. `profile` is None once the therapist is gone; `me` is the reader's own place."""
    query = (
        select(
            LinkRow.partnership,
            LinkRow.link,
            LinkRow.person,
            LinkRow.statement,
            LinkRow.settings,
            LinkRow.begun_day,
            TherapistRow.profile,
            MemberRow.member.label("me"),
        )
        .join(LinkAssentRow, _SAME_LINK)
        .join(MemberRow, _SAME_MEMBER)
        .outerjoin(TherapistRow, TherapistRow.person == LinkRow.person)
        .where(LinkRow.partnership == partnership, MemberRow.person == person)
        .order_by(LinkRow.begun_day.desc(), LinkRow.link)
    )
    return list(db.execute(query))


def says_in(db: Connection, partnership: str) -> list[AnyRow]:
    """(link, member, says) of everybody, of every link of a partnership."""
    query = select(LinkAssentRow.link, LinkAssentRow.member, LinkAssentRow.says)
    return list(db.execute(query.where(LinkAssentRow.partnership == partnership).order_by(LinkAssentRow.member)))


def links_of(db: Connection, person: str) -> list[AnyRow]:
    """(partnership, link, label, settings) of every link of this therapist."""
    return list(db.execute(*_links_of(person)))


@made_once
def _links_of(person: str) -> Any:
    query = select(LinkRow.partnership, LinkRow.link, LinkRow.label, LinkRow.settings)
    return query.where(LinkRow.person == person)


def of_therapist(db: Connection, person: str, partnership: str, link: str) -> list[AnyRow]:
    """(label, settings, member, says): a row for each partner of this link, if it is this therapist's."""
    return list(db.execute(*_of_therapist(person, partnership, link)))


@made_once
def _of_therapist(person: str, partnership: str, link: str) -> Any:
    return (
        select(LinkRow.label, LinkRow.settings, LinkAssentRow.member, LinkAssentRow.says)
        .join(LinkAssentRow, _SAME_LINK)
        .where(LinkRow.person == person, LinkRow.partnership == partnership, LinkRow.link == link)
        .order_by(LinkAssentRow.member)
    )


def statement(db: Connection, partnership: str, link: str) -> bytes | None:
    """The statement that was laid before a partnership."""
    query = select(LinkRow.statement).where(LinkRow.partnership == partnership, LinkRow.link == link)
    return db.execute(query).scalar_one_or_none()


def places_of(db: Connection, person: str) -> list[AnyRow]:
    """(partnership, link, label) of every link of this therapist."""
    query = select(LinkRow.partnership, LinkRow.link, LinkRow.label).where(LinkRow.person == person)
    return list(db.execute(query.order_by(LinkRow.partnership, LinkRow.link)))


def place_in(db: Connection, partnership: str, link: str, person: str) -> str | None:
    """The place that this person has among those who are asked about a therapist."""
    query = select(MemberRow.member).join(LinkAssentRow, _SAME_MEMBER)
    query = query.where(LinkAssentRow.partnership == partnership, LinkAssentRow.link == link)
    return db.execute(query.where(MemberRow.person == person)).scalar_one_or_none()


def laid(db: Connection, partnership: str, link: str | None = None) -> list[AnyRow]:
    """(partnership, link, person, settings, member, says), a row for each partner: of one link, or of all there."""
    return list(db.execute(*_laid(partnership, link)))


@made_once
def _laid(partnership: str, link: str | None) -> Any:
    query = select(*_LAID).join(LinkAssentRow, _SAME_LINK).where(LinkRow.partnership == partnership)
    if link is not None:
        query = query.where(LinkRow.link == link)
    return query.order_by(LinkRow.link, LinkAssentRow.member)


def due(db: Connection, until: date, partnerships: Collection[str]) -> list[AnyRow]:
    """As `laid`, of all with which the calendar has something to do on or before `until`."""
    query = select(*_LAID).join(LinkAssentRow, _SAME_LINK).where(LinkRow.due_day <= until)
    query = query.where(LinkRow.partnership.in_(partnerships))
    return list(db.execute(query.order_by(LinkRow.partnership, LinkRow.link, LinkAssentRow.member)))


def hold_due(db: Connection, until: date) -> list[str]:
    """The partnerships in which something is due, held still. One that somebody holds is left for the next time."""
    one_is_due = select(LinkRow.partnership).where(LinkRow.due_day <= until)
    query = select(PartnershipRow.partnership).where(PartnershipRow.partnership.in_(one_is_due))
    query = query.order_by(PartnershipRow.partnership)
    return list(db.execute(query.with_for_update(skip_locked=True)).scalars())


def say(db: Connection, partnership: str, link: str, member: str, says: bytes) -> None:
    db.execute(
        update(LinkAssentRow)
        .where(LinkAssentRow.partnership == partnership, LinkAssentRow.link == link, LinkAssentRow.member == member)
        .values(says=says)
    )


def change(db: Connection, partnership: str, link: str, **values: Any) -> None:
    """label, or settings and due_day."""
    db.execute(update(LinkRow).where(LinkRow.partnership == partnership, LinkRow.link == link).values(**values))


def remove(db: Connection, partnership: str, link: str) -> None:
    """With all that was said to it."""
    db.execute(delete(LinkRow).where(LinkRow.partnership == partnership, LinkRow.link == link))
