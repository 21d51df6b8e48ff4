"""A round with blind picks: it opens by the clock, and only what both picked is ever shown."""

from playwright.sync_api import expect

from tests.browser.people import Someone
from tests.browser.servers import Moved

BOTH = "You are both open to talking about this. Talking is all it means."


def test_only_what_both_picked_is_shown_and_only_at_its_time(couple: tuple[Someone, Someone], moving: Moved) -> None:
    alex, sam = couple
    alex.starts("desire-check-in", opens_at="20-minutes")
    sam.round = alex.round
    picks(alex, "Long hugs that stay hugs", "Dancing in the kitchen", "Going much slower")
    picks(sam, "Dancing in the kitchen", "Falling asleep close", "Kissing, slow and for its own sake")
    sam.seals()
    sam.sees("You’ve finished.")
    alex.seals()
    for one in (alex, sam):
        one.reads_summary()
        one.sees("Opens on Tuesday")
        assert one.path == one.round

    moving.clock.passes(minutes=21)
    for one in (alex, sam):
        one.reads_summary()
        expect(one.page.locator("h1")).to_have_text("Locked")
        one.unlocks()
        one.sees(BOTH)
        one.sees("Dancing in the kitchen")
        for kept in ("Long hugs", "Falling asleep", "Kissing", "Going much slower"):
            one.sees_no(kept)
        one.sees("A match is not consent.")

    sam.follows("Take something out")
    sam.clicks("Take this out for everyone")
    for one in (sam, alex):
        one.reads_summary()
        one.sees_no("Dancing in the kitchen")
        one.sees("Nothing is shared here, and nothing is owed.")
    alex.opens("/exercises/desire-check-in/begin")
    alex.sees("you can begin this one again on")


def picks(somebody: Someone, *items: str) -> None:
    somebody.opens(f"{somebody.round}/prompts/10")
    for item in items:
        somebody.page.get_by_label(item, exact=True).check()
    somebody.clicks("Save and go on")
    somebody.sees("11 of 11")
