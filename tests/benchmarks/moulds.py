"""A few couples of every shape, laid through the services, of which copies can be made by the hundred thousand.

A copy has new ids, new days, and random bytes of the same length wherever something is sealed: nobody has the keys.
"""

import random
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Date, LargeBinary, String, Table, or_, select

from app.domain.calendar import Every, Plan
from app.domain.exercise import Exercise
from app.services import agreements, series
from app.services.workplace import Workplace
from app.startup import read_exercises
from app.storage.tables import Base, LinkRow, MemberRow, WorksheetRow
from tests.clock import Clock
from tests.services.circle import ZONE, Circle
from tests.services.test_assignments import gives
from tests.services.test_therapists import agree, practises

COUPLE, CLIENTS, THERAPIST = ("una", "leo"), ("ida", "max"), "noor"
ROUNDS, ROUNDS_SHOWN = 12, 6
SHORT_LIVED = ("sessions", "invitations", "practice_codes", "notices")
"""Upkeep looks at each row of the first three, whose times are sealed, and ends what it can't read. They grow with the
people who are about, and not with worksheets."""
SHARED = ("editions",)
TO_COME = ("due_day", "next_day", "expires_day")
FURTHEST = {True: 60, False: 900}
"""So many days back a copy may be begun, with a therapist or without: what a therapist is shown ends in half a year."""
IDS = 22
"""Characters of an id."""

Row = dict[str, Any]


def lay(workplace: Workplace, clock: Clock, now: datetime) -> dict[str, str]:
    """Two couples, one of them with a therapist. Returns the partnerships by who is in them first."""
    shipped = [one.in_language("en") for _, one in sorted(read_exercises().current.items())]
    clock.now = now - timedelta(weeks=30)
    couple = Circle(workplace, clock)
    couple.found(*COUPLE)
    _rounds(couple, shipped[:ROUNDS])
    clock.now = now - timedelta(weeks=14)
    clients = Circle(workplace, clock)
    clients.found(*CLIENTS)
    practises(clients, THERAPIST)
    link = agree(clients, *CLIENTS, therapist=THERAPIST)
    gives(clients, link, THERAPIST, shipped[0].slug)
    _rounds(clients, shipped[ROUNDS : ROUNDS + ROUNDS_SHOWN])
    clock.now = now - timedelta(hours=2)  # time to be counted
    _agree_and_go_on(couple, next(one for one in shipped if not one.has_blind))
    return {COUPLE[0]: couple.us, CLIENTS[0]: clients.us}


def _rounds(circle: Circle, exercises: list[Exercise]) -> None:
    """Nobody answers: the rows are there from the start, as large as later."""
    first = next(iter(circle.people))
    for one in exercises:
        opens = one.offers[0]
        here = circle.start(first, one.slug, opens, days=3)
        circle.clock.passes(days=4)
        circle.reads(first, here)
        circle.clock.passes(days=9)


def _agree_and_go_on(circle: Circle, exercise: Exercise) -> None:
    first, now = next(iter(circle.people)), circle.clock()
    look_at = now + timedelta(days=90)
    here = circle.does(
        first, agreements.draft, circle.us, "Phones stay outside.", now + timedelta(hours=1), look_at=look_at
    )
    for name in circle.people:
        circle.does(name, agreements.say, here, True)
    plan = Plan(Every.WEEK, (now + timedelta(days=6)).date(), now.time().replace(microsecond=0), ZONE)
    circle.does(first, series.begin, circle.us, exercise.slug, plan)


@dataclass(frozen=True)
class Mould:
    """The rows of one partnership and of all who belong to it, parents first."""

    rows: dict[Table, list[Row]]
    today: date

    @property
    def worksheets(self) -> int:
        return len(self.rows[WorksheetRow.__table__])  # type: ignore[index]

    def copies(self, table: Table, strangers: list["Stranger"]) -> Iterator[Row]:
        """The same row of each of them, and then the next row: in a table that grew with time, the rows of two people
        do not lie together."""
        kinds = {column.name: _kind(column) for column in table.columns}
        for row in self.rows[table]:
            columns = [(name, kinds[name], value) for name, value in row.items()]
            for one in strangers:
                yield {name: one.has(name, kind, value, self.today) for name, kind, value in columns}


def _kind(column: Any) -> str:
    if isinstance(column.type, LargeBinary):
        return "sealed"
    if isinstance(column.type, Date):
        return "day"
    return "id" if isinstance(column.type, String) and column.type.length == IDS else "plain"


class Stranger:
    """Who a copy is of: the ids and the days that are theirs alone, the same whenever they are made."""

    def __init__(self, number: int, shown: bool) -> None:
        """`shown` where they have a therapist."""
        self._random = random.Random(number)
        self._back = timedelta(days=self._random.randrange(FURTHEST[shown]))
        self._ids: dict[str, str] = {}

    def has(self, name: str, kind: str, value: Any, today: date) -> Any:
        if value is None or kind == "plain":
            return value
        if kind == "sealed":
            return self._random.randbytes(len(value))
        if kind == "day":
            return value if name in TO_COME or value > today else value - self._back
        return self._id(value) if len(value) == IDS else value  # "" or `joint`

    def _id(self, value: str) -> str:
        if value not in self._ids:
            self._ids[value] = urlsafe_b64encode(self._random.randbytes(16)).decode().rstrip("=")
        return self._ids[value]


def mould(connection: Connection, partnership: str, today: date) -> Mould:
    members, links = MemberRow.__table__, LinkRow.__table__
    people = set()
    for table in (members, links):
        people |= set(connection.execute(select(table.c.person).where(table.c.partnership == partnership)).scalars())
    rows = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in (*SHORT_LIVED, *SHARED):
            rows[table] = [
                dict(row._mapping) for row in connection.execute(select(table).where(_of(table, partnership, people)))
            ]
    return Mould(rows, today)


def _of(table: Table, partnership: str, people: set[str]) -> Any:
    """Which rows of a table belong to a partnership, or to these people."""
    if "partnership" in table.c:
        return table.c.partnership == partnership
    return or_(*[table.c[name].in_(people) for name in ("person", "author") if name in table.c])
