"""An exercise that is taken out of the library: its rounds stay whole, and nobody can begin another."""

import json
from dataclasses import replace

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from app.services.workplace import Workplace
from app.storage.library import Library
from tests.clock import Clock
from tests.conftest import COMPILED
from tests.navigators import Visitor, nth

RETIRED = "flexible-and-core"


@pytest.fixture
def later(settings: Settings, workplace: Workplace) -> Flask:
    """The same server after an update in which the exercise is gone: it has never read its text from a file."""
    current = {slug: one for slug, one in workplace.library.current.items() if slug != RETIRED}
    library = Library(current, {one.hash: one for one in current.values()})
    app = create_app(settings, workplace=replace(workplace, library=library))
    app.jinja_env.bytecode_cache = COMPILED
    return app


def meanwhile(somebody: Visitor, app: Flask) -> Visitor:
    """The same person, after the update."""
    again = Visitor(app)
    again.signs_in(somebody.name)
    again.us, again.round = somebody.us, somebody.round
    return again


def test_a_round_under_way_is_finished_and_read(couple: tuple[Visitor, Visitor], later: Flask, clock: Clock) -> None:
    alex, sam = couple
    sam.joins_round(alex.starts(RETIRED))
    alex.fills_in(nth(0, "A quiet word from Alex"))
    alex.seals()
    alex, sam = meanwhile(alex, later), meanwhile(sam, later)
    assert "Alex" in sam.opens(sam.round).text
    sam.fills_in(nth(1, "A quiet word from Sam"))
    sam.seals()
    clock.passes(minutes=1)
    for one in (alex, sam):
        text = one.summary().text
        assert "A quiet word from Alex" in text
        assert "A quiet word from Sam" in text


def test_an_opened_round_stays_readable_and_is_in_the_copy(couple: tuple[Visitor, Visitor], later: Flask) -> None:
    alex, sam = couple
    sam.joins_round(alex.starts(RETIRED))
    title = alex.page.heading
    for n, one in enumerate(couple):
        one.fills_in(nth(n, f"A quiet word from {one.name}"))
        one.seals()
    alex = meanwhile(alex, later)
    assert title in alex.opens(alex.us).text
    assert "A quiet word from sam" in alex.summary().text
    assert alex.opens(f"{alex.round}/mine").text.count("A quiet word from alex") > 1
    alex.opens("/account/copy")
    copied = json.loads(alex.posts("/account/copy", **{"as": "json"}).raw)
    assert "A quiet word from alex" in json.dumps(copied["rounds"])
    assert title in json.dumps(copied["rounds"], ensure_ascii=False)


def test_it_can_not_be_started_any_more(couple: tuple[Visitor, Visitor], later: Flask) -> None:
    alex = meanwhile(couple[0], later)
    alex.opens(f"/exercises/{RETIRED}", 404)
    alex.opens("/exercises")
    alex.posts(f"{alex.us}/rounds", 404, exercise=RETIRED, opens="ready", opens_at="3-days")
