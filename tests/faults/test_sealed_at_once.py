"""Two to six people seal, or look at a round whose time has come, in the same moment."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from app.domain.exercise import Opens
from app.services import summaries
from app.services.rounds import Address
from app.storage import rounds as rows
from tests.clock import Clock
from tests.faults.figures import figure
from tests.services.circle import Circle, at_once, words

PEOPLE = ("alex", "sam", "kit", "noa", "jo", "max")
Record = Callable[[str, object], None]


@pytest.fixture
def openings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The rounds that were opened, once for each time."""
    opened: list[str] = []
    mark = rows.mark_opened

    def count(db: Any, partnership: str, round_: str, *days: Any) -> bool:
        did = mark(db, partnership, round_, *days)
        if did:
            opened.append(round_)
        return did

    monkeypatch.setattr(rows, "mark_opened", count)
    return opened


def gathered(circle: Circle, many: int) -> tuple[str, ...]:
    circle.found(*PEOPLE[:many])
    return PEOPLE[:many]


def all_see_the_same(circle: Circle, here: Address, those: tuple[str, ...]) -> None:
    first, *others = [circle.reads(name, here) for name in those]
    assert first.texts == {words(name, "shown") for name in those}
    assert all(one == first for one in others)


@pytest.mark.parametrize("many", range(2, len(PEOPLE) + 1))
def test_all_seal_at_once(circle: Circle, openings: list[str], many: int, record_property: Record) -> None:
    those, races = gathered(circle, many), figure(1, 500)
    for _ in range(races):
        here = circle.start(those[0], "talk", Opens.READY)
        for name in those:
            circle.answer(name, here)
        results = at_once([partial(circle.seal, name, here) for name in those])
        assert results == [None] * many
        assert openings.count(here.round) == 1
        all_see_the_same(circle, here, those)
    record_property(f"{many} seal at once", f"{races} races, each opened once")


@pytest.mark.parametrize("many", range(3, len(PEOPLE) + 1))
def test_the_last_two_seal_at_once(circle: Circle, openings: list[str], many: int, record_property: Record) -> None:
    those, races = gathered(circle, many), figure(1, 200)
    for _ in range(races):
        here = circle.start(those[0], "talk", Opens.READY)
        for name in those:
            circle.answer(name, here)
        for name in those[2:]:
            circle.seal(name, here)
        assert here.round not in openings
        assert at_once([partial(circle.seal, name, here) for name in those[:2]]) == [None, None]
        assert openings.count(here.round) == 1
        all_see_the_same(circle, here, those)
    record_property(f"the last two of {many}", f"{races} races, each opened once")


@pytest.mark.parametrize("many", [2, 6])
def test_all_look_at_once_when_its_time_has_come(
    circle: Circle, clock: Clock, openings: list[str], many: int, record_property: Record
) -> None:
    those, races = gathered(circle, many), figure(1, 100)
    for _ in range(races):
        here = circle.start(those[0], hours=1)
        for name in those:
            circle.fill_in(name, here, "dancing", "picnic")
        clock.passes(hours=1)
        seen = at_once([partial(circle.reads, name, here) for name in those])
        assert not [one for one in seen if isinstance(one, Exception)]
        assert openings.count(here.round) == 1
        assert {one.matches for one in seen} == {("dancing", "picnic")}
        clock.passes(days=46)
    record_property(f"{many} look at once", f"{races} races, each opened once")


def test_one_seals_while_another_holds_back(circle: Circle, openings: list[str], record_property: Record) -> None:
    those, races = gathered(circle, 3), figure(2, 500)
    for _ in range(races):
        here = circle.start("alex", "talk", Opens.READY)
        for name in those:
            circle.answer(name, here)
        for name in ("alex", "kit"):
            circle.seal(name, here)
        calls = [partial(circle.seal, "sam", here), partial(circle.does, "alex", summaries.hold_back, here)]
        assert at_once(calls) == [None, None]
        assert openings.count(here.round) == 1
        for name in those:
            assert circle.reads(name, here).texts == {words(name, "shown") for name in ("sam", "kit")}
    record_property("sealing against holding back", f"{races} races, nothing held back was shown")
