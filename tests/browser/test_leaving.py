"""Leaving: signing out, handing over, and the button for a hurry. Back shows nothing private afterwards."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Newcomer
from tests.browser.people import NOWHERE, Someone

ELSEWHERE = "https://www.wikipedia.org/"
PRIVATE = ("Kitchen table", "Quinn", "Robin", "the sky stays up", "Flexible, or core to me")


@pytest.fixture(scope="module")
def chromium(whole_chromium: Browser) -> Browser:
    """What Back shows is asked of the browser that people have."""
    return whole_chromium


@pytest.fixture
def robin(demo: str, newcomer: Newcomer) -> Someone:
    """Somebody who has just read a summary, a review and their home page."""
    robin = newcomer(demo)
    robin.signs_in("robin", "slow tea on the balcony")
    robin.follows("Earlier rounds")
    robin.follows("Flexible, or core to me")
    robin.follows("Read what was shared")
    robin.sees("the sky stays up")
    return robin


def back_shows_nothing(somebody: Someone) -> None:
    for _ in range(4):
        somebody.page.go_back()
        shown = somebody.page.content()
        assert not [word for word in PRIVATE if word in shown], somebody.page.url
        assert somebody.page.title() in ("Between Us", ""), "the history holds titles"
    assert "session" not in {cookie["name"] for cookie in somebody.context.cookies()}
    # A page that finds itself open again without its session may leave once more, for where it left before.
    assert set(somebody.left_for) <= {ELSEWHERE}
    somebody.left_for.clear()


def test_back_after_signing_out(robin: Someone) -> None:
    robin.follows("Sign out, or hand over")
    robin.clicks("Sign out")
    robin.sees("Think alone first.")
    back_shows_nothing(robin)


def test_back_after_handing_over(robin: Someone) -> None:
    robin.follows("Sign out, or hand over")
    robin.clicks("Hand over")
    assert robin.heading == "Sign in"
    assert robin.page.locator("[name=username]").input_value() == ""
    back_shows_nothing(robin)


@pytest.mark.parametrize("way", ["by the button", "by the keyboard"])
def test_back_after_leaving_in_a_hurry(robin: Someone, way: str) -> None:
    if way == "by the button":
        robin.clicks("Leave this page")
    else:
        for _ in range(3):
            robin.page.keyboard.press("Shift")
    assert robin.is_gone() == ELSEWHERE
    back_shows_nothing(robin)


def test_leaving_takes_every_tab_along(robin: Someone) -> None:
    robin.context.new_page().goto(robin.page.url)
    robin.clicks("Leave this page")
    assert robin.is_gone() == ELSEWHERE


def test_leaving_from_a_page_without_a_form(robin: Someone) -> None:
    robin.context.new_page().goto(robin.page.url)
    robin.opens("/help/moment")
    robin.clicks("Leave this page")
    assert robin.is_gone() == ELSEWHERE
    robin.page.go_back()
    assert "Could I say no here" not in robin.page.content()
    back_shows_nothing(robin)


def test_capital_letters_are_no_hurry(robin: Someone) -> None:
    robin.opens("/us/new")
    robin.page.locator("[name=name]").focus()
    robin.page.keyboard.type("ABC")
    for letter in "DEF":
        robin.page.keyboard.press(f"Shift+{letter}")
    assert robin.page.locator("[name=name]").input_value() == "ABCDEF"


def test_leaving_without_javascript(demo: str, newcomer: Newcomer) -> None:
    robin = newcomer(demo, java_script_enabled=False)
    robin.signs_in("robin", "slow tea on the balcony")
    robin.follows("Earlier rounds")
    robin.follows("Flexible, or core to me")
    other = robin.context.new_page()
    other.goto(robin.page.url)
    robin.clicks("Leave this page")
    expect(robin.page).to_have_url(NOWHERE)
    other.reload()
    assert "Flexible, or core to me" not in other.content()
    other.close()
    assert robin.is_gone() == ELSEWHERE
    back_shows_nothing(robin)
