"""Where a page sends people: within this site, whatever an address says."""

from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests.clock import Clock
from tests.navigators import Visitor
from tests.web.rehearsal import Couple

ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "http://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "//evil.example@us.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\n/evil.example",
    "/\r\nLocation: //evil.example",
    "/\0/evil.example",
    "\x01//evil.example",
    "//[",
    "http://[",
    "/／evil.example",
    "?//evil.example",
    "#//evil.example",
    "",
]
HOME = ("/", "/recovery-code")


def location(somebody: Visitor, path: str, then: str, **fields: str) -> str:
    address = f"{path}?then={quote(then, errors='surrogateescape')}"
    response = somebody.sends(address, csrf_token=somebody.token, **fields) if fields else somebody.client.get(address)
    assert response.status_code == 303, then
    return response.headers["Location"]


@pytest.mark.parametrize("then", ELSEWHERE)
def test_signing_in_leads_nowhere_else(couple: Couple, visitor: Callable[[], Visitor], then: str) -> None:
    alex, _ = couple
    somebody = visitor()
    somebody.opens("/sign-in")
    assert location(somebody, "/sign-in", then, username="alex", passphrase=alex.passphrase) == "/"


@pytest.mark.parametrize("then", ELSEWHERE)
def test_unlocking_leads_nowhere_else(couple: Couple, clock: Clock, then: str) -> None:
    alex, _ = couple
    assert location(alex, "/unlock", then) == "/", "unlocked already"
    clock.passes(minutes=11)
    alex.opens("/")
    assert location(alex, "/unlock", then, passphrase=alex.passphrase) == "/"


@pytest.mark.parametrize("then", ["/exercises", "/rounds/x/prompts/3?a=b", "/us/x#y", "/a//b", "/%5c%5cevil.example"])
def test_ways_within_the_site_are_kept(couple: Couple, then: str) -> None:
    assert location(couple[0], "/unlock", then) == then


def test_the_way_out_is_the_one_that_the_operator_chose(couple: Couple) -> None:
    alex, _ = couple
    for address in ("/exit", "/exit?then=//evil.example", "/exit?to=//evil.example"):
        response = alex.client.get(address, headers={"Referer": "https://evil.example", "Host": "evil.example"})
        assert response.headers["Location"] == "https://www.wikipedia.org/"


def test_a_forged_host_does_not_get_into_a_page(couple: Couple) -> None:
    alex, _ = couple
    page = alex.opens("/", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"})
    assert b"evil.example" not in page.raw
    alex.opens("/us/new")
    alex.begins_partnership("another", "Alex")
    alex.invites()
    assert b"http://localhost:8000/invitation#" in alex.page.raw
