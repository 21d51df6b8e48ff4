"""Ten quiet minutes lock the session, and nothing typed meanwhile is lost."""

from playwright.sync_api import expect

from tests.browser.conftest import Joined
from tests.browser.people import Someone
from tests.browser.servers import Moved


def test_what_was_typed_before_it_locked_is_saved_after_unlocking(joined: Joined, moving: Moved) -> None:
    alex = joined("alex", begins="open-conversation")
    alex.opens(f"{alex.round}/prompts/7")
    moving.clock.passes(minutes=11)
    alex.fills(text="It was a small thing.")
    alex.page.locator("[name=share][value=partners]").check()
    alex.clicks("Save and go on")
    expect(alex.page.locator("h1")).to_have_text("Locked")
    alex.sees("What you just sent is kept.")
    alex.unlocks()
    alex.opens(f"{alex.round}/prompts/7")
    expect(alex.page.locator("[name=text]")).to_have_value("It was a small thing.")
    expect(alex.page.locator("[name=share][value=partners]")).to_be_checked()


def keep_open(alex: Someone, sam: Someone) -> None:
    """Both seal a round, and Alex keeps its summary open for a talk."""
    alex.starts("boundary-check-in", opens="ready")
    sam.round = alex.round
    for one in (alex, sam):
        one.opens(f"{one.round}/prompts/6")
        one.answers(6, 2, share="partners")
        one.clicks("Save and go on")
        one.sees("Seal my answers")
        one.seals()
    alex.reads_summary()
    alex.follows("Keep open while we talk")
    alex.clicks("Keep open")
    alex.sees("This page stays readable until")


def test_a_summary_kept_open_outlasts_the_lock_alone(couple: tuple[Someone, Someone], moving: Moved) -> None:
    alex, sam = couple
    keep_open(alex, sam)
    moving.clock.passes(minutes=40)
    alex.reads_summary()
    alex.sees("You are alike here.")
    alex.opens("/")
    expect(alex.page.locator("h1")).to_have_text("Locked")
    alex.follows("What you kept open")
    alex.sees("You are alike here.")
    moving.clock.passes(minutes=6)
    alex.reads_summary()
    expect(alex.page.locator("h1")).to_have_text("Locked")
