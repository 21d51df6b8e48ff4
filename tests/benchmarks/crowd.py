"""Databases with so many worksheets in them, each with the same real people, kept from one run to the next."""

import pickle
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, create_engine, event, func, insert, or_, select, text

from app.startup import keep_up_once
from app.storage.database import Database
from app.storage.tables import Base, MemberRow, PersonRow, WorksheetRow
from tests.benchmarks import moulds, world
from tests.benchmarks.moulds import Mould, Stranger
from tests.clock import Clock
from tests.tools.progress import Progress

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".growth"
MADE_OF = [ROOT / "tests/benchmarks" / name for name in ("world.py", "moulds.py", "crowd.py")]
"""A change of any of these makes all that is kept old. A new step of the tables is taken in place, as everywhere."""
BEGUN, WHOLE, HALF = "begun", "of-{}", "half"
TOLD = "told.pickle"
AT_ONCE = 400
"""Couples in one transaction. Each of their rounds lies among those of all the others."""
CLIENTS_AMONG = 20
"""One couple in so many has a therapist."""
FILLING = ("journal_mode=wal", "synchronous=off", "cache_size=-2000000", "temp_store=memory")
"""What is filled can be filled again: nothing is waited for."""


@dataclass(frozen=True)
class Told:
    """The world, the instant at which everybody's clock stands, and who must not be taken for one of the crowd."""

    world: world.World
    now: datetime
    moulds: dict[str, str]
    partnerships: frozenset[str]


@dataclass(frozen=True)
class Grown:
    """A folder with an instance in it, and how many worksheets it holds."""

    folder: Path
    worksheets: int

    @property
    def told(self) -> Told:
        found: Told = pickle.loads((self.folder / TOLD).read_bytes())
        return found

    @property
    def instance(self) -> Path:
        return self.folder / "instance"


def kept() -> Path:
    """Where the databases of this code lie. Those of any other are removed: they are large."""
    here = KEPT / sha256(b"".join(one.read_bytes() for one in MADE_OF)).hexdigest()[:12]
    for other in KEPT.glob("*"):
        if other != here:
            shutil.rmtree(other)
    here.mkdir(parents=True, exist_ok=True)
    return here


def grown(folder: Path, sizes: tuple[int, ...], weeks: int = world.WEEKS) -> list[Grown]:
    """One for each size, each begun as a copy of the one before. What is there already is left as it is, and what was
    cut short goes on from where it was."""
    before = _begun(folder / BEGUN, weeks)
    _bring_up(before)
    found = []
    for size in sorted(sizes):
        here, half = folder / WHOLE.format(size), folder / f"{HALF}-{size}"
        if not here.exists():
            if not half.exists():
                copying = folder / "copying"
                shutil.rmtree(copying, ignore_errors=True)
                shutil.copytree(before, copying)
                copying.rename(half)
            fill(half, size)
            half.rename(here)
        _bring_up(here)
        found.append(Grown(here, _counted(here)))
        before = here
    return found


def _begun(folder: Path, weeks: int) -> Path:
    """The real people, and the moulds of all others."""
    if folder.exists():
        return folder
    laying = folder.with_name("laying")
    shutil.rmtree(laying, ignore_errors=True)
    laid = world.lay(laying / "instance", weeks)
    clock, now = Clock(), datetime.now(UTC)
    with world.opened(laying / "instance", clock) as workplace:
        shapes = moulds.lay(workplace, clock, now)
        clock.now = now + timedelta(minutes=5)
        keep_up_once(workplace)  # the days that have passed since it began have left it something to do
        with workplace.database.engine.connect() as connection:
            real = frozenset(connection.execute(select(MemberRow.partnership)).scalars())
    (laying / TOLD).write_bytes(pickle.dumps(Told(laid, clock.now, shapes, real)))
    laying.rename(folder)
    return folder


def _bring_up(folder: Path) -> None:
    """What was kept may be older than the newest step of the tables."""
    database = Database(world.settings(folder / "instance").database_url)
    database.upgrade()
    database.close()


def fill(folder: Path, until: int) -> None:
    """Straight into the tables, and then the rows of the real people among all the others."""
    told = Grown(folder, 0).told
    engine = _engine(folder)
    with engine.connect() as connection:
        shapes = {who: moulds.mould(connection, here, told.now.date()) for who, here in told.moulds.items()}
        there = connection.execute(select(func.count()).select_from(WorksheetRow)).scalar_one()
        couples = connection.execute(select(func.count()).select_from(PersonRow)).scalar_one()
    with Progress(f"{until:,} worksheets", "worksheets", until, there) as progress:
        while there < until:
            with engine.begin() as connection:
                added = 0
                for shape, strangers in _strangers(shapes, couples, until - there):
                    _add(connection, shape, strangers)
                    added += shape.worksheets * len(strangers)
                    couples += len(strangers)
            there += added
            progress.step(added)
            progress.line()
    with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            scatter(connection, table, told.partnerships)
    engine.dispose()


def _strangers(shapes: dict[str, Mould], number: int, wanted: int) -> Iterator[tuple[Mould, list[Stranger]]]:
    """Who comes next, at most so many: most of them couples by themselves."""
    couple, clients = shapes[moulds.COUPLE[0]], shapes[moulds.CLIENTS[0]]
    couples = min(AT_ONCE, -(-wanted // couple.worksheets))
    treated = couples // CLIENTS_AMONG
    for shape, some, shown in ((clients, treated, True), (couple, couples - treated, False)):
        yield shape, [Stranger(number + n, shown) for n in range(some)]
        number += some


def _add(connection: Connection, shape: Mould, strangers: list[Stranger]) -> None:
    for table in shape.rows:
        rows = list(shape.copies(table, strangers))
        if rows:
            connection.execute(insert(table), rows)


def scatter(connection: Connection, table: Table, partnerships: frozenset[str]) -> None:
    """Put the rows of the real people evenly among all others, in their order, as rows lie that came over a year: each
    changes places with one of a stranger. The first one stays it: a start tries the keys on some person."""
    whose = _whose(table, partnerships)
    if whose is None:
        return
    name = table.name
    mine = list(
        connection.execute(select(text("rowid")).select_from(table).where(whose).order_by(text("rowid"))).scalars()
    )
    last = connection.execute(text(f"SELECT max(rowid) FROM {name}")).scalar_one() or 0
    taken = set(mine)
    move = text(f"UPDATE {name} SET rowid = :new WHERE rowid = :old")
    for n, old in enumerate(mine):
        new = 1 + (last - 1) * n // max(len(mine) - 1, 1)
        if new not in taken:
            for step in ({"old": new, "new": -1}, {"old": old, "new": new}, {"old": -1, "new": old}):
                connection.execute(move, step)


def _whose(table: Table, partnerships: frozenset[str]) -> object:
    if "partnership" in table.c:
        return table.c.partnership.in_(partnerships)
    people = select(MemberRow.person).where(MemberRow.partnership.in_(partnerships))
    owners = [table.c[name].in_(people) for name in ("person", "author") if name in table.c]
    return or_(*owners) if owners else None


def _counted(folder: Path) -> int:
    engine = _engine(folder)
    with engine.connect() as connection:
        number = int(connection.execute(select(func.count()).select_from(WorksheetRow)).scalar_one())
    engine.dispose()
    return number


def _engine(folder: Path) -> Engine:
    engine = create_engine(world.settings(folder / "instance").database_url)

    @event.listens_for(engine, "connect")
    def settle(connection: object, _: object) -> None:
        for one in FILLING:
            connection.execute(f"PRAGMA {one}")  # type: ignore[attr-defined]  # the driver's own

    return engine
