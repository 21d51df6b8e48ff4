"""The code in an invitation's link stands behind the "#", which no server, log or proxy ever sees."""

from playwright.sync_api import expect

from tests.browser.conftest import Joined, Newcomer
from tests.browser.servers import Moved


def test_the_code_in_the_link_reaches_no_server(moving: Moved, joined: Joined, newcomer: Newcomer) -> None:
    alex, sam = joined("alex"), newcomer(moving.address)
    link = alex.invites()
    code = link.partition("#")[2]
    moving.heads.clear()

    sam.page.goto(link)
    expect(sam.page.locator("[name=code]")).to_have_value(code)
    assert code not in sam.page.url
    sam.clicks("Go on")
    sam.name = "sam"
    sam.finishes_joining(sam.passphrase)
    sam.takes_place("Sam")

    asked = [head.splitlines()[0] for head in moving.heads]
    for path in ("GET /invitation ", "POST /invitation ", "POST /join ", "GET /us/"):
        assert any(line.startswith(path) for line in asked), path
    for head in moving.heads:
        assert code not in head
        assert code.replace("-", "") not in head


def test_a_link_that_was_used_says_so(joined: Joined) -> None:
    alex, sam, kim = (joined(name) for name in ("alex", "sam", "kim"))
    link = alex.invites()
    sam.accepts(link, "Sam")
    kim.page.goto(link)
    kim.fills(display_name="Kim")
    with kim.expecting("status of 422"):
        kim.clicks("Join in")
    kim.sees("One thing to look at")
    expect(kim.page.locator("[name=display_name]")).to_have_value("Kim")
