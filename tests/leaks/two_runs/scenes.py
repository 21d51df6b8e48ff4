"""Partnerships of two to six, made once: their people at their browsers, and the rows and keys to copy for each run."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, text

from app import create_app
from app.config import Settings
from app.ports import Ports
from app.services.workplace import Workplace
from app.startup import prepare
from app.storage.database import Database
from app.storage.tables import Base
from app.vault.epochs import House
from tests.clock import Clock
from tests.leaks.two_runs.exercises import library
from tests.leaks.two_runs.streams import Streams
from tests.leaks.two_runs.traces import NEWCOMER, SIDES, STRANGER
from tests.navigators import Visitor

NAMES = ("quill", "brook", "hazel", "perry", "linden", "marlow")
"""Of the partners, who are called 0 to 5. No word on any page has one of these in it."""


@dataclass(frozen=True)
class Somebody:
    """Somebody with an account: their browser's cookies, and the token that goes with their forms."""

    name: str
    passphrase: str
    cookies: dict[str, str]
    token: str


@dataclass(frozen=True)
class Scene:
    """A partnership at its beginning. `rows` are those of every table."""

    people: dict[str, Somebody]
    us: str
    rows: dict[str, list[dict[str, Any]]]
    file: bytes


class Scenes:
    """`urls` are those of the databases, one to prepare in and one for each side; empty: files of SQLite."""

    def __init__(self, folder: Path, urls: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.workplaces = {}
        for place, url in zip(("first", *SIDES), urls or ("", "", ""), strict=True):
            settings = _settings(folder / place, url)
            self.workplaces[place] = replace(
                prepare(settings, Ports(clock=Clock(), random=Streams(0))), library=library()
            )
        self.app: Flask = create_app(
            _settings(folder / "first", urls[0] if urls else ""), None, self.workplaces["first"]
        )
        self.app.config["PROPAGATE_EXCEPTIONS"] = True
        self.sizes: dict[int, Scene] = dict(_grown(self.app, self.workplaces["first"]))

    def lay(self, size: int, side: str) -> Scene:
        """Put a scene into the database of a side, and the keys it was made with beside it. What was there is gone."""
        scene, workplace = self.sizes[size], self.workplaces[side]
        workplace.database.close()
        keys = self.folder / side / "keys"
        shutil.rmtree(keys)
        shutil.copytree(self.folder / "first" / "keys", keys)
        if workplace.database.is_sqlite:
            file = self.folder / side / "data" / "between-us.db"
            for rest in ("-wal", "-shm"):
                file.with_name(file.name + rest).unlink(missing_ok=True)
            file.write_bytes(scene.file)
        else:
            _refill(workplace.database, scene.rows)
        return scene

    @contextmanager
    def playing(self, side: str, clock: Clock, streams: Streams) -> Iterator[Workplace]:
        """The app at work on the database of one side."""
        before = self.workplaces[side]
        house = House.open(self.folder / side / "keys")
        workplace = replace(before, house=house, library=library(), clock=clock, random=streams)
        self.turn_to(workplace)
        try:
            yield workplace
        finally:
            workplace.database.close()

    def turn_to(self, workplace: Workplace) -> None:
        """The app answers from there."""
        self.app.extensions["workplace"] = workplace
        self.app.session_interface.workplace = workplace  # type: ignore[attr-defined]


def _settings(instance: Path, url: str) -> Settings:
    return Settings(instance=instance, database_url=url, argon_memory_kib=32, argon_iterations=1, testing=True)


def _grown(app: Flask, workplace: Workplace) -> Iterator[tuple[int, Scene]]:
    """The same partnership, one larger each time."""
    stranger, newcomer, *partners = (Visitor(app) for _ in range(2 + len(NAMES)))
    stranger.joins("stranger")
    stranger.begins_partnership("elsewhere", "Stranger")
    newcomer.joins("newcomer")
    for name, partner in zip(NAMES, partners, strict=True):
        partner.joins(name)
    partners[0].begins_partnership("ourplace", NAMES[0].title())
    for size in range(2, len(NAMES) + 1):
        here, latest = partners[: size - 1], partners[size - 1]
        for one in here[:-1]:
            one.opens(partners[0].us)
            one.posts(f"{partners[0].us}/invitations")
        here[-1].us = partners[0].us
        latest.accepts(here[-1].invites(), NAMES[size - 1].title())
        people = {str(n): _somebody(one) for n, one in enumerate(partners[:size])}
        people |= {STRANGER: _somebody(stranger), NEWCOMER: _somebody(newcomer)}
        yield size, _kept(workplace.database, people, partners[0].us)


def _somebody(visitor: Visitor) -> Somebody:
    visitor.opens("/us/new")
    cookies = {name: visitor.client.get_cookie(name) for name in ("session", "device", "visitor")}
    return Somebody(
        visitor.name,
        visitor.passphrase,
        {name: cookie.value for name, cookie in cookies.items() if cookie},
        visitor.token,
    )


def _kept(database: Database, people: dict[str, Somebody], us: str) -> Scene:
    with database.reading() as db:
        tables = Base.metadata.sorted_tables
        rows = {table.name: [dict(row._mapping) for row in db.execute(select(table))] for table in tables}
    file = b""
    if database.is_sqlite:
        database.checkpoint()
        file = Path(str(database.engine.url.database)).read_bytes()
    return Scene(people, us, rows, file)


def _refill(database: Database, rows: dict[str, list[dict[str, Any]]]) -> None:
    tables = Base.metadata.sorted_tables
    with database.writing() as db:
        db.execute(text(f"TRUNCATE {', '.join(table.name for table in tables)}"))
        for table in tables:
            if rows[table.name]:
                db.execute(insert(table), rows[table.name])
