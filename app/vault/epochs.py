"""The house's own keys, in files outside the database: epoch keys that come and go, and the field key that stays.

Every grant lies under an epoch key besides its reader's. Destroying the epoch key is what makes a deleted grant
unreadable in old backups too.
"""

import json
import os
import re
import shutil
import tempfile
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from app.vault.ciphers import KEY_BYTES, Hidden, Random, Root, Unreadable, padded, seal, unpadded, unseal
from app.vault.content import PLAIN, read

POSIX = os.name == "posix"
OTHERS = 0o077 if POSIX else 0
"""The mode bits that only the owner of a key may leave unset. Windows keeps its rights elsewhere."""

LONGEST_FOUND = 256
"""Letters of what is looked up. Nothing is kept under anything longer."""

_EPOCH = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.(\d{1,5}))?")


class KeysRefused(Exception):
    """Why the house's keys can't be used as they are; each reason names its file."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class EpochKeys(Hidden):
    """The epoch keys of one directory, a file each, named by day: 2026-11-24, then 2026-11-24.2 on the same day.

    Several workers share the directory. Each looks at its time of change before every use, so that a rotation or a
    destruction by one reaches the others with their next request.
    """

    def __init__(self, directory: Path) -> None:
        self._directory, self._path = directory, str(directory)
        self._changed: int | None = None
        self._ids: tuple[str, ...] = ()
        self._keys: dict[str, bytes] = {}

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Raises KeysRefused with every reason at once."""
        if reasons := _epoch_faults(directory):
            raise KeysRefused(reasons)
        return cls(directory)

    def ids(self) -> tuple[str, ...]:
        """The ids on disk, oldest first."""
        if os.stat(self._path).st_mtime_ns != self._changed:  # not by pathlib, which takes as long again
            self._look()
        return self._ids

    def current(self, day: date) -> str:
        """The last one that is not of a day to come. Where a clock went ahead and was put right, keys of such days
        lie about: one of them, taken as current, would stay so until its day."""
        return _current(self.ids(), day)

    def wrap(self, inner: bytes, bound: bytes, day: date, random: Random) -> tuple[str, bytes]:
        """The current epoch's id, and `inner` sealed under its key."""
        epoch = self.current(day)
        return epoch, seal(self._key(epoch), inner, bound, random)

    def unwrap(self, epoch: str, sealed: bytes, bound: bytes) -> bytes:
        """What `wrap()` was given; raises Unreadable, also once the epoch's key is destroyed."""
        return unseal(self._key(epoch), sealed, bound)

    def rewrap(self, epoch: str, sealed: bytes, bound: bytes, day: date, random: Random) -> tuple[str, bytes]:
        """The same thing under the current key; raises Unreadable."""
        return self.wrap(self.unwrap(epoch, sealed, bound), bound, day, random)

    def rotate(self, day: date, random: Random) -> str:
        """Make a new key and return its id. It is on disk before anybody can use it, and this day's current one from
        now on, whatever the clock said before. Where the clock was ahead, the day may have had a key that is destroyed:
        its id is not given again, or an old copy of the database would seem to fit."""
        ids, today = self._look(), day.isoformat()
        number = 1 + max((n for of, n in map(_order, ids) if of == today), default=int(_order(ids[-1])[0] > today))
        while not _keep(self._directory / _named(day, number), random(KEY_BYTES)):
            number += 1
        self._look()
        return _named(day, number)

    def destroy(self, epoch: str, day: date) -> None:
        """Destroy an old key. KeysRefused for the current one; a key already gone is no error.

        Overwriting reaches what the file system gives out again; flash memory may keep a copy beyond anyone's reach.
        """
        ids = self._look()
        if epoch == _current(ids, day):
            raise KeysRefused([f"{epoch}: the current epoch key can't be destroyed"])
        if epoch in ids:
            path = self._directory / epoch
            with suppress(FileNotFoundError):  # another worker may be at it too
                with path.open("r+b") as file:
                    file.write(bytes(KEY_BYTES))
                    file.flush()
                    os.fsync(file.fileno())
                path.unlink()
            _sync(self._directory)
            self._look()

    def _key(self, epoch: str) -> bytes:
        # Two changes within one tick of the file system's clock look like one: an unknown id is worth a second look.
        if epoch not in self.ids() and epoch not in self._look():
            raise Unreadable
        key = self._keys.get(epoch)
        if key is None:
            key = (self._directory / epoch).read_bytes()
            self._keys = {**self._keys, epoch: key}  # a new dict: another thread may be reading the old one
        return key

    def _look(self) -> tuple[str, ...]:
        """List the directory anew, and forget all keys: under a clock that went back and on again, an id that was
        destroyed may have been given to another one."""
        changed = self._directory.stat().st_mtime_ns
        ids = _listed(self._directory)
        self._keys = {}
        self._ids, self._changed = ids, changed
        return ids


class FieldKey(Hidden):
    """The permanent key of what the server must know by itself: usernames, toggles, consent records, times."""

    def __init__(self, key: bytes) -> None:
        self._root = Root(key)
        self._macs: dict[tuple[str, str], HMAC] = {}

    @classmethod
    def open(cls, path: Path) -> Self:
        """Raises KeysRefused."""
        if reasons := _key_faults(path):
            raise KeysRefused(reasons)
        return cls(path.read_bytes())

    def seal(self, text: bytes, bound: bytes, random: Random) -> bytes:
        return seal(self._at(bound), text, bound, random)

    def unseal(self, box: bytes, bound: bytes) -> bytes:
        """What `seal()` was given; raises Unreadable."""
        return unseal(self._at(bound), box, bound)

    def seal_json(self, value: Any, bucket: int, bound: bytes, random: Random) -> bytes:
        """Settings, times and the like: plain values, filled up to a bucket of so many bytes."""
        return self.seal(padded(json.dumps(value, separators=(",", ":")).encode(), bucket), bound, random)

    def open_json(self, box: bytes, bound: bytes) -> Any:
        """What `seal_json()` was given; raises Unreadable."""
        return read(PLAIN, unpadded(self.unseal(box, bound)))

    def lookup(self, label: str, value: str) -> bytes:
        """What a value is found by (32 bytes): the same for all its spellings, useless to whoever has no key. One that
        is too long has one spelling only: to fold it could take minutes, and it is found nowhere anyway."""
        if len(value) <= LONGEST_FOUND:
            value = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).casefold())
        return self._mac("lookup", label, value.encode())

    def sign(self, label: str, data: bytes) -> bytes:
        """A signature (32 bytes) that only this house can make. Compare it in constant time."""
        return self._mac("sign", label, data)

    def _at(self, bound: bytes) -> bytes:
        """Each place has a key of its own. The field key never rotates, and some places are written every minute: under
        one key the random nonces would run out in some years."""
        return self._root.derive("seal", bound.hex())

    def _mac(self, use: str, label: str, data: bytes) -> bytes:
        """Keys of the few things that are signed, and looked up, are derived once each."""
        if (use, label) not in self._macs:
            self._macs[use, label] = HMAC(self._root.derive(use, label), SHA256())
        mac = self._macs[use, label].copy()
        mac.update(data)
        return mac.finalize()


@dataclass(frozen=True)
class House:
    """Both kinds of key of one installation."""

    epochs: EpochKeys
    field: FieldKey

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Raises KeysRefused with every reason at once."""
        epochs, field = directory / "epochs", directory / "field.key"
        if reasons := [*_directory_faults(directory), *_epoch_faults(epochs), *_key_faults(field)]:
            raise KeysRefused(reasons)
        return cls(EpochKeys.open(epochs), FieldKey.open(field))


def create_keys(directory: Path, day: date, random: Random) -> None:
    """Make a new house's keys in a directory that is missing or empty, or in which that was begun and cut off. Anywhere
    else do nothing: a lost key must be noticed and brought back, never replaced. For one process, before the workers
    start."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished, epochs, field = directory / ".unfinished", directory / "epochs", directory / "field.key"
    if any(directory.iterdir()) and not unfinished.exists():
        return
    directory.chmod(0o700)
    unfinished.touch(mode=0o600)
    _sync(directory)
    # As long as that file is there nobody has used what lies beside it.
    field.unlink(missing_ok=True)
    shutil.rmtree(epochs, ignore_errors=True)
    epochs.mkdir(mode=0o700)
    _keep(epochs / day.isoformat(), random(KEY_BYTES))
    _keep(field, random(KEY_BYTES))
    unfinished.unlink()
    _sync(directory)
    _sync(directory.parent)


def _listed(directory: Path) -> tuple[str, ...]:
    return tuple(sorted(filter(_EPOCH.fullmatch, os.listdir(directory)), key=_order))


def _order(epoch: str) -> tuple[str, int]:
    day, _, number = epoch.partition(".")
    return day, int(number or 1)


def _named(day: date, number: int) -> str:
    return day.isoformat() if number == 1 else f"{day.isoformat()}.{number}"


def _current(ids: tuple[str, ...], day: date) -> str:
    """Of ids in order. Where all are of days to come it is the first, until today has one."""
    return next((epoch for epoch in reversed(ids) if _order(epoch)[0] <= day.isoformat()), ids[0])


def _epoch_faults(directory: Path) -> list[str]:
    if reasons := _directory_faults(directory):
        return reasons
    ids = _listed(directory)
    if not ids:
        return [f"{directory}: there is no epoch key in it"]
    return [reason for epoch in ids for reason in _key_faults(directory / epoch)]


def _directory_faults(directory: Path) -> list[str]:
    try:
        mode = directory.stat().st_mode
        os.listdir(directory)
    except OSError as problem:
        return [f"{directory}: {problem.strerror}"]
    return [f"{directory}: open to others, must be mode 0700"] if mode & OTHERS else []


def _key_faults(path: Path) -> list[str]:
    try:
        mode = path.stat().st_mode
        key = path.read_bytes()
    except OSError as problem:
        return [f"{path}: {problem.strerror}"]
    reasons = []
    if mode & OTHERS:
        reasons.append(f"{path}: open to others, must be mode 0600")
    if len(key) != KEY_BYTES:
        reasons.append(f"{path}: not a key, which has {KEY_BYTES} bytes")
    return reasons


def _keep(path: Path, key: bytes) -> bool:
    """Put a key on disk, whole or not at all; False if there is one already.

    A link, because a rename would replace a key that another worker made, and maybe used, a moment before.
    """
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(handle)
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        os.unlink(draft)
    _sync(path.parent)
    return True


def _sync(directory: Path) -> None:
    """Make names in a directory outlast a power cut. Windows has no such call."""
    if POSIX:
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
