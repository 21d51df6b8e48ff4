"""Cards of a couple's own, from adding one to the match, with scripts and without. With the keyboard alone:
test_keyboard_people.py."""

from playwright.sync_api import expect

from tests.browser.conftest import Newcomer
from tests.browser.people import Someone
from tests.browser.servers import Moved

SWIM = "Swimming in the lake at night"


def finds_the_page(somebody: Someone) -> None:
    somebody.opens("/exercises/desire-check-in")
    somebody.follows("Begin")
    somebody.page.get_by_role("link", name="Cards of your own in").click()
    somebody.sees("Everyone here sees these cards")


def test_one_adds_a_card_and_both_pick_it(moving: Moved, couple: tuple[Someone, Someone]) -> None:
    alex, sam = couple
    finds_the_page(alex)
    alex.fills(words=SWIM)
    alex.clicks("Add it for everyone here")
    expect(alex.page.locator("main li .voice")).to_contain_text(SWIM)
    finds_the_page(sam)
    expect(sam.page.locator("main li .voice")).to_contain_text(SWIM)

    alex.starts("desire-check-in", opens_at="20-minutes")
    presses_out(sam)
    sam.round = alex.round
    for one in (alex, sam):
        one.opens(f"{one.round}/prompts/10")
        one.page.get_by_label(SWIM).check()
        one.sees("Added by one of you")
        one.clicks("Save and go on")
        one.seals()
    moving.clock.passes(minutes=21)
    for one in (alex, sam):
        one.reads_summary()
        if one.page.locator("[name=passphrase]").count():
            one.unlocks()
        one.sees(SWIM)
        one.sees("A match is not consent.")


def presses_out(somebody: Someone) -> None:
    """The round that has begun keeps it all the same."""
    finds_the_page(somebody)
    somebody.clicks("Take it out")
    expect(somebody.page.locator("main li .voice")).to_have_count(0)


def test_without_scripts_it_is_the_same(moving: Moved, newcomer: Newcomer, couple: tuple[Someone, Someone]) -> None:
    alex = newcomer(moving.address, java_script_enabled=False)
    alex.signs_in("alex")
    finds_the_page(alex)
    alex.fills(words=SWIM)
    alex.clicks("Add it for everyone here")
    alex.sees(SWIM)
    alex.clicks("Take it out")
    alex.sees_no(SWIM)
