"""Rows for any table, of today or of an earlier step: made from what the database says of itself."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Date, LargeBinary, MetaData, Table, func, insert, select


def tables(connection: Connection) -> list[Table]:
    """Parents first; Alembic's own table is left out."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def fill(connection: Connection, numbers: Iterable[int] = (1, 2)) -> None:
    """A row for each number in every table. All its columns hold the same value, so that all references fit."""
    for table in tables(connection):
        rows = [{column.name: _value(column.type, number) for column in table.columns} for number in numbers]
        connection.execute(insert(table), rows)


def counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables(connection)
    }


def _value(kind: Any, number: int) -> Any:
    if isinstance(kind, LargeBinary):
        return f"row-{number}".encode()
    return date(2026, 1, 1) + timedelta(days=number) if isinstance(kind, Date) else f"row-{number}"
