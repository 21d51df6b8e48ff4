"""Room on a full disk, for what keeps people safe and for nothing else."""

import os
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert

from app.storage.ballast import Ballast
from app.storage.database import Database
from app.storage.tables import PartnershipRow
from tests.postgres import Postgres

SIZE = 100_000


class Disk:
    """What a disk says that it has left. What the ballast takes or gives back changes it."""

    def __init__(self, ballast: Ballast, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
        self.ballast = ballast
        self.room = room
        monkeypatch.setattr(Ballast, "free", lambda one: self.room - self.held)

    @property
    def held(self) -> int:
        path = self.ballast.path
        return path.stat().st_size if path.exists() else 0


@pytest.fixture
def ballast(tmp_path: Path) -> Ballast:
    return Ballast(tmp_path / "ballast", SIZE)


@pytest.fixture
def disk(ballast: Ballast, monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(ballast, monkeypatch, room=10 * SIZE)


def test_it_takes_real_room_and_is_its_owners_alone(ballast: Ballast) -> None:
    ballast.keep(spare=0)
    assert ballast.whole
    assert ballast.path.stat().st_blocks * 512 >= SIZE
    assert stat.S_IMODE(ballast.path.stat().st_mode) == 0o600


def test_where_nothing_can_be_allocated_it_is_written(ballast: Ballast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "posix_fallocate")
    ballast.keep(spare=0)
    assert ballast.whole


@pytest.mark.parametrize(
    ("room", "laid"), [(10 * SIZE, SIZE), (2 * SIZE, SIZE), (2 * SIZE - 1, SIZE - 1), (SIZE, 0), (0, 0)]
)
def test_it_leaves_as_much_to_everybody_as_it_takes(ballast: Ballast, disk: Disk, room: int, laid: int) -> None:
    disk.room = room
    ballast.keep(spare=SIZE)
    assert disk.held == laid


def test_what_is_missing_is_taken_later(ballast: Ballast, disk: Disk) -> None:
    disk.room = SIZE + 10
    ballast.keep(spare=SIZE)
    assert not ballast.whole
    disk.room = 10 * SIZE
    ballast.keep(spare=SIZE)
    assert ballast.whole


@pytest.mark.parametrize(("left", "given"), [(10 * SIZE, 0), (SIZE, 0), (SIZE - 1, SIZE), (0, SIZE)])
def test_it_makes_way_where_there_is_less_left_than_it_holds(
    ballast: Ballast, disk: Disk, left: int, given: int
) -> None:
    ballast.keep(spare=0)
    disk.room = SIZE + left
    assert ballast.make_way() == given
    assert disk.held == SIZE - given
    assert ballast.make_way() == 0


def test_a_disk_that_says_more_than_it_has_is_no_fault(ballast: Ballast, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    ballast.keep(spare=0)
    assert not ballast.whole


def _write(database: Database, label: str, safety: bool) -> int:
    """How much the ballast held while it was written."""
    assert database.ballast
    with database.writing(safety=safety) as db:
        db.execute(insert(PartnershipRow).values(partnership=label, label=b"", begun_day=date(2026, 11, 1), items=b""))
        return database.ballast.path.stat().st_size if database.ballast.path.exists() else 0


def test_only_what_is_for_safety_gets_the_room_and_only_for_so_long(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite.ballast = Ballast(Path(f"{sqlite.engine.url.database}-ballast"), SIZE)
    disk = Disk(sqlite.ballast, monkeypatch, room=10 * SIZE)
    sqlite.keep_room()
    assert _write(sqlite, "roomy", safety=True) == SIZE
    disk.room = SIZE
    assert _write(sqlite, "saving", safety=False) == SIZE
    assert _write(sqlite, "leaving", safety=True) == 0
    assert disk.held == SIZE


def test_the_room_is_taken_back_also_when_something_went_wrong(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite.ballast = Ballast(Path(f"{sqlite.engine.url.database}-ballast"), SIZE)
    disk = Disk(sqlite.ballast, monkeypatch, room=2 * SIZE)
    sqlite.keep_room()
    disk.room = SIZE
    with pytest.raises(LookupError):
        _fails(sqlite, disk)
    assert disk.held == SIZE


def _fails(database: Database, disk: Disk) -> None:
    with database.writing(safety=True):
        assert disk.held == 0
        raise LookupError


def test_without_keeping_there_is_nothing_and_nothing_is_made(sqlite: Database) -> None:
    assert _write(sqlite, "p", safety=True) == 0
    assert sqlite.ballast
    assert not sqlite.ballast.path.exists()


def test_postgresql_keeps_its_files_elsewhere(postgres: Postgres, connect: Callable[[str], Database]) -> None:
    database = connect(postgres.fresh())
    assert database.ballast is None
    database.keep_room()
