"""A whole talk, by two people at two browsers: with the keyboard alone, and with scripts switched off."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Newcomer
from tests.browser.keyboard import Keyboard
from tests.browser.people import OVERFLOW, Someone
from tests.browser.servers import Moved
from tests.navigators import Visitor, nth

STEPS = ("look", "speak", "hear", "speak", "hear")
EVERY_KIND = "open-conversation"
PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 720}


@pytest.fixture
def two(moving: Moved) -> tuple[Visitor, Visitor]:
    """Alex and Sam, who answered everything, and differently."""
    alex, sam = Visitor(moving.app), Visitor(moving.app)
    alex.joins("alex")
    sam.joins("sam")
    alex.begins_partnership("Sofa", "Alex")
    sam.accepts(alex.invites(), "Sam")
    alex.starts(EVERY_KIND)
    sam.joins_round(alex.round)
    for n, one in enumerate((alex, sam)):
        one.fills_in(nth(n, f"A word from {one.name.capitalize()}"))
        one.seals()
    return alex, sam


def follows_by_key(somebody: Someone, name: str) -> None:
    Keyboard(somebody).follows(name)


def step_of(somebody: Someone) -> str:
    heading = somebody.heading
    return "speak" if heading.endswith("speaks") else "hear" if heading.endswith("says it back") else "look"


def the_way_on(page: Page) -> str:
    return page.get_by_role("navigation", name="The talk").get_by_role("link").first.inner_text()


def test_two_people_talk_with_the_keyboard_alone(
    moving: Moved, newcomer: Newcomer, two: tuple[Visitor, Visitor]
) -> None:
    alex, sam = (newcomer(moving.address).goes_on_as(one) for one in two)
    for one in (alex, sam):
        one.reads_summary()
        follows_by_key(one, "Talk it through")
    keep = alex.page.get_by_role("button", name="Keep open while we talk")
    Keyboard(alex).tabs_to(keep)
    alex.page.keyboard.press("Enter")
    alex.sees("It stays readable until")
    moving.clock.passes(minutes=11)
    sam.opens(f"{sam.round}/talk/1/1")
    sam.sees("Locked")
    sam.unlocks()
    expect(sam.page).to_have_url(re.compile("/talk/1/1$"))

    follows_by_key(alex, "Begin")
    seen = []
    while True:
        assert (sam.path, sam.text) == (alex.path, alex.text), "both see the same"
        fits_and_can_be_read(alex)
        seen.append(step_of(alex))
        on = the_way_on(alex.page)
        for one in (alex, sam):
            follows_by_key(one, on)
        if on == "Bring it to a close":
            break
    assert seen == [*STEPS] * (len(seen) // len(STEPS))
    alex.sees("When next?")
    alex.sees("A match is not consent.")
    assert alex.path.endswith(f"/talk/{len(seen) // len(STEPS)}/closing")


def fits_and_can_be_read(somebody: Someone) -> None:
    found = Axe().run(somebody.page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    somebody.page.set_viewport_size(PHONE)
    assert somebody.page.evaluate(OVERFLOW) == 0
    somebody.page.set_viewport_size(DESK)


def test_the_time_runs_waits_and_ends_without_an_alarm(
    moving: Moved, newcomer: Newcomer, two: tuple[Visitor, Visitor]
) -> None:
    alex = newcomer(moving.address).goes_on_as(two[0])
    alex.page.clock.install()
    alex.opens(f"{alex.round}/talk/1/2")
    line, button = alex.page.locator(".timer progress"), alex.page.locator(".timer button")
    expect(line).to_have_js_property("value", 180)
    Keyboard(alex).tabs_to(button)
    alex.page.keyboard.press("Enter")
    alex.page.clock.run_for(60_000)
    expect(line).to_have_js_property("value", 120)
    colour = line.evaluate("element => getComputedStyle(element).color")
    alex.clicks("Stop the time")
    alex.page.clock.run_for(60_000)
    expect(line).to_have_js_property("value", 120)
    alex.clicks("Start the time")
    alex.page.clock.run_for(120_000)
    expect(alex.page.get_by_role("status")).to_have_text("Time to hear it back, when you are ready.")
    assert line.evaluate("element => getComputedStyle(element).color") == colour
    assert alex.path.endswith("/talk/1/2"), "nobody is taken anywhere"
    expect(button).to_be_focused()


def test_a_pause_and_the_end_are_one_click_away_on_every_step(
    moving: Moved, newcomer: Newcomer, two: tuple[Visitor, Visitor]
) -> None:
    alex = newcomer(moving.address, java_script_enabled=False).goes_on_as(two[0])
    alex.reads_summary()
    alex.follows("Talk it through")
    alex.follows("Begin")
    for step in STEPS:
        assert step_of(alex) == step
        sizes = [
            link.bounding_box() for link in alex.page.get_by_role("navigation", name="The talk").locator("a").all()
        ]
        assert len({(round(box["width"]), round(box["height"])) for box in sizes if box}) == 1
        if step == "speak":
            alex.sees("About 3 minutes.")
            expect(alex.page.locator(".timer button")).to_have_count(0)
        here = alex.path
        alex.follows("Pause")
        alex.sees("Nobody has to say anything now.")
        expect(alex.page.get_by_role("button", name="Leave this page")).to_be_visible()
        alex.follows("Go on")
        assert alex.path == here
        alex.clicks(the_way_on(alex.page), "link")
    alex.follows("Enough for tonight")
    alex.follows("Close with one small thing")
    alex.follows("There is more, if you like")
    assert re.search(r"/talk/3/1$", alex.path)
