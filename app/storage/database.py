"""The database: one file of SQLite, or PostgreSQL, with the settings that a promise rests on.

An acknowledged save survives a power cut, and what was deleted is gone from the files. Both depend on settings of the
database, so `check()` asks the live database for them, and `upgrade()` refuses to go on if one differs.
"""

import logging
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from app.storage import migrations
from app.storage.ballast import Ballast
from app.storage.sqlite import DRIVER, Begins

log = logging.getLogger(__name__)

LOCK_SECONDS = 5
"""How long a writer waits for another one, on both engines, before it fails with OperationalError."""
UPGRADE_SECONDS = 60
"""How long a process waits while another one upgrades."""
SHRED_SECONDS = 2.0
"""How long a request that shredded something waits for readers. After that it is left to the next `checkpoint()`."""

SQLITE_SETTINGS = {
    "journal_mode": "wal",
    "synchronous": "2",  # FULL: with NORMAL, WAL may lose acknowledged commits at a power cut
    "secure_delete": "1",
    "foreign_keys": "1",
    "busy_timeout": str(LOCK_SECONDS * 1000),
    "temp_store": "2",  # in memory: what is shredded must not lie in a temporary file, and the disk may be full
}
SQLITE_CACHE = -8192
"""KiB for each connection. A year of a couple's weekly rounds lies on 3 MiB of pages in a large database; with SQLite's
own 2, a page that shows them reads some of them twice."""
POSTGRES_SETTINGS = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}

POOLED = 8
"""So many connections of each kind stay open, and as many again come and go where more are needed at once."""
OLDEST_SQLITE = (3, 35)
"""It can drop a column, and say what it inserted."""

UPGRADE_LOCK = 0x62657477  # any number, as long as every process has the same


class DatabaseRefused(Exception):
    """The app must not run on this database. `reasons` are sentences for the operator."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class Database:
    """`url` is `sqlite:///path` or `postgresql://...`. Raises DatabaseRefused for any other, and when the directory
    of a SQLite file does not exist. The file is created, readable by its owner alone; nothing is connected yet.

    `engine` reads. What `writer` connects can write too; on SQLite those are connections of their own, for one that
    does both would be set anew each time, and SQLite makes every statement again after such a setting.
    """

    def __init__(self, url: str) -> None:
        try:
            address = make_url(url)
        except ArgumentError:  # its message repeats the address, which may hold a password
            raise DatabaseRefused(["The database's address can't be read."]) from None
        self.is_sqlite = address.drivername == "sqlite"
        self.ballast: Ballast | None = None  # a PostgreSQL keeps its files where its operator wants them
        if self.is_sqlite:
            self.engine, self.writer = _sqlite(address, writes=False), _sqlite(address, writes=True)
            self.ballast = Ballast(Path(f"{address.database}-ballast"))
        elif address.drivername in ("postgresql", "postgresql+psycopg"):
            self.engine = self.writer = _postgres(address)
        else:
            raise DatabaseRefused(["The database's address must be sqlite:///path or postgresql://..."])
        # On PostgreSQL too a page is read from one snapshot, and reading can't write.
        only_reads = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reader = self.engine.execution_options(**only_reads)
        self._at_rest: list[Connection] = []

    @property
    def engines(self) -> set[Engine]:
        """Whatever connects to it."""
        return {self.engine, self.writer}

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection on one snapshot. Writing in it is an error of the database.

        A file doesn't go away as a server does: on SQLite a connection that has read rests as it is until the next one
        reads, and no pool has to look after it in between, which takes as long as many a query.
        """
        try:
            db = self._at_rest.pop()
        except IndexError:
            db = self._reader.connect()
        try:
            yield db
            db.rollback()
        except BaseException:
            db.close()
            raise
        if self.is_sqlite and len(self._at_rest) < POOLED:
            self._at_rest.append(db)
        else:
            db.close()

    @contextmanager
    def writing(self, *, shred: bool = False, safety: bool = False) -> Iterator[Connection]:
        """A connection that commits at the end, or rolls back if there is an exception.

        On SQLite there is one writer at a time, from its first statement on; on PostgreSQL, whatever is read to be
        changed needs `with_for_update()`. With `shred`, what was deleted or overwritten has left the files too when
        this returns; an open `reading()` of the same thread would stand in its way. With `safety`, there is room for it
        on a full disk too: what keeps somebody safe must not wait until somebody else has tidied up.
        """
        given = 0
        try:
            with self.writer.connect() as db:
                if safety and self.ballast:
                    db.begin()  # now it is the only writer, and nobody takes the room in its place
                    given = self.ballast.make_way()
                yield db
                try:
                    db.commit()
                except BaseException:
                    # It may still be open, on a full disk for one, and SQLAlchemy would hand it on so to the next.
                    db.invalidate()
                    raise
            if shred:
                self.checkpoint()
        finally:
            if given:
                self.keep_room(spare=0)

    def keep_room(self, spare: int | None = None) -> None:
        """Lay the ballast, or what is missing of it, leaving so many bytes of the disk to everybody (as many again, if
        nothing is said: it must not be what fills the disk). Never while somebody writes who may need that room."""
        if self.ballast is None or self.ballast.whole:
            return
        with suppress(SQLAlchemyError), self.writer.begin():
            self.ballast.keep(self.ballast.size if spare is None else spare)

    def checkpoint(self, patience: float = SHRED_SECONDS) -> bool:
        """Empty SQLite's write-ahead log, where deleted rows live on. Cheap when it is empty already, so the sweeper
        calls it too. False, and a line in the log, if readers kept it busy for `patience` seconds, or the disk is full.

        On PostgreSQL there is nothing to do: dead rows stay until its vacuum, and the epoch keys bound their life.
        """
        if not self.is_sqlite:
            return True
        try:
            emptied = self._empty_log(time.monotonic() + patience)
        except (sqlite3.Error, SQLAlchemyError) as error:
            # What was written is safe in the log: who asked for it must not hear that it failed.
            log.warning("Deleted rows are still in the write-ahead log: %s.", type(error).__name__)
            return False
        if not emptied:
            log.warning("Deleted rows are still in the write-ahead log: a reader keeps it busy.")
        return emptied

    def _empty_log(self, until: float) -> bool:
        with self.engine.connect() as connection:
            # A checkpoint that waits for readers holds up every writer meanwhile. So it never waits, but tries again.
            _pragma(connection, "busy_timeout=0")
            try:
                while _pragma(connection, "wal_checkpoint(TRUNCATE)") != "0":
                    if time.monotonic() > until:
                        return False
                    time.sleep(0.02)
            finally:
                _pragma(connection, f"busy_timeout={SQLITE_SETTINGS['busy_timeout']}")
        return True

    def check(self) -> list[str]:
        """Why this database can't keep what is promised: one sentence for each setting that differs, of whoever reads
        or of whoever writes."""
        if self.is_sqlite and sqlite3.sqlite_version_info < OLDEST_SQLITE:
            return [f"SQLite is {sqlite3.sqlite_version}; it must be {'.'.join(map(str, OLDEST_SQLITE))} or newer."]
        promised = SQLITE_SETTINGS if self.is_sqlite else POSTGRES_SETTINGS
        found = [self._settings(engine, promised) for engine in self.engines]
        return [
            f"The database's setting {name} is {one[name]}; it must be {wanted}."
            for one in found
            for name, wanted in promised.items()
            if one[name] != wanted
        ]

    def _settings(self, engine: Engine, names: Iterable[str]) -> dict[str, str]:
        with engine.connect() as connection:
            if self.is_sqlite:
                return {name: _pragma(connection, name) for name in names}
            columns = ", ".join(f"current_setting('{name}')" for name in names)
            return dict(zip(names, connection.execute(text(f"SELECT {columns}")).one(), strict=True))

    def upgrade(self) -> None:
        """Bring the tables up to this code: all steps, or none. Any number of processes may call it at once.

        Raises DatabaseRefused if a setting differs, or if a newer version of the code has been here.
        """
        if reasons := self.check():
            raise DatabaseRefused(reasons)
        with self._reader.connect() as connection:
            if _revisions(connection) == {migrations.NEWEST}:
                return
        with self.upgrading() as connection:
            if unknown := _revisions(connection) - migrations.known():
                raise DatabaseRefused(
                    [f"The database was used by a newer version (its tables are at {', '.join(sorted(unknown))})."]
                )
            migrations.upgrade(connection)
        self.checkpoint()  # a step may have dropped something

    @contextmanager
    def upgrading(self) -> Iterator[Connection]:
        """A transaction in which tables may change, while every other upgrade waits."""
        with self.writer.connect() as connection:
            if self.is_sqlite:
                connection.detach()  # closed at the end, so that nobody else gets it with these settings
                _pragma(connection, f"busy_timeout={UPGRADE_SECONDS * 1000}")
                # A step that changes a table builds it anew and drops the old one. With foreign keys on, that drop
                # would delete every row that refers to it.
                _pragma(connection, "foreign_keys=OFF")
            with connection.begin():
                if not self.is_sqlite:
                    connection.execute(text(f"SET LOCAL lock_timeout = '{UPGRADE_SECONDS}s'"))
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})"))
                yield connection
                if self.is_sqlite and (broken := _pragma(connection, "foreign_key_check")):
                    raise DatabaseRefused([f"The upgrade would leave rows of {broken} that belong to nothing."])

    def close(self) -> None:
        while self._at_rest:
            self._at_rest.pop().close()
        for engine in self.engines:
            engine.dispose()


def _sqlite(address: URL, writes: bool) -> Engine:
    path = Path(address.database or ":memory:")
    if path.name == ":memory:":
        raise DatabaseRefused(["The database must be a file: sqlite:///path."])
    if not path.parent.is_dir():
        raise DatabaseRefused([f"The directory of the database does not exist: {path.parent}."])
    with suppress(FileExistsError):
        path.touch(mode=0o600, exist_ok=False)  # SQLite gives its other files the mode of this one
    # The driver begins no transaction by itself: its own way loses updates between two threads.
    engine = create_engine(
        address.set(drivername=DRIVER),
        connect_args={"isolation_level": None},
        hide_parameters=True,
        pool_size=POOLED,
        max_overflow=POOLED,
        pool_timeout=LOCK_SECONDS,
        pool_use_lifo=True,
    )
    if writes and isinstance(engine.dialect, Begins):
        # Who reads first and then writes in a deferred transaction fails at once if somebody else wrote meanwhile.
        engine.dialect.begins = "BEGIN IMMEDIATE"

    @event.listens_for(engine, "connect")
    def settle(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        until = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                cursor.execute("PRAGMA journal_mode=wal")
                break
            except sqlite3.OperationalError as error:
                # While another process works on a new file, SQLite does not wait by itself.
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
                time.sleep(0.01)
        for name, value in SQLITE_SETTINGS.items():
            cursor.execute(f"PRAGMA {name}={value}")
        cursor.execute(f"PRAGMA cache_size={SQLITE_CACHE}")
        cursor.execute(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
        cursor.close()

    return engine


def _postgres(address: URL) -> Engine:
    given = address.query
    address = address.update_query_dict(
        {
            "connect_timeout": given.get("connect_timeout", str(LOCK_SECONDS)),
            "options": f"{given.get('options', '')} -c lock_timeout={LOCK_SECONDS}s",
        }
    )
    try:
        return create_engine(
            address,
            isolation_level="READ COMMITTED",
            hide_parameters=True,
            pool_size=POOLED,
            max_overflow=POOLED,
            pool_timeout=LOCK_SECONDS,
            pool_use_lifo=True,
            pool_pre_ping=True,
        )
    except ModuleNotFoundError:
        raise DatabaseRefused(["PostgreSQL needs its driver: pip install 'between-us[postgres]'."]) from None


def _pragma(connection: Connection, statement: str) -> str:
    """The first column of what a PRAGMA answers, or ""."""
    row = _run(connection, f"PRAGMA {statement}")
    return str(row[0]) if row else ""


def _run(connection: Connection, statement: str) -> Any:
    """The first row of what a statement answers. It goes past SQLAlchemy, which would begin a transaction."""
    cursor = connection.connection.cursor()
    row = cursor.execute(statement).fetchone()
    cursor.close()
    return row


def _revisions(connection: Connection) -> set[str]:
    """Where the database stands: empty for a new one."""
    if not inspect(connection).has_table("alembic_version"):
        return set()
    return set(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
