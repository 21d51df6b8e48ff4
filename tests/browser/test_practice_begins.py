"""Two therapists begin a practice, and a trio and one of two couples agree to one; everything a person does with it is
done in a browser. That partners have accounts and a place is the one thing that goes a quicker way."""

from playwright.sync_api import expect

from tests.browser.conftest import Newcomer
from tests.browser.gallery import photograph
from tests.browser.people import Someone
from tests.browser.practising import (
    LIMITED,
    NO_SECRETS,
    agrees,
    begins_practice,
    comes_back,
    finds_nothing,
    living_together,
    makes_code,
    proposes,
)
from tests.browser.servers import Moved

NOOR, OMAR = "Noor Haddad, couples therapist", "Omar Silva, psychologist"


def test_a_couple_and_a_trio_agree_and_another_couple_does_not(moving: Moved, newcomer: Newcomer) -> None:
    def arrive(label: str, *names: str) -> list[Someone]:
        return [newcomer(moving.address).goes_on_as(one) for one in living_together(moving, label, *names)]

    noor, omar = newcomer(moving.address), newcomer(moving.address)
    noor.joins("noor")
    omar.joins("omar")
    begins_practice(noor, moving, NO_SECRETS, NOOR)
    begins_practice(omar, moving, LIMITED, OMAR)
    pair, others = arrive("Sofa", "alex", "sam"), arrive("Garden", "ira", "jo")
    trio = arrive("Attic", "kim", "lee", "robin")

    with_pair = proposes(pair[0], makes_code(noor, "Tuesdays"))
    in_vain = proposes(others[0], makes_code(noor, "Fridays"))
    with_trio = proposes(trio[0], makes_code(omar, "The three"))
    pair[1].opens(with_pair)
    pair[1].sees("They keep no secrets between you: what they hear, they may bring to all of you.")
    pair[1].sees("Not verified by us")
    trio[2].opens(with_trio)
    trio[2].sees("It may stay with them.")
    for one in pair:
        agrees(one, NOOR)
    photograph(pair[0], "practice-yes-noted")
    agrees(others[0], NOOR)
    others[1].opens(in_vain)
    others[1].sees("Do you want this?")
    for one in trio:
        agrees(one, OMAR)
    for one in (noor, omar):
        one.opens("/practice")
        one.sees("Nobody is here yet.")

    moving.clock.passes(minutes=20)
    comes_back(noor, "/practice")
    expect(noor.page.locator("main .list a")).to_have_text(["Tuesdays"])
    noor.sees_no("Fridays")
    comes_back(omar, "/practice")
    expect(omar.page.locator("main .list a")).to_have_text(["The three"])
    finds_nothing(noor, in_vain.replace("/others", "/practice"))
    finds_nothing(omar, with_pair.replace("/others", "/practice"))
    noor.opens("/practice/codes")
    noor.sees_no("Fridays")
    for one in others:
        comes_back(one, f"{one.us}/others")
        one.sees_no(NOOR)
        finds_nothing(one, in_vain)
    comes_back(trio[1], with_trio)
    trio[1].sees("Agreed to since 24 November 2026.")
    finds_nothing(trio[1], with_pair)
