"""A couple and their rounds, made once for all tests and laid into the database of each: what takes a fifth of a second
to make takes a hundredth to copy."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flask import Flask

from app import create_app
from app.config import Settings
from app.ports import Ports
from tests.clock import Clock
from tests.conftest import COMPILED
from tests.mailboxes import MAIL_FROM, NOBODY
from tests.navigators import Visitor
from tests.rows import Rows, all_rows, turn
from tests.web.prompts import BLIND, READY

Couple = tuple[Visitor, Visitor]
COOKIES = ("session", "visitor")
Step = Callable[[], Sequence[Visitor] | None]
"""What people do, and who is there afterwards who was not before."""
Leads = Callable[[str, Step], list[Visitor]]


@dataclass(frozen=True)
class Scene:
    """All rows, the instant, and everybody as they were, with their cookies."""

    rows: Rows
    now: datetime
    people: list[tuple[Visitor, dict[str, str]]]


@dataclass
class Rehearsal:
    """`instance` holds keys and an empty database; `scenes` what came of what, by how it came about. `here` is the
    scene that was laid last, and `cast` those who are in it, in the browsers of this test."""

    instance: Path
    scenes: dict[str, Scene] = field(default_factory=dict)
    here: str = ""
    cast: list[Visitor] = field(default_factory=list)

    def prepare(self, instance: Path) -> Settings:
        """Settings for an instance with the same keys, and a database that needs no upgrading."""
        shutil.copytree(self.instance, instance)
        return _cheap(instance)

    def clear(self, app: Flask) -> None:
        """Nobody and nothing is in its database."""
        self.play("nobody", app)

    def play(self, scene: str, app: Flask) -> list[Visitor]:
        """Everybody where the scene left them, in this app. Everything else in its database is gone."""
        kept = self.scenes[scene]
        _lay(app, kept.rows)
        self.here, self.cast = scene, [Visitor(app) for _ in kept.people]
        for somebody, as_they_were in zip(self.cast, kept.people, strict=True):
            _arrives(somebody, *as_they_were)
        return self.cast[:]

    def keep(self, scene: str, app: Flask, people: Sequence[Visitor]) -> None:
        self.scenes[scene] = Scene(
            _lying(app), app.extensions["workplace"].clock(), [_as_they_are(one) for one in people]
        )

    def leads(self, step: str, app: Flask, clock: Clock, act: Step) -> list[Visitor]:
        """What a fixture does next, and the newcomers that `act` returns. From a scene that lies there as it was laid
        it is done once; afterwards what came of it is copied."""
        before, after = self.scenes[self.here], f"{self.here}, {step} ({act.__module__})"
        if clock.now != before.now or _lying(app) != before.rows:
            return [*(act() or ())]
        if after not in self.scenes:
            self.cast += act() or ()
            self.keep(after, app, self.cast)
        else:
            kept = self.scenes[after]
            _lay(app, kept.rows)
            clock.now = kept.now
            self.cast += [Visitor(app) for _ in kept.people[len(self.cast) :]]
            for somebody, as_they_were in zip(self.cast, kept.people, strict=True):
                _arrives(somebody, *as_they_were)
        self.here = after
        return self.cast[len(before.people) :]


def _lying(app: Flask) -> Rows:
    with closing(sqlite3.connect(_file(app))) as db:
        return all_rows(db)


def _lay(app: Flask, rows: Rows) -> None:
    with closing(sqlite3.connect(_file(app))) as db:
        db.execute("PRAGMA synchronous=OFF")  # no power cut to be ready for
        turn(db, all_rows(db, rows), rows)


def _as_they_are(somebody: Visitor) -> tuple[Visitor, dict[str, str]]:
    found = ((name, somebody.client.get_cookie(name)) for name in COOKIES)
    return copy(somebody), {name: cookie.value for name, cookie in found if cookie}


def _arrives(somebody: Visitor, as_they_were: Visitor, cookies: dict[str, str]) -> None:
    """In a browser of their own, with everything that they had then."""
    vars(somebody).update({**vars(as_they_were), "client": somebody.client})
    for name, value in cookies.items():
        somebody.client.set_cookie(name, value)


def _file(app: Flask) -> str:
    return str(app.config["SETTINGS"].data / "between-us.db")


def _cheap(instance: Path) -> Settings:
    mail = {"smtp_url": NOBODY, "mail_from": MAIL_FROM}
    return Settings(instance=instance, argon_memory_kib=32, argon_iterations=1, testing=True, **mail)


@contextmanager
def _running(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings, Ports(clock=Clock()))
    app.jinja_env.bytecode_cache = COMPILED
    yield app
    app.extensions["workplace"].database.close()


def rehearse(folder: Path) -> Rehearsal:
    found = Rehearsal(folder / "empty")
    with _running(_cheap(found.instance)) as app:
        found.keep("nobody", app, ())
    with _running(found.prepare(folder / "rehearsal")) as app:
        alex, sam = Visitor(app), Visitor(app)
        alex.joins("alex")
        sam.joins("sam")
        alex.begins_partnership("us", "Alex")
        sam.accepts(alex.invites(), "Sam")
        found.keep("couple", app, (alex, sam))
        for scene, slug, opens, at in (("ready", READY, "ready", "3-days"), ("blind", BLIND, "at", "20-minutes")):
            alex, sam = found.play("couple", app)
            sam.joins_round(alex.starts(slug, opens, at))
            found.keep(scene, app, (alex, sam))
    return found
