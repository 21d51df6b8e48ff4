"""Rows of series: exercises that come back."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from app.storage.made_once import made_once
from app.storage.rows import AnyRow
from app.storage.tables import MemberRow, SeriesRow, WorksheetRow


def add(db: Connection, partnership: str, series: str, settings: bytes, begun_day: date, next_day: date | None) -> None:
    db.execute(
        insert(SeriesRow).values(
            partnership=partnership, series=series, settings=settings, begun_day=begun_day, next_day=next_day
        )
    )


def change(db: Connection, partnership: str, series: str, settings: bytes, next_day: date | None) -> None:
    db.execute(
        update(SeriesRow)
        .where(SeriesRow.partnership == partnership, SeriesRow.series == series)
        .values(settings=settings, next_day=next_day)
    )


def remove(db: Connection, partnership: str, series: str) -> None:
    db.execute(delete(SeriesRow).where(SeriesRow.partnership == partnership, SeriesRow.series == series))


def of_partnership(db: Connection, partnership: str) -> list[AnyRow]:
    """(partnership, series, settings, begun_day, next_day) of all of them, the oldest first, running or not."""
    return list(
        db.execute(
            select(*_columns())
            .where(SeriesRow.partnership == partnership)
            .order_by(SeriesRow.begun_day, SeriesRow.series)
        )
    )


def running(db: Connection, partnerships: Collection[str] | None = None) -> list[AnyRow]:
    """The same of those that have not ended: of these partnerships, or of all."""
    return list(db.execute(*_running(partnerships)))


@made_once
def _running(partnerships: Collection[str] | None) -> Any:
    query = select(*_columns()).where(SeriesRow.next_day.is_not(None))
    if partnerships is not None:
        query = query.where(SeriesRow.partnership.in_(partnerships))
    return query.order_by(SeriesRow.partnership, SeriesRow.series)


def due(db: Connection, today: date) -> list[AnyRow]:
    """The same of those whose next day has come, by that day."""
    query = select(*_columns()).where(SeriesRow.next_day <= today)
    return list(db.execute(query.order_by(SeriesRow.next_day, SeriesRow.partnership, SeriesRow.series)))


def held_places(db: Connection, partnerships: Collection[str]) -> list[AnyRow]:
    """(partnership, member) of every place that a person has."""
    query = select(MemberRow.partnership, MemberRow.member).where(
        MemberRow.partnership.in_(partnerships), MemberRow.person.is_not(None)
    )
    return list(db.execute(query))


def begun(db: Connection, partnerships: Collection[str], rounds: Collection[str]) -> list[AnyRow]:
    """(round, member) of the circles of those of these rounds that there are."""
    query = select(WorksheetRow.round, WorksheetRow.member).where(
        WorksheetRow.partnership.in_(partnerships), WorksheetRow.round.in_(rounds)
    )
    return list(db.execute(query))


def _columns() -> tuple[AnyRow, ...]:
    return (
        SeriesRow.partnership,
        SeriesRow.series,
        SeriesRow.settings,
        SeriesRow.begun_day,
        SeriesRow.next_day,
    )
