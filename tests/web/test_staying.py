"""How long is left before a session locks: asking does not count, staying does, and neither opens anything."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup

from app.services.workplace import Workplace
from tests.clock import Clock
from tests.navigators import Visitor
from tests.web.contents import changed_tables, contents, nothing_is_saved
from tests.web.rehearsal import Couple


def asks(somebody: Visitor) -> dict[str, Any]:
    response = somebody.client.get("/stay")
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    return dict(response.get_json())


def stays(somebody: Visitor, token: str) -> dict[str, Any]:
    response = somebody.sends("/stay", csrf_token=token)
    assert response.status_code == 200
    return dict(response.get_json())


def token_in(answer: dict[str, Any]) -> str:
    button = BeautifulSoup(answer["said"], "html.parser").button
    assert button
    assert button["type"] == "button", "it may stand in a form of the page"
    return str(button["value"])


def mark(somebody: Visitor) -> str:
    """Whose pages these are, as each of them has it."""
    page = somebody.page.html.main
    assert page
    return str(page["data-of"])


@pytest.fixture
def alex(joined: Callable[[str], Visitor]) -> Visitor:
    return joined("alex")


def test_asking_is_no_sign_that_somebody_is_there(alex: Visitor, clock: Clock, workplace: Workplace) -> None:
    with nothing_is_saved(workplace):
        assert asks(alex) == {"of": mark(alex), "again": 8 * 60 + 1}
        for _ in range(9):
            clock.passes(minutes=1)
            asks(alex)
        assert "in a minute" in asks(alex)["said"]
        clock.passes(minutes=1)
        assert asks(alex) == {"of": mark(alex), "again": 7 * 60, "shut": True}
    assert alex.opens("/").heading == "Locked"


def test_staying_gives_ten_minutes_as_often_as_one_likes(alex: Visitor, clock: Clock, workplace: Workplace) -> None:
    for _ in range(12):
        clock.passes(minutes=8, seconds=1)
        before = contents(workplace)
        assert stays(alex, token_in(asks(alex)))["again"] == 8 * 60 + 1
        assert changed_tables(before, contents(workplace)) == {"sessions"}
    clock.passes(minutes=9)
    assert alex.opens("/").heading == "Home"


def test_what_has_locked_stays_locked_and_nothing_of_it_waits(
    alex: Visitor, clock: Clock, workplace: Workplace
) -> None:
    clock.passes(minutes=9)
    token = token_in(asks(alex))
    clock.passes(minutes=1)
    with nothing_is_saved(workplace):
        assert "said" not in stays(alex, token)
    page = alex.opens("/")
    assert page.heading == "Locked"
    assert "What you just sent is kept" not in page.text


def test_nobody_stays_for_somebody_else(alex: Visitor, clock: Clock, workplace: Workplace) -> None:
    clock.passes(minutes=9)
    assert alex.sends("/stay").status_code == 400
    assert alex.sends("/stay", csrf_token="0" * 64).status_code == 400
    foreign = alex.sends("/stay", {"Sec-Fetch-Site": "cross-site"}, csrf_token=token_in(asks(alex)))
    assert foreign.status_code == 400
    clock.passes(minutes=1)
    assert alex.opens("/").heading == "Locked"


def test_who_is_not_signed_in_is_asked_nothing(visitor: Callable[[], Visitor], workplace: Workplace) -> None:
    somebody = visitor()
    with nothing_is_saved(workplace):
        assert asks(somebody) == {}
    assert not somebody.client.get_cookie("visitor"), "no form, no cookie"


def test_twelve_hours_after_the_passphrase_it_is_asked_for_in_time(alex: Visitor, clock: Clock) -> None:
    for _ in range(12 * 12 - 1):
        clock.passes(minutes=5)
        alex.client.get("/account")
    assert "said" not in asks(alex)
    clock.passes(minutes=3)
    link = BeautifulSoup(asks(alex)["said"], "html.parser").a
    assert link
    assert link["target"] == "_blank", "what was typed stays"
    alex.opens("/account")
    elsewhere = alex.token
    alex.opens(str(link["href"]))
    alex.unlocks()
    assert asks(alex)["again"] == 8 * 60 + 1
    clock.passes(minutes=5)
    assert alex.posts("/account", csrf_token=elsewhere, zone="Asia/Tokyo", language="en").heading == "Account"


def test_what_is_kept_open_says_so_before_it_closes(in_round: Couple, clock: Clock) -> None:
    alex, sam = in_round
    for one in (alex, sam):
        one.answers(1, level="ask", share="partners")
        one.seals()
    alex.opens(f"{alex.round}/talk")
    alex.posts(f"{alex.round}/keep-open", talk="1")
    clock.passes(minutes=20)
    assert asks(alex) == {"of": mark(alex), "again": 23 * 60 + 1, "shut": True}, "all but what is kept open"
    page = alex.opens("/unlock")
    assert "It stays readable until Tuesday, 24 November, 19:45" in page.text
    clock.passes(minutes=24)
    link = BeautifulSoup(asks(alex)["said"], "html.parser").a
    assert link
    alex.opens(str(link["href"]))
    alex.unlocks()
    alex.posts(f"{alex.round}/keep-open", talk="1")
    assert "It stays readable until" in alex.page.text
    assert "45 minutes from now" in alex.page.text
    clock.passes(minutes=40)
    assert alex.opens(f"{alex.round}/talk").heading == "Talk it through"
