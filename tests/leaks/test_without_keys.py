"""A copy of the database, or a backup, without the keys that lie beside it: what it tells, and that nothing opens."""

import os
from datetime import date
from pathlib import Path
from typing import Any

from app.vault.epochs import House, create_keys
from tests.leaks.canaries import CHOICE, KEPT, NAMES, PRONOUNS, SHARED, write
from tests.leaks.conftest import Couple, Steal
from tests.leaks.thief import Thief


def without_keys(thief: Thief, elsewhere: Path) -> Thief:
    """The database alone: whatever keys there are, they are those of another place."""
    thief.keys.clear()
    create_keys(elsewhere, date(2026, 11, 24), os.urandom)
    thief.house = House.open(elsewhere)
    return thief


def rows(thief: Thief, table: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in thief.rows[table]]


def test_it_tells_how_many_there_are_and_which_rows_change(couple: Couple, steal: Steal) -> None:
    alex, sam = couple
    sam.joins_round(alex.starts("open-conversation"))
    before = steal()
    assert [len(before.rows[table]) for table in ("partnerships", "members", "rounds")] == [1, 2, 1]
    (round_,) = before.rows["rounds"]
    assert (round_["begun_day"], round_["opened_day"]) == ("2026-11-24", None)
    assert [row["hash"] for row in before.rows["editions"]] == [round_["edition"]]
    write(alex)
    after = steal()
    changed = {table for table in before.rows if sorted(rows(before, table)) != sorted(rows(after, table))}
    assert "worksheets" in changed
    assert not changed & {"partnerships", "members", "rounds", "disclosures"}


def test_nothing_opens_even_with_a_private_key(couple: Couple, steal: Steal, tmp_path: Path) -> None:
    alex, sam = couple
    sam.joins_round(alex.starts("open-conversation"))
    write(alex)
    for one in (alex, sam):
        one.seals()
    assert SHARED in sam.summary().text
    known = steal()
    for one in (alex, sam):
        known.knows_passphrase(one.name, one.passphrase)
    thief = without_keys(steal(), tmp_path / "elsewhere")
    thief.pairs = known.pairs
    assert thief.opens_everything().opened == set()
    words = (SHARED, KEPT, *NAMES, PRONOUNS, CHOICE)
    assert not thief.sees_through(*words)
    lying_about = {
        word for word in words if any(where.endswith(".db") for where in thief.finds_in_files(word.encode()))
    }
    assert lying_about == set()
    assert known.opens_everything().has(KEPT), "the control"
