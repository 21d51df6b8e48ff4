"""A disk that is full to the last byte: a small one of its own where this machine lets somebody mount it, and one that
only says so, everywhere."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Protocol
from unittest import mock

from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from app import create_app
from app.config import Settings
from app.storage.ballast import Ballast
from app.web.limits import limiter
from tests.faults.servers import Caller, Server
from tests.navigators import Visitor

MIB = 1024 * 1024
MOUNTED, PRETENDED = "mounted", "pretended"
_NAMESPACES = (("unshare", "--mount"), ("unshare", "--user", "--map-root-user", "--mount"))
_MOUNT = 'mount -t tmpfs -o size="$0" small "$1" && cp -a "$2/." "$1" && shift 2 && exec "$@"'


class Disk(Protocol):
    """Where an instance lies, and a way to fill what is left of it."""

    ballast: Path

    def fill(self, leave: int = 0) -> None:
        """Up to so many bytes."""

    def tidy_up(self) -> None:
        """There is room again."""

    def visitor(self, cookie: str) -> Visitor:
        """Somebody with a session in the app on this disk."""


def _namespace() -> tuple[str, ...] | None:
    """What runs a command where it may mount, if there is such a thing."""
    for namespace in _NAMESPACES:
        with suppress(OSError):
            tried = [*namespace, "sh", "-c", 'mount -t tmpfs small "$0"', "/tmp"]
            if subprocess.run(tried, capture_output=True, check=False).returncode == 0:
                return namespace
    return None


NAMESPACE = _namespace()
DISKS = (PRETENDED,) if NAMESPACE is None else (MOUNTED, PRETENDED)


class Mounted:
    """16 MiB of memory as a disk, with a real server on it. It exists inside the server's namespace alone."""

    def __init__(self, server: Server) -> None:
        assert server.process
        self.server = server
        self.callers: list[Caller] = []
        self.root = Path(f"/proc/{server.process.pid}/root{server.instance}")
        self.ballast = self.root / "data" / "between-us.db-ballast"
        self.filling = self.root / "filling"

    def fill(self, leave: int = 0) -> None:
        with self.filling.open("ab", buffering=0) as file:
            for size in (MIB, 4096, 1):
                with suppress(OSError):
                    while True:
                        file.write(bytes(size))
            if leave:
                file.truncate(max(0, file.seek(0, os.SEEK_END) - leave))

    def tidy_up(self) -> None:
        self.filling.unlink()

    def visitor(self, cookie: str) -> Visitor:
        somebody = Caller(self.server.port)
        somebody.browser.set_cookie("session", cookie)
        self.callers.append(somebody)
        return somebody


@contextmanager
def mounted(seed: Settings) -> Iterator[Mounted]:
    """A copy of the instance, on a small disk, served."""
    assert NAMESPACE
    folder = seed.instance.with_name("small")
    folder.mkdir()
    server = Server(folder, (*NAMESPACE, "sh", "-c", _MOUNT, "16m", str(folder), str(seed.instance)))
    callers: list[Caller] = []
    try:
        server.start()
        disk = Mounted(server)
        callers = disk.callers
        until = time.monotonic() + 5
        while not disk.ballast.exists() or disk.ballast.stat().st_size < 7 * MIB:
            assert time.monotonic() < until, "the server has laid no ballast"
            time.sleep(0.01)
        yield disk
    finally:
        for caller in callers:
            caller.browser.close()
        server.close()


class Pretended:
    """The app in this process; nothing can be committed while the disk counts as full and the ballast lies on it."""

    def __init__(self, settings: Settings) -> None:
        self.full = False
        self.app = create_app(settings)
        limiter.enabled = False
        self.database = self.app.extensions["workplace"].database
        self.ballast = self.database.ballast.path
        event.listen(self.database.writer, "commit", self._commit)

    def _commit(self, connection: object) -> None:
        if self.full and self.ballast.exists():
            raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    def free(self, ballast: Ballast) -> int:
        """What the disk says that it has left."""
        return 0 if self.full and self.ballast.exists() else 3 * ballast.size

    def fill(self, leave: int = 0) -> None:
        self.full = leave == 0

    def tidy_up(self) -> None:
        self.full = False

    def visitor(self, cookie: str) -> Visitor:
        somebody = Visitor(self.app)
        somebody.client.set_cookie("session", cookie)
        return somebody


@contextmanager
def pretended(seed: Settings) -> Iterator[Pretended]:
    disk = Pretended(replace(seed, testing=False))
    try:
        with mock.patch.object(Ballast, "free", lambda ballast: disk.free(ballast)):
            disk.database.keep_room()
            yield disk
    finally:
        disk.database.close()
