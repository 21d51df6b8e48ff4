"""A couple with two therapists: what one of them gave and is shown the other never finds, and one of the two ends
one of them alone. How they came to work together (test_practice_begins.py) goes a quicker way; all else is done in a
browser."""

from playwright.sync_api import expect

from tests.browser.conftest import Newcomer
from tests.browser.gallery import photograph
from tests.browser.practising import (
    begins,
    ends_it,
    finds_nothing,
    gives,
    living_together,
    meets,
    rows,
    shares_all,
    two_therapists,
    works_with,
)
from tests.browser.servers import Moved
from tests.therapists import client_of

GIVEN = "Good moments"


def test_two_therapists_of_one_couple(moving: Moved, newcomer: Newcomer) -> None:
    therapists = two_therapists(moving)
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
    sam.sees("You meet next on Wednesday, 9 December.")
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
