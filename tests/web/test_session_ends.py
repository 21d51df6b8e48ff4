"""Signing out, handing over, leaving at once: the session ends on the server, and the browser forgets."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.services import people
from app.services.person import Unlocked
from app.services.workplace import Workplace
from tests.clock import Clock
from tests.navigators import Visitor
from tests.phones import sets_up
from tests.web.contents import contents, nothing_is_saved
from tests.web.rehearsal import Couple


def cookie(somebody: Visitor) -> str:
    found = somebody.client.get_cookie("session")
    assert found
    return found.value


def expect_dead(app: Flask, value: str, workplace: Workplace) -> None:
    """An old cookie opens nothing, whatever it is shown to."""
    thief = Visitor(app)
    thief.client.set_cookie("session", value)
    with nothing_is_saved(workplace):
        for address in ("/account", "/us/new", "/unlock"):
            assert thief.client.get(address).headers["Location"].startswith("/sign-in"), address
            thief.client.set_cookie("session", value)


@pytest.mark.parametrize(
    ("path", "fields", "leads_to"),
    [
        ("/sign-out", {}, "/"),
        ("/sign-out", {"hand-over": "1"}, "/sign-in"),
    ],
    ids=["sign out", "hand over"],
)
def test_the_session_ends_on_the_server_and_the_browser_is_cleared(
    app: Flask, couple: Couple, workplace: Workplace, path: str, fields: dict[str, str], leads_to: str
) -> None:
    alex, sam = couple
    value = cookie(alex)
    alex.opens("/")
    response = alex.sends(path, csrf_token=alex.token, **fields)
    assert (response.status_code, response.headers["Location"]) == (303, leads_to)
    assert '"cache"' in response.headers["Clear-Site-Data"]
    assert '"storage"' in response.headers["Clear-Site-Data"]
    assert alex.client.get_cookie("session") is None
    assert len(contents(workplace)["sessions"]) == 1, "Sam's is untouched"
    assert sam.opens("/").heading == "Home"
    expect_dead(app, value, workplace)


def test_leaving_the_page_is_the_same_and_can_be_done_twice(app: Flask, couple: Couple, workplace: Workplace) -> None:
    alex, _ = couple
    value = cookie(alex)
    for _ in range(2):
        response = alex.client.get("/exit")
        assert response.headers["Location"] == "https://www.wikipedia.org/"
        assert '"cache"' in response.headers["Clear-Site-Data"]
        assert '"storage"' in response.headers["Clear-Site-Data"]
        assert alex.client.get_cookie("session") is None
    assert len(contents(workplace)["sessions"]) == 1, "Sam's is untouched"
    expect_dead(app, value, workplace)


def test_whoever_comes_after_a_hand_over_finds_a_blank_page(couple: Couple) -> None:
    alex, _ = couple
    alex.opens(alex.us)
    page = alex.posts("/sign-out", **{"hand-over": "1"})
    assert page.heading == "Sign in"
    assert page.values("username") == [""]
    for word in ("alex", "Alex", "Sam", ">us<"):
        assert word not in page.html.get_text(), word
    assert alex.opens(alex.us).address == "/sign-in"


def test_leaving_takes_a_waiting_code_along(joined: Callable[[str], Visitor], visitor: Callable[[], Visitor]) -> None:
    alex, sam = joined("alex"), visitor()
    alex.begins_partnership("us", "Alex")
    sam.opens("/invitation")
    sam.posts("/invitation", code=alex.invites())
    sam.client.get("/exit")
    assert sam.opens("/invitation").values("code") == [""]


def test_a_waiting_code_is_not_for_whoever_takes_the_device_over(
    joined: Callable[[str], Visitor], visitor: Callable[[], Visitor]
) -> None:
    alex, sam = joined("alex"), visitor()
    joined("kim")
    alex.begins_partnership("us", "Alex")
    sam.opens("/invitation")
    sam.posts("/invitation", code=alex.invites())
    sam.joins("sam")
    sam.opens("/account")
    sam.posts("/sign-out", **{"hand-over": "1"})
    sam.signs_in("kim")
    assert sam.address == "/"
    assert sam.opens("/invitation").values("code") == [""]


@pytest.mark.parametrize("value", ["", "x", "A" * 43, "A" * 44, "ü", "%00", "=" * 43, "A" * 3000])
def test_a_cookie_that_was_never_given_opens_nothing(app: Flask, couple: Couple, value: str) -> None:
    somebody = Visitor(app)
    somebody.client.set_cookie("session", value)
    assert somebody.opens("/account").address == "/sign-in"


def test_signing_in_gives_a_new_token_and_ends_the_old_session(
    app: Flask, couple: Couple, workplace: Workplace
) -> None:
    alex, _ = couple
    before = cookie(alex)
    alex.opens("/")
    alex.posts("/sign-in", username="sam", passphrase=couple[1].passphrase)
    assert cookie(alex) != before
    expect_dead(app, before, workplace)


def test_a_token_that_somebody_planted_is_not_kept(app: Flask, couple: Couple) -> None:
    """Neither one that was never given, nor a live one of somebody else's."""
    alex, sam = couple
    for planted in ("B" * 43, cookie(sam)):
        browser = Visitor(app)
        browser.client.set_cookie("session", planted)
        browser.opens("/help")
        browser.posts("/sign-in", username="alex", passphrase=alex.passphrase)
        assert cookie(browser) != planted


def test_joining_and_recovering_end_the_session_that_was_there(
    app: Flask, couple: Couple, joined: Callable[[str], Visitor], workplace: Workplace
) -> None:
    alex, _ = couple
    kim = joined("kim")
    for fields in (
        {"username": "newcomer", "passphrase": "five quiet lamps lit", "adult": "1"},
        {"username": "kim", "passphrase": "six quiet lamps lit", "code": kim.recovery_code},
    ):
        before = cookie(alex)
        alex.opens("/help")
        alex.posts("/recover" if "code" in fields else "/join", **fields)
        assert cookie(alex) != before
        expect_dead(app, before, workplace)


def test_unlocking_gives_a_new_token(app: Flask, couple: Couple, clock: Clock, workplace: Workplace) -> None:
    alex, _ = couple
    before = cookie(alex)
    clock.passes(minutes=11)
    alex.opens(alex.us)
    alex.unlocks()
    assert alex.address == alex.us
    assert cookie(alex) != before
    expect_dead(app, before, workplace)


def test_the_code_after_the_passphrase_gives_a_new_token(
    app: Flask, couple: Couple, clock: Clock, workplace: Workplace
) -> None:
    phone, browser = sets_up(couple[0], clock), Visitor(app)
    browser.signs_in("alex")
    before = cookie(browser)
    assert browser.posts("/sign-in/code", code=phone.code()).address == "/"
    assert cookie(browser) != before
    expect_dead(app, before, workplace)


def test_a_new_passphrase_ends_every_other_session(app: Flask, couple: Couple, workplace: Workplace) -> None:
    alex, _ = couple
    phone = Visitor(app)
    phone.signs_in("alex")
    old = [cookie(alex), cookie(phone)]
    alex.opens("/account")
    alex.posts("/account", current=alex.passphrase, passphrase="nine green boats at rest")
    assert alex.page.heading == "A spare key"
    assert cookie(alex) not in old
    for value in old:
        expect_dead(app, value, workplace)


@pytest.mark.parametrize(("path", "says"), [("/sign-in", "unknown"), ("/join", "username-taken")])
def test_a_passphrase_that_changes_while_it_is_taken_lets_nobody_in(
    app: Flask,
    couple: Couple,
    workplace: Workplace,
    sentence: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    says: str,
) -> None:
    """It is taken in one transaction and the session begins in another: in between it is changed elsewhere."""
    alex, browser, take = couple[0], Visitor(app), people.sign_in

    def taken_and_changed(*given: str) -> Unlocked:
        person = take(*given)
        with workplace.writing() as ctx:
            people.change_passphrase(ctx, person, alex.passphrase, "nine green boats at rest")
        return person

    alex.opens("/account")
    browser.opens(path)
    fields = {"username": "alex", "passphrase": alex.passphrase, "adult": "1"}
    monkeypatch.setattr(people, "sign_in", taken_and_changed)
    page = browser.posts(path, 422, **fields)
    assert sentence(says) in page.text
    assert browser.client.get_cookie("session") is None
    assert len(contents(workplace)["sessions"]) == 1, "Sam's is untouched"


def test_a_deleted_account_has_no_session(app: Flask, couple: Couple, workplace: Workplace) -> None:
    alex, _ = couple
    value = cookie(alex)
    alex.opens("/account/whole")
    alex.posts("/account/whole")
    expect_dead(app, value, workplace)
    somebody = Visitor(app)
    somebody.opens("/sign-in")
    somebody.posts("/sign-in", 422, username="alex", passphrase=alex.passphrase)
