"""What "gone from the site at once" means for SQLite: its bytes are in no file of the database any more."""

import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from app.storage.database import LOCK_SECONDS, Database
from app.storage.tables import GrantRow, PartnershipRow

KEY = bytes.fromhex("8f1d") + b"a wrapped key of thirty-two byte"


def _add(db: Connection, partnership: str, sealed: bytes) -> None:
    db.execute(
        insert(PartnershipRow).values(partnership=partnership, label=b"", begun_day=date(2026, 11, 1), items=b"")
    )
    db.execute(
        insert(GrantRow).values(
            partnership=partnership, round="", subject="channel", author="a", reader="b", sealed=sealed, epoch="e"
        )
    )


@pytest.fixture
def files_with_key(sqlite: Database, tmp_path: Path) -> Callable[[], set[str]]:
    """Names of the files that hold the key's bytes. At first it is both in the main file and in the log, beside
    other rows, and in a value that is longer than a page."""
    with sqlite.writing() as db:
        for number in range(60):
            _add(db, f"other-{number}", bytes(80))
        _add(db, "p", bytes(9000) + KEY)
    assert sqlite.checkpoint()
    with sqlite.writing() as db:
        db.execute(update(GrantRow).where(GrantRow.partnership == "p").values(sealed=bytes(9000) + KEY, epoch="f"))

    def files() -> set[str]:
        return {path.name for path in tmp_path.iterdir() if KEY in path.read_bytes()}

    assert files() == {"between.db", "between.db-wal"}
    return files


WAYS = {
    "deleted": delete(GrantRow).where(GrantRow.partnership == "p"),
    "deleted with what it belongs to": delete(PartnershipRow).where(PartnershipRow.partnership == "p"),
    "overwritten": update(GrantRow).where(GrantRow.partnership == "p").values(sealed=bytes(9034)),
    "overwritten by less": update(GrantRow).where(GrantRow.partnership == "p").values(sealed=b""),
    "all deleted": delete(GrantRow),
}


@pytest.mark.parametrize("way", WAYS)
def test_shredded_bytes_are_in_no_file(sqlite: Database, files_with_key: Callable[[], set[str]], way: str) -> None:
    with sqlite.writing(shred=True) as db:
        db.execute(WAYS[way])
    assert files_with_key() == set()


@pytest.mark.parametrize("way", WAYS)
def test_without_shredding_they_stay(sqlite: Database, files_with_key: Callable[[], set[str]], way: str) -> None:
    """The search above finds what there is to find."""
    with sqlite.writing() as db:
        db.execute(WAYS[way])
    assert files_with_key() == {"between.db", "between.db-wal"}


def test_a_short_row_among_others_is_shredded_too(sqlite: Database, tmp_path: Path) -> None:
    with sqlite.writing(shred=True) as db:
        for number in range(60):
            _add(db, f"p-{number}", KEY + str(number).encode() + b";")
    one = KEY + b"30;"
    assert one in (tmp_path / "between.db").read_bytes()
    with sqlite.writing(shred=True) as db:
        db.execute(delete(GrantRow).where(GrantRow.partnership == "p-30"))
    assert not [path for path in tmp_path.iterdir() if one in path.read_bytes()]


def test_it_waits_for_a_reader(sqlite: Database, files_with_key: Callable[[], set[str]]) -> None:
    reads = threading.Event()

    def read() -> None:
        with sqlite.reading() as db:
            db.execute(select(GrantRow.sealed)).all()
            reads.set()
            time.sleep(0.3)

    reader = threading.Thread(target=read)
    reader.start()
    reads.wait()
    with sqlite.writing(shred=True) as db:
        db.execute(delete(GrantRow))
    assert files_with_key() == set()
    reader.join()


def test_a_reader_that_stays_is_told_of_and_made_up_for_later(
    sqlite: Database, files_with_key: Callable[[], set[str]], caplog: pytest.LogCaptureFixture
) -> None:
    with sqlite.reading() as reader:
        reader.execute(select(GrantRow.sealed)).all()
        with sqlite.writing() as db:
            db.execute(delete(GrantRow))
        assert not sqlite.checkpoint(patience=0.1)
        assert [record.levelname for record in caplog.records] == ["WARNING"]
        assert files_with_key()
    assert sqlite.checkpoint()
    assert files_with_key() == set()
    assert sqlite.check() == []


def test_while_it_waits_it_does_not_hold_up_others(sqlite: Database, files_with_key: Callable[[], set[str]]) -> None:
    with sqlite.reading() as reader:
        reader.execute(select(GrantRow.sealed)).all()
        shredding = threading.Thread(target=sqlite.checkpoint, args=(60,))
        shredding.start()
        begun = time.monotonic()
        for number in range(20):
            with sqlite.writing() as db:
                _add(db, f"meanwhile-{number}", b"")
        assert shredding.is_alive()
        assert time.monotonic() - begun < LOCK_SECONDS / 2
    shredding.join()
    with sqlite.writing(shred=True) as db:
        db.execute(delete(GrantRow))
    assert files_with_key() == set()
