"""The step that takes out the days on which people joined, and codes were made."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from alembic import command
from sqlalchemy import select, text

from app.storage import migrations
from app.storage.database import Database
from app.storage.tables import PersonRow

DAYS = [(date(2026, 1, 1) + timedelta(days=number)).isoformat() for number in range(60)]
JOINS = text("""
    INSERT INTO people (person, username_hash, username, public_key, settings, joined_day)
    VALUES (:person, :sealed, :sealed, :sealed, :sealed, :day)
""")


def test_no_file_tells_any_more_when_somebody_joined(
    sqlite_url: str, connect: Callable[[str], Database], tmp_path: Path
) -> None:
    database = connect(sqlite_url)
    with database.upgrading() as connection:
        command.upgrade(migrations.config(connection), "0007")
    with database.writing() as db:
        db.execute(JOINS, [{"person": f"row-{n}", "sealed": b"row-%d" % n, "day": day} for n, day in enumerate(DAYS)])
    assert _told(tmp_path) == set(DAYS)
    database.upgrade()
    assert _told(tmp_path) == set()
    with database.reading() as db:
        assert len(db.execute(select(PersonRow.person)).all()) == len(DAYS)


def _told(folder: Path) -> set[str]:
    """The days that stand in any file."""
    files = [path.read_bytes() for path in folder.iterdir()]
    return {day for day in DAYS if any(day.encode() in file for file in files)}
