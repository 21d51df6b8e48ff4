"""Everything a round needs, with the keyboard alone, and always with the focus in sight."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Joined
from tests.browser.people import Someone

OUTLINED = """element => [element, element.closest("label")].some(one => one
  && getComputedStyle(one).outlineStyle !== "none" && parseFloat(getComputedStyle(one).outlineWidth) >= 2)"""


@pytest.fixture
def alone(joined: Joined) -> Someone:
    return joined("alex")


def tabs_to(somebody: Someone, target: Locator) -> None:
    for _ in range(60):
        somebody.page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            assert target.evaluate(OUTLINED), "the focus can't be seen"
            return
    raise AssertionError(f"{target} can't be reached with Tab")


def presses(somebody: Someone, name: str) -> None:
    tabs_to(somebody, somebody.page.get_by_role("button", name=name, exact=True))
    somebody.page.keyboard.press("Enter")


def field(somebody: Someone, name: str, nth: int = 0) -> Locator:
    return somebody.page.locator(f"[name={name}]").nth(nth)


def picks_one(somebody: Someone, name: str, downs: int) -> None:
    """Into a group of radios, and down with the arrow."""
    tabs_to(somebody, field(somebody, name))
    somebody.page.keyboard.press("Space")
    for _ in range(downs):
        somebody.page.keyboard.press("ArrowDown")
    expect(field(somebody, name, downs)).to_be_checked()


def goes_on(somebody: Someone, step: str) -> None:
    presses(somebody, "Save and go on")
    somebody.sees(step)


def test_every_kind_of_prompt_the_review_and_the_seal(alone: Someone) -> None:
    alone.starts("desire-check-in", opens_at="20-minutes")
    alone.opens(f"{alone.round}/prompts/1")
    picks_one(alone, "point", 2)
    goes_on(alone, "2 of 11")
    picks_one(alone, "level", 1)
    picks_one(alone, "share", 1)
    goes_on(alone, "3 of 11")
    alone.opens(f"{alone.round}/prompts/5")
    for n in (1, 3):
        tabs_to(alone, field(alone, "options", n))
        alone.page.keyboard.press("Space")
    goes_on(alone, "6 of 11")
    alone.opens(f"{alone.round}/prompts/8")
    tabs_to(alone, field(alone, "options", 2))
    alone.page.keyboard.press("Space")
    goes_on(alone, "9 of 11")
    presses(alone, "Go on")
    alone.sees("10 of 11")
    pick = field(alone, "picks", 4)
    picked = pick.locator("xpath=..").inner_text()
    tabs_to(alone, pick)
    alone.page.keyboard.press("Space")
    goes_on(alone, "11 of 11")
    picks_one(alone, "option", 2)
    presses(alone, "Save and go on")

    alone.sees("Before you seal")
    alone.sees(picked)
    picks_one(alone, "share-5", 0)
    presses(alone, "Seal my answers")
    alone.sees("You’ve finished.")


def test_cards_are_sorted(alone: Someone) -> None:
    alone.starts("flexible-and-core", opens="ready")
    alone.opens(f"{alone.round}/prompts/3")
    picks_one(alone, "pile-money", 1)
    picks_one(alone, "pile-tears", 3)
    goes_on(alone, "4 of 9")
    alone.opens(f"{alone.round}/prompts/3")
    expect(field(alone, "pile-money", 1)).to_be_checked()
    expect(field(alone, "pile-tears", 3)).to_be_checked()


def test_the_first_tab_leads_past_the_navigation(alone: Someone) -> None:
    alone.opens("/help")
    skip = alone.page.get_by_role("link", name="Skip to the content")
    tabs_to(alone, skip)
    expect(skip).to_be_in_viewport()
    alone.page.keyboard.press("Enter")
    expect(alone.page.locator("main")).to_be_focused()


def test_a_text(alone: Someone) -> None:
    alone.starts("open-conversation")
    alone.opens(f"{alone.round}/prompts/2")
    tabs_to(alone, field(alone, "text"))
    alone.page.keyboard.type("For now it is enough.")
    goes_on(alone, "3 of")
    alone.opens(f"{alone.round}/review")
    alone.sees("For now it is enough.")
