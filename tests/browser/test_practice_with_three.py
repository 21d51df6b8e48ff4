"""A trio and a couple with two therapists: what one of them doesn't agree to isn't shown, what one therapist gave the
other never finds, and anybody ends it or leaves alone. How they came to work together (test_practice_begins.py) goes a
quicker way; all else is done in a browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Newcomer
from tests.browser.gallery import photograph
from tests.browser.practising import (
    begins,
    comes_back,
    ends_it,
    finds_nothing,
    gives,
    living_together,
    meets,
    rows,
    shares_all,
    shows,
)
from tests.browser.servers import Moved
from tests.navigators import Visitor
from tests.therapists import client_of, makes_code, practises, proposes

GIVEN = "Good moments"
JAR = "Which moment of this week would you keep in a jar?"
NEWSPAPER = "What went right this week that no newspaper would print?"
OPENED, NOT_YET = "A round of it has opened.", "No round of it has opened yet."
UNTOLD = "Not whether anything is done: that takes a yes from each of them."


def works_with(moving: Moved, therapists: list[Visitor], *links: tuple[Visitor, str, list[Visitor]]) -> list[str]:
    """Each therapist under a label with everybody in a place; all are counted at once, and unlock afterwards. Returns
    where partners find each."""
    found = []
    for therapist, label, partners in links:
        here = proposes(partners[0], makes_code(therapist, label))
        for one in partners:
            one.opens(here)
            one.posts(f"{here}/yes")
        found.append(here)
    moving.clock.passes(minutes=20)
    for one in {id(one): one for one in (*therapists, *(each for _, _, some in links for each in some))}.values():
        one.opens("/unlock")
        one.unlocks()
    return found


@pytest.fixture
def therapists(moving: Moved) -> list[Visitor]:
    """Noor and Omar."""
    both = [Visitor(moving.app) for _ in range(2)]
    for one, name in zip(both, ("noor", "omar"), strict=True):
        one.joins(name)
        practises(one, moving.clock, name=f"{name.capitalize()}, therapist")
    return both


def test_what_one_of_three_holds_back(moving: Moved, newcomer: Newcomer, therapists: list[Visitor]) -> None:
    three = living_together(moving, "Attic", "kim", "lee", "robin")
    (here,) = works_with(moving, therapists, (therapists[0], "The three", three))
    noor, *trio = (newcomer(moving.address).goes_on_as(one) for one in (therapists[0], *three))
    kim, lee, robin = trio
    client = client_of(here)
    noor.opens(client)
    gives(noor, GIVEN, "Small is best.", "On Sunday.")
    for one in (kim, lee):
        one.opens(here)
        one.clicks("Switch it on")
        one.sees("You have switched it on.")
    begins(kim, GIVEN, lee, robin)
    for n, one in enumerate(trio):
        shares_all(one, n)
    noor.opens(client)
    noor.sees(UNTOLD)
    noor.sees_no(OPENED)
    comes_back(robin, here)
    robin.sees("You have not switched it on.")
    robin.clicks("Switch it on")
    noor.opens(client)
    noor.sees(OPENED)
    lee.opens(here)
    lee.clicks("Switch it off")
    noor.opens(client)
    noor.sees(UNTOLD)
    for said in (OPENED, NOT_YET):
        noor.sees_no(said)

    for one in trio:
        shows(one, but=NEWSPAPER if one is lee else "")
    noor.opens(client)
    noor.follows(GIVEN)
    noor.sees(JAR)
    for one in ("Kim", "Lee", "Robin"):
        noor.sees(f"{one} wrote 1")
    noor.sees_no(NEWSPAPER)
    noor.sees_no("wrote 3")
    photograph(noor, "practice-round-of-three")

    robin.opens(robin.us)
    robin.follows("Leave this place")
    robin.clicks("Leave quietly")
    robin.page.wait_for_url("**/")
    finds_nothing(robin, here)
    finds_nothing(noor, noor.path)
    finds_nothing(noor, client)
    for one in (kim, lee):
        one.opens(here)
        one.sees("It has ended. They see nothing of you any more.")
    noor.opens("/practice")
    noor.sees("Nobody is here yet.")
    noor.sees("Gone from here on")


def test_two_therapists_of_one_couple(moving: Moved, newcomer: Newcomer, therapists: list[Visitor]) -> None:
    pair, others = living_together(moving, "Sofa", "alex", "sam"), living_together(moving, "Garden", "ira", "jo")
    noors, omars, garden = works_with(
        moving,
        therapists,
        (therapists[0], "Amber", pair),
        (therapists[1], "Blue", pair),
        (therapists[0], "Coral", others),
    )
    noor, omar, alex, sam = (newcomer(moving.address).goes_on_as(one) for one in (*therapists, *pair))
    for path, day in ((noors, "2026-12-09"), (garden, "2026-12-02")):
        noor.opens(client_of(path))
        meets(noor, day)
    noor.opens("/practice")
    expect(noor.page.locator("main .list a")).to_have_text(["Coral", "Amber"])
    photograph(noor, "practice-by-day")

    noor.follows("Amber")
    gives(noor, GIVEN, "Small is best.", "On Sunday.")
    begins(alex, GIVEN, sam)
    for n, one in enumerate((alex, sam)):
        shares_all(one, n)
    for one in (alex, sam):
        one.opens(f"{one.round}/showing")
        sheets = one.page.locator("form.sheet")
        assert sorted(sheets.get_by_role("heading").all_inner_texts()) == ["Noor, therapist", "Omar, therapist"]
        sheet = sheets.filter(has_text="Noor, therapist")
        for each in sheet.get_by_role("checkbox").all():
            assert not each.is_checked(), "nothing is ticked beforehand"
            each.check()
        sheet.get_by_role("button").click()
        one.page.wait_for_load_state()
    photograph(sam, "therapists-two-shown")
    noor.opens(client_of(noors))
    noor.follows(GIVEN)
    noor.sees("Sam wrote 1")
    seen = noor.path
    omar.opens(client_of(omars))
    omar.sees("Nothing so far.")
    omar.sees("Nothing yet.")
    omar.sees_no(GIVEN)
    omar.sees_no("9 December")
    for path in (seen, client_of(noors), seen.replace(client_of(noors), client_of(omars))):
        finds_nothing(omar, path)

    sam.opens(omars)
    assert rows(sam, "When they looked") == ["24 November 2026 The page about you"]
    sam.sees_no("9 December")
    sam.opens(noors)
    assert rows(sam, "When they looked") == ["24 November 2026 The page about you", f"24 November 2026 {GIVEN}"]
    sam.sees("You meet next on 9 December 2026.")
    ends_it(sam)
    sam.sees("It has ended.")
    finds_nothing(noor, seen)
    noor.opens("/practice")
    expect(noor.page.locator("main .list a")).to_have_text(["Coral"])
    alex.opens(noors)
    alex.sees("It has ended. They see nothing of you any more.")
    alex.opens(omars)
    alex.sees("Agreed to since 24 November 2026.")
    omar.opens(client_of(omars))
    omar.sees("Nothing so far.")
