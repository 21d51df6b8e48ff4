"""Steps from one shape of the tables to the next: with rows in them, cut short, at the same time, and too new."""

import contextlib
import itertools
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, inspect, select, text

from app.storage import migrations
from app.storage.database import Database, DatabaseRefused
from app.storage.migrations.__main__ import draft
from app.storage.tables import Base, MemberRow, PersonRow
from tests.postgres import Postgres
from tests.storage.rows import counts, fill
from tests.turns import DAY

Connect = Callable[[str], Database]

STEPS = [step.revision for step in ScriptDirectory.from_config(migrations.config()).walk_revisions()][::-1]


@pytest.fixture
def add_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Go on from the newest step with one whose upgrade() has this body, in a copy of the steps."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrations.FOLDER, folder)
    monkeypatch.setattr(migrations, "FOLDER", folder)

    def add(body: str) -> None:
        source = f'import sqlalchemy as sa\nfrom alembic import op\nrevision = "9001"\ndown_revision = "{STEPS[-1]}"\n'
        Path(folder, "versions", "9001_more.py").write_text(f"{source}def upgrade():\n{body}")
        monkeypatch.setattr(migrations, "NEWEST", "9001")

    return add


def test_the_newest_step_is_the_one_that_is_written_down() -> None:
    assert STEPS[-1] == migrations.NEWEST


def test_every_step_keeps_the_rows_of_those_before(url: str, connect: Connect) -> None:
    database = connect(url)
    before: dict[str, int] = {}
    expected: dict[str, int] = {}
    for number, step in enumerate(STEPS):
        with database.upgrading() as connection:
            command.upgrade(migrations.config(connection), step)
            assert counts(connection).items() >= before.items()
            fill(connection, [2 * number, 2 * number + 1])
            before = counts(connection)
            expected = {name: expected.get(name, 0) + 2 for name in before}
    expected["notice_wishes"] = expected["people"]  # whoever was there before the table is given a row
    database.upgrade()
    with database.reading() as db:
        assert counts(db) == before == expected
        assert set(expected) == set(Base.metadata.tables)


def test_a_step_that_builds_every_table_anew_keeps_the_rows(
    database: Database, add_step: Callable[[str], None]
) -> None:
    """Where SQLite has to drop a table to change it, the rows that refer to it must not go with it."""
    with database.writing() as db:
        fill(db)
        before = counts(db)
    add_step(
        f"""
    way = "always" if op.get_context().dialect.name == "sqlite" else "never"
    for table in {list(Base.metadata.tables)}:
        with op.batch_alter_table(table, recreate=way) as batch:
            batch.add_column(sa.Column("more", sa.String(8), nullable=False, server_default="more"))
"""
    )
    database.upgrade()
    with database.reading() as db:
        assert counts(db) == before
        assert db.execute(text("SELECT more FROM people")).scalars().all() == ["more", "more"]
        assert db.execute(select(MemberRow.person).order_by(MemberRow.person)).scalars().all() == ["row-1", "row-2"]


def test_a_step_that_leaves_rows_behind_that_belong_to_nothing_is_refused(
    sqlite: Database, add_step: Callable[[str], None]
) -> None:
    with sqlite.writing() as db:
        fill(db)
    add_step('    op.execute("DELETE FROM people")')
    with pytest.raises(DatabaseRefused, match="belong to nothing"):
        sqlite.upgrade()
    with sqlite.reading() as db:
        assert len(db.execute(select(PersonRow.person)).all()) == 2


def test_every_step_can_be_taken_back(database: Database) -> None:
    with database.upgrading() as connection:
        command.downgrade(migrations.config(connection), "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
    database.upgrade()
    with database.engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) == {"alembic_version", *Base.metadata.tables}


class PowerCut(Exception):
    pass


def test_an_upgrade_that_is_cut_short_at_any_statement_leaves_nothing(url: str, connect: Connect) -> None:
    """At one of four statements today, and at each of them in four days."""
    database = connect(url)
    left = 0

    def cut(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise PowerCut

    for at in itertools.count(1 + DAY % 4, 4):
        left = at
        event.listen(database.writer, "before_cursor_execute", cut)
        try:
            database.upgrade()
            break
        except PowerCut:
            event.remove(database.writer, "before_cursor_execute", cut)
            with database.engine.connect() as connection:
                assert inspect(connection).get_table_names() == []
    assert at > len(Base.metadata.tables)


def test_a_database_that_a_newer_version_has_used_is_refused(database: Database) -> None:
    with database.writing() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseRefused, match="newer version") as refused:
        database.upgrade()
    assert len(refused.value.reasons) == 1


WARM_START = """
import sys
from app.storage.database import Database
database = Database(sys.argv[1])
database.upgrade()
database.close()
print("alembic" in sys.modules)
"""


def test_a_start_with_nothing_to_upgrade_does_not_load_alembic(sqlite_url: str) -> None:
    def start() -> str:
        run = [sys.executable, "-W", "error", "-c", WARM_START, sqlite_url]
        return subprocess.run(run, check=True, capture_output=True, text=True).stdout.strip()

    assert [start(), start()] == ["True", "False"]


RACER = """
import sys
from app.storage.database import Database
for url in sys.stdin:
    database = Database(url.strip())
    database.upgrade()
    database.close()
    print("there", flush=True)
"""


def test_four_processes_may_upgrade_at_the_same_time(tmp_path: Path, postgres: Postgres) -> None:
    run = [sys.executable, "-W", "error", "-c", RACER]
    urls = [f"sqlite:///{tmp_path}/{number}.db" for number in range(12)] + [postgres.fresh() for _ in range(4)]
    with contextlib.ExitStack() as ended:
        racers = [
            ended.enter_context(subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
            for _ in range(4)
        ]
        for url in urls:
            for racer in racers:
                print(url, file=racer.stdin, flush=True)
            assert [racer.stdout.readline() for racer in racers if racer.stdout] == ["there\n"] * 4
    assert [racer.returncode for racer in racers] == [0] * 4


def test_a_draft_of_the_next_step_mends_the_difference(
    sqlite_url: str, connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(migrations.FOLDER, folder)
    monkeypatch.setattr(migrations, "FOLDER", folder)
    beginning = folder / "versions" / "0001_beginning.py"
    lines = beginning.read_text().splitlines(keepends=True)
    beginning.write_text("".join(line for line in lines if '"ix_grants_epoch"' not in line))

    draft("find grants by epoch")

    drafted = f"{int(migrations.NEWEST) + 1:04}"
    assert (folder / "versions" / f"{drafted}_find_grants_by_epoch.py").exists()
    monkeypatch.setattr(migrations, "NEWEST", drafted)
    database = connect(sqlite_url)
    database.upgrade()
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
