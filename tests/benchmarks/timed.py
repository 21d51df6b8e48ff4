"""How long a request is in the database: within the driver's own calls, from the statement to the last row."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from sqlalchemy import event

from app.storage.database import Database


@dataclass
class Spent:
    """Seconds."""

    seconds: float = 0


def watched(database: Database) -> Spent:
    """Count from now on what a SQLite database takes; whoever asks sets it to nothing."""
    spent = Spent()
    kind = _connections(spent)
    for engine in database.engines:
        event.listen(engine, "do_connect", lambda _, __, given, named: sqlite3.connect(*given, factory=kind, **named))
    database.close()  # those that are open already are not watched
    return spent


def _connections(spent: Spent) -> type[sqlite3.Connection]:
    def timed(call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any) -> Any:
            began = perf_counter()
            try:
                return call(*given)
            finally:
                spent.seconds += perf_counter() - began

        return counted

    calls = ("execute", "executemany", "fetchone", "fetchmany", "fetchall")
    cursor = type("TimedCursor", (sqlite3.Cursor,), {name: timed(getattr(sqlite3.Cursor, name)) for name in calls})
    ends = {name: timed(getattr(sqlite3.Connection, name)) for name in ("commit", "rollback")}
    return type("TimedConnection", (sqlite3.Connection,), {**ends, "cursor": lambda here: cursor(here)})
