"""What lies in the database: to see that something was saved, and that nothing was."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
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
    """No byte of any table differs afterwards. SQLite tells whether anybody has committed anything: only then is there
    something to compare."""
    file = str(workplace.database.engine.url.database)
    with closing(sqlite3.connect(file)) as onlooker, closing(sqlite3.connect(":memory:")) as before:
        onlooker.backup(before)
        version = _version(onlooker)
        yield
        if _version(onlooker) != version:
            assert not changed_tables(_lying(before), _lying(onlooker))


def _version(onlooker: sqlite3.Connection) -> int:
    """Another number whenever somebody else has committed."""
    return int(onlooker.execute("PRAGMA data_version").fetchone()[0])


def _lying(db: sqlite3.Connection) -> Contents:
    return {table: sorted(db.execute(f"SELECT * FROM {table}"), key=repr) for table in Base.metadata.tables}
