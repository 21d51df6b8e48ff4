"""Asking on a scene, and what came of it: the response, and which rows differ from before."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from werkzeug.test import Client, TestResponse

from tests.matrix.reading import Entry
from tests.matrix.scenes import Company, Player, Scene

Rows = dict[str, dict[tuple[Any, ...], dict[str, Any]]]
"""Every row of every table, by its key."""
LAST_SEEN = {"times"}
MATERIALISED = {"rounds", "worksheets", "disclosures", "grants"}


def all_rows(db: sqlite3.Connection) -> Rows:
    db.row_factory = sqlite3.Row
    found: Rows = {}
    for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
        keys = [row["name"] for row in db.execute(f"PRAGMA table_info({table})") if row["pk"]]
        rows = [dict(row) for row in db.execute(f"SELECT * FROM {table}")]
        found[table] = {tuple(row[key] for key in keys): row for row in rows}
    return found


def differing(before: Rows, after: Rows) -> set[tuple[str, str]]:
    """(table, column) of all that differs, (table, "gone") and (table, "new") for rows. When a session was last seen
    is not counted."""
    found = set()
    for table in before:
        for key in before[table].keys() | after[table].keys():
            old, new = before[table].get(key), after[table].get(key)
            if old is None or new is None:
                found.add((table, "new" if old is None else "gone"))
            elif old != new:
                found |= {(table, column) for column in old if old[column] != new[column]}
    return {one for one in found if one[1] not in LAST_SEEN}


@dataclass(frozen=True)
class Answer:
    """What came back. `before` and `after` are the same object where nobody has written anything at all."""

    response: TestResponse
    before: Rows
    after: Rows

    @cached_property
    def changed(self) -> set[tuple[str, str]]:
        return set() if self.after is self.before else differing(self.before, self.after)

    @property
    def outcome(self) -> str:
        """In a word of the matrix, or in a few others where none of them is true."""
        status, wrote = self.response.status_code, bool(self.changed)
        if status == 303:
            return self._led_away()
        if status == 200:
            return self._shown()
        if wrote or not 400 <= status < 500:
            return f"{status}, and {sorted(self.changed)} changed"
        return "nothing here" if status == 404 else "refused"

    def _led_away(self) -> str:
        to = urlsplit(self.response.headers["Location"])
        if to.netloc:
            return "away" if not self._tables - {"sessions"} else f"away, and {self._tables} changed"
        if to.path == "/unlock" and self.changed <= {("sessions", "held")}:
            return "unlock"
        if to.path in ("/sign-in", "/sign-in/code") and not self.changed:
            return "sign-in"
        return "done" if self.changed else "moves on"

    def _shown(self) -> str:
        if not self.changed:
            return "page"
        if self.changed == {("looks", "new")}:
            return "looked"
        if self.response.request.method == "POST":
            return "done"
        opened = self._tables <= MATERIALISED and ("rounds", "opened_day") in self.changed
        return "opens" if opened else f"shown, and {sorted(self.changed)} changed"

    @property
    def _tables(self) -> set[str]:
        return {table for table, _ in self.changed}


class Stage:
    """One database, under the app, with a scene on it. The scene is laid anew once somebody has written."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.client = Client(company.app, use_cookies=False)
        self.db = sqlite3.connect(company.file)
        self.db.execute("PRAGMA synchronous = OFF")
        self.scene: Scene | None = None
        self.rows: Rows = {}
        self.stamp = 0

    def close(self) -> None:
        self.db.close()

    def lay(self, scene: Scene) -> None:
        """Put the scene on, unless it lies there unchanged."""
        if self.scene is scene and not self._written():
            return
        if self.scene is None or self.scene.database is not scene.database:
            self.rows = all_rows(scene.database)
        scene.database.backup(self.db)
        self.scene, self.stamp = scene, self._data_version()
        self.company.clock.now = scene.now

    def ask(self, scene: Scene, role: str, entry: Entry, at: tuple[str, str] | None = None) -> Answer:
        """Ask as somebody in the scene; `at` is another partnership and address than those of the scene."""
        self.lay(scene)
        response = self.send(scene.players[role], entry, *(at or (scene.us, scene.address)))
        return Answer(response, self.rows, self.now_lying() if self._written() else self.rows)

    def send(self, player: Player, entry: Entry, us: str, address: str) -> TestResponse:
        words = {**player.typed, "us": us, "address": address}
        headers = {"Cookie": player.cookies}
        path = entry.path.format_map(words)
        if entry.method == "GET":
            return self.client.get(path, headers=headers, buffered=True)
        fields = {name.format_map(words): value.format_map(words) for name, value in entry.fields.items()}
        return self.client.post(path, data={"csrf_token": player.token, **fields}, headers=headers, buffered=True)

    def now_lying(self) -> Rows:
        with closing(sqlite3.connect(self.company.file)) as db:
            return all_rows(db)

    def _data_version(self) -> int:
        """Another number whenever somebody else has committed anything."""
        return int(self.db.execute("PRAGMA data_version").fetchone()[0])

    def _written(self) -> bool:
        return self._data_version() != self.stamp


def own_rows(rows: Rows, person: str, places: set[str]) -> Rows:
    """What is somebody's own: account, locks, sessions, wishes, places, practice, worksheets, disclosures, their keys
    to those, what they say to agreements and of therapists, and the exercises they write."""
    accounts = ("people", "locks", "sessions", "notice_wishes", "members", "therapists")
    own: dict[str, Callable[[dict[str, Any]], bool]] = {
        **dict.fromkeys(accounts, lambda row: row["person"] == person),
        **dict.fromkeys(("worksheets", "assents", "link_assents"), lambda row: row["member"] in places),
        "disclosures": lambda row: row["author"] in places,
        "written_exercises": lambda row: row["author"] == person,
        "grants": lambda row: row["author"] in places and row["reader"] == row["author"],
    }
    return {table: {key: row for key, row in rows[table].items() if mine(row)} for table, mine in own.items()}
