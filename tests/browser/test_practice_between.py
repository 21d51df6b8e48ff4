"""A therapist writes an exercise, gives it and others, and a couple does it between two sessions: from the desk to the
opening, and from there to what the therapist reads, until it is taken back. How they came to work together
(test_practice_begins.py) goes a quicker way; all else is done in a browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Newcomer
from tests.browser.gallery import photograph
from tests.browser.people import Someone
from tests.browser.practising import (
    Working,
    begins,
    comes_back,
    finds_nothing,
    gives,
    meets,
    rows,
    shares_all,
    shows,
    types,
    unfolds,
    working,
)
from tests.browser.servers import Moved
from tests.therapists import TERMS, client_of

OWN, BUNDLED = "A jar for the week", "An open conversation"
MINE = "Which moment of this week would you show somebody?"
KEPT = "What went right this week that no newspaper would print?"
FORWARD = "Which small thing would you like to look forward to?"
NOTE, HABIT = "To notice what is already good.", "Sunday, with the first coffee."
SEQUENCE = ("An open conversation", "Flexible, or core to me", "Good moments")


@pytest.fixture
def together(moving: Moved, newcomer: Newcomer) -> Working:
    return working(moving, newcomer)


def writes(somebody: Someone) -> None:
    """One of their own, out of one that everybody finds."""
    somebody.opens("/practice/exercises")
    somebody.page.get_by_label("Begin with").select_option(label="Good moments")
    somebody.clicks("Begin")
    somebody.follows("About the exercise")
    types(somebody, Title=OWN)
    somebody.clicks("Save")
    somebody.follows("Which moment of this week would you keep in a jar?")
    types(somebody, **{"The question, or the heading": MINE})
    somebody.clicks("Save")
    somebody.sees(MINE)


def test_what_a_therapist_gives_is_found_done_and_talked_about(together: Working) -> None:
    noor, alex, sam, here, _ = together
    client = client_of(here)
    writes(noor)
    noor.opens(client)
    gives(noor, BUNDLED, "To hear each other out.", "")
    gives(noor, OWN, NOTE, HABIT, day="2026-12-08", weekly=True)
    noor.follows("Give them an exercise")
    sequence = noor.page.locator("form", has=noor.page.get_by_role("heading", name="To begin with"))
    assert sequence.locator("li").all_inner_texts() == list(SEQUENCE)
    photograph(noor, "practice-assign-own")
    sequence.get_by_role("button").click()
    meets(noor, "2026-12-01")
    expect(noor.page.locator("h1 + p")).to_contain_text("You meet next on Tuesday, 1 December.")
    given = rows(noor, "What you gave them")
    assert [one for one in given if f"{OWN} Until 8 December 2026. Once a week. {NOTE}" in one], given
    assert [one.split(" We talked")[0] for one in given if "Until" in one and OWN not in one] == [
        "An open conversation Until 1 December 2026.",
        "Flexible, or core to me Until 8 December 2026.",
        "Good moments Until 15 December 2026.",
    ]
    photograph(noor, "practice-couple-gave")

    for one in (alex, sam):
        one.opens("/")
        one.follows(OWN)
        expect(one.page.locator(".over")).to_have_text(f"From {TERMS['name']}")
        for words in (NOTE, HABIT, "Until 8 December 2026. Once a week.", "You needn’t do it"):
            one.sees(words)
        unfolds(one, "Every question in it")
        one.sees(MINE)
    photograph(alex, "assigned-own")

    noor.opens(client)
    meets(noor, "2026-12-01", rests=True)
    alex.opens("/")
    alex.sees_no(OWN)
    alex.opens(here)
    alex.sees("You meet next on Tuesday, 1 December. The exercises rest until you meet.")
    photograph(alex, "therapist-resting")
    meets(noor, "2026-12-01")
    alex.opens("/")
    alex.sees(OWN)
    noor.page.locator("li", has_text=OWN).get_by_role("button", name="We talked about it").click()
    noor.sees("Talked about on 24 November 2026.")
    sam.opens("/")
    sam.sees_no(OWN)
    sam.sees(BUNDLED)
    noor.page.locator("li", has_text="Until 15").get_by_role("button", name="Take it off the list").click()
    noor.sees_no("Until 15 December 2026.")


def test_what_both_show_is_read_until_one_takes_it_back(moving: Moved, together: Working) -> None:
    noor, alex, sam, here, _ = together
    client = client_of(here)
    writes(noor)
    noor.opens(client)
    gives(noor, OWN, NOTE, HABIT)
    begins(alex, OWN, sam)
    for n, one in enumerate((alex, sam)):
        shares_all(one, n)
    for one in (alex, sam):
        one.reads_summary()
        one.sees("Alex wrote 1")
        one.sees("Sam wrote 1")
    shows(alex)
    alex.sees_no("They can read this.")
    seen = f"{client}/rounds/{alex.round[-22:]}"
    comes_back(noor, client)
    noor.sees("Nothing so far.")
    finds_nothing(noor, seen)

    shows(sam, but=KEPT)
    sam.sees("They can read this.")
    photograph(sam, "therapist-shown-in-part")
    noor.opens(client)
    start = noor.page.locator("section", has=noor.page.get_by_role("heading", name="To start from"))
    assert sorted(start.locator("li").all_inner_texts()) == sorted([MINE, FORWARD])
    noor.follows(OWN)
    assert noor.path == seen
    for words in (MINE, "Alex wrote 1", "Sam wrote 1", FORWARD):
        noor.sees(words)
    noor.sees_no(KEPT)
    noor.sees_no("wrote 3")

    moving.clock.passes(hours=7)
    comes_back(sam, f"{sam.round}/shown")
    sam.page.locator("li", has_text=MINE).get_by_role("button").click()
    sam.page.wait_for_load_state()
    comes_back(noor, seen)
    noor.sees("Alex wrote 1")
    noor.sees_no("Sam wrote 1")
    comes_back(alex, f"{alex.round}/showing")
    for one in alex.page.get_by_role("checkbox").all():
        one.uncheck()
    alex.clicks("Save")
    finds_nothing(noor, seen)
    noor.opens(client)
    noor.sees("Nothing so far.")
    for one in (alex, sam):
        comes_back(one, here)
        assert rows(one, "When they looked") == [
            "25 November 2026 The page about you",
            f"25 November 2026 {OWN}",
            "24 November 2026 The page about you",
            f"24 November 2026 {OWN}",
        ]
