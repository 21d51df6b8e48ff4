"""Somebody who works alone: a partnership of one, and nothing else about it is special."""

from collections.abc import Callable

import pytest

from tests.clock import Clock
from tests.navigators import Visitor, nth


@pytest.fixture
def rowan(joined: Callable[[str], Visitor]) -> Visitor:
    rowan = joined("rowan")
    rowan.begins_partnership("my own place", "Rowan")
    return rowan


def test_a_round_for_oneself_opens_when_one_is_done(rowan: Visitor) -> None:
    rowan.starts("open-conversation")
    rowan.fills_in(nth(1, "Only for myself"))
    rowan.seals()
    page = rowan.summary()
    assert "These are your own words, for you to come back to." in page.text
    assert "Only for myself" in page.text
    assert "Keep open while we talk" not in page.text


def test_nothing_says_that_somebody_is_missing(rowan: Visitor) -> None:
    rowan.starts("flexible-and-core")
    rowan.fills_in(nth(0))
    rowan.seals()
    text = rowan.summary().text
    for words in ("shared this", "partner", "both", "What would you like to hear more about?"):
        assert words not in text, words


def test_blind_picks_alone_are_ones_own(rowan: Visitor, clock: Clock) -> None:
    rowan.starts("desire-check-in", "at", "20-minutes")
    page = rowan.prompt(10)
    label = page.html.select_one("label:has([name=picks])").get_text().strip()  # type: ignore[union-attr]
    rowan.answers(10, picks=page.values("picks")[:1])
    rowan.seals()
    clock.passes(minutes=20)
    rowan.opens("/")
    rowan.unlocks()
    text = rowan.summary().text
    assert label in text
    assert "You are open to this. That is all it means." in text


def test_what_is_for_oneself_alone_is_not_in_a_summary_and_can_be_read_again(rowan: Visitor) -> None:
    rowan.starts("safe-to-say")
    rowan.fills_in(nth(2), share=None)
    rowan.seals()
    assert "Nothing is shared here" in rowan.summary().text
    assert "What you thought about is yours to keep." in rowan.page.text
    assert rowan.opens(f"{rowan.round}/mine").heading != "Is it you?"


def test_whoever_is_invited_later_does_not_read_what_was_before(
    rowan: Visitor, joined: Callable[[str], Visitor]
) -> None:
    rowan.starts("open-conversation")
    rowan.fills_in(nth(0, "From before you came"))
    rowan.seals()
    code = rowan.invites()
    ari = joined("ari")
    ari.accepts(code, "Ari")
    ari.opens(rowan.round, 404)
    assert "From before you came" in rowan.summary().text
    assert "No round yet" in ari.opens("/").text


def test_the_last_one_to_leave_leaves_nothing_behind(rowan: Visitor) -> None:
    rowan.starts("open-conversation")
    rowan.opens(f"{rowan.us}/place")
    rowan.posts(f"{rowan.us}/place")
    assert "Nothing here yet" in rowan.opens("/").text
    rowan.opens(rowan.us, 404)
    rowan.opens(rowan.round, 404)
