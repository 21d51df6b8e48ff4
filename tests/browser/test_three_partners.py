"""A third partner comes in only once both have said yes, and nothing opens before all three are done."""

import re

from tests.browser.conftest import Joined

WAITS = "Your yes is noted, for 14 days."


def test_a_third_partner_needs_both_and_so_does_the_opening(joined: Joined) -> None:
    alex, sam, kim = (joined(name) for name in ("alex", "sam", "kim"))
    sam.accepts(alex.invites(), "Sam")
    alex.starts("boundary-check-in", opens="ready")
    earlier = alex.round

    alex.opens(alex.us)
    alex.clicks("Say yes to one more")
    alex.sees(WAITS)
    assert alex.page.locator("code").count() == 0
    sam.opens(sam.us)
    sam.sees_no("Your yes")
    sam.clicks("Say yes to one more")
    kim.accepts(sam.takes_link(), "Kim")
    for one in (alex, sam, kim):
        one.opens(one.us)
        one.sees("Kim")
    kim.sees("None yet.")
    with kim.expecting("status of 404"):
        kim.opens(earlier)
    kim.sees("There is nothing here.")

    alex.starts("boundary-check-in", opens="ready")
    sam.round = kim.round = alex.round
    for n, one in enumerate((alex, sam, kim)):
        one.opens(one.round)
        one.sees("Opens when everyone is done")
        one.opens(f"{one.round}/prompts/2")
        one.answers(2, n, share="partners")
        one.clicks("Save and go on")
        one.sees("3 of 6")
        one.seals()
    for one in (alex, sam, kim):
        one.reads_summary()
        assert set(re.split(", | and ", one.page.locator(".over").inner_text())) == {"Alex", "Sam", "Kim"}
        one.sees("Alex: Welcome")
        one.sees("Sam: Ask me first")
        one.sees("Kim: Not now")
        one.sees("The most careful answer leads: “Not now”.")
