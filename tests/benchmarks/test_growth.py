"""The bench of growth, small: the crowd is what it says, each size has the same real people, and a limit that is broken
is told. And no statement of a request reads a whole table."""

import shutil
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from app.storage.tables import Base, MemberRow, WorksheetRow
from tests.benchmarks import crowd, instructions, moulds
from tests.benchmarks.crowd import Grown, grown
from tests.benchmarks.growth import broken, count_this, counted, opened, table, times
from tests.statements import scan_finder

SIZES = (200, 2_000)
SMALL = {"sessions", "invitations", "practice_codes"}
"""As tests/storage/test_scans.py says."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("growth")


@pytest.fixture(scope="module")
def sizes(folder: Path) -> list[Grown]:
    return grown(folder, SIZES, weeks=3)


def rows_of(one: Grown) -> Counter[str]:
    engine = crowd._engine(one.folder)
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        counts = Counter(
            {
                each.name: connection.execute(select(func.count()).select_from(each)).scalar_one()
                for each in Base.metadata.sorted_tables
            }
        )
    engine.dispose()
    return counts


def test_every_size_has_what_it_says_and_all_that_belongs_to_it(sizes: list[Grown]) -> None:
    for one, size in zip(sizes, SIZES, strict=True):
        assert size <= one.worksheets < size + 24
        rows = rows_of(one)
        assert rows["worksheets"] == one.worksheets
        assert rows["rounds"] < rows["worksheets"] < rows["grants"]
    empty = {name for name in Base.metadata.tables if not rows[name]}
    assert empty == {*moulds.SHORT_LIVED, "looks", "written_exercises"}


def test_strangers_have_nothing_of_anybody_else(sizes: list[Grown]) -> None:
    engine = crowd._engine(sizes[0].folder)
    told = sizes[0].told
    with engine.connect() as connection:
        one = moulds.mould(connection, told.moulds[moulds.COUPLE[0]], told.now.date())
    engine.dispose()
    members, sheets = MemberRow.__table__, WorksheetRow.__table__
    for table_, column in ((members, "name"), (sheets, "answers"), (sheets, "round"), (members, "person")):
        mine = [row[column] for row in one.rows[table_]]  # type: ignore[index]
        copies = one.copies(table_, [moulds.Stranger(n, False) for n in (1, 2)])  # type: ignore[arg-type]  # tables
        theirs = [row[column] for row in copies]
        assert [len(value) for value in theirs[::2]] == [len(value) for value in mine]
        assert not set(mine) & set(theirs)
        assert not set(theirs[::2]) & set(theirs[1::2])


def test_what_is_there_is_kept_and_what_was_cut_short_goes_on(sizes: list[Grown], tmp_path: Path) -> None:
    shutil.copytree(sizes[0].folder, tmp_path / crowd.BEGUN)
    shutil.copytree(sizes[0].folder, tmp_path / f"{crowd.HALF}-400")
    (first,) = grown(tmp_path, (400,))
    assert first.worksheets >= 400
    made = (first.instance / "data/between-us.db").stat().st_mtime_ns
    (again,) = grown(tmp_path, (400,))
    assert again == first
    assert (again.instance / "data/between-us.db").stat().st_mtime_ns == made


def test_no_statement_of_a_request_reads_a_whole_table(sizes: list[Grown]) -> None:
    with opened(sizes[:1]) as (site,), scan_finder(site.workplace.database) as found:
        for ask in site.asks.values():
            ask(0)
            ask(1)
    assert {name for name, _ in found} <= SMALL


def test_it_is_measured_and_told(sizes: list[Grown], capsys: pytest.CaptureFixture[str]) -> None:
    taken = times(sizes, requests=2)
    told = table(sizes, taken, "milliseconds", 1.25)
    assert len(told) == 1 + len(taken) == 10
    assert all(0 < cost < 1000 for each in taken.values() for cost in each)
    assert "18 of 18 turns" in capsys.readouterr().out


def test_a_limit_that_is_broken_is_told_with_its_size() -> None:
    sizes = [Grown(Path(), 1_000), Grown(Path(), 10_000)]
    costs = {"a prompt page": [1.0, 1.25], "save an answer": [1.0, 1.26]}
    assert broken(sizes, costs, "time", 1.25) == ["save an answer, with 10,000 worksheets: time x 1.260, at most 1.25."]


def test_what_is_counted_is_what_is_timed(sizes: list[Grown], monkeypatch: pytest.MonkeyPatch) -> None:
    """Here without valgrind, whose start takes a minute."""
    asked: list[str] = []
    monkeypatch.setattr(instructions, "request", lambda name, ask: (ask(0), ask(1), asked.append(name)))
    count_this(sizes[0].folder)
    assert asked == list(times(sizes[:1], requests=2))


def test_without_valgrind_nothing_is_counted(sizes: list[Grown], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instructions, "there", lambda: False)
    assert counted(sizes) == {}
