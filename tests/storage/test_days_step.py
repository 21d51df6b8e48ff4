"""The step that takes out the days on which people joined, and codes were made."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import TextClause, select, text

from app.storage import migrations
from app.storage.database import Database
from app.storage.tables import InvitationRow, PersonRow, PracticeCodeRow

DAYS = [(date(2026, 1, 1) + timedelta(days=number)).isoformat() for number in range(60)]
JOINS = text("""
    INSERT INTO people (person, username_hash, username, public_key, settings, joined_day)
    VALUES (:id, :sealed, :sealed, :sealed, :sealed, :day)
""")
INVITES = text("""
    INSERT INTO invitations (code_hash, partnership, member, public_key, expires, made_day)
    VALUES (:sealed, 'p', 'm', :sealed, :sealed, :day)
""")
HANDS_OUT = text("""
    INSERT INTO practice_codes (code_hash, person, link, label, expires, made_day)
    VALUES (:sealed, 'row-0', 'l', :sealed, :sealed, :day)
""")
PLACE = text("INSERT INTO partnerships (partnership, label, items, begun_day) VALUES ('p', '', '', '2000-01-01')")
MEMBER = text("""
    INSERT INTO members (partnership, member, name, role, settings) VALUES ('p', 'm', '', 'partner', '')
""")


@pytest.mark.parametrize("makes", [JOINS, INVITES, HANDS_OUT], ids=["joining", "inviting", "handing out a code"])
def test_no_file_tells_any_more_when_it_was(
    makes: TextClause, sqlite_url: str, connect: Callable[[str], Database], tmp_path: Path
) -> None:
    database = connect(sqlite_url)
    with database.upgrading() as connection:
        command.upgrade(migrations.config(connection), "0007")
    rows = [{"id": f"row-{n}", "sealed": b"row-%d" % n, "day": day} for n, day in enumerate(DAYS)]
    with database.writing() as db:
        db.execute(PLACE)
        db.execute(MEMBER)
        if makes is not JOINS:
            db.execute(JOINS, rows[0] | {"day": "2000-01-01"})
        db.execute(makes, rows)
    assert _told(tmp_path) == set(DAYS)
    database.upgrade()
    assert _told(tmp_path) == set()
    with database.reading() as db:
        left = [len(db.execute(select(table)).all()) for table in (PersonRow, InvitationRow, PracticeCodeRow)]
    assert max(left) == len(DAYS)


def _told(folder: Path) -> set[str]:
    """The days that stand in any file."""
    files = [path.read_bytes() for path in folder.iterdir()]
    return {day for day in DAYS if any(day.encode() in file for file in files)}
