"""Partnerships of two to six, made once: their people at their browsers, and the rows and keys to copy for each run."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from flask import Flask
from pyotp import TOTP
from sqlalchemy import insert, select, text

from app import create_app
from app.config import Settings
from app.mail import MailServer
from app.ports import Ports
from app.services.post import Post
from app.services.workplace import Workplace
from app.startup import prepare
from app.storage.database import Database
from app.storage.tables import Base
from app.vault.epochs import House
from tests.clock import Clock
from tests.leaks.two_runs.browser import CODE, Browser, Fields, Reply, Wsgi
from tests.leaks.two_runs.exercises import library
from tests.leaks.two_runs.streams import Streams
from tests.leaks.two_runs.traces import NEWCOMER, SIDES, STRANGER, THERAPIST
from tests.mailboxes import MAIL_FROM, NOBODY
from tests.phones import SETTING
from tests.therapists import TERMS

SECRET = re.compile(rb'<code class="code"[^>]*>([A-Z2-7 ]+)<')
NAMES = ("quill", "brook", "hazel", "perry", "linden", "marlow")
"""Of the partners, who are called 0 to 5. No word on any page has one of these in it."""


@dataclass(frozen=True)
class Somebody:
    """Somebody with an account: their browser's cookies, and the token that goes with their forms. `secret` is that of
    their second step, if they have one."""

    name: str
    passphrase: str
    cookies: dict[str, str]
    token: str
    secret: str = ""

    def code(self, now: datetime) -> str:
        """What the app on their phone shows."""
        return TOTP(self.secret).generate_otp(int(now.timestamp()) // 30)


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
        url, *others = urls or ("", "", "")
        settings = _settings(folder / "first", url)
        with patch("app.startup.read_exercises", library):
            first = prepare(settings, Ports(clock=Clock(), random=Streams(0)))
        self.workplaces = {"first": first}
        for side, url in zip(SIDES, others, strict=True):
            self.workplaces[side] = replace(first, database=_database(_settings(folder / side, url)))
        self.app: Flask = create_app(settings, None, first)
        self.app.config["PROPAGATE_EXCEPTIONS"] = True
        self.app.jinja_env.auto_reload = False
        self.mail_server = MailServer(replace(settings, smtp_url=NOBODY, mail_from=MAIL_FROM))
        self.sizes: dict[int, Scene] = dict(_grown(self.app.wsgi_app, first))

    def lay(self, size: int, side: str) -> Scene:
        """Put a scene into the database of a side, and the keys it was made with beside it. What was there is gone."""
        scene, workplace = self.sizes[size], self.workplaces[side]
        keys = self.folder / side / "keys"
        shutil.rmtree(keys, ignore_errors=True)
        shutil.copytree(self.folder / "first" / "keys", keys)
        if workplace.database.is_sqlite:
            workplace.database.close()
            file = self.folder / side / "data" / "between-us.db"
            for rest in ("-wal", "-shm"):
                file.with_name(file.name + rest).unlink(missing_ok=True)
            file.write_bytes(scene.file)
        else:
            _refill(workplace.database, scene.rows)
        return scene

    @contextmanager
    def playing(self, side: str, clock: Clock, streams: Streams, post: Post | None = None) -> Iterator[Workplace]:
        """The app at work on the database of one side."""
        before = self.workplaces[side]
        house = House.open(self.folder / side / "keys")
        workplace = replace(before, house=house, library=library(), clock=clock, random=streams, post=post)
        self.turn_to(workplace)
        try:
            yield workplace
        finally:
            if workplace.database.is_sqlite:
                workplace.database.close()

    def close(self) -> None:
        """Nothing is connected any more: for whoever forks. A connection to PostgreSQL lasts from run to run, as a new
        one reads all about the tables anew."""
        for workplace in self.workplaces.values():
            workplace.database.close()

    def turn_to(self, workplace: Workplace) -> None:
        """The app answers from there."""
        self.app.extensions["workplace"] = workplace
        self.app.session_interface.workplace = workplace  # type: ignore[attr-defined]  # ours, not Flask's


def _settings(instance: Path, url: str) -> Settings:
    return Settings(instance=instance, database_url=url, argon_memory_kib=32, argon_iterations=1, testing=True)


def _database(settings: Settings) -> Database:
    """That of one side. A file comes with each scene."""
    settings.data.mkdir(parents=True)
    database = Database(settings.database_url)
    if not database.is_sqlite:
        database.upgrade()
    return database


def _grown(app: Wsgi, workplace: Workplace) -> Iterator[tuple[int, Scene]]:
    """The same partnership, one larger each time."""
    names = {who: who for who in (STRANGER, NEWCOMER, THERAPIST)} | {str(n): name for n, name in enumerate(NAMES)}
    browsers = {who: _joined(app, name) for who, name in names.items()}
    therapist = _practising(browsers[THERAPIST], workplace.clock())
    _sends(browsers[STRANGER], "/us/new", {"name": "elsewhere", "display_name": "Stranger"})
    us = _sends(browsers["0"], "/us/new", {"name": "ourplace", "display_name": NAMES[0].title()}).location
    for size in range(2, len(NAMES) + 1):
        here, latest = [str(n) for n in range(size - 1)], str(size - 1)
        for who in here:
            reply = _sends(browsers[who], f"{us}/invitations", {}, us)
        code = CODE.search(browsers[here[-1]].get(reply.location).body)
        assert code, reply.status
        _sends(browsers[latest], "/invitation", {"code": code[0].decode(), "display_name": NAMES[size - 1].title()})
        people = {who: _somebody(names[who], browsers[who]) for who in (STRANGER, NEWCOMER, *here, latest)}
        yield size, _kept(workplace.database, {**people, THERAPIST: therapist}, us)


def _joined(app: Wsgi, name: str) -> Browser:
    browser = Browser(app)
    _sends(browser, "/join", {"username": name, "passphrase": _passphrase(name), "adult": "1", "zone": "Europe/Madrid"})
    _sends(browser, "/recovery-code", {"kept": "1"})
    return browser


def _practising(browser: Browser, now: datetime) -> Somebody:
    """Somebody who works with couples: with a second step, and a statement."""
    _sends(browser, SETTING, {"what": "begin"})
    found = SECRET.search(browser.get(SETTING).body)
    assert found
    one = replace(_somebody(THERAPIST, browser), secret=found[1].decode().replace(" ", ""))
    _sends(browser, SETTING, {"what": "confirm", "code": one.code(now)})
    _sends(browser, "/practice/statement", TERMS)
    return replace(_somebody(THERAPIST, browser), secret=one.secret)


def _passphrase(name: str) -> str:
    return f"{name} keeps five quiet lamps lit"


def _sends(browser: Browser, path: str, fields: Fields, page: str = "") -> Reply:
    """Send a form that stands on a page: on that of its own address, if none is named."""
    browser.reads_token(browser.get(page or path))
    reply = browser.post(path, fields)
    assert reply.status in (200, 303), (path, reply.status)
    return reply


def _somebody(name: str, browser: Browser) -> Somebody:
    browser.reads_token(browser.get("/us/new"))
    return Somebody(name, _passphrase(name), dict(browser.cookies), browser.token)


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
