"""The first five minutes of somebody new, on a phone, and the wait before an opening."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Newcomer
from tests.browser.people import OVERFLOW, Someone

PHONE = {"viewport": {"width": 390, "height": 844}}
LONGEST_MOVING_MS = 5000
"""What moves by itself for longer must have a way to stop it (WCAG 2.2.2)."""
MOVING = """() => document.getAnimations().map((one) => one.effect.getComputedTiming().endTime)"""
AXE = Axe()


@pytest.fixture
def rowan(server: str, newcomer: Newcomer) -> Someone:
    return newcomer(server, **PHONE)


def is_fine(somebody: Someone) -> None:
    """Nothing to scroll sideways, down to 320 px, and nothing that axe finds in either theme."""
    page = somebody.page
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(OVERFLOW) == 0, f"{page.url} is wider than {width} px"
    page.set_viewport_size(PHONE["viewport"])
    schemes: tuple[Any, ...] = ("dark", "light")
    for theme in schemes:
        page.emulate_media(color_scheme=theme)
        found = AXE.run(page, options={"resultTypes": ["violations"]})
        assert found.violations_count == 0, f"{page.url} {theme}: {found.generate_report()}"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_card_tried_shows_what_it_opens_without_a_search_for_it(
    server: str, newcomer: Newcomer, scripts: bool
) -> None:
    somebody = newcomer(server, java_script_enabled=scripts, **PHONE)
    somebody.opens("/")
    somebody.page.locator("[name=pile][value=flexible]").check()
    somebody.clicks("Put it there")
    imagined = somebody.page.get_by_text("Someone else, made up")
    expect(imagined).to_be_in_viewport()
    own = somebody.page.locator("main [role=status] > .sheet").first
    first, second = own.bounding_box(), somebody.page.locator(".imagined").bounding_box()
    assert first
    assert second
    assert first["y"] == second["y"], "side by side, on a phone too"
    somebody.follows("Put it somewhere else")
    expect(somebody.page.locator("[name=pile]").first).to_be_in_viewport()


def test_the_states_of_the_front_page_are_fine(rowan: Someone) -> None:
    rowan.opens("/")
    is_fine(rowan)
    rowan.page.locator("[name=pile][value=talk]").check()
    rowan.clicks("Put it there")
    is_fine(rowan)


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_spare_key_it_is_two_clicks_to_the_first_question(
    server: str, newcomer: Newcomer, scripts: bool
) -> None:
    rowan = newcomer(server, java_script_enabled=scripts, **PHONE)
    rowan.name = f"rowan-first-{scripts}".lower()
    rowan.opens("/")
    rowan.follows("Join")
    rowan.fills(username=rowan.name, passphrase=rowan.passphrase)
    rowan.page.locator("[name=adult]").check()
    rowan.clicks("Make my account")
    rowan.clicks("I have put it somewhere safe")
    button = rowan.page.get_by_role("button", name="Begin with these")
    expect(button).to_be_in_viewport()
    button.click()
    expect(rowan.page.locator(".steps")).to_contain_text("1 of 3")
    rowan.page.locator("textarea").fill("The bus came just then.")
    rowan.clicks("Save and go on")
    expect(rowan.page.locator(".steps")).to_contain_text("2 of 3")
    rowan.clicks("Skip this one")
    rowan.clicks("Skip this one")
    rowan.sees("Before you seal")
    rowan.sees("The bus came just then.")
    rowan.seals()
    rowan.sees("Open, to be read when you like.")


def test_home_is_fine_for_somebody_new_and_for_somebody_invited(server: str, newcomer: Newcomer) -> None:
    alex, sam = newcomer(server, **PHONE), newcomer(server, **PHONE)
    alex.joins("alex-first")
    is_fine(alex)
    alex.begins_place("Sofa", "Alex")
    link = alex.invites()
    expect(alex.page.get_by_role("img", name="The link as a square code")).to_be_in_viewport(ratio=0.5)
    is_fine(alex)
    sam.page.goto(link)
    sam.clicks("Go on")
    sam.name = "sam-first"
    sam.sees("Your invitation waits meanwhile.")
    sam.finishes_joining(sam.passphrase)
    sam.opens("/")
    is_fine(sam)
    sam.follows("Go to the invitation")
    assert sam.page.locator("[name=code]").input_value()


def test_on_paper_an_invitation_is_nothing_but_that(rowan: Someone) -> None:
    rowan.joins("rowan-paper")
    rowan.begins_place("Sofa", "Rowan")
    rowan.invites()
    rowan.page.emulate_media(media="print")
    for shown in ("Your invitation", "Or read out the code"):
        expect(rowan.page.get_by_text(shown, exact=True)).to_be_visible()
    expect(rowan.page.locator(".qr")).to_be_visible()
    for left_out in ("What they will see", "I have passed it on", "What this can’t promise"):
        expect(rowan.page.get_by_text(left_out, exact=True)).to_be_hidden()


def test_the_wait_moves_only_when_asked_and_asks_for_nothing(rowan: Someone) -> None:
    rowan.joins("rowan-waits")
    rowan.begins_place("Sofa", "Rowan")
    rowan.starts("boundary-check-in", opens="at")
    rowan.seals()
    page = rowan.page
    assert page.evaluate(MOVING) == []
    page.emulate_media(reduced_motion="no-preference")
    moving = page.evaluate(MOVING)
    assert moving
    assert max(moving) <= LONGEST_MOVING_MS
    page.locator("summary", has_text="A minute to breathe").click()
    assert max(page.evaluate(MOVING)) == 60_000
    page.emulate_media(reduced_motion="reduce")
    is_fine(rowan)
    page.keyboard.press("Tab")
    rowan.follows("Is this a good time for this?")
    assert rowan.heading == "Is this a good time for this?"
