"""The step that gives partnerships a list of their own items, and rounds a copy of it."""

from collections.abc import Callable

from alembic import command
from sqlalchemy import select

from app.storage import migrations
from app.storage.database import Database
from app.storage.tables import PartnershipRow, RoundRow, WorksheetRow
from app.vault.ciphers import HEADER, box_bytes
from app.vault.items import LIST_BYTES
from tests.storage.rows import fill


def test_who_was_there_before_looks_like_who_has_just_begun(url: str, connect: Callable[[str], Database]) -> None:
    database = connect(url)
    with database.upgrading() as connection:
        command.upgrade(migrations.config(connection), "0002")
        fill(connection)
    database.upgrade()
    with database.reading() as db:
        lists = db.execute(select(PartnershipRow.items)).scalars().all()
        assert [len(one) for one in lists] == [box_bytes(LIST_BYTES)] * 2
        assert {one[:1] for one in lists} == {HEADER}
        assert lists[0] != lists[1]
        assert db.execute(select(RoundRow.round, RoundRow.items).order_by(RoundRow.round)).all() == [
            ("row-1", None),
            ("row-2", None),
        ]
        assert len(db.execute(select(WorksheetRow.round)).all()) == 2, "what belongs to a round is still there"


def test_it_can_be_taken_back_with_rows_in(url: str, connect: Callable[[str], Database]) -> None:
    database = connect(url)
    database.upgrade()
    with database.writing() as db:
        fill(db)
    with database.upgrading() as connection:
        command.downgrade(migrations.config(connection), "0002")
    database.upgrade()
    with database.reading() as db:
        assert len(db.execute(select(RoundRow.round)).all()) == len(db.execute(select(WorksheetRow.round)).all()) == 2
