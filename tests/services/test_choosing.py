"""Choosing together: what is drawn is drawn once, for everybody, and nothing else is left of it."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache

import pytest
from sqlalchemy import select

from app import startup
from app.config import Settings
from app.domain.choosing import DRAWN, EDITION, Topic
from app.domain.exercise import Opens
from app.domain.files import edition
from app.domain.rounds import Schedule
from app.ports import Ports
from app.services import beginning, choosing, partnerships, rounds, summaries, upkeep
from app.services.context import NotFound, Refused
from app.services.rounds import Address
from app.services.workplace import Workplace
from app.storage.library import Library
from app.storage.tables import Base, DisclosureRow, GrantRow, WorksheetRow
from tests.clock import Clock
from tests.makers import make_exercise, make_prompt
from tests.services.circle import Circle

LIGHT = ("tea", "walk", "songs", "kites", "bread")
HEAVY = {"chores": "shared-load", "worry": "shared-challenges"}
L, P, C = Topic.LOAD, Topic.PROBLEMS, Topic.CHANGE


@cache
def make_choices() -> Library:
    text = make_prompt("reflection")
    made = [make_exercise(text, slug=slug, practices=["good-things"]) for slug in LIGHT]
    made += [make_exercise(text, slug=slug, practices=[about], intensity="deep") for slug, about in HEAVY.items()]
    made.append(make_exercise(make_prompt("mutual"), slug="blind", practices=["change"], intensity="deep"))
    editions = {one.slug: edition({"en": one}) for one in made}
    return Library(editions, {one.hash: one for one in editions.values()})


@pytest.fixture
def workplace(settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workplace]:
    monkeypatch.setattr(startup, "read_exercises", make_choices)
    prepared = startup.prepare(settings, Ports(clock=clock))
    yield prepared
    prepared.database.close()


def begin(circle: Circle, **later: float) -> Address:
    name = next(iter(circle.people))
    return circle.does(name, choosing.start, circle.us, circle.clock() + timedelta(**(later or {"minutes": 5})))


def pick(circle: Circle, name: str, here: Address, *topics: Topic) -> None:
    with circle.workplace.writing(shred=True) as ctx:
        sheet, prompt = choosing.find(ctx, circle.people[name], here, to_change=True)
        choosing.pick(ctx, circle.people[name], sheet, prompt, topics)


def drawn(circle: Circle, name: str, here: Address) -> list[str]:
    seen = circle.asks(name, summaries.view, here)
    if seen.due:
        circle.does(name, rounds.open_due, here)
    return [one.slug for one in circle.asks(name, choosing.drawn, seen)]


def come_of(circle: Circle, **picks: tuple[Topic, ...]) -> set[str]:
    """What was drawn, the same for everybody."""
    here = begin(circle)
    for name, topics in picks.items():
        pick(circle, name, here, *topics)
    circle.clock.passes(minutes=5)
    found = [drawn(circle, name, here) for name in circle.people]
    assert found == found[:1] * len(found)
    assert len(found[0]) == 2
    return set(found[0])


def test_it_is_drawn_once_for_all_three(trio: Circle) -> None:
    assert "chores" in come_of(trio, alex=(L, C), sam=(L,), kit=(P, L))


@pytest.mark.parametrize("picks", [{"alex": (L,), "sam": (L,)}, {"alex": (L,), "sam": (L,), "kit": ()}, {}], ids=str)
def test_taking_no_part_is_picking_nothing(trio: Circle, picks: dict[str, tuple[Topic, ...]]) -> None:
    assert come_of(trio, **picks) <= set(LIGHT)


def test_the_last_picks_count(couple: Circle) -> None:
    here = begin(couple)
    pick(couple, "alex", here, L)
    pick(couple, "sam", here, P)
    pick(couple, "sam", here, L)
    couple.clock.passes(minutes=5)
    assert "chores" in drawn(couple, "alex", here)


def test_picking_nothing_takes_out_what_was_picked(couple: Circle) -> None:
    here = begin(couple)
    pick(couple, "alex", here, L)
    pick(couple, "sam", here, L)
    pick(couple, "sam", here)
    couple.clock.passes(minutes=5)
    found = drawn(couple, "alex", here)
    assert len(found) == 2
    assert set(found) <= set(LIGHT)


def test_nothing_of_what_was_picked_is_left_for_anybody(couple: Circle) -> None:
    come_of(couple, alex=(L,), sam=(L, C))
    with couple.workplace.database.reading() as db:
        rows = db.execute(select(WorksheetRow.picks, WorksheetRow.picks_key))
        assert {tuple(row) for row in rows} == {(None, None)}
        assert not db.execute(select(DisclosureRow).where(DisclosureRow.part == "picks")).all()
        assert not db.execute(select(GrantRow).where(GrantRow.subject == "picks")).all()
    (one,) = couple.asks("alex", rounds.of_person)
    sheet, _ = couple.asks("alex", choosing.find, one.address)
    assert sheet.picks is None


def test_what_is_kept_is_two_names_and_no_reason(couple: Circle) -> None:
    come_of(couple, alex=(L,), sam=(L,))
    (one,) = couple.asks("alex", rounds.of_person)
    opened = couple.asks("alex", summaries.read, one.address)
    assert list(opened.matched) == [DRAWN]
    assert not opened.summary.first + opened.summary.rest


def sizes(circle: Circle) -> dict[str, list[tuple[int | str, ...]]]:
    """The length of every value in every row of every table."""
    with circle.workplace.database.reading() as db:
        return {
            table.name: sorted(
                tuple(len(str(value)) if not isinstance(value, bytes) else len(value) for value in row)
                for row in db.execute(select(table))
            )
            for table in Base.metadata.sorted_tables
        }


def test_no_row_tells_overlap_from_none(couple: Circle) -> None:
    here = begin(couple)
    begun = sizes(couple)
    found = []
    for picks in ((L, L), (L, P), (L, None)):
        for name, topic in zip(couple.people, picks, strict=True):
            pick(couple, name, here, *([topic] if topic else []))
        found.append(sizes(couple))
    assert found == [begun] * 3
    couple.clock.passes(minutes=5)
    light = drawn(couple, "alex", here)
    assert len(light) == 2
    assert set(light) <= set(LIGHT)
    without = sizes(couple)
    couple.clock.passes(days=6)
    here = begin(couple)
    pick(couple, "alex", here, L)
    pick(couple, "sam", here, L)
    couple.clock.passes(minutes=5)
    assert "chores" in drawn(couple, "alex", here)
    for table, rows in sizes(couple).items():
        assert set(rows) == set(without[table]), table


@pytest.mark.parametrize("safer", ["holds back", "leaves"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_who_takes_it_back_leaves_two_light_ones(couple: Circle, safer: str, when: str) -> None:
    here = begin(couple)
    pick(couple, "alex", here, L)
    pick(couple, "sam", here, L)
    if when == "after":
        couple.clock.passes(minutes=5)
        assert "chores" in drawn(couple, "alex", here)
    if safer == "leaves":
        couple.does("sam", partnerships.leave, couple.us)
    else:
        couple.does("sam", summaries.hold_back, here)
    couple.clock.passes(minutes=5)
    found = drawn(couple, "alex", here)
    assert len(found) == 2
    assert set(found) <= set(LIGHT)
    assert drawn(couple, "alex", here) == found, "each time"


def test_what_nobody_came_for_shows_two_light_ones(couple: Circle) -> None:
    here = begin(couple)
    pick(couple, "alex", here, L)
    pick(couple, "sam", here, L)
    couple.clock.passes(days=15)
    upkeep.sweep(couple.workplace)
    found = drawn(couple, "alex", here)
    assert len(found) == 2
    assert set(found) <= set(LIGHT)
    assert drawn(couple, "sam", here) == found


def test_what_rests_is_not_drawn(couple: Circle) -> None:
    couple.start("alex", "blind", days=1)
    assert come_of(couple, alex=(C,), sam=(C,)) <= set(LIGHT)
    couple.clock.passes(days=20)
    assert "blind" in come_of(couple, alex=(C,), sam=(C,))


def test_there_is_one_at_a_time_and_the_next_waits(couple: Circle) -> None:
    here = begin(couple)
    couple.clock.passes(minutes=2)
    assert begin(couple) == here
    assert couple.asks("sam", choosing.times, couple.us) == choosing.Times(here, None)
    couple.clock.passes(minutes=3)
    again = couple.clock() + timedelta(days=6)
    assert couple.asks("sam", choosing.times, couple.us) == choosing.Times(None, again)
    couple.clock.passes(days=5)
    with pytest.raises(Refused, match="too-soon"):
        begin(couple)
    couple.clock.passes(days=1)
    assert couple.asks("sam", choosing.times, couple.us) == choosing.Times(None, None)
    assert begin(couple) != here


@pytest.mark.parametrize("over", [False, True])
def test_who_comes_later_is_told_of_no_choosing_from_before(couple: Circle, over: bool) -> None:
    before = begin(couple)
    couple.clock.passes(minutes=6 if over else 1)
    kit_comes(couple)
    for name in couple.people:
        assert couple.asks(name, choosing.times, couple.us) == choosing.Times(None, None)
    here = couple.does("kit", choosing.start, couple.us, couple.clock() + timedelta(minutes=5))
    assert here != before
    for name in couple.people:
        assert couple.asks(name, choosing.times, couple.us) == choosing.Times(here, None)


def test_what_rests_for_two_is_drawn_for_three(couple: Circle) -> None:
    """Left out, it would tell who came later that the others had begun it."""
    couple.start("alex", "blind")
    couple.clock.passes(hours=2)
    kit_comes(couple)
    everybody = dict.fromkeys(couple.people, (C,))
    assert "blind" in come_of(couple, **everybody)
    couple.clock.passes(days=7)
    couple.start("kit", "blind")
    assert come_of(couple, **everybody) <= set(LIGHT)


def kit_comes(circle: Circle) -> None:
    circle.join("kit")
    circle.accept("kit", circle.invite("alex", "sam"))


def test_another_round_is_no_choosing(couple: Circle) -> None:
    here = couple.start("alex", "blind")
    with pytest.raises(NotFound):
        couple.asks("alex", choosing.find, here)


def test_it_is_not_among_the_exercises(couple: Circle) -> None:
    with pytest.raises(Refused, match="exercise"):
        couple.start("alex", EDITION.in_language("en").slug)


def test_it_opens_by_the_clock_alone(couple: Circle) -> None:
    with pytest.raises(Refused, match="needs-a-time"):
        couple.does(
            "alex", beginning.begin, couple.us, EDITION, Schedule(Opens.READY, couple.clock() + timedelta(hours=1))
        )
    here = begin(couple)
    for name in couple.people:
        pick(couple, name, here, L)
    seen = couple.asks("alex", summaries.view, here)
    assert not seen.open
    with pytest.raises(Refused, match="not-open"):
        couple.asks("alex", choosing.drawn, seen)
    couple.clock.passes(minutes=5)
    with pytest.raises(Refused, match="closed"):
        pick(couple, "alex", here, P)
