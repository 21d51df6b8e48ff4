"""Places where people are when something goes wrong."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from app.ports import Ports
from app.web.sentences import SENTENCES
from tests.clock import Clock
from tests.conftest import COMPILED
from tests.navigators import Visitor
from tests.web.rehearsal import Couple, Leads, Rehearsal, rehearse


@pytest.fixture
def sentence(app: Flask) -> Callable[[str], str]:
    """The sentence for a reason, as a page says it."""

    def say(reason: str) -> str:
        with app.test_request_context():
            return str(SENTENCES[reason])

    return say


@pytest.fixture(scope="session")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    return rehearse(tmp_path_factory.mktemp("rehearsal"))


@pytest.fixture(scope="session")
def stage(rehearsal: Rehearsal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Clock]]:
    """One app for all these tests, with its clock: what differs from one to the next lies in the database."""
    clock = Clock()
    app = create_app(rehearsal.prepare(tmp_path_factory.mktemp("stage") / "instance"), Ports(clock=clock))
    app.jinja_env.bytecode_cache = COMPILED
    yield app, clock
    app.extensions["workplace"].database.close()


@pytest.fixture
def clock(stage: tuple[Flask, Clock]) -> Clock:
    stage[1].now = Clock().now
    return stage[1]


@pytest.fixture
def app(stage: tuple[Flask, Clock], clock: Clock, rehearsal: Rehearsal) -> Flask:
    """Nobody is there yet."""
    rehearsal.clear(stage[0])
    return stage[0]


@pytest.fixture
def settings(stage: tuple[Flask, Clock]) -> Settings:
    found: Settings = stage[0].config["SETTINGS"]
    return found


@pytest.fixture
def other_settings(rehearsal: Rehearsal, tmp_path: Path) -> Settings:
    """For an app of one's own."""
    return rehearsal.prepare(tmp_path / "instance")


@pytest.fixture
def couple(app: Flask, rehearsal: Rehearsal) -> Couple:
    """Alex and Sam, in a partnership."""
    alex, sam = rehearsal.play("couple", app)
    return alex, sam


@pytest.fixture
def in_round(app: Flask, rehearsal: Rehearsal) -> Couple:
    """Alex and Sam at the beginning of a round that opens when both are done."""
    alex, sam = rehearsal.play("ready", app)
    return alex, sam


@pytest.fixture
def in_blind_round(app: Flask, rehearsal: Rehearsal) -> Couple:
    """Alex and Sam at the beginning of a round with blind picks, which opens in twenty minutes."""
    alex, sam = rehearsal.play("blind", app)
    return alex, sam


@pytest.fixture
def leads(app: Flask, clock: Clock, rehearsal: Rehearsal) -> Leads:
    """For fixtures: a step on from where everybody is, taken once in all tests and copied from then on."""
    return lambda step, act: rehearsal.leads(step, app, clock, act)


@pytest.fixture
def opening(in_round: Couple, leads: Leads) -> Callable[[], object]:
    """Alex shows something and Sam nothing, and the round is open."""
    alex, sam = in_round

    def open_it() -> None:
        alex.answers(1, level="ask", share="partners")
        alex.seals()
        sam.seals()

    return lambda: leads("opened", open_it)


@pytest.fixture
def stranger(joined: Callable[[str], Visitor], leads: Leads) -> Visitor:
    """Somebody with an account and a place of their own, who has nothing to do with the couple."""

    def come() -> tuple[Visitor]:
        kim = joined("kim")
        kim.begins_partnership("mine", "Kim")
        return (kim,)

    (kim,) = leads("a stranger", come)
    return kim


@pytest.fixture
def gathering(joined: Callable[[str], Visitor], leads: Leads) -> Callable[[int], list[Visitor]]:
    """So many people in one partnership, each let in by everybody who was there."""

    def gather(number: int) -> list[Visitor]:
        people = [joined(f"person-{n}") for n in range(number)]
        people[0].begins_partnership("us", "Person 0")
        for n, newcomer in enumerate(people[1:], 1):
            for one in people[: n - 1]:
                one.opens(people[0].us)
                one.posts(f"{one.us}/invitations")
            newcomer.accepts(people[n - 1].invites(), f"Person {n}")
        return people

    return lambda number: leads(f"{number} gather", lambda: gather(number))
