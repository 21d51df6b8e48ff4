"""Counting the SQL of a request: a number that repeats exactly, where times do not."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.storage.database import Database

NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")


@contextmanager
def statement_counter(database: Database) -> Iterator[list[str]]:
    """The texts of the statements that run on the database meanwhile, in all threads; the list grows as they run."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.lstrip().upper().startswith(NOT_COUNTED):
            seen.append(statement)

    for engine in database.engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in database.engines:
            event.remove(engine, "before_cursor_execute", note)


SCAN = re.compile(r"(?:SCAN (?=\w)|SEARCH (?=\w+$))(\w+?)(?:_\d+)?(?: USING .*)?")
"""It says SEARCH, and no index, where it looks for a least value through a whole table."""
NO_TABLE = {"each", "CONSTANT"}
"""What a statement makes by itself: the leaps of `epochs.in_use`, and an IN of nothing."""
MADE = "MATERIALIZE "
"""Before the name of what a statement has looked for already, by an index, and goes through in all its rows."""


@contextmanager
def scan_finder(database: Database) -> Iterator[list[tuple[str, str]]]:
    """(table, statement) of each that SQLite reads a whole table or index for, from now on. Its plan depends on the
    tables alone and not on what is in them, as nobody ever runs ANALYZE."""
    found: list[tuple[str, str]] = []

    def note(_: Any, cursor: Any, statement: str, given: Any, __: Any, many: bool) -> None:
        if statement.lstrip().upper().startswith(NOT_COUNTED):
            return
        plan = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", given[0] if many else given)
        steps = [step for *_, step in plan]
        no_table = NO_TABLE | {step.removeprefix(MADE) for step in steps if step.startswith(MADE)}
        for step in steps:
            whole = SCAN.fullmatch(step)
            if "AUTOMATIC" in step or (whole and whole[1] not in no_table):
                found.append((whole[1] if whole else step, statement))

    for engine in database.engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        for engine in database.engines:
            event.remove(engine, "before_cursor_execute", note)
