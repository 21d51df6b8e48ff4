"""`python -m tests.benchmarks.growth [--sizes N ...]`: what a request costs the same people while the database grows
around them.

At each size: how many thousand instructions it takes (where valgrind is there; its startup takes a minute or two each)
and how long it is in the database (the median of many, asked of one size after the other). Both against the smallest.
Fails if either grows by more than is allowed, and says where. SQLite.
"""

import argparse
import copy
import os
import platform
import sqlite3
import sys
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import delete

from app import create_app
from app.ports import Ports
from app.services import people, practice
from app.services.workplace import Workplace
from app.startup import keep_up_once, prepare
from app.storage.tables import SessionRow
from tests.benchmarks import instructions
from tests.benchmarks.crowd import Grown, grown, kept
from tests.benchmarks.moulds import THERAPIST
from tests.benchmarks.operations import OPERATIONS
from tests.benchmarks.servers import Within
from tests.benchmarks.timed import watched
from tests.benchmarks.world import TWO, library, settings
from tests.clock import Clock
from tests.tools.progress import Progress

SIZES = (1_000, 10_000, 100_000, 1_000_000)
REQUESTS = 200
MOST_INSTRUCTIONS, MOST_TIME = 1.05, 1.25
"""Against the smallest."""
Costs = dict[str, list[float]]
"""By operation, at each size."""


class Site:
    """The app on one of the databases, on a clock that stands still."""

    def __init__(self, on: Grown) -> None:
        told = on.told
        clock = Clock()
        clock.now = told.now
        at = replace(settings(on.instance), testing=True)
        self.workplace: Workplace = replace(prepare(at, Ports(clock=clock)), library=library())
        with self.workplace.writing() as ctx:
            ctx.db.execute(delete(SessionRow))  # those of whoever measured before
        self.spent = watched(self.workplace.database)
        app = create_app(at, Ports(clock=clock), workplace=self.workplace)
        self.asks: dict[str, Callable[[int], object]] = {}
        for each in OPERATIONS:
            one, asked = copy.copy(each), Within(app)  # each keeps what it was told
            for _ in range(2):  # whoever measured before may have been cut short between two answers
                one.begins(asked, told.world)
            self.asks[one.name] = partial(one.ours, asked)
        therapist = self._signs_in(THERAPIST)
        self.asks["sign in, by name"] = lambda _: self._signs_in(TWO[0])
        self.asks["the caseload of a therapist"] = lambda _: self._caseload(therapist)
        self.asks["upkeep, nothing due"] = lambda _: keep_up_once(self.workplace)

    def _signs_in(self, name: str) -> Any:
        with self.workplace.reading() as ctx:
            return people.sign_in(ctx, name, f"{name} keeps five quiet lamps lit")

    def _caseload(self, therapist: Any) -> None:
        with self.workplace.reading() as ctx:
            assert len(practice.caseload(ctx, therapist)) == 1

    def takes(self, name: str, n: int) -> float:
        """Milliseconds in the database."""
        self.spent.seconds = 0
        self.asks[name](n)
        return self.spent.seconds * 1000


@contextmanager
def opened(sizes: list[Grown]) -> Any:
    sites = [Site(one) for one in sizes]
    try:
        yield sites
    finally:
        for site in sites:
            site.workplace.database.close()


def times(sizes: list[Grown], requests: int) -> Costs:
    """The median milliseconds in the database. Whatever else the machine does falls on all sizes alike: they are asked
    in turns, and each is the first of a turn as often as the others."""
    found: Costs = {}
    with opened(sizes) as sites, Progress("asking", "turns", requests * len(sites[0].asks)) as progress:
        for name in sites[0].asks:
            taken: list[list[float]] = [[] for _ in sites]
            for n in range(requests):
                for k in range(len(sites)):
                    which = (k + n // 2) % len(sites)
                    taken[which].append(sites[which].takes(name, n))
                progress.step()
            found[name] = [median(some) for some in taken]
            progress.line()
    return found


def counted(sizes: list[Grown]) -> Costs:
    """Thousands of instructions. Nothing, where there is no valgrind."""
    if not instructions.there():
        return {}
    sides = []
    with Progress("counting", "sizes", len(sizes)) as progress:
        for one in sizes:
            sides.append(instructions.under_valgrind(one.folder, __spec__.name, "counted"))
            progress.step()
            progress.line()
    return {name: [side[name] / 1000 for side in sides] for name in sides[0]}


def count_this(folder: Path) -> None:
    with opened([Grown(folder, 0)]) as (site,):
        for name, ask in site.asks.items():
            instructions.request(name, ask)


def table(sizes: list[Grown], costs: Costs, unit: str, most: float) -> list[str]:
    """A row for each operation: what it costs at each size, and how often as much as at the smallest."""
    columns = "".join(f"{one.worksheets:>20,}" for one in sizes)
    lines = [f"{unit:40}{columns}   at most {most}"]
    for name, each in costs.items():
        told = "".join(f"{f'{cost:,.3f} (x{cost / each[0]:.2f})':>20}" for cost in each)
        lines.append(f"{name:40}{told}")
    return lines


def broken(sizes: list[Grown], costs: Costs, what: str, most: float) -> list[str]:
    """A sentence for each limit that does not hold."""
    return [
        f"{name}, with {one.worksheets:,} worksheets: {what} x {cost / each[0]:.3f}, at most {most}."
        for name, each in costs.items()
        for one, cost in zip(sizes, each, strict=True)
        if cost > most * each[0]
    ]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.growth", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--requests", type=int, default=REQUESTS, help="of each operation, at each size")
    asked = parser.parse_args(arguments)
    sizes = grown(kept(), tuple(asked.sizes))
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}", flush=True)
    measured = [
        (counted(sizes), "thousands of instructions", MOST_INSTRUCTIONS),
        (times(sizes, asked.requests), "milliseconds in the database", MOST_TIME),
    ]
    for costs, unit, most in measured:
        print("\n".join(["", *table(sizes, costs, unit, most)]))
    found = [one for costs, unit, most in measured for one in broken(sizes, costs, unit, most)]
    print("\n".join(["", *(found or ["Both limits hold."])]))
    return 1 if found else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["counted"]:
        count_this(Path(os.environ["BENCH"]))
    else:
        sys.exit(main())
