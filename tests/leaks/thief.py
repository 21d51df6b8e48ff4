"""A thief who copied the live files, the server's own keys among them, and tries everything that can be tried.

Whatever key they hold or come by is tried on every wrapped key and on every box, until nothing new opens.
"""

import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.vault import grants, keys
from app.vault.boxes import place
from app.vault.ciphers import Unreadable, bind, unseal
from app.vault.epochs import House
from app.vault.keys import KeyPair


class Thief:
    """`loot` is everything they could open, as bytes."""

    def __init__(self, instance: Path, to: Path) -> None:
        shutil.copytree(instance, to)
        self.files = to
        self.house = House.open(to / "keys")
        database = sqlite3.connect(next((to / "data").glob("*.db")))
        database.row_factory = sqlite3.Row
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        self.rows: dict[str, list[Any]] = {table: list(database.execute(f"SELECT * FROM {table}")) for table in tables}
        database.close()
        self.keys: set[bytes] = {self.house.field._key, *map(self.house.epochs._key, self.house.epochs.ids())}
        self.pairs: list[KeyPair] = []
        self.loot: list[bytes] = []

    def knows_passphrase(self, username: str, passphrase: str) -> None:
        """Opens the lock of somebody whose passphrase the thief has: their own, as a partner who runs the server."""
        for person in self.rows["people"]:
            if person["username_hash"] == self.house.field.lookup("username", username):
                for lock in self.rows["locks"]:
                    if lock["person"] == person["person"] and lock["lock"] == "passphrase":
                        bound = bind("locks", lock["person"], "passphrase")
                        inner = self.house.epochs.unwrap(lock["epoch"], lock["sealed"], bound)
                        self.pairs.append(keys.unlock(inner, passphrase, person["public_key"]))
                        return
        raise AssertionError(f"there is no {username}")

    def knows_code(self, code: str) -> None:
        """The code of an invitation, as the one who made it has it."""
        self.pairs.append(keys.invitation_pair(code))

    def opens_everything(self) -> "Thief":
        """Tries every key on everything, and every key that this brings, until nothing new opens."""
        self._derive()
        wrapped = list(self._wrapped())
        while True:
            found = set()
            for inner, bound in wrapped:
                found |= {key for key in map(lambda one, i=inner, b=bound: _unwrapped(one, i, b), self.keys) if key}
                found |= {key for key in map(lambda one, i=inner, b=bound: _opened(one, i, b), self.pairs) if key}
            if found <= self.keys:
                break
            self.keys |= found
        for box, bounds in self._boxes():
            for bound in bounds:
                self.loot += [text for text in map(lambda key, x=box, b=bound: _unsealed(key, x, b), self.keys) if text]
                try:
                    self.loot.append(self.house.field.unseal(box, bound))
                except Unreadable:
                    continue
        return self

    def _derive(self) -> None:
        """What the vault derives from a private key, for every place and reader there is."""
        publics = [row["public_key"] for row in self.rows["people"]]
        publics += [row["public_key"] for row in self.rows["invitations"]]
        for pair in self.pairs:
            for mine in self.rows["members"]:
                self.keys.add(grants.own_key(pair, mine["partnership"], mine["member"]))
                for other in self.rows["members"]:
                    for public in publics:
                        self.keys.add(
                            grants.channel_key(pair, mine["partnership"], mine["member"], other["member"], public)
                        )

    def _wrapped(self) -> Iterable[tuple[bytes, bytes]]:
        """Every wrapped key without its epoch layer, and what binds it."""
        for row in self.rows["grants"]:
            bound = bind("grants", row["partnership"], row["round"], row["subject"], row["author"], row["reader"])
            yield self.house.epochs.unwrap(row["epoch"], row["sealed"], bound), bound
        for row in self.rows["worksheets"]:
            for part in ("answers", "picks"):
                if row[f"{part}_key"] is not None:
                    bound = bind("worksheets", row["partnership"], row["round"], row["member"], part, "key")
                    yield self.house.epochs.unwrap(row["epoch"], row[f"{part}_key"], bound), bound

    def _boxes(self) -> Iterable[tuple[bytes, list[bytes]]]:
        """Every box that lies anywhere, with what may bind it."""
        for row in self.rows["worksheets"]:
            address = row["partnership"] + row["round"]
            for part in ("answers", "picks"):
                if row[part] is not None:
                    yield row[part], [place("worksheets", address, row["member"], part, row["version"])]
            yield row["sealed"], [bind("worksheets", row["partnership"], row["round"], row["member"], "sealed")]
        for row in self.rows["disclosures"]:
            address = row["partnership"] + row["round"]
            yield row["content"], [place("disclosures", address, row["author"], row["part"], row["version"])]
        for row in self.rows["members"]:
            for column in ("name", "settings"):
                yield row[column], [bind("members", row["partnership"], row["member"], column)]
        for row in self.rows["partnerships"]:
            yield row["label"], [bind("partnerships", row["partnership"], "label")]
        for row in self.rows["rounds"]:
            yield row["settings"], [bind("rounds", row["partnership"], row["round"], "settings")]
        for row in self.rows["people"]:
            for column in ("username", "settings"):
                yield row[column], [bind("people", row["person"], column)]
        for row in self.rows["sessions"]:
            for column in ("times", "content", "keys", "held"):
                if row[column] is not None:
                    yield row[column], [bind("sessions", row["token_hash"].hex(), column)]

    def has(self, words: str) -> bool:
        """Whether these words are in anything that was opened."""
        return any(words.encode() in text for text in self.loot)

    def finds_in_files(self, words: bytes) -> list[str]:
        """The files in which these bytes lie about as they are."""
        return [path.name for path in self.files.rglob("*") if path.is_file() and words in path.read_bytes()]


def _unwrapped(key: bytes, inner: bytes, bound: bytes) -> bytes | None:
    try:
        return grants.unwrap(key, inner, bound)
    except Unreadable:
        return None


def _opened(pair: KeyPair, inner: bytes, bound: bytes) -> bytes | None:
    try:
        return grants.hpke_open(pair, inner, bound)
    except Unreadable:
        return None


def _unsealed(key: bytes, box: bytes, bound: bytes) -> bytes | None:
    try:
        return unseal(key, box, bound)
    except Unreadable:
        return None
