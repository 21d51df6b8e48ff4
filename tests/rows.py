"""What lies in an SQLite, row by row, and how it becomes what lay there before."""

import sqlite3
from collections import namedtuple
from functools import cache
from typing import Any

Rows = dict[str, dict[tuple[Any, ...], Any]]
"""Every row of every table, by its key: a named tuple, of which the first is SQLite's own number of the row."""


@cache
def kind_of_row(table: str, columns: tuple[str, ...]) -> Any:
    return namedtuple(table, columns)


def all_rows(db: sqlite3.Connection, known: Rows | None = None) -> Rows:
    """`known`: what lay there, or in a copy, some time ago; tables in which nothing differs are not made anew."""
    found: Rows = {}
    for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
        there = db.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid").fetchall()
        if known and list(known[table].values()) == there:
            found[table] = known[table]
            continue
        columns = db.execute(f"PRAGMA table_info({table})").fetchall()
        keys = [n for n, (*_, is_key) in enumerate(columns, 1) if is_key]
        rows = map(kind_of_row(table, ("rowid", *(name for _, name, *_ in columns)))._make, there)
        found[table] = {tuple([one[n] for n in keys]): one for one in rows}
    return found


def apart(one: Rows, other: Rows) -> tuple[Rows, Rows]:
    """Of both, the rows that the other has not, or not like this."""

    def left(rows: Rows, others: Rows, table: str) -> dict[tuple[Any, ...], Any]:
        if rows[table] is others[table] or rows[table] == others[table]:
            return {}
        return {key: row for key, row in rows[table].items() if others[table].get(key) != row}

    return {table: left(one, other, table) for table in one}, {table: left(other, one, table) for table in one}


def turn(db: sqlite3.Connection, before: Rows, after: Rows) -> None:
    """Make the rows that lie there into others, and touch nothing else: after a copy of the whole file, the app would
    read the schema anew and prepare each of its statements again."""
    old, new = apart(before, after)
    with db:
        for table, rows in old.items():
            if rows:
                db.executemany(f"DELETE FROM {table} WHERE rowid = ?", [(row.rowid,) for row in rows.values()])
        for table, rows in new.items():
            if rows:
                some = next(iter(rows.values()))
                places = ", ".join("?" * len(some))
                db.executemany(f"INSERT INTO {table} ({', '.join(some._fields)}) VALUES ({places})", rows.values())
