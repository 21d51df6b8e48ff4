"""Places where people are when something goes wrong."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.config import Settings
from app.web.sentences import SENTENCES
from tests.navigators import Visitor
from tests.web.rehearsal import Couple, Rehearsal, rehearse


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


@pytest.fixture
def settings(settings: Settings, rehearsal: Rehearsal) -> Settings:
    rehearsal.prepare(settings)
    return settings


@pytest.fixture
def couple(app: Flask, rehearsal: Rehearsal) -> Couple:
    """Alex and Sam, in a partnership."""
    return rehearsal.play("couple", app)


@pytest.fixture
def in_round(app: Flask, rehearsal: Rehearsal) -> Couple:
    """Alex and Sam at the beginning of a round that opens when both are done."""
    return rehearsal.play("ready", app)


@pytest.fixture
def in_blind_round(app: Flask, rehearsal: Rehearsal) -> Couple:
    """Alex and Sam at the beginning of a round with blind picks, which opens in twenty minutes."""
    return rehearsal.play("blind", app)


@pytest.fixture
def stranger(joined: Callable[[str], Visitor]) -> Visitor:
    """Somebody with an account and a place of their own, who has nothing to do with the couple."""
    kim = joined("kim")
    kim.begins_partnership("mine", "Kim")
    return kim


@pytest.fixture
def gathering(joined: Callable[[str], Visitor]) -> Callable[[int], list[Visitor]]:
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

    return gather
