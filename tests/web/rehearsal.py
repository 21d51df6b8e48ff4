"""A couple and their rounds, made once for all tests and laid into the database of each: what takes a fifth of a second
to make takes a hundredth to copy."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from app import create_app
from app.config import Settings
from app.ports import Ports
from tests.clock import Clock
from tests.mailboxes import MAIL_FROM, NOBODY
from tests.navigators import Visitor
from tests.web.prompts import BLIND, READY

Couple = tuple[Visitor, Visitor]
COOKIE = "session"


@dataclass
class Rehearsal:
    """`instance` holds keys and an empty database; `scenes` hold whole databases with the people who were in them."""

    instance: Path
    scenes: dict[str, tuple[Path, Couple]] = field(default_factory=dict)

    def prepare(self, instance: Path) -> Settings:
        """Settings for an instance with the same keys, and a database that needs no upgrading."""
        shutil.copytree(self.instance, instance)
        return _cheap(instance)

    def clear(self, app: Flask) -> None:
        """Nobody and nothing is in its database."""
        _copy(str(self.instance / "data" / "between-us.db"), _file(app))

    def play(self, scene: str, app: Flask) -> Couple:
        """Alex and Sam where the scene left them, in this app. Everything else in its database is gone."""
        file, couple = self.scenes[scene]
        _copy(str(file), _file(app))
        alex, sam = (_here(one, app) for one in couple)
        return alex, sam

    def keep(self, scene: str, app: Flask, couple: Couple) -> None:
        file = self.instance.with_name(scene)
        _copy(_file(app), str(file))
        alex, sam = (copy(one) for one in couple)
        self.scenes[scene] = file, (alex, sam)


def _copy(origin: str, to: str) -> None:
    with closing(sqlite3.connect(origin)) as source, closing(sqlite3.connect(to)) as target:
        target.execute("PRAGMA synchronous=OFF")  # no power cut to be ready for
        source.backup(target)


def _here(somebody: Visitor, app: Flask) -> Visitor:
    arrived = copy(somebody)
    arrived.client = app.test_client()
    cookie = somebody.client.get_cookie(COOKIE)
    assert cookie
    arrived.client.set_cookie(COOKIE, cookie.value)
    return arrived


def _file(app: Flask) -> str:
    return str(app.config["SETTINGS"].data / "between-us.db")


def _cheap(instance: Path) -> Settings:
    mail = {"smtp_url": NOBODY, "mail_from": MAIL_FROM}
    return Settings(instance=instance, argon_memory_kib=32, argon_iterations=1, testing=True, **mail)


@contextmanager
def _running(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings, Ports(clock=Clock()))
    yield app
    app.extensions["workplace"].database.close()


def rehearse(folder: Path) -> Rehearsal:
    found = Rehearsal(folder / "empty")
    with _running(_cheap(found.instance)):
        pass
    with _running(found.prepare(folder / "rehearsal")) as app:
        alex, sam = Visitor(app), Visitor(app)
        alex.joins("alex")
        sam.joins("sam")
        alex.begins_partnership("us", "Alex")
        sam.accepts(alex.invites(), "Sam")
        found.keep("couple", app, (alex, sam))
        for scene, slug, opens, at in (("ready", READY, "ready", "3-days"), ("blind", BLIND, "at", "20-minutes")):
            found.play("couple", app)
            sam.joins_round(alex.starts(slug, opens, at))
            found.keep(scene, app, (alex, sam))
    return found
