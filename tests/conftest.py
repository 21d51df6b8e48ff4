"""What every test may ask for: a clock that stands still until it is moved, an app on a database of its own, people."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from app import create_app
from app.config import Settings
from app.ports import Ports
from app.services import passphrases
from app.services.workplace import Workplace
from app.storage import database
from app.storage.database import Database
from app.web import files
from tests.clock import Clock
from tests.navigators import Visitor
from tests.postgres import Postgres, in_memory, running

pytest_plugins = ["tests.budgets", "tests.covered", "tests.order"]

# A deadline in milliseconds measures the machine, not the code.
# Drawn anew each time, on a machine that calls itself CI too: there Hypothesis would draw the same for ever.
hypothesis.settings.register_profile("between-us", deadline=None, derandomize=False)
hypothesis.settings.load_profile("between-us")


def pytest_configure() -> None:
    """What tests write lies in memory, if there is room: a sixth of a test that writes is waiting for the disk."""
    if place := in_memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(place))


def pytest_collection_finish() -> None:
    """What was imported stays: looking through it for what could go takes a thirtieth of every test."""
    gc.collect()
    gc.freeze()


class Compiled(BytecodeCache):
    """The compiled templates, kept from one app to the next: compiling them takes longer than a test."""

    def __init__(self) -> None:
        self.templates: dict[str, bytes] = {}

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """One for each language: a template is compiled with its sentences in place."""
        return super().get_bucket(environment, name, f"{filename} in {environment.globals['lang']}", source)

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.templates:
            bucket.bytecode_from_string(self.templates[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.templates[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@pytest.fixture(scope="session", autouse=True)
def kept_from_test_to_test() -> Iterator[None]:
    """What is the same for every app and database, and took a good part of a test that has its own: a statement is
    compiled once for all engines of a kind, what builds an address once for all that have it, and each passphrase is
    judged once, and each file of static/ compressed."""
    statements = LRUCache[Any, Any](4000)
    builders: dict[tuple[str, bool], Any] = {}
    compile_builder = Rule._compile_builder

    def create(*url: Any, **options: Any) -> Engine:
        engine = create_engine(*url, **options)
        engine.update_execution_options(compiled_cache=statements)
        return engine

    def builder(rule: Rule, append_unknown: bool = True) -> Any:
        here = rule.rule, append_unknown
        if here not in builders:
            builders[here] = compile_builder(rule, append_unknown)
        return builders[here]

    with pytest.MonkeyPatch.context() as patch:
        # A statement is kept under its dialect, and each engine has a dialect of its own.
        patch.setattr(DefaultDialect, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(DefaultDialect, "__hash__", lambda one: hash(type(one)))
        patch.setattr(database, "create_engine", create)
        patch.setattr(Rule, "_compile_builder", builder)
        patch.setattr(passphrases, "_score", cache(passphrases._score))
        patch.setattr(files, "read", cache(files.read))
        yield


@pytest.fixture(scope="session")
def sqlite_with_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all its tables and nothing in them, to be copied: the upgrade has tests of its own."""
    path = tmp_path_factory.mktemp("tables") / "between-us.db"
    _upgraded(f"sqlite:///{path}")
    return path


def with_tables(settings: Settings, tables: Path) -> Settings:
    """The same settings, once its SQLite has been copied from there."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy(tables, settings.data / "between-us.db")
    return settings


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running(in_memory()) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_with_tables(postgres: Postgres) -> str:
    """The url of another such database."""
    return _upgraded(postgres.fresh())


def _upgraded(url: str) -> str:
    new = Database(url)
    new.upgrade()
    new.close()
    return url


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """As on a first start; a passphrase costs next to nothing to check, which the environment can't ask for."""
    return Settings(instance=tmp_path / "instance", argon_memory_kib=32, argon_iterations=1, testing=True)


@pytest.fixture
def app(settings: Settings, clock: Clock, sqlite_with_tables: Path) -> Iterator[Flask]:
    app = create_app(with_tables(settings, sqlite_with_tables), Ports(clock=clock))
    app.jinja_env.bytecode_cache = COMPILED
    yield app
    app.extensions["workplace"].database.close()


@pytest.fixture
def workplace(app: Flask) -> Workplace:
    found: Workplace = app.extensions["workplace"]
    return found


@pytest.fixture
def visitor(app: Flask) -> Callable[[], Visitor]:
    """Somebody with a browser of their own who has no account yet."""
    return lambda: Visitor(app)


@pytest.fixture
def joined(visitor: Callable[[], Visitor]) -> Callable[[str], Visitor]:
    """Somebody who has joined, by name."""

    def join(name: str) -> Visitor:
        somebody = visitor()
        somebody.joins(name)
        return somebody

    return join


@pytest.fixture
def couple(joined: Callable[[str], Visitor]) -> tuple[Visitor, Visitor]:
    """Alex and Sam, in a partnership."""
    alex, sam = joined("alex"), joined("sam")
    alex.begins_partnership("us", "Alex")
    sam.accepts(alex.invites(), "Sam")
    return alex, sam
