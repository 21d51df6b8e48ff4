"""Accounts, places and invitations, choosing and finding, with the keyboard alone."""

import re
from itertools import pairwise

from playwright.sync_api import expect

from tests.browser.conftest import Joined, Newcomer
from tests.browser.keyboard import Keyboard
from tests.browser.servers import Moved
from tests.navigators import PASSPHRASE

STRONG = "nine green boats at rest"


def joins(keys: Keyboard, name: str) -> None:
    """On the page to join."""
    keys.types("Username", name)
    keys.types_secret("Passphrase", PASSPHRASE.format(name=name))
    keys.ticks(keys.page.get_by_role("checkbox", name="I am 18 or older."))
    keys.sends("Make my account")
    keys.sees("A spare key")
    keys.sends("I have put it somewhere safe")


def test_joining_making_a_place_inviting_and_accepting(moving: Moved, newcomer: Newcomer) -> None:
    alex, sam = newcomer(moving.address), newcomer(moving.address)
    keys = Keyboard(alex)
    keys.opens("/join")
    keys.types("Username", "alex")
    with alex.expecting("status of 422"):
        keys.sends("Make my account")
    keys.mends(re.compile(r"\S"), "Passphrase")
    keys.page.keyboard.type(PASSPHRASE.format(name="alex"))
    keys.ticks(alex.page.get_by_role("checkbox", name="I am 18 or older."))
    keys.sends("Make my account")
    keys.sends("I have put it somewhere safe")
    keys.follows("Make a place")
    keys.types("What do you call it?", "Kitchen table")
    with alex.expecting("status of 422"):
        keys.sends("Make it")
    keys.mends(re.compile(r"\S"), "Your name here")
    keys.page.keyboard.type("Alex")
    keys.sends("Make it")
    keys.sends("Make an invitation")
    code = alex.page.locator("code").first.inner_text()
    keys.follows("I have passed it on")
    keys.sees("An invitation is open until")

    keys = Keyboard(sam)
    keys.opens("/invitation")
    keys.types("The code", code)
    keys.sends("Go on")
    joins(keys, "sam")
    keys.types("Your name here", "Sam")
    keys.sends("Join in")
    keys.sees("Alex")
    keys.follows("Leave this place")
    keys.follows("Stay")
    keys.follows("Leave this place")
    keys.sends("Leave quietly")
    assert sam.heading == "Home"


def test_an_account_is_changed_copied_and_deleted(joined: Joined) -> None:
    alex = joined("alex")
    keys = Keyboard(alex)
    keys.opens("/")
    keys.follows("Account")
    keys.types_secret("Passphrase now", "another one")
    keys.types_secret("New passphrase", STRONG)
    with alex.expecting("status of 422"):
        keys.sends("Change it")
    keys.mends(re.compile(r"\S"), "Passphrase now")
    keys.page.keyboard.type(alex.passphrase)
    keys.types_secret("New passphrase", STRONG)
    keys.sends("Change it")
    keys.sends("I’d rather not have one")
    keys.follows("Account")
    keys.chooses(alex.page.get_by_role("combobox", name="Language"))
    keys.sends("Save")
    html = alex.page.locator("html")
    assert html.get_attribute("lang") != "en"
    keys.tabs_to(alex.page.locator("select"))
    keys.presses("ArrowUp", "Tab", "Tab")
    with alex.page.expect_navigation():
        keys.page.keyboard.press("Enter")
    expect(html).to_have_attribute("lang", "en")
    keys.follows("A copy to take along")
    keys.to("button", "To read")
    with alex.page.expect_download() as file:
        keys.presses("Enter")
    assert file.value.suggested_filename.endswith(".html")
    keys.follows("Back to the account")
    keys.follows("Delete your account")
    keys.sends("Delete it")
    expect(alex.page.get_by_role("link", name="Sign in").first).to_be_visible()


def test_choosing_together(joined: Joined, moving: Moved) -> None:
    alex = joined("alex")
    keys = Keyboard(alex)
    keys.opens("/exercises")
    keys.follows("Choose together")
    with alex.expecting("status of 422"):
        keys.sends("Begin in “Sofa”")
    keys.mends(re.compile(r"\S"), "When shall it be drawn?")
    keys.picks(keys.radio(re.compile("^In 5 minutes")))
    keys.sends("Begin in “Sofa”")
    boxes = alex.page.get_by_role("checkbox")
    keys.ticks(boxes.nth(0), boxes.nth(2))
    keys.sends("Put it away")
    keys.sees("It is put away.")
    moving.clock.passes(minutes=5)
    keys.follows("Look whether it is drawn")
    expect(alex.page.get_by_role("button", name="Put it away")).to_have_count(0)


def test_cards_of_ones_own(joined: Joined) -> None:
    alex = joined("alex")
    keys = Keyboard(alex)
    keys.opens("/exercises/desire-check-in/begin")
    keys.follows("Cards of your own in “Sofa”")
    with alex.expecting("status of 422"):
        keys.sends("Add it for everyone here")
    keys.mends(re.compile(r"\S"), "One more card")
    keys.page.keyboard.type("Swimming at night")
    keys.sends("Add it for everyone here")
    keys.sees("Swimming at night")
    keys.sends("Take it out")
    alex.sees_no("Swimming at night")


def test_finding_an_exercise(joined: Joined) -> None:
    alex = joined("alex")
    keys = Keyboard(alex)
    keys.opens("/exercises")
    fold = alex.page.get_by_role("main").locator("summary").first
    keys.tabs_to(fold)
    keys.presses("Enter")
    expect(fold.locator("xpath=..")).to_have_attribute("open", "")
    keys.opens("/exercises/find")
    keys.types("Words in it", "touch")
    keys.chooses(alex.page.get_by_role("combobox", name="How long"))
    keys.sends("Look for it")
    found = alex.page.get_by_role("region").first.get_by_role("link").first
    title = found.inner_text()
    keys.tabs_to(found)
    with alex.page.expect_navigation():
        keys.page.keyboard.press("Enter")
    keys.arrives()
    assert alex.heading == title


STOP = """() => {
  const at = document.activeElement;
  const box = at.getBoundingClientRect();
  if (at === document.body || at.closest("footer")) return null;
  return [Math.round(scrollY + box.top + box.height / 2), Math.round(box.right), at.outerHTML.slice(0, 90)];
}"""
"""Where on the page the focus is, its middle and its beginning from the right, until the page ends."""


def test_from_right_to_left(joined: Joined) -> None:
    alex = joined("alex", begins="open-conversation")
    alex.opens("/account")
    alex.page.locator("select[name=language]").select_option("ar")
    alex.sends("language")
    keys = Keyboard(alex)
    keys.opens(f"{alex.round}/prompts/1")
    assert alex.page.locator("html").get_attribute("dir") == "rtl"
    stops = []
    keys.presses("Tab", "Tab", "Tab")  # past the link that skips, and the name, to the way out, which comes early
    assert alex.page.evaluate("document.activeElement.closest('[data-leave]') !== null")
    keys.presses("Tab")
    while stop := alex.page.evaluate(STOP):
        stops.append(stop)
        keys.presses("Tab")
    assert len(stops) > 8
    for (above, right, _), (below, left, it) in pairwise(stops):
        assert below > above + 8 or (abs(below - above) <= 8 and left < right), f"{it} comes too late"

    keys.opens(f"{alex.round}/prompts/1")
    points = alex.page.locator("[name=point]")
    keys.tabs_to(points.first)
    keys.presses("Space", "ArrowDown", "ArrowDown", "ArrowUp")
    expect(points.nth(1)).to_be_checked()
    shares = alex.page.locator("[name=share]")
    keys.tabs_to(shares.first)
    keys.presses("Space")
    right, left = (one.bounding_box() for one in shares.all())
    assert right
    assert left
    assert right["x"] > left["x"]
    keys.presses("ArrowLeft")
    expect(shares.last).to_be_checked()
    keys.presses("ArrowRight")
    expect(shares.first).to_be_checked()
