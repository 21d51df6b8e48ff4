"""What is measured, and what each costs in statements and bytes, which are the same every time."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app
from app.startup import prepare
from app.web.exercises import opaque
from tests.benchmarks import bare
from tests.benchmarks.servers import TOKEN, Asked
from tests.benchmarks.world import ANSWER, PULSE, SIX, TWO, WEEKS, World, lay, library, settings
from tests.navigators import Visitor
from tests.statements import statement_counter

VERSION = re.compile(rb'name="version" value="([^"]+)"')


@dataclass
class Operation:
    """`most` is the ratio that the speed issue allows. `path` tells where ours is found in a world."""

    name: str
    most: float
    who: str
    path: Callable[[World], str]
    bare_path: str
    at: str = field(default="", init=False)

    def begins(self, server: Asked, world: World) -> None:
        """Somebody signs in, and looks once at where it will be asked."""
        server.signs_in(self.who)
        self.at = self.path(world)
        self.ours(server, 0)

    def ours(self, server: Asked, n: int) -> None:
        status, _ = server.asks(self.at)
        assert status == 200, (self.at, status)

    def bare(self, server: Asked, n: int) -> None:
        status, _ = server.asks(self.bare_path)
        assert status == 200, status


class Saving(Operation):
    """An answer and then another in its place, so that something is saved each time."""

    def begins(self, server: Asked, world: World) -> None:
        server.signs_in(self.who)
        self.at = self.path(world)
        page = server.asks(self.at)[1]
        token = TOKEN.search(page)
        assert token
        self.forms: list[dict[str, str]] = []
        for text in (_text(1), _text(0)):
            version = VERSION.search(page)
            assert version
            form = {"csrf_token": token[1].decode(), "version": version[1].decode(), "text": text, "share": "partners"}
            self.forms.append(form)
            assert server.asks(self.at, form)[0] == 303
            page = server.asks(self.at)[1]
        # The version is that of what was saved: the first form fits after the second, and the second after the first.

    def ours(self, server: Asked, n: int) -> None:
        status, _ = server.asks(self.at, self.forms[n % 2])
        assert status == 303, status

    def bare(self, server: Asked, n: int) -> None:
        status, _ = server.asks(self.bare_path, {"text": _text(n % 2)})
        assert status == 303, status


def _text(n: int) -> str:
    return ANSWER.format(n=n, name=TWO[0])


def _year(world: World) -> str:
    return f"/over-time/{world.place.removeprefix('/us/')}/{opaque(PULSE.slug)}"


OPERATIONS = (
    Operation("a prompt page", 1.3, TWO[0], lambda world: f"/rounds/{world.answering}/prompts/2", "/prompts/2"),
    Saving("save an answer", 2.0, TWO[0], lambda world: f"/rounds/{world.answering}/prompts/1", "/prompts/1"),
    Operation(
        "the summary of 2 x 60 answers", 1.2, TWO[0], lambda world: f"/rounds/{world.two}/summary", "/summary/two"
    ),
    Operation("summary of 6 partners x 60", 2.5, SIX[0], lambda world: f"/rounds/{world.six}/summary", "/summary/six"),
    Operation("library page, 37 and 300 more", 1.3, TWO[0], lambda world: "/exercises", "/library"),
    Operation("a year of weekly pulses", 2.0, TWO[0], _year, "/year"),
)


def laid(folder: Path, weeks: int = WEEKS) -> World:
    """Both worlds, in a folder of their own."""
    bare.lay(folder, weeks)
    return lay(folder / "instance", weeks)


def _ours(folder: Path) -> Flask:
    at = replace(settings(folder / "instance"), testing=True)
    return create_app(at, workplace=replace(prepare(at), library=library()))


@dataclass(frozen=True)
class Measured:
    statements: int
    size: int
    page: bytes


def counted(folder: Path, world: World) -> dict[str, tuple[Measured, Measured]]:
    """For each operation what ours takes, and what the bare one takes, each asked in this process."""
    ours, reference = _ours(folder), bare.app(folder)
    found = {}
    for one in OPERATIONS:
        somebody = Visitor(ours)
        somebody.signs_in(one.who)
        path = one.path(world)
        mine = _measured(ours.extensions["workplace"].database, _asking(one, somebody, path))
        client = reference.test_client()
        fields = {"text": _text(0)} if isinstance(one, Saving) else None
        send = client.get if fields is None else client.post
        theirs = _measured(
            reference.extensions["database"],
            lambda send=send, one=one, fields=fields: send(one.bare_path, data=fields),
        )
        found[one.name] = mine, theirs
    ours.extensions["workplace"].database.close()
    return found


def _asking(one: Operation, somebody: Visitor, path: str) -> Callable[[], Any]:
    page = somebody.opens(path)
    if not isinstance(one, Saving):
        return lambda: somebody.client.get(path)
    form = {"csrf_token": page.token, "version": page.values("version")[0], "text": _text(0), "share": "partners"}
    return lambda: somebody.sends(path, **form)


def _measured(database: Any, ask: Callable[[], Any]) -> Measured:
    with statement_counter(database) as seen:
        answer = ask()
    assert answer.status_code in (200, 303), answer.status_code
    return Measured(len(seen), len(answer.data), answer.data)
