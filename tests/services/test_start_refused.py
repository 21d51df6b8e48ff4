"""Starting is refused, with every reason at once, where keys and database do not belong together or could be read."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from app import startup
from app.config import Settings
from app.domain.exercise import Opens
from app.domain.files import ExerciseProblems, Problem
from app.ports import Ports
from app.startup import StartRefused
from app.storage.database import Database
from tests.clock import Clock
from tests.services.circle import Circle, make_library

both_engines = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])


@dataclass
class House:
    """An installation that has been used and is switched off."""

    settings: Settings
    clock: Clock

    def start(self) -> None:
        startup.prepare(self.settings, Ports(clock=self.clock)).database.close()

    def refusal(self) -> list[str]:
        with pytest.raises(StartRefused) as refused:
            self.start()
        return refused.value.reasons

    @property
    def keys(self) -> Path:
        return self.settings.keys

    def epoch(self) -> Path:
        return next((self.keys / "epochs").iterdir())

    def sql(self, statement: str) -> None:
        database = Database(self.settings.database_url)
        with database.writing() as db:
            db.execute(text(statement))
        database.close()

    def contents(self) -> dict[str, bytes]:
        """Every file, the database's log apart."""
        found = [path for path in self.settings.instance.rglob("*") if path.is_file() and path.suffix != ".db-shm"]
        return {str(path): path.read_bytes() for path in found if not path.name.endswith(("-wal", "-shm"))}


@pytest.fixture
def house(couple: Circle, settings: Settings, clock: Clock) -> House:
    """Alex and Sam have a round here."""
    couple.fill_in("alex", couple.start("alex", "talk", Opens.READY))
    couple.workplace.database.checkpoint()
    couple.workplace.database.close()
    return House(settings, clock)


def other_field_key(house: House) -> None:
    (house.keys / "field.key").write_bytes(bytes(range(32)))


def lose_epoch(house: House) -> None:
    """A newer one is there, and the one that is needed is not."""
    house.epoch().rename(house.keys / "epochs" / "2030-01-01")


def newer_database(house: House) -> None:
    house.sql("UPDATE alembic_version SET version_num = '9999_from_the_future'")


def keys_gone(house: House) -> None:
    shutil.rmtree(house.keys)


def keys_emptied(house: House) -> None:
    shutil.rmtree(house.keys)
    house.keys.mkdir(mode=0o700)


HARMS: dict[str, tuple[Callable[[House], object], list[str]]] = {
    "an epoch key is missing": (lose_epoch, ["The epoch key 2026-11-24 is missing"]),
    "the field key of another house": (other_field_key, ["field.key is not the key that the database was made with"]),
    "the keys are gone": (keys_gone, ["The keys are missing from"]),
    "the keys' folder is empty": (keys_emptied, ["The keys are missing from"]),
    "the field key is missing": (lambda house: (house.keys / "field.key").unlink(), ["field.key: No such file"]),
    "all epoch keys are missing": (lambda house: house.epoch().unlink(), ["there is no epoch key"]),
    "the field key is open to others": (
        lambda house: (house.keys / "field.key").chmod(0o640),
        ["field.key: open to others"],
    ),
    "an epoch key is open to others": (lambda house: house.epoch().chmod(0o604), ["2026-11-24: open to others"]),
    "the keys' folder is open to others": (lambda house: house.keys.chmod(0o750), ["keys: open to others"]),
    "an epoch key was cut short": (lambda house: house.epoch().write_bytes(bytes(31)), ["2026-11-24: not a key"]),
    "the database is newer": (newer_database, ["used by a newer version"]),
}


def test_it_starts_as_it_was_left(house: House) -> None:
    house.start()


@pytest.mark.parametrize("harm", HARMS)
def test_it_says_why_and_changes_nothing(house: House, harm: str) -> None:
    do, expected = HARMS[harm]
    do(house)
    before = house.contents()
    reasons = house.refusal()
    assert len(reasons) == len(expected)
    for reason, part in zip(reasons, expected, strict=True):
        assert part in reason
    assert house.contents() == before


@both_engines
@pytest.mark.parametrize("harm", ["an epoch key is missing", "the field key of another house", "the database is newer"])
def test_both_engines_are_asked(house: House, harm: str) -> None:
    do, (expected,) = HARMS[harm]
    do(house)
    (reason,) = house.refusal()
    assert expected in reason


def test_it_says_everything_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ExerciseProblems((Problem("exercises/en/a.toml", None, "title", "missing"),) * 2)

    monkeypatch.setattr(startup, "read_exercises", broken)
    newer_database(house)
    (house.keys / "field.key").chmod(0o644)
    house.epoch().write_bytes(b"")
    reasons = house.refusal()
    for part in ("a.toml", "newer version", "field.key: open to others", "2026-11-24: not a key"):
        assert [reason for reason in reasons if part in reason], part
    assert len(reasons) == 5


def test_both_kinds_of_wrong_key_are_named(house: House) -> None:
    other_field_key(house)
    lose_epoch(house)
    epoch, field = house.refusal()
    assert "2026-11-24 is missing" in epoch
    assert "field.key is not the key" in field


def test_keys_are_not_made_for_a_database_that_cannot_be_opened(house: House) -> None:
    keys_gone(house)
    newer_database(house)
    assert len(house.refusal()) == 2
    assert not house.keys.exists()


def test_once_everything_is_back_it_starts(house: House, tmp_path: Path) -> None:
    shutil.copytree(house.keys, tmp_path / "saved")
    keys_gone(house)
    house.refusal()
    shutil.copytree(tmp_path / "saved", house.keys)
    house.start()


def test_on_a_first_start_keys_are_made(settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup, "read_exercises", make_library)
    house = House(settings, clock)
    house.start()
    assert house.epoch().name == "2026-11-24"
    before = house.contents()
    house.start()
    assert house.contents() == before
