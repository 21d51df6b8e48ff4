"""Every test that takes `url` or `database` runs on SQLite and on a real PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.storage.database import Database
from tests.postgres import Postgres


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/between.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """A database that is still empty."""
    if request.param == "sqlite":
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
def database(url: str, connect: Callable[[str], Database]) -> Database:
    """With all its tables, and no rows."""
    database = connect(url)
    database.upgrade()
    return database


@pytest.fixture
def sqlite(sqlite_url: str, connect: Callable[[str], Database]) -> Database:
    database = connect(sqlite_url)
    database.upgrade()
    return database
