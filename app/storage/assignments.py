"""Rows of what therapists give to partnerships."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select, update

from app.storage.rows import AnyRow
from app.storage.tables import AssignmentRow, GrantRow, LinkRow, MemberRow, RoundRow

_SAME_LINK = and_(LinkRow.partnership == AssignmentRow.partnership, LinkRow.link == AssignmentRow.link)
_ITS_GRANTS = and_(
    GrantRow.partnership == AssignmentRow.partnership,
    GrantRow.round == AssignmentRow.assignment,
    GrantRow.subject == "assigned",
)
_COLUMNS = (
    AssignmentRow.partnership,
    AssignmentRow.assignment,
    AssignmentRow.link,
    AssignmentRow.content,
    AssignmentRow.version,
    AssignmentRow.settings,
    AssignmentRow.begun_day,
    GrantRow.reader,
    GrantRow.sealed,
    GrantRow.epoch,
)


def add(db: Connection, **values: Any) -> None:
    """partnership, assignment, link, content, version, settings, begun_day."""
    db.execute(insert(AssignmentRow).values(**values))


def of_person(db: Connection, person: str, assignment: tuple[str, str] | None = None) -> list[AnyRow]:
    """What was given to the partnerships of this person, or one of it by (partnership, assignment), the latest day
    first: (partnership, assignment, link, content, version, settings, begun_day, reader, sealed, epoch, statement,
    link_settings). `reader` is the person's own place."""
    query = (
        select(*_COLUMNS, LinkRow.statement, LinkRow.settings.label("link_settings"))
        .join(LinkRow, _SAME_LINK)
        .join(GrantRow, _ITS_GRANTS)
        .join(MemberRow, and_(MemberRow.partnership == GrantRow.partnership, MemberRow.member == GrantRow.reader))
        .where(MemberRow.person == person)
        .order_by(AssignmentRow.begun_day.desc(), AssignmentRow.assignment)
    )
    if assignment is not None:
        partnership, id_ = assignment
        query = query.where(AssignmentRow.partnership == partnership, AssignmentRow.assignment == id_)
    return list(db.execute(query))


def of_therapist(db: Connection, partnership: str, link: str, person: str) -> list[AnyRow]:
    """What this therapist gave to a partnership, the latest day first: (partnership, assignment, link, content,
    version, settings, begun_day, reader, sealed, epoch)."""
    query = (
        select(*_COLUMNS)
        .join(LinkRow, _SAME_LINK)
        .join(GrantRow, and_(_ITS_GRANTS, GrantRow.reader == AssignmentRow.link))
        .where(AssignmentRow.partnership == partnership, AssignmentRow.link == link, LinkRow.person == person)
        .order_by(AssignmentRow.begun_day.desc(), AssignmentRow.assignment)
    )
    return list(db.execute(query))


def settings(db: Connection, partnership: str, assignment: str) -> AnyRow | None:
    """(link, settings), held to be changed."""
    query = select(AssignmentRow.link, AssignmentRow.settings).where(
        AssignmentRow.partnership == partnership, AssignmentRow.assignment == assignment
    )
    return db.execute(query.with_for_update()).first()


def change(db: Connection, partnership: str, assignment: str, settings: bytes) -> None:
    db.execute(
        update(AssignmentRow)
        .where(AssignmentRow.partnership == partnership, AssignmentRow.assignment == assignment)
        .values(settings=settings)
    )


def remove(db: Connection, partnership: str, link: str, assignment: str | None = None) -> list[str]:
    """One, or all that a therapist gave. Returns their ids: their grants are not in these rows' reach."""
    query = select(AssignmentRow.assignment).where(AssignmentRow.partnership == partnership, AssignmentRow.link == link)
    if assignment is not None:
        query = query.where(AssignmentRow.assignment == assignment)
    found = list(db.execute(query.order_by(AssignmentRow.assignment)).scalars())
    db.execute(
        delete(AssignmentRow).where(AssignmentRow.partnership == partnership, AssignmentRow.assignment.in_(found))
    )
    return found


def rounds(db: Connection, partnership: str, ids: Sequence[str]) -> list[AnyRow]:
    """(round, settings, opened_day) of these rounds."""
    query = select(RoundRow.round, RoundRow.settings, RoundRow.opened_day).where(RoundRow.partnership == partnership)
    return list(db.execute(query.where(RoundRow.round.in_(ids))))
