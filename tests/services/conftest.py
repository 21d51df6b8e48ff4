"""The services on a database of their own: SQLite, and where SQL or threads matter PostgreSQL too."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app import startup
from app.config import Settings
from app.ports import Ports
from app.services.workplace import Workplace
from tests.clock import Clock
from tests.conftest import with_tables
from tests.services.circle import Circle, make_library


@pytest.fixture
def engine() -> str:
    """SQLite, unless a test says otherwise (`@both_engines`)."""
    return "sqlite"


@pytest.fixture
def settings(settings: Settings, engine: str, request: pytest.FixtureRequest) -> Settings:
    """With all tables made already: the upgrade has tests of its own."""
    if engine == "postgresql":
        tables = request.getfixturevalue("postgres_with_tables")
        return replace(settings, database_url=request.getfixturevalue("postgres").fresh(like=tables))
    return with_tables(settings, request.getfixturevalue("sqlite_with_tables"))


@pytest.fixture
def workplace(settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workplace]:
    """On exercises that are made up: reading files has tests of its own."""
    monkeypatch.setattr(startup, "read_exercises", make_library)
    prepared = startup.prepare(settings, Ports(clock=clock))
    yield prepared
    prepared.database.close()


@pytest.fixture
def circle(workplace: Workplace, clock: Clock) -> Circle:
    """Nobody has joined yet."""
    return Circle(workplace, clock)


@pytest.fixture
def couple(circle: Circle) -> Circle:
    """Alex and Sam."""
    circle.found("alex", "sam")
    return circle


@pytest.fixture
def trio(circle: Circle) -> Circle:
    """Alex, Sam and Kit."""
    circle.found("alex", "sam", "kit")
    return circle
