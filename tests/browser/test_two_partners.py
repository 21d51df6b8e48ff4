"""The whole of it, by two people at two browsers, against the server that people run."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Newcomer
from tests.browser.people import Someone

CLOSING_LINE = "What isn’t here stays with the person it belongs to."
OPEN = "Open, to be read when you like."


def test_two_partners_from_joining_to_taking_back(server: str, newcomer: Newcomer) -> None:
    alex, sam = newcomer(server), newcomer(server)
    joins_with_what_is_suggested(alex, "alex-of-two")
    alex.begins_place("Sofa", "Alex", "they/them")
    alex.sees("Alex they/them you")
    follows_the_link_and_joins(sam, alex.invites(), "sam-of-two")
    sam.takes_place("Sam")
    sam.sees("they/them")

    alex.starts("flexible-and-core", opens="ready")
    sam.opens(sam.us)
    sam.follows("Flexible, or core to me")
    sam.round = alex.round
    assert alex.answers_everything(0, "A quiet word from Alex") == 10
    assert nothing_is_chosen(alex)
    alex.chooses({1: "partners", 3: "partners", 4: "partners", 5: "partners", 6: "partners", 10: "keep"})
    alex.seals()
    alex.sees("You’ve finished.")
    not_open_for(sam)

    sam.answers_everything(1, "A quiet word from Sam", share="partners")
    sam.chooses({6: "keep"})
    sam.seals()

    for one in (alex, sam):
        one.opens(one.round)
        one.sees(OPEN)
        one.follows("Read what was shared")
        for n in (4, 6):
            one.sees(f"A quiet word from Alex {n}")
        one.sees("A quiet word from Sam 4")
        one.sees("Alex: light")
        for kept in ("Alex 9", "Alex 10", "Sam 6", "Sam 9"):
            one.sees_no(f"A quiet word from {kept}")
        one.sees(CLOSING_LINE)
        one.sees("A match is not consent.")

    alex.follows("Keep open while we talk")
    alex.clicks("Keep open")
    alex.sees("This page stays readable until")
    takes_back(alex, "Pick one card that is core to you. What does it stand for?")
    alex.sees_no("A quiet word from Alex 4")
    sam.reads_summary()
    sam.sees_no("A quiet word from Alex 4")
    sam.sees("A quiet word from Alex 6")

    sam.follows("What you show here, and taking it back")
    sam.page.get_by_text("Take back everything I shared here").first.click()
    sam.clicks("Take back everything I shared here")
    alex.reads_summary()
    alex.sees_no("A quiet word from Sam")
    alex.sees("A quiet word from Alex 6")
    alex.sees(CLOSING_LINE)


def joins_with_what_is_suggested(somebody: Someone, name: str) -> None:
    somebody.opens("/")
    somebody.follows("Join")
    somebody.name = name
    suggested = somebody.page.locator("code").inner_text()
    assert len(suggested.split()) == 5
    somebody.fills(username=name, passphrase=suggested)
    somebody.page.locator("[name=adult]").check()
    somebody.clicks("Make my account")
    assert re.fullmatch(r"([0-9A-Z]{5}-){4}[0-9A-Z]{6}", somebody.page.locator("code").inner_text())
    somebody.clicks("I have put it somewhere safe")
    expect(somebody.page.locator("h1")).to_have_text("Home")
    somebody.opens("/recovery-code")
    somebody.sees("A code is shown once")


def follows_the_link_and_joins(somebody: Someone, link: str, name: str) -> None:
    """The code waits while somebody makes their account; declining the spare key is as good as having one."""
    somebody.page.goto(link)
    expect(somebody.page.locator("[name=code]")).to_have_value(link.partition("#")[2])
    assert "#" not in somebody.page.url
    somebody.clicks("Go on")
    somebody.name = name
    somebody.fills(username=name, passphrase=somebody.passphrase)
    somebody.page.locator("[name=adult]").check()
    somebody.clicks("Make my account")
    somebody.clicks("I’d rather not have one")
    expect(somebody.page.locator("h1")).to_have_text("You are invited")
    expect(somebody.page.locator("[name=code]")).to_have_value(link.partition("#")[2])


def nothing_is_chosen(somebody: Someone) -> bool:
    assert somebody.page.locator("[name^=share-]").count() == 8
    return somebody.page.locator("[name^=share-]:checked").count() == 0


def not_open_for(somebody: Someone) -> None:
    """One has sealed: the other sees what they would see if nobody had."""
    somebody.opens(somebody.round)
    somebody.sees("Opens when everyone is done")
    somebody.sees_no("quiet word")
    somebody.opens(f"{somebody.round}/summary")
    assert somebody.path == somebody.round


def takes_back(somebody: Someone, ask: str) -> None:
    point = somebody.page.locator("article", has=somebody.page.get_by_role("heading", name=ask))
    point.get_by_role("link", name="Take my answer back").click()
    listed = somebody.page.get_by_role("listitem").filter(has_text=ask)
    listed.get_by_role("button", name="Take my answer back").click()
    expect(listed).to_have_count(0)
    somebody.follows("Back to what was shared")
