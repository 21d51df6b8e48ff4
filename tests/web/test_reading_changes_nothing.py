"""GET and HEAD change nothing. The listed exceptions: last-seen, the lock after ten minutes, the opening, leaving."""

from collections.abc import Callable

import pytest

from app.services.workplace import Workplace
from tests.clock import Clock
from tests.navigators import Visitor
from tests.web.contents import changed_tables, contents, nothing_is_saved
from tests.web.rehearsal import Couple
from tests.web.requests import GETS, Asked

PURE = [one for one in GETS if one.endpoint != "accounts.leave_page"]


@pytest.mark.parametrize("asked", PURE, ids=str)
def test_looking_changes_nothing_whoever_looks(
    in_round: Couple, visitor: Callable[[], Visitor], workplace: Workplace, clock: Clock, asked: Asked
) -> None:
    alex, _ = in_round
    address = asked.at(alex.us, alex.round)

    def look() -> None:
        with nothing_is_saved(workplace):
            for somebody in (alex.client, visitor().client):
                for method in ("GET", "HEAD", "OPTIONS"):
                    somebody.open(address, method=method)

    look()
    clock.passes(minutes=10)
    alex.client.get("/help")
    look()


@pytest.mark.parametrize("asked", PURE, ids=str)
def test_looking_changes_nothing_after_the_opening(
    in_round: Couple, opening: Callable[[], object], workplace: Workplace, asked: Asked
) -> None:
    alex, _ = in_round
    opening()
    with nothing_is_saved(workplace):
        for method in ("GET", "HEAD"):
            alex.client.open(asked.at(alex.us, alex.round), method=method)


def test_the_last_visit_is_noted_once_a_minute_and_nothing_else(
    in_round: Couple, workplace: Workplace, clock: Clock
) -> None:
    alex, _ = in_round
    clock.passes(seconds=59)
    with nothing_is_saved(workplace):
        alex.opens(alex.round)
    before = contents(workplace)
    clock.passes(seconds=1)
    alex.opens(alex.round)
    after = contents(workplace)
    assert changed_tables(before, after) == {"sessions"}
    with nothing_is_saved(workplace):
        alex.opens("/")


def test_the_first_look_after_the_time_opens_once(in_blind_round: Couple, workplace: Workplace, clock: Clock) -> None:
    alex, sam = in_blind_round
    clock.passes(minutes=20)
    for one in (alex, sam):
        one.client.delete_cookie("session")
        one.signs_in()
    before = contents(workplace)
    alex.opens(alex.round)
    opened = contents(workplace)
    assert changed_tables(before, opened) <= {"rounds", "worksheets", "disclosures", "grants"}
    assert changed_tables(before, opened) >= {"rounds"}
    with nothing_is_saved(workplace):
        for one in (sam, alex):
            one.opens(one.round)
            one.summary()


def test_leaving_by_a_link_ends_the_session(in_round: Couple, workplace: Workplace) -> None:
    alex, _ = in_round
    before = contents(workplace)
    alex.client.get("/exit")
    assert changed_tables(before, contents(workplace)) == {"sessions"}
    with nothing_is_saved(workplace):
        assert alex.client.get("/exit").status_code == 303
