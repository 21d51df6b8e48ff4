"""Therapists, a couple and three who live together: by the keyboard alone, and with scripts switched off."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Joined, Newcomer
from tests.browser.keyboard import Keyboard
from tests.browser.people import Someone
from tests.browser.practising import DONE, box, ticks
from tests.browser.servers import Moved
from tests.browser.test_second_step import shown_to_app
from tests.navigators import Visitor
from tests.therapists import TERMS, makes_code, practises, proposes

Couple = tuple[Someone, Someone]
LABELS = {
    "name": "Your name and profession",
    "duties": "What you must report",
    "replies": "When you answer",
    "reach": "How to reach you directly",
    "records": "What you write down, and how long you keep it",
}
NO_SECRETS = "They keep no secrets between you: what they hear, they may bring to all of you."
SOME = "It may stay with them."


@pytest.fixture
def practising(moving: Moved, newcomer: Newcomer) -> Callable[..., tuple[Visitor, Someone]]:
    """Somebody who works as a therapist, at a plain client and at a browser."""

    def come(name: str, **terms: str) -> tuple[Visitor, Someone]:
        visitor = Visitor(moving.app)
        visitor.joins(name)
        practises(visitor, moving.clock, name=f"{name.capitalize()}, therapist", **terms)
        return visitor, newcomer(moving.address).goes_on_as(visitor)

    return come


@pytest.fixture
def trio(moving: Moved) -> tuple[Visitor, Visitor, Visitor]:
    """Kim, Lee and Robin, in a place of their own."""
    kim, lee, robin = (Visitor(moving.app) for _ in range(3))
    for one, name in ((kim, "kim"), (lee, "lee"), (robin, "robin")):
        one.joins(name)
    kim.begins_partnership("Attic", "Kim")
    lee.accepts(kim.invites(), "Lee")
    lee.opens(kim.us)
    lee.posts(f"{kim.us}/invitations")
    robin.accepts(kim.invites(), "Robin")
    return kim, lee, robin


def says_yes(here: str, *everybody: Visitor) -> None:
    for one in everybody:
        one.opens(here)
        one.posts(f"{here}/yes")


def comes_again(somebody: Someone, visitor: Visitor, path: str) -> None:
    """Unlocks first, for it has been a while."""
    visitor.opens("/unlock")
    visitor.unlocks()
    somebody.goes_on_as(visitor)
    somebody.opens(path)


def test_from_a_practice_to_a_link_and_its_end_by_the_keyboard(joined: Joined, moving: Moved, couple: Couple) -> None:
    noor = joined("noor")
    keys = Keyboard(noor)
    keys.opens("/account")
    keys.follows("Work with couples, as a therapist")
    keys.follows("Set up the second step")
    keys.sends("Set it up")
    keys.types("The code it shows now", shown_to_app(noor, moving).code())
    keys.sends("Turn it on")
    keys.opens("/practice")
    keys.follows("Say how you work")
    code = states_terms(keys)

    alex, sam = map(Keyboard, couple)
    alex.opens(couple[0].us)
    alex.follows("Therapists")
    alex.types("The code", "AAAAA-BBBBB")
    with couple[0].expecting("status of 422"):
        alex.sends("Show it to everyone here")
    alex.mends(re.compile("^This code doesn’t open anything"), "The code")
    alex.page.keyboard.press("ControlOrMeta+a")
    alex.page.keyboard.type(code)
    alex.picks(alex.radio("In 20 minutes"))
    alex.sends("Show it to everyone here")
    for each in (alex, sam):
        each.opens(couple[0].path)
        each.sees(SOME)
        each.sends("Yes, I agree to them")
        each.sees("Your yes is noted.")
    sam.sends("Take my yes back")
    sam.sends("Yes, I agree to them")
    alex.ticks(box(couple[0], DONE))
    alex.sends("Save")
    expect(box(couple[0], DONE)).to_be_checked()
    couple[1].opens(couple[0].path)
    expect(box(couple[1], DONE)).not_to_be_checked()
    keys.opens("/practice")
    keys.sees("Nobody is here yet.")

    moving.clock.passes(minutes=20)
    unlocks(keys, "/practice")
    keys.follows("Tuesdays")
    keys.sees("Not whether anything is done: that takes a yes from each of them.")
    unlocks(sam, couple[1].path)
    sam.sees("Agreed to since 24 November 2026.")
    sam.tabs_to(sam.page.locator("main summary"))
    sam.presses("Enter")
    sam.sends("End it now")
    sam.sees("It has ended.")
    keys.opens("/practice")
    keys.sees("Gone from here on")


def states_terms(keys: Keyboard) -> str:
    """How a therapist works, and then a code for a couple."""
    keys.types(LABELS["name"], TERMS["name"])
    with keys.somebody.expecting("status of 422"):
        keys.sends("Save")
    keys.presses("Tab", "Enter")
    keys.picks(keys.radio(re.compile("^Some things can stay with me")))
    for field in ("duties", "replies", "reach", "records"):
        keys.types(LABELS[field], TERMS[field])
    keys.ticks(*(keys.page.locator(f"[name={field}]") for field in ("copies", "apart")))
    keys.sends("Save")
    keys.follows("A code to hand out")
    with keys.somebody.expecting("status of 422"):
        keys.sends("Make a code")
    keys.mends(re.compile(r"\S"), "Your own word for them")
    keys.page.keyboard.type("Tuesdays")
    keys.sends("Make a code")
    code = keys.page.locator("main code").inner_text()
    keys.sends("I have passed it on")
    assert code not in keys.somebody.text
    return code


def unlocks(keys: Keyboard, path: str) -> None:
    keys.opens(path)
    keys.types_secret("Passphrase", keys.somebody.passphrase)
    keys.sends("Unlock")


def test_without_a_script(moving: Moved, newcomer: Newcomer, pair: tuple[Visitor, Visitor]) -> None:
    visitor = Visitor(moving.app)
    visitor.joins("noor")
    practises(visitor, moving.clock)
    noor = newcomer(moving.address, java_script_enabled=False).goes_on_as(visitor)
    noor.opens("/practice/statement")
    noor.page.locator("[name=secrets][value=none]").check()
    noor.clicks("Save")
    noor.follows("A code to hand out")
    noor.fills(label="Tuesdays")
    noor.clicks("Make a code")
    code = noor.page.locator("main code").inner_text()
    noor.clicks("I have passed it on")
    alex, sam = (newcomer(moving.address, java_script_enabled=False).goes_on_as(one) for one in pair)
    alex.opens(f"{alex.us}/others")
    alex.fills(code=code.lower().replace("-", " "))
    alex.page.locator("[name=opens_at][value='20-minutes']").check()
    alex.clicks("Show it to everyone here")
    here = alex.path
    for one in (alex, sam):
        one.opens(here)
        one.sees(NO_SECRETS)
        one.clicks("Yes, I agree to them")
        ticks(one, DONE)
        one.clicks("Save")
    moving.clock.passes(minutes=20)
    for one, path in ((noor, "/practice"), (alex, here), (sam, here)):
        one.opens(path)
        one.unlocks()
    noor.follows("Tuesdays")
    noor.sees("Whether a round of what you gave them has opened: all of them have switched it on.")
    box(alex, DONE).uncheck()
    alex.clicks("Save")
    noor.opens(noor.path)
    noor.sees("Not whether anything is done: that takes a yes from each of them.")
    noor.page.locator("main summary").last.click()
    noor.clicks("End it now")
    sam.opens(here)
    sam.sees("It has ended.")


def test_two_therapists_a_couple_and_a_trio(
    moving: Moved,
    newcomer: Newcomer,
    practising: Callable[..., tuple[Visitor, Someone]],
    pair: tuple[Visitor, Visitor],
    trio: tuple[Visitor, Visitor, Visitor],
) -> None:
    (noors, noor), (omars, omar) = practising("noor"), practising("omar", secrets="none")
    with_pair = proposes(pair[0], makes_code(noors, "Red"))
    with_trio = proposes(trio[0], makes_code(noors, "Green"))
    in_vain = proposes(trio[1], makes_code(omars, "Blue"))
    says_yes(with_pair, *pair)
    says_yes(with_trio, *trio)
    says_yes(in_vain, *trio[:2])
    alex, robin = (newcomer(moving.address).goes_on_as(one) for one in (pair[0], trio[2]))
    robin.opens(f"{robin.us}/others")
    for name, terms in (("Omar, therapist", NO_SECRETS), ("Noor, therapist", SOME)):
        robin.follows(name)
        robin.sees(terms)
        robin.follows("Therapists")
    noor.opens("/practice")
    noor.sees("Nobody is here yet.")

    moving.clock.passes(minutes=20)
    comes_again(noor, noors, "/practice")
    expect(noor.page.locator("main .list a")).to_have_text(["Green", "Red"])
    comes_again(omar, omars, "/practice")
    omar.sees("Nobody is here yet.")
    for link in (with_pair, with_trio, in_vain):
        finds_nothing(omar, link.replace("/others", "/practice"))
    comes_again(robin, trio[2], f"{robin.us}/others")
    robin.sees("Noor, therapist")
    robin.sees_no("Omar, therapist")
    finds_nothing(robin, in_vain)
    finds_nothing(robin, with_pair)

    robin.opens(with_trio)
    robin.presses("summary")
    robin.clicks("End it now")
    robin.sees("It has ended.")
    noor.opens("/practice")
    expect(noor.page.locator("main .list a")).to_have_text(["Red"])
    finds_nothing(noor, with_trio.replace("/others", "/practice"))
    comes_again(alex, pair[0], with_pair)
    alex.sees("Agreed to since 24 November 2026.")


def finds_nothing(somebody: Someone, path: str) -> None:
    with somebody.expecting("status of 404"):
        somebody.opens(path)
    assert somebody.heading == "There is nothing here."
