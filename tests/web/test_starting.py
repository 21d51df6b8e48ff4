"""Starting a round: what can be wrong with its time, and what it says then."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.services.workplace import Workplace
from tests.clock import Clock
from tests.navigators import Visitor
from tests.web.contents import nothing_is_saved
from tests.web.prompts import BLIND, READY
from tests.web.rehearsal import Couple

Sentence = Callable[[str], str]


@pytest.fixture
def starter(couple: Couple) -> Visitor:
    alex, _ = couple
    return alex


def refused(starter: Visitor, workplace: Workplace, said: str, **fields: str) -> None:
    """The exercise's own page says why, and its form still holds what was chosen."""
    starter.opens(f"/exercises/{fields['exercise']}")
    at = starter.address
    with nothing_is_saved(workplace):
        page = starter.posts(f"{starter.us}/rounds", 422, **fields)
    assert said in page.html.select_one("#opens_at-error").get_text()  # type: ignore[union-attr]
    assert page.html.select_one(f'form[action="{starter.us}/rounds"]'), at
    if "opens_on" in fields:
        assert page.values("opens_on") == [fields["opens_on"]]
    if fields.get("opens_at") in page.values("opens_at"):
        assert page.ticked()["opens_at"] == [fields["opens_at"]]


@pytest.mark.parametrize(
    ("opens_on", "reason"),
    [
        ("2026-11-24T18:59", "past"),
        ("2026-11-24T19:00", "past"),
        ("1970-01-01T00:00", "past"),
        ("2027-01-23T19:01", "too-far"),
        ("9999-12-31T23:59", "too-far"),
        ("0001-01-01T00:00", "past"),
        ("", "no-time"),
        ("tomorrow", "no-time"),
        ("2026-11-31T10:00", "no-time"),
    ],
)
def test_a_date_that_cannot_be(
    starter: Visitor, workplace: Workplace, sentence: Sentence, opens_on: str, reason: str
) -> None:
    """Alex is in Madrid, where it is seven in the evening."""
    refused(starter, workplace, sentence(reason), exercise=READY, opens="at", opens_at="date", opens_on=opens_on)


@pytest.mark.parametrize(
    ("zone", "opens_on"), [("Asia/Tokyo", "0001-01-01T00:00"), ("America/Lima", "9999-12-31T23:59")]
)
def test_a_date_beyond_what_a_calendar_holds_elsewhere(
    starter: Visitor, workplace: Workplace, sentence: Sentence, zone: str, opens_on: str
) -> None:
    starter.opens("/account")
    starter.posts("/account", zone=zone)
    refused(starter, workplace, sentence("no-time"), exercise=READY, opens="at", opens_at="date", opens_on=opens_on)


def test_a_date_is_in_the_zone_of_who_starts(starter: Visitor) -> None:
    starter.starts(READY, "at", "date", opens_on="2026-11-24T19:01")
    assert "19:01" in starter.page.text
    starter.starts(BLIND, "at", "date", opens_on="2027-01-23T19:00")
    assert "23 January, 19:00" in starter.page.text


@pytest.mark.parametrize("quick", ["yesterday", "in a while", "\0"])
def test_a_quick_time_that_is_not_offered(
    starter: Visitor, workplace: Workplace, sentence: Sentence, quick: str
) -> None:
    refused(starter, workplace, sentence("no-time"), exercise=READY, opens="at", opens_at=quick)


def test_a_way_of_opening_that_is_not_offered(starter: Visitor, workplace: Workplace, sentence: Sentence) -> None:
    refused(starter, workplace, sentence("not-offered"), exercise=READY, opens="now", opens_at="3-days")


def test_blind_picks_open_at_a_set_time_only(starter: Visitor, workplace: Workplace, sentence: Sentence) -> None:
    refused(starter, workplace, sentence("needs-a-time"), exercise=BLIND, opens="ready", opens_at="3-days")


def test_blind_picks_rest_for_two_weeks(
    starter: Visitor, workplace: Workplace, clock: Clock, sentence: Sentence
) -> None:
    starter.starts(BLIND, "at", "20-minutes")
    clock.passes(minutes=20, days=14, seconds=-1)
    starter.client.delete_cookie("session")
    starter.signs_in()
    page = starter.opens(f"/exercises/{BLIND}/begin")
    assert "you can begin this one again on" in page.text
    with nothing_is_saved(workplace):
        page = starter.posts(f"{starter.us}/rounds", 422, exercise=BLIND, opens="at", opens_at="3-days")
    assert sentence("too-soon") in page.text
    clock.passes(seconds=1)
    starter.starts(BLIND, "at", "20-minutes")


def test_the_rest_counts_from_the_opening_that_is_still_to_come(
    starter: Visitor, workplace: Workplace, clock: Clock, sentence: Sentence
) -> None:
    starter.starts(BLIND, "at", "3-days")
    clock.now += timedelta(minutes=5)
    starter.opens("/exercises")
    with nothing_is_saved(workplace):
        page = starter.posts(f"{starter.us}/rounds", 422, exercise=BLIND, opens="at", opens_at="20-minutes")
    assert sentence("too-soon") in page.text


def test_who_comes_later_is_told_of_no_rest(
    couple: Couple, joined: Callable[[str], Visitor], clock: Clock, sentence: Sentence
) -> None:
    """It would tell which exercise the others began before, and when."""
    alex, sam = couple
    alex.starts(BLIND, "at", "20-minutes")
    clock.passes(minutes=30)
    for one in couple:
        one.opens("/unlock")
        one.unlocks()
    kit = joined("kit")
    sam.opens(sam.us)
    sam.posts(f"{sam.us}/invitations")
    code = alex.invites()
    assert "you can begin this one again on" in alex.opens(f"/exercises/{BLIND}/begin").text
    kit.accepts(code, "Kit")
    for one in (alex, sam, kit):
        assert "you can begin this one again on" not in one.opens(f"/exercises/{BLIND}/begin").text
    kit.starts(BLIND, "at", "20-minutes")
    clock.passes(minutes=5)
    for one in (alex, sam, kit):
        assert "you can begin this one again on" in one.opens(f"/exercises/{BLIND}/begin").text
        page = one.posts(f"{one.us}/rounds", 422, exercise=BLIND, opens="at", opens_at="3-days")
        assert sentence("too-soon") in page.text


def test_an_exercise_that_nobody_knows(starter: Visitor, workplace: Workplace) -> None:
    starter.opens(f"/exercises/{READY}")
    for slug in ("", "no-such-exercise", "../../etc/passwd", "\0"):
        with nothing_is_saved(workplace):
            page = starter.posts(f"{starter.us}/rounds", 404, exercise=slug, opens="at", opens_at="3-days")
        assert page.heading == "There is nothing here."
    starter.opens("/exercises/no-such-exercise", 404)
