"""What the promises rest on: settings, transactions, and who may open the file."""

import sqlite3
import stat
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from app.storage.database import POOLED, Database, DatabaseRefused
from app.storage.tables import PartnershipRow
from tests.postgres import Postgres
from tests.statements import statement_counter

Connect = Callable[[str], Database]


def _begin(database: Database, label: bytes = b"0") -> None:
    with database.writing() as db:
        db.execute(insert(PartnershipRow).values(partnership="p", label=label, begun_day=date(2026, 11, 1), items=b""))


def _label(database: Database) -> bytes | None:
    with database.reading() as db:
        return db.execute(select(PartnershipRow.label)).scalar_one_or_none()


# Settings


def test_sqlite_has_the_settings_that_are_promised_in_every_transaction(sqlite: Database) -> None:
    promised = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "temp_store": 2,
    }
    with sqlite.reading() as one, sqlite.reading() as another, sqlite.writing() as third:
        for db in (one, another, third):
            assert {name: db.execute(text(f"PRAGMA {name}")).scalar_one() for name in promised} == promised
    assert sqlite.check() == []


@pytest.mark.parametrize(
    "differing",
    [
        "journal_mode=DELETE",
        "synchronous=NORMAL",
        "secure_delete=OFF",
        "foreign_keys=OFF",
        "busy_timeout=0",
        "temp_store=FILE",
    ],
)
@pytest.mark.parametrize("side", ["engine", "writer"])
def test_sqlite_with_another_setting_is_refused(sqlite: Database, side: str, differing: str) -> None:
    with getattr(sqlite, side).connect() as connection:  # the only one in the pool, so upgrade() gets it next
        connection.connection.cursor().execute(f"PRAGMA {differing}")
    with pytest.raises(DatabaseRefused, match=f"setting {differing.partition('=')[0]} is") as refused:
        sqlite.upgrade()
    assert len(refused.value.reasons) == 1


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
def test_postgresql_with_another_setting_is_refused(postgres: Postgres, connect: Connect, name: str) -> None:
    url = postgres.fresh()
    with postgres.setting(name, "off"), pytest.raises(DatabaseRefused, match=f"setting {name} is off") as refused:
        connect(url).upgrade()
    assert len(refused.value.reasons) == 1
    connect(url).upgrade()


def test_a_setting_in_the_address_counts_too(postgres: Postgres, connect: Connect) -> None:
    database = connect(postgres.fresh() + "&options=-c%20synchronous_commit%3Doff")
    assert database.check() == ["The database's setting synchronous_commit is off; it must be on."]


def test_nobody_waits_for_a_lock_for_ever(postgres: Postgres, connect: Connect) -> None:
    with connect(postgres.fresh()).writing() as db:
        assert db.execute(text("SHOW lock_timeout")).scalar_one() == "5s"


# Addresses and files


@pytest.mark.parametrize(
    "url",
    ["", "between.db", "sqlite://", "sqlite:///:memory:", "mysql://somebody:secret@here/there", "secret@here"],
)
def test_other_addresses_are_refused_without_repeating_them(url: str) -> None:
    with pytest.raises(DatabaseRefused) as refused:
        Database(url)
    assert refused.value.reasons
    assert "secret" not in str(refused.value)


def test_a_directory_that_does_not_exist_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseRefused, match="does not exist"):
        Database(f"sqlite:///{tmp_path}/missing/between.db")
    assert list(tmp_path.iterdir()) == []


def test_an_old_sqlite_is_refused(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(DatabaseRefused, match=r"must be 3\.35 or newer"):
        sqlite.upgrade()


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(DatabaseRefused, match="between-us"):
        Database("postgresql://somebody@here/there")


def test_only_the_owner_may_open_the_files(sqlite: Database, tmp_path: Path) -> None:
    _begin(sqlite)
    with sqlite.reading() as db:
        db.execute(select(PartnershipRow.label)).all()
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == dict.fromkeys(["between.db", "between.db-wal", "between.db-shm"], 0o600)


def test_a_new_file_may_be_opened_while_another_process_works_on_it(
    sqlite_url: str, tmp_path: Path, connect: Connect
) -> None:
    database = connect(sqlite_url)
    other = sqlite3.connect(tmp_path / "between.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.2, other.close)
    release.start()
    database.upgrade()
    release.join()


# Transactions


def test_writing_commits_at_the_end(database: Database) -> None:
    _begin(database, b"kept")
    assert _label(database) == b"kept"


def test_an_exception_rolls_everything_back(database: Database) -> None:
    def change_and_fail() -> None:
        with database.writing() as db:
            db.execute(update(PartnershipRow).values(label=b"after"))
            raise InterruptedError

    _begin(database, b"before")
    with pytest.raises(InterruptedError):
        change_and_fail()
    assert _label(database) == b"before"


def test_reading_can_not_write(database: Database) -> None:
    _begin(database, b"before")
    with pytest.raises(DBAPIError, match=r"(?i)read-?only"), database.reading() as db:
        db.execute(update(PartnershipRow).values(label=b"after"))
    assert _label(database) == b"before"


def test_who_reads_and_who_writes_have_connections_of_their_own_that_stay_as_they_are(sqlite: Database) -> None:
    def driven(db: Connection) -> sqlite3.Connection:
        db.execute(select(PartnershipRow.label)).all()
        return db.connection.driver_connection  # type: ignore[return-value]  # of SQLite's driver

    def both() -> list[sqlite3.Connection]:
        with sqlite.reading() as one, sqlite.writing() as other:
            return [driven(one), driven(other)]

    first = both()
    assert [one.execute("PRAGMA query_only").fetchone() for one in first] == [(1,), (0,)]
    said: list[str] = []
    for one in first:
        one.set_trace_callback(said.append)
    again = both()
    assert [one is other for one, other in zip(first, again, strict=True)] == [True, True]
    assert [statement.split()[0] for statement in said] == ["BEGIN", "SELECT", "BEGIN", "SELECT", "COMMIT", "ROLLBACK"]
    assert said[2] == "BEGIN IMMEDIATE"


def _raw(db: Connection) -> object:
    return db.connection.dbapi_connection


def test_a_connection_that_has_read_rests_for_the_next_reader_with_nothing_begun_on_it(sqlite: Database) -> None:
    _begin(sqlite)
    with sqlite.reading() as db:
        assert db.execute(select(PartnershipRow.label)).scalar_one() == b"0"
        first = _raw(db)
        with sqlite.reading() as other:
            assert _raw(other) is not first
    with sqlite.writing(shred=True) as db:  # the log can be emptied, so nobody holds on to it
        db.execute(update(PartnershipRow).values(label=b"1"))
    assert sqlite.checkpoint(patience=0)
    with sqlite.reading() as db:
        assert _raw(db) is first
        assert db.execute(select(PartnershipRow.label)).scalar_one() == b"1"


def test_a_connection_on_which_reading_failed_goes_back_to_the_pool(sqlite: Database) -> None:
    with pytest.raises(DBAPIError), sqlite.reading() as db:
        db.execute(text("SELECT nothing"))
    assert sqlite.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # of a pool that counts, as ours does
    assert _label(sqlite) is None


def test_connections_at_rest_leave_room_for_others_and_are_closed_at_the_end(sqlite: Database) -> None:
    sqlite.close()
    with ExitStack() as readers:
        for _ in range(2 * POOLED):
            readers.enter_context(sqlite.reading())
    assert sqlite.engine.pool.checkedout() == POOLED  # type: ignore[attr-defined]  # as above
    sqlite.close()
    assert sqlite.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # as above


def test_a_page_is_read_from_one_moment(database: Database) -> None:
    _begin(database, b"before")
    with database.reading() as db:
        first = db.execute(select(PartnershipRow.label)).scalar_one()
        with database.writing() as other:
            other.execute(update(PartnershipRow).values(label=b"after"))
        second = db.execute(select(PartnershipRow.label)).scalar_one()
    assert (first, second, _label(database)) == (b"before", b"before", b"after")


def test_no_update_is_lost_between_four_threads(database: Database) -> None:
    _begin(database, b"0")

    def add_one_a_hundred_times() -> None:
        for _ in range(100):
            with database.writing() as db:
                label = db.execute(select(PartnershipRow.label).with_for_update()).scalar_one()
                db.execute(update(PartnershipRow).values(label=str(int(label) + 1).encode()))

    with ThreadPoolExecutor(4) as threads:
        for thread in [threads.submit(add_one_a_hundred_times) for _ in range(4)]:
            thread.result()
    assert _label(database) == b"400"


def test_statements_are_counted_without_what_frames_them(database: Database) -> None:
    with statement_counter(database) as seen:
        _begin(database, b"counted")
        _label(database)
    assert [statement.split()[0] for statement in seen] == ["INSERT", "SELECT"]
    _label(database)
    assert len(seen) == 2
