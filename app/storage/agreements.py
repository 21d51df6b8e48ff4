"""Rows of agreements and of what the members of their circles say to them."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select, update
from sqlalchemy.orm import aliased

from app.storage.made_once import made_once
from app.storage.rows import AnyRow
from app.storage.tables import AgreementRow, AssentRow, GrantRow, MemberRow, PartnershipRow

_SAME_AGREEMENT = and_(AssentRow.partnership == AgreementRow.partnership, AssentRow.agreement == AgreementRow.agreement)
_SAME_MEMBER = and_(MemberRow.partnership == AssentRow.partnership, MemberRow.member == AssentRow.member)
_LAID = (
    AgreementRow.partnership,
    AgreementRow.agreement,
    AgreementRow.settings,
    AssentRow.member,
    AssentRow.says,
)


def add(
    db: Connection,
    partnership: str,
    agreement: str,
    content: bytes,
    version: bytes,
    settings: bytes,
    begun_day: date,
    due_day: date | None,
) -> None:
    db.execute(
        insert(AgreementRow).values(
            partnership=partnership,
            agreement=agreement,
            content=content,
            version=version,
            settings=settings,
            begun_day=begun_day,
            due_day=due_day,
        )
    )


def add_assents(db: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """The rows of the whole circle: partnership, agreement, member, says."""
    db.execute(insert(AssentRow), list(rows))


def of_person(db: Connection, person: str, agreement: tuple[str, str] | None = None) -> list[AnyRow]:
    """Every agreement whose circle this person is in, or one of them by (partnership, agreement), the latest day first:
    (partnership, agreement, settings, content, version, begun_day, me, sealed, epoch). `me` is the person's own place,
    and the last two their key to the content."""
    return list(db.execute(*_of_person(person, *(agreement or (None, None)))))


@made_once
def _of_person(person: str, partnership: str | None, agreement: str | None) -> Any:
    query = (
        select(
            AgreementRow.partnership,
            AgreementRow.agreement,
            AgreementRow.settings,
            AgreementRow.content,
            AgreementRow.version,
            AgreementRow.begun_day,
            MemberRow.member.label("me"),
            GrantRow.sealed,
            GrantRow.epoch,
        )
        .join(AssentRow, _SAME_AGREEMENT)
        .join(MemberRow, _SAME_MEMBER)
        .join(
            GrantRow,
            and_(
                GrantRow.partnership == AgreementRow.partnership,
                GrantRow.round == AgreementRow.agreement,
                GrantRow.subject == "agreed",
                GrantRow.reader == MemberRow.member,
            ),
        )
        .where(MemberRow.person == person)
        .order_by(AgreementRow.begun_day.desc(), AgreementRow.agreement)
    )
    if agreement is not None:
        query = query.where(AgreementRow.partnership == partnership, AgreementRow.agreement == agreement)
    return query


def says_with(db: Connection, person: str) -> list[AnyRow]:
    """(partnership, agreement, member, says) of everybody in every circle that this person is in."""
    return list(db.execute(*_says_with(person)))


@made_once
def _says_with(person: str) -> Any:
    mine = aliased(AssentRow)
    return (
        select(AssentRow.partnership, AssentRow.agreement, AssentRow.member, AssentRow.says)
        .join(mine, and_(mine.partnership == AssentRow.partnership, mine.agreement == AssentRow.agreement))
        .join(MemberRow, and_(MemberRow.partnership == mine.partnership, MemberRow.member == mine.member))
        .where(MemberRow.person == person)
        .order_by(AssentRow.partnership, AssentRow.agreement, AssentRow.member)
    )


def place_in(db: Connection, partnership: str, agreement: str, person: str) -> str | None:
    """The place that this person has in the circle of an agreement."""
    query = select(MemberRow.member).join(AssentRow, _SAME_MEMBER)
    query = query.where(AssentRow.partnership == partnership, AssentRow.agreement == agreement)
    return db.execute(query.where(MemberRow.person == person)).scalar_one_or_none()


def laid(db: Connection, partnership: str, agreement: str | None = None) -> list[AnyRow]:
    """(partnership, agreement, settings, member, says), a row a member of its circle: of one, or of all there."""
    return list(db.execute(*_laid(partnership, agreement)))


@made_once
def _laid(partnership: str, agreement: str | None) -> Any:
    query = select(*_LAID).join(AssentRow, _SAME_AGREEMENT).where(AgreementRow.partnership == partnership)
    if agreement is not None:
        query = query.where(AgreementRow.agreement == agreement)
    return query.order_by(AgreementRow.agreement, AssentRow.member)


def due(db: Connection, until: date, partnerships: Collection[str] | None = None) -> list[AnyRow]:
    """As `laid`, of all with which the calendar has something to do on or before `until`, by that day."""
    return list(db.execute(*_due(until, partnerships)))


@made_once
def _due(until: date, partnerships: Collection[str] | None) -> Any:
    query = select(*_LAID).join(AssentRow, _SAME_AGREEMENT).where(AgreementRow.due_day <= until)
    if partnerships is not None:
        query = query.where(AgreementRow.partnership.in_(partnerships))
    order = (AgreementRow.due_day, AgreementRow.partnership, AgreementRow.agreement, AssentRow.member)
    return query.order_by(*order)


def hold_due(db: Connection, until: date) -> list[str]:
    """The partnerships in which something is due, held still. One that somebody holds is left for the next time: this
    comes across all of them, and would wait in the wrong order."""
    one_is_due = select(AgreementRow.partnership).where(AgreementRow.due_day <= until)
    query = select(PartnershipRow.partnership).where(PartnershipRow.partnership.in_(one_is_due))
    query = query.order_by(PartnershipRow.partnership)
    return list(db.execute(query.with_for_update(skip_locked=True)).scalars())


def circles_with(db: Connection, partnership: str, member: str) -> list[str]:
    """The agreements whose circle holds this member."""
    query = select(AssentRow.agreement).where(AssentRow.partnership == partnership, AssentRow.member == member)
    return list(db.execute(query.order_by(AssentRow.agreement)).scalars())


def names(db: Connection, partnership: str, agreement: str) -> list[AnyRow]:
    """(member, name) of the circle, by member id; a place that is gone has none."""
    return list(
        db.execute(
            select(AssentRow.member, MemberRow.name)
            .join(MemberRow, _SAME_MEMBER)
            .where(AssentRow.partnership == partnership, AssentRow.agreement == agreement)
            .order_by(AssentRow.member)
        )
    )


def say(db: Connection, partnership: str, agreement: str, member: str, says: bytes) -> None:
    db.execute(
        update(AssentRow)
        .where(AssentRow.partnership == partnership, AssentRow.agreement == agreement, AssentRow.member == member)
        .values(says=says)
    )


def change(db: Connection, partnership: str, agreement: str, settings: bytes, due_day: date | None) -> None:
    db.execute(
        update(AgreementRow)
        .where(AgreementRow.partnership == partnership, AgreementRow.agreement == agreement)
        .values(settings=settings, due_day=due_day)
    )


def remove(db: Connection, partnership: str, agreement: str) -> None:
    """With all that was said to it. Its grants are not in this row's reach."""
    db.execute(delete(AgreementRow).where(AgreementRow.partnership == partnership, AgreementRow.agreement == agreement))
