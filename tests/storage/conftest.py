"""Every test that takes `url` or `database` runs on SQLite and on a real PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.storage.database import Database
from tests.postgres import Postgres


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/between.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def url(engine: str, request: pytest.FixtureRequest) -> str:
    """A database that is still empty."""
    if engine == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    server: Postgres = request.getfixturevalue("postgres")
    return server.fresh()


@pytest.fixture
def connect() -> Iterator[Callable[[str], Database]]:
    """Make a Database that is closed at the end, however the test ends."""
    made: list[Database] = []

    def make(url: str) -> Database:
        made.append(Database(url))
        return made[-1]

    yield make
    for database in made:
        database.close()


@pytest.fixture
def database(engine: str, request: pytest.FixtureRequest, connect: Callable[[str], Database]) -> Database:
    """With all its tables, and no rows: a copy of one that was upgraded from nothing in this run."""
    if engine == "sqlite":
        found: Database = request.getfixturevalue("sqlite")
        return found
    server: Postgres = request.getfixturevalue("postgres")
    return connect(server.fresh(like=request.getfixturevalue("postgres_with_tables")))


@pytest.fixture
def sqlite(sqlite_with_tables: Path, tmp_path: Path, sqlite_url: str, connect: Callable[[str], Database]) -> Database:
    shutil.copy(sqlite_with_tables, tmp_path / "between.db")
    return connect(sqlite_url)
