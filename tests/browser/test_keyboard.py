"""A round with the keyboard alone, from its beginning to what was shared and taken back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Joined, Newcomer
from tests.browser.keyboard import Keyboard
from tests.browser.people import NOWHERE, Someone
from tests.browser.servers import Moved
from tests.navigators import Visitor, nth
from tests.web.prompts import number_of

Begins = Callable[..., tuple[Keyboard, list[str]]]


@pytest.fixture
def alex(joined: Joined) -> Someone:
    return joined("alex")


@pytest.fixture
def begins(moving: Moved, newcomer: Newcomer) -> Begins:
    """Somebody alone, with a round of each of these exercises; and where the rounds are."""

    def begin(*slugs: str) -> tuple[Keyboard, list[str]]:
        visitor = Visitor(moving.app)
        visitor.joins("alex")
        visitor.begins_partnership("Sofa", "Alex")
        rounds = [visitor.starts(slug) for slug in slugs]
        return Keyboard(newcomer(moving.address).goes_on_as(visitor)), rounds

    return begin


@pytest.fixture
def keys(alex: Someone) -> Keyboard:
    return Keyboard(alex)


def test_a_round_is_begun_answered_reviewed_and_sealed(alex: Someone, keys: Keyboard) -> None:
    boxes, radios = alex.page.get_by_role("checkbox"), alex.page.get_by_role("radio")
    keys.opens("/exercises/desire-check-in")
    keys.follows("Begin")
    keys.picks(keys.radio("In 20 minutes"))
    keys.sends("Begin in “Sofa”")
    here = alex.path
    keys.follows("Answer in private")
    keys.picks(keys.radio("3"))
    keys.sends("Save and go on")
    keys.picks(keys.radio(re.compile("^Ask me first")), radios.last)
    keys.sends("Save and go on")
    keys.sees("3 of 11")
    keys.opens(f"{here}/prompts/5")
    keys.ticks(boxes.nth(1), boxes.nth(3))
    keys.sends("Save and go on")
    keys.sees("6 of 11")
    keys.sends("Skip this one")
    keys.opens(f"{here}/prompts/9")
    keys.sends("Go on")
    keys.sees("10 of 11")
    picked = boxes.nth(4).locator("xpath=..").inner_text()
    keys.ticks(boxes.nth(4))
    keys.sends("Save and go on")
    keys.picks(radios.nth(2), radios.last)
    keys.sends("Save and go on")

    keys.sees("Before you seal")
    keys.sees(picked)
    keys.ticks(alex.page.locator("[name=share-5]"))
    keys.sends("Seal my answers")
    keys.sees("You’ve finished.")
    keys.follows("Keep something after all, or clear it all")
    keys.sends("Keep this one after all")
    keys.sees("You’ve finished.")


def test_cards_are_sorted(begins: Begins) -> None:
    keys, (here,) = begins("flexible-and-core")
    keys.opens(f"{here}/prompts/3")
    sorted_ = keys.radio("Core to me").nth(2), keys.radio("Not sure").nth(4)
    keys.picks(*sorted_)
    keys.sends("Save and go on")
    keys.follows("Back")
    for radio in sorted_:
        expect(radio).to_be_checked()


def test_lists_that_fold_out_a_guess_and_a_pause(begins: Begins) -> None:
    keys, (load, apart, worry) = begins("sharing-the-load", "close-and-apart", "less-worry")
    boxes = keys.page.get_by_role("combobox")
    for kind in ("ranking", "allocation"):
        keys.opens(f"{load}/prompts/{number_of('sharing-the-load', kind)}")
        keys.chooses(boxes.nth(0))
        keys.sends("Save and go on")
        keys.follows("Back")
        expect(boxes.nth(0)).not_to_have_value("")
    keys.opens(f"{apart}/prompts/2")
    keys.picks(keys.page.get_by_role("radio").nth(1))
    keys.sends("Save and go on")
    keys.opens(f"{worry}/prompts/1")
    keys.sends("Go on")


def test_nothing_answered_leads_to_what_is_missing(begins: Begins) -> None:
    keys, (here,) = begins("open-conversation")
    for kind in ("scale", "choice", "reflection"):
        keys.opens(f"{here}/prompts/{number_of('open-conversation', kind)}")
        with keys.somebody.expecting("status of 422"):
            keys.sends("Save and go on")
        keys.mends(re.compile(r"\S"), keys.somebody.heading)
    keys.page.keyboard.type("For now it is enough.")
    keys.sends("Save and go on")
    keys.follows("Back")
    expect(keys.page.get_by_role("textbox")).to_have_value("For now it is enough.")


def test_what_was_shared_is_read_kept_open_and_taken_back(moving: Moved, newcomer: Newcomer) -> None:
    alex, sam = Visitor(moving.app), Visitor(moving.app)
    alex.joins("alex")
    sam.joins("sam")
    alex.begins_partnership("Sofa", "Alex")
    sam.accepts(alex.invites(), "Sam")
    alex.starts("boundary-check-in")
    sam.joins_round(alex.round)
    for one in (alex, sam):
        one.fills_in(nth(1, f"A word from {one.name.capitalize()}"))
        one.seals()
    keys = Keyboard(newcomer(moving.address).goes_on_as(alex))
    keys.opens(alex.round)
    keys.follows("Read what was shared")
    keys.sees("You are alike here.")
    keys.follows("Keep open while we talk")
    keys.sends("Keep open")
    keys.sees("This page stays readable until")
    keys.follows("What you show here, and taking it back")
    before = keys.page.get_by_role("button", name="Take my answer back").count()
    keys.sends("Take my answer back")
    expect(keys.page.get_by_role("button", name="Take my answer back")).to_have_count(before - 1)
    keys.follows("Back to what was shared")
    keys.sees("You are alike here.")


def test_the_first_tab_leads_past_the_navigation(alex: Someone, keys: Keyboard) -> None:
    keys.opens("/help")
    keys.presses("Tab")
    skip = alex.page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    keys.presses("Enter")
    expect(alex.page.get_by_role("main")).to_be_focused()
    keys.presses("Tab")
    assert alex.page.evaluate("document.activeElement.closest('main') !== null")
    expect(skip).not_to_be_in_viewport()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_way_out_is_the_third_stop(alex: Someone, keys: Keyboard, width: int) -> None:
    """After the way past the navigation and the name, before the links that stand beside or under it."""
    alex.page.set_viewport_size({"width": width, "height": 844})
    keys.opens("/account")
    keys.presses("Tab", "Tab", "Tab")
    expect(alex.page.get_by_role("button", name="Leave this page")).to_be_focused()


def test_leaving_at_once(alex: Someone, keys: Keyboard) -> None:
    keys.opens("/account")
    keys.to("button", "Leave this page")
    keys.page.keyboard.press("Enter")
    expect(keys.page).to_have_url(NOWHERE)
    alex.is_gone()
