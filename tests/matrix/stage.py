"""Asking on a scene, and what came of it: the response, and which rows differ from before."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from werkzeug.test import Client, TestResponse

from tests.matrix.reading import Entry
from tests.matrix.scenes import Company, Player, Scene
from tests.rows import Rows, all_rows, apart, turn

LAST_SEEN = {"times"}
MATERIALISED = {"rounds", "worksheets", "disclosures", "grants"}


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
                columns = zip(old._fields[1:], old[1:], new[1:], strict=True)
                found |= {(table, column) for column, was, is_ in columns if was != is_}
    return {one for one in found if one[1] not in LAST_SEEN}


@dataclass(frozen=True)
class Answer:
    """What came back, and of what lay there before and afterwards the rows that are not in both."""

    response: TestResponse
    before: Rows
    after: Rows

    @cached_property
    def changed(self) -> set[tuple[str, str]]:
        return differing(self.before, self.after)

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
        self.scenes: dict[sqlite3.Connection, Rows] = {}
        self.rows: Rows = {}
        self.stamp = 0

    def close(self) -> None:
        self.db.close()

    def lay(self, scene: Scene) -> None:
        """Put the scene on, unless it lies there unchanged."""
        if scene.database not in self.scenes:
            self.scenes[scene.database] = all_rows(scene.database, next(iter(self.scenes.values()), None))
        rows = self.scenes[scene.database]
        if self.lying() is not rows:
            turn(self.db, self.rows, rows)
            self.rows = rows
        self.company.clock.now = scene.now

    def ask(self, scene: Scene, role: str, entry: Entry, at: tuple[str, str] | None = None) -> Answer:
        """Ask as somebody in the scene; `at` is another partnership and address than those of the scene."""
        self.lay(scene)
        before = self.rows
        response = self.send(scene.players[role], entry, *(at or (scene.us, scene.address)))
        after = self.lying()
        return Answer(response, *(({}, {}) if after is before else apart(before, after)))

    def send(self, player: Player, entry: Entry, us: str, address: str) -> TestResponse:
        words = {**player.typed, "us": us, "address": address}
        headers = {"Cookie": player.cookies}
        path = entry.path.format_map(words)
        if entry.method == "GET":
            return self.client.get(path, headers=headers, buffered=True)
        fields = {name.format_map(words): value.format_map(words) for name, value in entry.fields.items()}
        return self.client.post(path, data={"csrf_token": player.token, **fields}, headers=headers, buffered=True)

    def lying(self) -> Rows:
        """What lies there now: the same object for as long as nobody else has committed anything at all."""
        stamp = int(self.db.execute("PRAGMA data_version").fetchone()[0])
        if stamp != self.stamp:
            self.rows, self.stamp = all_rows(self.db, self.rows or None), stamp
        return self.rows


def own_rows(rows: Rows, person: str, places: set[str]) -> Rows:
    """What is somebody's own: account, locks, sessions, wishes, places, practice, worksheets, disclosures, their keys
    to those, what they say to agreements and of therapists, and the exercises they write."""
    accounts = ("people", "locks", "sessions", "notice_wishes", "members", "therapists")
    own: dict[str, Callable[[Any], bool]] = {
        **dict.fromkeys(accounts, lambda row: row.person == person),
        **dict.fromkeys(("worksheets", "assents", "link_assents"), lambda row: row.member in places),
        "disclosures": lambda row: row.author in places,
        "written_exercises": lambda row: row.author == person,
        "grants": lambda row: row.author in places and row.reader == row.author,
    }
    return {table: {key: row for key, row in rows[table].items() if mine(row)} for table, mine in own.items()}
