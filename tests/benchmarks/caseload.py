"""`python -m tests.benchmarks.caseload`: the list of a therapist with sixty couples, each with a year of weekly rounds,
beside the summaries of two and of six.

What each takes: statements, thousands of instructions (where valgrind is there), and milliseconds of the processor,
which repeat less well: the least of many, each asked in its turn.
"""

import os
import pickle
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from flask import Flask

from app import create_app
from app.domain.answers import Scale, Share
from app.ports import Ports
from app.services import people
from app.services.workplace import Workplace
from app.startup import keep_up_once
from tests.benchmarks import instructions, world
from tests.benchmarks.operations import OPERATIONS
from tests.benchmarks.servers import Within
from tests.benchmarks.world import PULSE, settings
from tests.clock import Clock
from tests.navigators import Visitor
from tests.services.circle import Circle
from tests.services.test_therapists import agree
from tests.statements import statement_counter
from tests.therapists import practises as works_as_therapist
from tests.tools.progress import Progress

COUPLES, WEEKS, TURNS = 60, 52, 100
THERAPIST = "noor"
TOLD = "caseload.pickle"
LIST = "the caseload of 60"
SUMMARIES = tuple(one for one in OPERATIONS if one.name.startswith(("the summary", "summary")))


@dataclass(frozen=True)
class Told:
    """Where everybody's clock stands, and by name what is asked, at which address and by whose session."""

    now: datetime
    asked: dict[str, tuple[str, dict[str, str]]]


def lay(folder: Path, couples: int = COUPLES, weeks: int = WEEKS) -> None:
    """A therapist and the couples who agreed to them, with a round in every week; and the rounds of the summaries."""
    where, clock = world.lay(folder / "instance", weeks=1), Clock()
    clock.now = datetime.now(UTC) - timedelta(weeks=weeks, days=1)
    with world.opened(folder / "instance", clock) as workplace:
        app = create_app(replace(settings(folder / "instance"), testing=True), Ports(clock=clock), workplace)
        noor = Visitor(app)
        noor.joins(THERAPIST)
        phone = works_as_therapist(noor, clock)
        circles = [_couple(workplace, clock, noor, n) for n in range(couples)]
        with Progress("laying", "weeks", weeks) as progress:
            for _ in range(weeks):
                _a_week(circles, clock)
                keep_up_once(workplace)
                progress.step()
                progress.line()
        clock.now = max(clock.now, datetime.now(UTC))
        noor.signs_in()
        noor.posts("/sign-in/code", code=phone.code())
        asked = {LIST: ("/practice", _cookies(noor))}
        for one in SUMMARIES:
            reader = Visitor(app)
            reader.signs_in(one.who)
            asked[one.name] = one.path(where), _cookies(reader)
        (folder / TOLD).write_bytes(pickle.dumps(Told(clock.now, asked)))


def _couple(workplace: Workplace, clock: Clock, noor: Visitor, n: int) -> Circle:
    circle = Circle(workplace, clock)
    circle.found(f"una-{n}", f"leo-{n}")
    with workplace.reading() as ctx:
        circle.people[THERAPIST] = people.sign_in(ctx, THERAPIST, noor.passphrase)
    agree(circle, f"una-{n}", f"leo-{n}")
    del circle.people[THERAPIST]
    return circle


def _a_week(circles: list[Circle], clock: Clock) -> None:
    """Everybody answers and shows one scale of a pulse that opens within the hour."""
    rounds = [(circle, circle.start(next(iter(circle.people)), PULSE.slug, hours=1)) for circle in circles]
    for n, (circle, here) in enumerate(rounds):
        for name in circle.people:
            circle.save(name, here, "scale-0", Scale(point=1 + (n + len(name)) % 5), Share.PARTNERS)
            circle.seal(name, here)
    clock.passes(hours=2)
    for circle, here in rounds:
        circle.reads(next(iter(circle.people)), here)
    clock.passes(days=6, hours=22)


def _cookies(somebody: Visitor) -> dict[str, str]:
    return {one.key: one.value for one in somebody.client._cookies.values()}


@contextmanager
def asking(folder: Path) -> Iterator[tuple[Workplace, dict[str, Callable[[], bytes]]]]:
    """By name a call that asks for a page once."""
    told: Told = pickle.loads((folder / TOLD).read_bytes())
    clock = Clock()
    clock.now = told.now
    with world.opened(folder / "instance", clock) as workplace:
        app = create_app(replace(settings(folder / "instance"), testing=True), Ports(clock=clock), workplace)
        yield workplace, {name: partial(_asks, app, *where) for name, where in told.asked.items()}


def _asks(app: Flask, path: str, cookies: dict[str, str]) -> bytes:
    asked = Within(app)
    asked.cookies = dict(cookies)
    status, page = asked.asks(path)
    assert status == 200, (path, status)
    return page


def measured(folder: Path, turns: int = TURNS) -> dict[str, tuple[int, float]]:
    """By name: statements, and milliseconds of the processor."""
    with asking(folder) as (workplace, asks):
        statements, taken = {}, {name: [] for name in asks}
        for name, ask in asks.items():
            ask()
            with statement_counter(workplace.database) as seen:
                ask()
            statements[name] = len(seen)
        for _ in range(turns):
            for name, ask in asks.items():
                began = time.process_time()
                ask()
                taken[name].append((time.process_time() - began) * 1000)
    return {name: (statements[name], min(taken[name])) for name in asks}


def count_this(folder: Path) -> None:
    with asking(folder) as (_, asks):
        for name, ask in asks.items():
            instructions.request(name, lambda _, ask=ask: ask())


def main() -> None:
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        lay(folder)
        counted = instructions.under_valgrind(folder, __spec__.name, "counted") if instructions.there() else {}
        for name, (statements, milliseconds) in measured(folder).items():
            thousands = f"{counted[name] / 1000:10,.0f}" if counted else "not counted"
            print(f"{name:32} {statements:3} statements {thousands} thousand instructions {milliseconds:8.2f} ms")


if __name__ == "__main__":
    if sys.argv[1:] == ["counted"]:
        count_this(Path(os.environ["BENCH"]))
    else:
        main()
