"""What comes across all partnerships, as the calendar does, is found by an index: nothing reads a whole table that
grows with what people do. On PostgreSQL the same indexes are there, and its planner knows how many rows it has."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, text, update

from app.storage import (
    agreements,
    disclosures,
    epochs,
    notices,
    partnerships,
    rounds,
    series,
    sessions,
    showings,
    therapists,
)
from app.storage.database import Database
from app.storage.tables import GrantRow, RoundRow, ShowingRow
from tests.statements import scan_finder
from tests.storage.rows import fill

TODAY = date(2026, 11, 24)
ACROSS: dict[str, Callable[[Connection], Any]] = {
    "epochs in use": epochs.in_use,
    "grants under old epochs": lambda db: epochs.old_grants(db, "2026-11-24", 200),
    "locks under old epochs": lambda db: epochs.old_locks(db, "2026-11-24", 200),
    "worksheets under old epochs": lambda db: epochs.old_worksheets(db, "2026-11-24", 200),
    "rounds nobody came for": lambda db: rounds.unvisited(db, TODAY),
    "disclosures that have ended": lambda db: disclosures.expired(db, TODAY),
    "forgetting their days": lambda db: disclosures.ended(db, TODAY),
    "what therapists are shown no more": lambda db: showings.expired(db, TODAY),
    "series that are due": lambda db: series.due(db, TODAY),
    "partnerships where agreements are due": lambda db: agreements.hold_due(db, TODAY),
    "agreements that are due": lambda db: agreements.due(db, TODAY),
    "partnerships where therapists are due": lambda db: therapists.hold_due(db, TODAY),
    "therapists that are due": lambda db: therapists.due(db, TODAY, ["row-1"]),
    "openings of a day": lambda db: notices.openings(db, TODAY, TODAY, None),
    "notices that are old": lambda db: notices.forget(db, TODAY, b"mark"),
}
SMALL: dict[str, Callable[[Connection], Any]] = {
    "sessions": sessions.times,
    "invitations": partnerships.invitations,
    "practice_codes": therapists.codes,
}
"""Each of their rows has to be looked at, because its times are sealed. They live for hours, or days."""


@pytest.mark.parametrize("name", ACROSS)
def test_no_table_is_read_whole(name: str, sqlite: Database) -> None:
    with scan_finder(sqlite) as found, sqlite.writing() as db:
        fill(db, [1, 2, 3])
        found.clear()
        ACROSS[name](db)
    assert found == []


@pytest.mark.parametrize("name", SMALL)
def test_a_whole_table_is_noticed(name: str, sqlite: Database) -> None:
    with scan_finder(sqlite) as found, sqlite.reading() as db:
        SMALL[name](db)
    assert [table for table, _ in found] == [name]


def test_an_index_that_is_missing_is_noticed(sqlite: Database) -> None:
    with sqlite.writing() as db:
        db.execute(text("DROP INDEX ix_grants_epoch"))
    with scan_finder(sqlite) as found, sqlite.reading() as db:
        ACROSS["epochs in use"](db)
    assert {table for table, _ in found} == {"grants"}


def test_every_epoch_in_use_is_found_and_everything_under_another(database: Database) -> None:
    others = ["2026-11-09", "2026-11-24", "2026-11-24.10", "2026-11-24.2", "2026-12-01"]
    with database.writing() as db:
        fill(db, range(len(others)))
        for n, epoch in enumerate(others):
            db.execute(update(GrantRow).where(GrantRow.reader == f"row-{n}").values(epoch=epoch))
    with database.writing() as db:
        assert epochs.in_use(db) == {*others, *[f"row-{n}" for n in range(len(others))]}
        for current in others:
            found = [row.epoch for row in epochs.old_grants(db, current, 200)]
            assert sorted(found) == [one for one in others if one != current]
        assert len(epochs.old_grants(db, "", 2)) == 2


def test_nothing_is_in_use_where_there_is_nothing(database: Database) -> None:
    with database.reading() as db:
        assert epochs.in_use(db) == set()


def test_what_a_therapist_is_shown_knows_the_day_of_its_opening(database: Database) -> None:
    with database.writing() as db:
        fill(db, [1, 2])
        for table in (RoundRow, ShowingRow):
            db.execute(update(table).values(opened_day=None))
        assert showings.expired(db, TODAY) == []
        assert rounds.mark_opened(db, "row-1", "row-1", TODAY, TODAY + timedelta(days=365))
        assert [tuple(row) for row in showings.expired(db, TODAY)] == [("row-1", "row-1")]
        assert showings.expired(db, TODAY - timedelta(days=1)) == []
        assert db.execute(select(ShowingRow.opened_day).where(ShowingRow.round == "row-2")).scalar_one() is None
