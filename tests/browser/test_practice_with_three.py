"""What one of three doesn't agree to isn't shown, and who leaves ends it. How they came to work together
(test_practice_begins.py) goes a quicker way; all else is done in a browser."""

from playwright.sync_api import expect

from tests.browser.conftest import Newcomer
from tests.browser.gallery import photograph
from tests.browser.practising import (
    DONE,
    OPENED,
    UNTOLD,
    begins,
    box,
    comes_back,
    finds_nothing,
    gives,
    living_together,
    shares_all,
    shows,
    ticks,
    two_therapists,
    works_with,
)
from tests.browser.servers import Moved
from tests.therapists import client_of

GIVEN = "Good moments"
JAR = "Which moment of this week would you keep in a jar?"
NEWSPAPER = "What went right this week that no newspaper would print?"
NOT_YET = "No round of it has opened yet."


def test_what_one_of_three_holds_back(moving: Moved, newcomer: Newcomer) -> None:
    therapists = two_therapists(moving)
    three = living_together(moving, "Attic", "kim", "lee", "robin")
    (here,) = works_with(moving, therapists, (therapists[0], "The three", three))
    noor, *trio = (newcomer(moving.address).goes_on_as(one) for one in (therapists[0], *three))
    kim, lee, robin = trio
    client = client_of(here)
    noor.opens(client)
    gives(noor, GIVEN, "Small is best.", "On Sunday.")
    for one in (kim, lee):
        one.opens(here)
        ticks(one, DONE)
        one.clicks("Save")
    begins(kim, GIVEN, lee, robin)
    for n, one in enumerate(trio):
        shares_all(one, n)
    noor.opens(client)
    noor.sees(UNTOLD)
    noor.sees_no(OPENED)
    comes_back(robin, here)
    expect(box(robin, DONE)).not_to_be_checked()
    ticks(robin, DONE)
    robin.clicks("Save")
    noor.opens(client)
    noor.sees(OPENED)
    lee.opens(here)
    box(lee, DONE).uncheck()
    lee.clicks("Save")
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
