"""Three people, one of whom never comes."""

import re
from collections.abc import Callable

import pytest

from tests.clock import Clock
from tests.navigators import Visitor, nth

Trio = tuple[Visitor, Visitor, Visitor]
TEXT, SCALE, CHOICE, MUTUAL = 4, 5, 7, 10
"""Prompts of flexible-and-core, and the blind picks of desire-check-in."""


@pytest.fixture
def trio(joined: Callable[[str], Visitor]) -> Trio:
    """Alex, Sam and Kim: the third is let in by both who were there."""
    alex, sam, kim = joined("alex"), joined("sam"), joined("kim")
    alex.begins_partnership("us", "Alex")
    sam.accepts(alex.invites(), "Sam")
    alex.opens(alex.us)
    alex.posts(f"{alex.us}/invitations")
    kim.accepts(sam.invites(), "Kim")
    return alex, sam, kim


def sign_in_again(*people: Visitor) -> None:
    for one in people:
        one.client.delete_cookie("session")
        one.signs_in()


def test_it_waits_for_the_third_and_opens_at_the_latest_time(trio: Trio, clock: Clock) -> None:
    alex, sam, _ = trio
    alex.starts("flexible-and-core", "ready", "3-days")
    for one in (alex, sam):
        one.joins_round(alex.round)
        one.fills_in(nth(0, f"A quiet word from {one.name}"))
        one.seals()
    clock.passes(days=3, seconds=-1)
    sign_in_again(alex, sam)
    for one in (alex, sam):
        page = one.opens(f"{one.round}/summary")
        assert page.address == one.round, "not open, and it doesn't say who it waits for"
        assert page.text.count("Kim") == 1, "in the list of all three, and nowhere else"
    clock.passes(seconds=1)
    for one in (alex, sam):
        text = one.summary().text
        assert "A quiet word from alex" in text
        assert "A quiet word from sam" in text


def test_whoever_did_not_come_looks_like_whoever_kept_everything(trio: Trio, clock: Clock) -> None:
    """To the byte: the summary of a round that Kim sat out, and of one that Kim sealed without sharing."""
    alex, _, kim = trio
    pages = []
    for comes in (False, True):
        alex.starts("flexible-and-core", "at", "20-minutes")
        for one in trio:
            one.joins_round(alex.round)
            if one is kim and not comes:
                continue
            one.answers(TEXT, text=f"A quiet word from {one.name}", share="keep" if one is kim else "partners")
            one.answers(SCALE, point="3", share="keep" if one is kim else "partners")
            one.seals()
        clock.passes(minutes=20)
        sign_in_again(*trio)
        pages.append([one.summary().html.main.get_text() for one in trio])  # type: ignore[union-attr]
    assert pages[0] == pages[1]
    assert "A quiet word from kim" not in "".join(pages[1])


def test_two_who_agree_are_never_a_majority(trio: Trio, clock: Clock) -> None:
    alex, sam, kim = trio
    alex.starts("flexible-and-core")
    for one, point in ((alex, "1"), (sam, "1"), (kim, "5")):
        one.joins_round(alex.round)
        one.answers(SCALE, point=point, share="partners")
        one.seals()
    for one in trio:
        text = one.summary().text
        assert "Your answers differ here." in text
        assert re.search(r"majority|\bmost\b|2 of 3|two of three", text, re.IGNORECASE) is None


def test_two_who_are_alike_are_named_where_the_third_is_silent(trio: Trio, clock: Clock) -> None:
    alex, _, kim = trio
    alex.starts("flexible-and-core")
    for one in trio:
        one.joins_round(alex.round)
        if one is not kim:
            one.answers(SCALE, point="2", share="partners")
        one.seals()
    for one in trio:
        text = one.summary().text
        assert "are alike here." in text
        assert "You are alike here." not in text


@pytest.mark.parametrize("kim_comes", [True, False])
def test_a_blind_pick_is_shown_once_all_three_have_it(trio: Trio, clock: Clock, kim_comes: bool) -> None:
    alex, sam, kim = trio
    alex.starts("desire-check-in", "at", "20-minutes")
    labels: list[str] = []
    for one in trio:
        one.joins_round(alex.round)
        offered = one.prompt(MUTUAL).labels("picks")
        labels, picked = list(offered.values()), list(offered)
        if one is not kim or kim_comes:
            one.answers(MUTUAL, picks=[picked[0], picked[1 if one is kim else 2]])
            one.seals()
    clock.passes(minutes=20)
    sign_in_again(*trio)
    for one in (sam, alex, kim):
        text = one.summary().text
        assert (labels[0] in text) == kim_comes
        assert ("You are all open to talking about this." in text) == kim_comes
        assert labels[1] not in text
        assert labels[2] not in text, "two of three is nothing"


def test_who_leaves_before_the_opening_triggers_nothing(trio: Trio, clock: Clock) -> None:
    alex, sam, kim = trio
    alex.starts("flexible-and-core")
    for one in (alex, sam):
        one.joins_round(alex.round)
        one.answers(TEXT, text=f"A quiet word from {one.name}", share="partners")
        one.seals()
    kim.opens(f"{kim.us}/place")
    kim.posts(f"{kim.us}/place")
    assert alex.opens(f"{alex.round}/summary").address == alex.round
    clock.passes(days=3)
    sign_in_again(alex)
    assert "A quiet word from sam" in alex.summary().text


def test_taking_a_match_out_takes_it_from_everybody(trio: Trio, clock: Clock) -> None:
    alex, _, kim = trio
    alex.starts("desire-check-in", "at", "20-minutes")
    for one in trio:
        one.joins_round(alex.round)
        one.answers(MUTUAL, picks=list(one.prompt(MUTUAL).labels("picks"))[:2])
        one.seals()
    clock.passes(minutes=20)
    sign_in_again(*trio)
    page = kim.opens(f"{kim.round}/shown")
    first, _ = (button["value"] for button in page.html.select('button[name="item"]'))
    _, second = (item.get_text() for item in kim.summary().html.select(".match"))
    kim.posts(f"{kim.round}/withdraw", prompt=str(MUTUAL), item=str(first))
    for one in trio:
        assert [item.get_text() for item in one.summary().html.select(".match")] == [second]
