"""Choosing together at the web: nothing tells anything before the draw, and little afterwards."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.domain.choosing import Topic
from app.services.workplace import Workplace
from tests.clock import Clock
from tests.navigators import Visitor
from tests.pages import Page
from tests.web.contents import nothing_is_saved
from tests.web.rehearsal import Couple

LOAD, DESIRE, TALKING, ROLES = Topic.LOAD, Topic.DESIRE, Topic.TALKING, Topic.ROLES


@pytest.fixture
def choosing(couple: Couple) -> Couple:
    """Alex and Sam have five minutes."""
    alex, sam = couple
    alex.opens("/choose")
    alex.posts(f"{alex.us}/choose", opens_at="5-minutes")
    alex.round = sam.round = alex.address.removesuffix("/choose")
    return couple


def picks(somebody: Visitor, *topics: str, status: int = 200) -> Page:
    somebody.opens(f"{somebody.round}/choose")
    return somebody.posts(f"{somebody.round}/choose", status, picks=topics)


def everything(alex: Visitor) -> dict[str, bytes]:
    """All that Alex can open, and all of its bytes."""
    pages = ("/", "/choose", "/exercises", alex.us, "/account/data")
    parts = ("", "/choose", "/summary", "/review", "/prompts/1", "/talk")
    return {path: alex.opens(path).raw for path in [*pages, *[alex.round + part for part in parts]]}


def test_before_the_draw_nothing_tells_what_the_other_picked(choosing: Couple) -> None:
    alex, sam = choosing
    picks(alex, LOAD)
    untouched = everything(alex)
    for topics in ((LOAD,), (DESIRE,), (LOAD, DESIRE, TALKING), ()):
        picks(sam, *topics)
        assert everything(alex) == untouched, topics
    sam.posts(f"{sam.round}/hold-back")
    sam.posts(f"{sam.us}/place")
    assert everything(alex) == untouched


def test_ones_own_picks_are_closed_to_ones_own_screen(choosing: Couple) -> None:
    alex, _ = choosing
    picks(alex, LOAD)
    first = everything(alex)
    picks(alex, DESIRE, ROLES)
    assert everything(alex) == first
    picks(alex)
    assert everything(alex) == first
    assert not alex.opens(f"{alex.round}/choose").ticked()


def test_all_ways_to_have_nothing_in_common_look_alike(choosing: Couple, clock: Clock) -> None:
    """Nobody knows which two come up, so the pages are alike in all but those."""
    alex, sam = choosing
    picks(alex, LOAD)
    picks(sam, DESIRE)
    clock.passes(minutes=5)
    page = alex.opens(alex.round)
    assert page.address == f"{alex.round}/choose"
    assert sam.opens(alex.round).html.select("article") == page.html.select("article")
    for word in ("picked the same", "in common", "overlap", "match", "nobody picked", "subject"):
        assert word not in page.html.main.get_text().lower()  # type: ignore[union-attr]


def test_the_draw_stands_still(choosing: Couple, clock: Clock, workplace: Workplace) -> None:
    alex, sam = choosing
    for one in choosing:
        picks(one, LOAD)
    clock.passes(minutes=5)
    first = alex.opens(f"{alex.round}/choose").raw
    with nothing_is_saved(workplace):
        assert alex.opens(f"{alex.round}/choose").raw == first
    links = alex.page.html.select("article a")
    assert sam.opens(f"{sam.round}/choose").html.select("article a") == links


def test_too_many_come_back_as_they_were(choosing: Couple) -> None:
    alex, _ = choosing
    page = picks(alex, LOAD, DESIRE, TALKING, ROLES, status=422)
    assert "more than can be picked" in page.text
    assert set(page.ticked()["picks"]) == {LOAD, DESIRE, TALKING, ROLES}
    assert "It is put away" not in page.text


def test_what_is_not_offered_is_refused(choosing: Couple) -> None:
    alex, _ = choosing
    assert "Please choose from what is offered" in picks(alex, "safety", status=422).text


def test_after_the_draw_nothing_can_be_put_in(choosing: Couple, clock: Clock, workplace: Workplace) -> None:
    alex, sam = choosing
    alex.opens(f"{alex.round}/choose")
    clock.passes(minutes=5)
    alex.opens("/help")
    for topics in ([LOAD], [LOAD, DESIRE, TALKING, ROLES]):
        with nothing_is_saved(workplace):
            response = alex.sends(f"{alex.round}/choose", csrf_token=alex.token, picks=topics)
        assert response.status_code == 409
    assert sam.opens(f"{sam.round}/choose").heading == "Drawn for you"


def test_what_is_picked_while_locked_waits_sealed_and_is_applied(choosing: Couple, clock: Clock) -> None:
    alex, sam = choosing
    clock.passes(days=6, minutes=5)
    for one in choosing:
        one.signs_in()
    alex.opens("/choose")
    alex.posts(f"{alex.us}/choose", opens_at="3-days")
    alex.round = sam.round = alex.address.removesuffix("/choose")
    alex.opens(f"{alex.round}/choose")
    clock.passes(minutes=11)
    alex.posts(f"{alex.round}/choose", picks=[Topic.PROBLEMS])
    assert alex.address == "/unlock"
    assert "It is put away" in alex.unlocks().text
    sam.signs_in()
    picks(sam, Topic.PROBLEMS)
    clock.passes(days=3)
    sam.signs_in()
    assert "medium" in sam.opens(f"{sam.round}/choose").text


@pytest.mark.parametrize("opens_at", ["", "date", "60-days", "2026-12-24T20:00"])
def test_only_a_near_time_can_be_chosen(couple: Couple, workplace: Workplace, opens_at: str) -> None:
    """A far one would keep everybody from choosing until then."""
    alex, _ = couple
    alex.opens("/choose")
    with nothing_is_saved(workplace):
        page = alex.posts(f"{alex.us}/choose", 422, opens_at=opens_at)
    assert "Please choose a time" in page.text


def test_without_a_place_one_is_led_to_make_one(joined: Callable[[str], Visitor]) -> None:
    lee = joined("lee")
    page = lee.opens("/choose")
    assert "/us/new" in page.links()
    assert not page.values("opens_at")


def test_where_one_is_going_on_it_leads_there(choosing: Couple) -> None:
    _, sam = choosing
    page = sam.opens("/choose")
    assert f"{sam.round}/choose" in page.links()
    assert not page.values("opens_at")


@pytest.mark.parametrize("minutes", [1, 7])
def test_who_comes_later_is_told_of_none_from_before(
    choosing: Couple, joined: Callable[[str], Visitor], clock: Clock, minutes: int
) -> None:
    alex, sam = choosing
    clock.passes(minutes=minutes)
    for one in (sam, alex):
        one.signs_in()
    sam.opens(sam.us)
    sam.posts(f"{sam.us}/invitations")
    code = alex.invites()
    told = "you can choose together again on"
    assert (told in alex.opens("/choose").text) is (minutes > 5)
    kit = joined("kit")
    kit.accepts(code, "Kit")
    page = kit.opens("/choose")
    assert told not in page.text
    assert not [to for to in page.links() if to.startswith("/rounds/")]
    page = kit.posts(f"{kit.us}/choose", opens_at="5-minutes")
    assert page.address != f"{alex.round}/choose"
    assert page.address in alex.opens("/choose").links()


def test_other_rounds_have_no_such_page(in_round: Couple, workplace: Workplace) -> None:
    alex, _ = in_round
    with nothing_is_saved(workplace):
        assert alex.opens(f"{alex.round}/choose").address == alex.round
        assert alex.sends(f"{alex.round}/choose", csrf_token=alex.token, picks=LOAD).status_code == 404


def test_it_is_nobody_elses_business(choosing: Couple, stranger: Visitor, app: Flask, workplace: Workplace) -> None:
    alex, _ = choosing
    nothing = stranger.client.get(f"/rounds/{'x' * 44}/choose")
    with nothing_is_saved(workplace):
        found = stranger.client.get(f"{alex.round}/choose")
        assert (found.status_code, found.get_data()) == (404, nothing.get_data())
        for path, fields in ((f"{alex.round}/choose", {"picks": LOAD}), (f"{alex.us}/choose", {"opens_at": "evening"})):
            assert stranger.sends(path, csrf_token=stranger.token, **fields).status_code == 404
            assert app.test_client().post(path, data=fields).status_code == 400
    assert Visitor(app).opens("/choose").address == "/sign-in"
