"""What lies in the database: to see that something was saved, and that nothing was."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from app.services.workplace import Workplace
from app.storage.tables import Base

Contents = dict[str, list[tuple[Any, ...]]]


def contents(workplace: Workplace) -> Contents:
    """Every row of every table."""
    with workplace.database.reading() as db:
        return {
            table.name: sorted((tuple(row) for row in db.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def changed_tables(before: Contents, after: Contents) -> set[str]:
    return {name for name in before if before[name] != after[name]}


@contextmanager
def nothing_is_saved(workplace: Workplace) -> Iterator[None]:
    """No byte of any table differs afterwards."""
    before = contents(workplace)
    yield
    assert not changed_tables(before, contents(workplace))
