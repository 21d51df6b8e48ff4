"""Rows whose keys lie under an epoch key: finding those under an old one, and putting them under the current one.

Each is written only while it is what was read, so that a save in between wins and is found again next time. Rows that
somebody holds are left for the next time too: this comes across everything, and would wait in the wrong order.
"""

from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select, tuple_, update

from app.storage.rows import AnyRow
from app.storage.tables import GrantRow, LockRow, SessionRow, WorksheetRow

GRANT_KEY = (GrantRow.partnership, GrantRow.round, GrantRow.subject, GrantRow.author, GrantRow.reader)
LOCK_KEY = (LockRow.person, LockRow.lock)
WORKSHEET_KEY = (WorksheetRow.partnership, WorksheetRow.round, WorksheetRow.member)
AS_IT_IS: Any = {"execution_options": {"synchronize_session": False}}
"""No row is held as an object here; to look for some takes longer than the update."""


def in_use(db: Connection) -> set[str]:
    """Every epoch key that something live still needs."""
    found: set[str] = set()
    for epoch in (GrantRow.epoch, LockRow.epoch, WorksheetRow.epoch, SessionRow.epoch):
        found |= set(db.execute(_each(epoch)).scalars())
    return found


def _each(epoch: Any) -> Any:
    """Every value there is, found by leaps from one to the next in the index. DISTINCT would read all rows."""
    first = select(func.min(epoch).label("epoch")).cte("each", recursive=True)
    following = select(func.min(epoch)).where(epoch > first.c.epoch).scalar_subquery()
    each = first.union_all(select(following).where(first.c.epoch.is_not(None)))
    return select(each.c.epoch).where(each.c.epoch.is_not(None))


def _old(epoch: Any, current: str) -> ColumnElement[bool]:
    """Any other epoch. An index finds what is before or after something, and would be of no use for “not the same”."""
    return or_(epoch < current, epoch > current)


def old_grants(db: Connection, current: str, most: int) -> list[AnyRow]:
    """(partnership, round, subject, author, reader, sealed, epoch), at most so many."""
    query = select(*GRANT_KEY, GrantRow.sealed, GrantRow.epoch).where(_old(GrantRow.epoch, current))
    return list(db.execute(query.limit(most).with_for_update(skip_locked=True)))


def old_locks(db: Connection, current: str, most: int) -> list[AnyRow]:
    """(person, lock, sealed, epoch), at most so many."""
    query = select(*LOCK_KEY, LockRow.sealed, LockRow.epoch).where(_old(LockRow.epoch, current))
    return list(db.execute(query.limit(most).with_for_update(skip_locked=True)))


def old_worksheets(db: Connection, current: str, most: int) -> list[AnyRow]:
    """(partnership, round, member, answers_key, picks_key, epoch), at most so many."""
    query = select(*WORKSHEET_KEY, WorksheetRow.answers_key, WorksheetRow.picks_key, WorksheetRow.epoch)
    return list(
        db.execute(query.where(_old(WorksheetRow.epoch, current)).limit(most).with_for_update(skip_locked=True))
    )


def put_grant(db: Connection, row: AnyRow, epoch: str, sealed: bytes) -> None:
    here = (tuple_(*GRANT_KEY) == tuple(row[:5]), GrantRow.epoch == row.epoch)
    db.execute(update(GrantRow).where(*here).values(epoch=epoch, sealed=sealed), **AS_IT_IS)


def put_lock(db: Connection, row: AnyRow, epoch: str, sealed: bytes) -> None:
    here = (tuple_(*LOCK_KEY) == tuple(row[:2]), LockRow.epoch == row.epoch)
    db.execute(update(LockRow).where(*here).values(epoch=epoch, sealed=sealed), **AS_IT_IS)


def put_worksheet(db: Connection, row: AnyRow, epoch: str, answers_key: bytes, picks_key: bytes | None) -> None:
    here = (tuple_(*WORKSHEET_KEY) == tuple(row[:3]), WorksheetRow.epoch == row.epoch)
    keys = {"epoch": epoch, "answers_key": answers_key, "picks_key": picks_key}
    db.execute(update(WorksheetRow).where(*here).values(keys), **AS_IT_IS)
