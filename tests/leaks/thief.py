"""A thief who copied the live files, the server's own keys among them, and tries everything that can be tried.

Whatever key they hold or come by is tried on every wrapped key and on every box, until nothing new opens.
"""

import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from app.vault import grants, keys
from app.vault.boxes import place
from app.vault.ciphers import KEY_BYTES, NONCE_BYTES, Unreadable, bind, unseal
from app.vault.epochs import House
from app.vault.keys import KeyPair

PIECE = 32


class Thief:
    """`loot` is everything they could open, as bytes; `opened` says where it lay ("worksheets.answers")."""

    def __init__(self, instance: Path, to: Path) -> None:
        self.files = {path.name: path.read_bytes() for path in instance.rglob("*") if path.is_file()}
        shutil.copytree(instance, to)
        self.house = House.open(to / "keys")
        # Only the copy is opened: closing it empties its log, where much lies that the tables don't show.
        database = sqlite3.connect(next((to / "data").glob("*.db")))
        database.row_factory = sqlite3.Row
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        self.rows: dict[str, list[Any]] = {table: list(database.execute(f"SELECT * FROM {table}")) for table in tables}
        database.close()
        self.keys: set[bytes] = {self.files["field.key"], *map(self.house.epochs._key, self.house.epochs.ids())}
        self.pairs: list[KeyPair] = []
        self.loot: list[bytes] = []
        self.opened: set[str] = set()

    def knows_passphrase(self, username: str, passphrase: str) -> None:
        """Opens the lock of somebody whose passphrase the thief has: their own, as a partner who runs the server."""
        person, inner = self._lock(username, "passphrase")
        self.pairs.append(keys.unlock(inner, passphrase, person["public_key"]))

    def knows_recovery_code(self, username: str, code: str) -> None:
        """Raises Unreadable where it is not, or no longer, theirs; so does a passphrase."""
        person, inner = self._lock(username, "recovery")
        self.pairs.append(keys.unlock_with_code(inner, code, person["public_key"]))

    def _lock(self, username: str, kind: str) -> tuple[Any, bytes]:
        lookup = self.house.field.lookup("username", username)
        (person,) = [row for row in self.rows["people"] if row["username_hash"] == lookup]
        (lock,) = [row for row in self.rows["locks"] if (row["person"], row["lock"]) == (person["person"], kind)]
        bound = bind("locks", lock["person"], kind)
        return person, self.house.epochs.unwrap(lock["epoch"], lock["sealed"], bound)

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
        for where, box, bound in self._boxes():
            found_here = [text for text in map(lambda key, x=box, b=bound: _unsealed(key, x, b), self.keys) if text]
            with suppress(Unreadable):
                found_here.append(self.house.field.unseal(box, bound))
            if found_here:
                self.opened.add(where)
                self.loot += found_here
        return self

    def sees_through(self, *words: str) -> set[str]:
        """Which of these words any key makes of any box when nobody asks where the box belongs or whether it is
        whole: associated data must not be all that stands between."""
        boxes = [box for _, box, _ in self._boxes()] + [inner for inner, _ in self._wrapped()]
        texts = b"\n".join(_unchecked(key, box) for key in self.keys for box in boxes)
        return {one for one in words if one.encode() in texts}

    def has_only_the_keys_of(self, other: "Thief") -> None:
        """As with an old backup of the data: the server's keys are those of another day."""
        self.keys -= set(map(self.house.epochs._key, self.house.epochs.ids()))
        self.house = other.house

    def _derive(self) -> None:
        """What the vault derives from a private key, for every place and reader there is; and the same from whatever
        else is as long as a key, if it should ever be taken for one."""
        lying_about = {value for rows in self.rows.values() for row in rows for value in row if _could_be_a_key(value)}
        lying_about |= {self.files["field.key"], *map(self.house.epochs._key, self.house.epochs.ids())}
        self.keys |= lying_about
        for pair in (*self.pairs, *(KeyPair(value, value) for value in lying_about)):
            for mine in self.rows["members"]:
                self.keys.add(grants.own_key(pair, mine["partnership"], mine["member"]))
                for reader, public in self._readers(mine["partnership"]):
                    self.keys.add(grants.channel_key(pair, mine["partnership"], mine["member"], reader, public))

    def _readers(self, partnership: str) -> Iterable[tuple[str, bytes]]:
        publics = {row["person"]: row["public_key"] for row in self.rows["people"]}
        for row in self.rows["members"]:
            if row["partnership"] == partnership:
                yield row["member"], publics.get(row["person"], row["public_key"])

    def _wrapped(self) -> Iterable[tuple[bytes, bytes]]:
        """Every wrapped key without its epoch layer, and what binds it."""
        for row in self.rows["grants"]:
            bound = bind("grants", row["partnership"], row["round"], row["subject"], row["author"], row["reader"])
            yield from self._without_epoch(row["epoch"], row["sealed"], bound)
        for row in self.rows["worksheets"]:
            for part in ("answers", "picks"):
                bound = bind("worksheets", row["partnership"], row["round"], row["member"], part, "key")
                yield from self._without_epoch(row["epoch"], row[f"{part}_key"], bound)
        for row in self.rows["sessions"]:
            for box in _held(row["held"] or b""):
                yield box[: grants.HPKE_BYTES], bind("sessions", row["person"], "held")

    def _without_epoch(self, epoch: str, sealed: bytes | None, bound: bytes) -> Iterable[tuple[bytes, bytes]]:
        """Nothing where there is nothing, or where the epoch's key is gone."""
        with suppress(Unreadable):
            if sealed is not None:
                yield self.house.epochs.unwrap(epoch, sealed, bound), bound

    def _boxes(self) -> Iterable[tuple[str, bytes, bytes]]:
        """Every box that lies anywhere, by table and column, with what binds it."""
        for row in self.rows["worksheets"]:
            address = row["partnership"] + row["round"]
            for part in ("answers", "picks"):
                bound = place("worksheets", address, row["member"], part, row["version"])
                if row[part] is not None:
                    yield f"worksheets.{part}", row[part], bound
            here = bind("worksheets", row["partnership"], row["round"], row["member"], "sealed")
            yield "worksheets.sealed", row["sealed"], here
        for row in self.rows["disclosures"]:
            bound = place("disclosures", row["partnership"] + row["round"], row["author"], row["part"], row["version"])
            yield f"disclosures.{row['part']}", row["content"], bound
        for row in self.rows["members"]:
            for column in ("name", "settings"):
                yield f"members.{column}", row[column], bind("members", row["partnership"], row["member"], column)
        for row in self.rows["partnerships"]:
            yield "partnerships.label", row["label"], bind("partnerships", row["partnership"], "label")
        for row in self.rows["invitations"]:
            yield "invitations.expires", row["expires"], bind("invitations", row["code_hash"].hex())
        for row in self.rows["rounds"]:
            yield "rounds.settings", row["settings"], bind("rounds", row["partnership"], row["round"], "settings")
        for row in self.rows["people"]:
            for column in ("username", "settings"):
                yield f"people.{column}", row[column], bind("people", row["person"], column)
        for row in self.rows["sessions"]:
            lookup = row["token_hash"].hex()
            for column in ("times", "content"):
                yield f"sessions.{column}", row[column], bind("sessions", lookup, column)
            for inner, bound in self._without_epoch(row["epoch"], row["keys"], bind("sessions", lookup, "keys")):
                yield "sessions.keys", inner, bound
            for box in _held(row["held"] or b""):
                yield "sessions.held", box[grants.HPKE_BYTES :], bind("sessions", row["person"], "held")

    def has(self, words: str) -> bool:
        """Whether these words are in anything that was opened."""
        return any(words.encode() in text for text in self.loot)

    def finds_in_files(self, value: bytes) -> set[str]:
        """The files in which these bytes, or any whole piece of them, lie about as they are: a long value is spread
        over pages, in any order."""
        pieces = [value[at : at + PIECE] for at in range(0, len(value) - PIECE + 1, PIECE)] or [value]
        return {name for name, content in self.files.items() if any(piece in content for piece in pieces)}


def _could_be_a_key(value: Any) -> bool:
    return isinstance(value, bytes) and len(value) == KEY_BYTES


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


def _unchecked(key: bytes, box: bytes) -> bytes:
    """What GCM would decrypt to, without its tag."""
    nonce, text = box[1 : 1 + NONCE_BYTES], box[1 + NONCE_BYTES :]
    return Cipher(AES(key), CTR(nonce + b"\0\0\0\2")).decryptor().update(text) if len(nonce) == NONCE_BYTES else b""


def _held(waiting: bytes) -> Iterable[bytes]:
    """The boxes of what waits for a session to be unlocked."""
    while waiting:
        end = 4 + int.from_bytes(waiting[:4], "big")
        yield waiting[4:end]
        waiting = waiting[end:]
