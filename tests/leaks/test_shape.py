"""The shape of the database says nothing: whoever answered, picked and sealed, the rows are as many, as long and as
old. Ids and sealed bytes are random; all else is compared as it is."""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app import create_app
from app.config import Settings
from app.ports import Ports
from app.services.rounds import Address, read_flag, read_schedule
from app.startup import keep_up_once
from tests.clock import Clock
from tests.conftest import COMPILED
from tests.leaks.canaries import pick, write
from tests.navigators import Visitor

Shape = tuple[tuple[str, Any], ...]
Database = dict[str, list[Shape]]
ID = re.compile(r"[A-Za-z0-9_-]{22}")
ROUNDS = ("open-conversation", "desire-check-in")


def shape(row: sqlite3.Row) -> Shape:
    return tuple((column, _seen(row[column])) for column in row.keys())  # noqa: SIM118 - a row goes through its values


def _seen(value: Any) -> Any:
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return "an id" if isinstance(value, str) and ID.fullmatch(value) else value


class World:
    """Alex and Sam on an installation of their own, in which both rounds have begun and open in three days."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = Clock()
        self.app = create_app(settings, Ports(clock=self.clock))
        self.app.jinja_env.bytecode_cache = COMPILED
        self.workplace = self.app.extensions["workplace"]
        self.alex, self.sam = Visitor(self.app), Visitor(self.app)
        self.alex.joins("alex")
        self.sam.joins("samuel")
        self.alex.begins_partnership("us", "Alex")
        self.sam.accepts(self.alex.invites(), "Sam")
        self.rounds = [self.alex.starts(slug, "at", "3-days") for slug in ROUNDS]

    def days_pass(self, days: int) -> None:
        self.clock.passes(days=days)
        keep_up_once(self.workplace)
        for one in (self.alex, self.sam):
            one.signs_in()

    def rows(self) -> dict[str, list[sqlite3.Row]]:
        with closing(sqlite3.connect(Path(self.settings.data) / "between-us.db")) as database:
            database.row_factory = sqlite3.Row
            tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {table: list(database.execute(f"SELECT * FROM {table}")) for table in tables}

    def shapes(self) -> Database:
        return {table: sorted(map(shape, rows), key=repr) for table, rows in self.rows().items()}

    def close(self) -> None:
        self.workplace.database.close()


def answers(world: World, somebody: Visitor, seals: bool) -> None:
    """Both rounds: texts in one, picks in the other."""
    for address, fill_in in zip(world.rounds, (write, lambda one: pick(one, 0, 1, 2)), strict=True):
        somebody.joins_round(address)
        fill_in(somebody)
        if seals:
            somebody.seals()


def both_sealed(world: World) -> None:
    for one in (world.alex, world.sam):
        answers(world, one, seals=True)


def sealed_and_cleared(world: World) -> None:
    answers(world, world.alex, seals=True)
    world.alex.opens(f"{world.alex.round}/review")
    world.alex.posts(f"{world.alex.round}/review", clear="1")


def kept_after_all(world: World) -> None:
    answers(world, world.alex, seals=True)
    world.alex.joins_round(world.rounds[0])
    button = world.alex.opens(f"{world.alex.round}/review").html.select_one('[name="keep"]')
    world.alex.posts(f"{world.alex.round}/review", keep=str(button["value"]))  # type: ignore[index]


def held_back(world: World) -> None:
    answers(world, world.alex, seals=True)
    for address in world.rounds:
        world.alex.opens(address)
        world.alex.posts(f"{address}/hold-back")


SCENES: dict[str, Callable[[World], None]] = {
    "nobody came": lambda world: None,
    "one answered": lambda world: answers(world, world.alex, seals=False),
    "one sealed": lambda world: answers(world, world.sam, seals=True),
    "both sealed, and picked the same": both_sealed,
    "one sealed and cleared": sealed_and_cleared,
    "one kept an answer after all": kept_after_all,
    "one held everything back": held_back,
}
DAYS = ("that day", "the next day", "after the opening")


@pytest.fixture(scope="module")
def plays(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Database]]:
    """A scene on its second day, and the shapes of the database that day, the next one, and after the opening."""
    played: dict[str, list[Database]] = {}

    def play(scene: str) -> list[Database]:
        if scene not in played:
            instance = tmp_path_factory.mktemp("world") / "instance"
            world = World(Settings(instance=instance, argon_memory_kib=32, argon_iterations=1, testing=True))
            played[scene] = days = []
            world.days_pass(1)
            SCENES[scene](world)
            days.append(world.shapes())
            world.days_pass(1)
            days.append(world.shapes())
            world.days_pass(2)
            for address in world.rounds:
                world.sam.joins_round(address)
                world.sam.summary()
            days.append(world.shapes())
            world.close()
        return played[scene]

    return play


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("day", DAYS)
def test_it_is_as_if_nobody_had_come(plays: Callable[[str], list[Database]], scene: str, day: str) -> None:
    n = DAYS.index(day)
    expected, found = plays("nobody came")[n], plays(scene)[n]
    assert found.keys() == expected.keys()
    for table in expected:
        assert found[table] == expected[table], table


@pytest.mark.parametrize("scene", SCENES)
def test_within_one_database_all_rows_of_a_kind_are_alike(plays: Callable[[str], list[Database]], scene: str) -> None:
    """Or whose is unlike the others' would tell who has been there."""
    for database in plays(scene)[:2]:
        assert {table: len(database[table]) for table in ("worksheets", "disclosures", "grants")} == {
            "worksheets": 4,
            "disclosures": 2 + 2 + 2 + 1,
            "grants": 2 + 2 + 3 * 4 + 2,
        }
        kinds = defaultdict(set)
        for table in ("worksheets", "disclosures", "grants"):
            for row in database[table]:
                seen = dict(row)
                blind = table == "worksheets" and seen["picks"] is not None
                seen = {column: value for column, value in seen.items() if column not in ("author", "round")}
                kinds[table, seen.get("part"), seen.get("subject"), blind].add(repr(sorted(seen.items())))
        assert {kind: len(shapes) for kind, shapes in kinds.items()} == dict.fromkeys(kinds, 1)


def test_it_tells_a_ready_round_that_waits_from_one_that_does_not_by_the_field_key_alone(tmp_path: Path) -> None:
    """In rounds that open when all are ready the server must know who sealed. Where a time is set, it does not."""
    world = World(Settings(instance=tmp_path / "instance", argon_memory_kib=32, argon_iterations=1, testing=True))
    before = world.shapes()
    ready = world.alex.starts("flexible-and-core", "ready")
    with_ready = world.shapes()
    assert with_ready != before
    answers(world, world.alex, seals=True)
    world.alex.joins_round(ready)
    world.alex.seals()
    assert world.shapes() == with_ready
    flags = defaultdict(list)
    with world.workplace.reading() as ctx:
        opens = {}
        for row in world.rows()["rounds"]:
            address = Address(row["partnership"], row["round"])
            opens[row["round"]] = read_schedule(ctx, address, row["settings"]).opens
        for row in world.rows()["worksheets"]:
            address = Address(row["partnership"], row["round"])
            flags[opens[row["round"]]].append(read_flag(ctx, address, row["member"], row["sealed"]))
    assert {kind: sorted(found) for kind, found in flags.items()} == {"at": [False] * 4, "ready": [False, True]}
    world.close()


def test_a_longer_text_moves_to_the_next_size_and_to_no_other(tmp_path: Path) -> None:
    """The limit that is stated; and the control that lengths would show here."""
    world = World(Settings(instance=tmp_path / "instance", argon_memory_kib=32, argon_iterations=1, testing=True))
    world.alex.joins_round(world.rounds[0])
    sizes = set()
    for length in (1, 5000, 9000, 16 * 1024):
        write(world.alex, "x" * length)
        sizes |= {len(row["answers"]) for row in world.rows()["worksheets"] if row["picks"] is None}
    smallest = min(sizes) - 29
    assert {size - 29 for size in sizes} == {smallest, smallest * 2, smallest * 4}
    world.close()
