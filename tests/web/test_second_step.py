"""A code after the passphrase, through the pages: who has only the passphrase is nobody."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from app.services.sessions import MOST_TRIES
from app.services.workplace import Workplace
from tests.clock import Clock
from tests.navigators import Visitor
from tests.phones import SETTING, Phone, sets_up
from tests.web.contents import nothing_is_saved
from tests.web.prompts import READY
from tests.web.rehearsal import Couple
from tests.web.requests import ABOUT_PLACES, STRONG

DOOR = "/sign-in/code"


@pytest.fixture
def phone(couple: Couple, clock: Clock) -> Phone:
    """The app of alex, who has turned it on and is signed in."""
    return sets_up(couple[0], clock)


@pytest.fixture
def halfway(phone: Phone, couple: Couple, visitor: Callable[[], Visitor]) -> Visitor:
    """A browser that knows the passphrase of alex, and no more."""
    alex, browser = couple[0], visitor()
    browser.us, browser.round = alex.us, alex.starts(READY)
    browser.signs_in("alex")
    return browser


def test_it_is_set_up_with_the_first_code(couple: Couple, clock: Clock, sentence: Callable[[str], str]) -> None:
    alex, _ = couple
    assert "It is off." in alex.opens(SETTING).text
    page = alex.posts(SETTING, what="begin")
    secret = page.html.select_one("code").get_text()  # type: ignore[union-attr]
    assert page.html.select_one("img.qr")
    wrong = alex.posts(SETTING, 422, what="confirm", code="000000")
    assert sentence("second-code") in wrong.text
    assert wrong.html.select_one("code").get_text() == secret  # type: ignore[union-attr]
    assert "It is on." in alex.posts(SETTING, what="confirm", code=Phone(secret, clock).code()).text
    assert secret not in alex.opens(SETTING).raw.decode(), "it is shown no more"


def test_put_aside_it_stays_off(couple: Couple, clock: Clock, visitor: Callable[[], Visitor]) -> None:
    alex, _ = couple
    alex.opens(SETTING)
    secret = alex.posts(SETTING, what="begin").html.select_one("code").get_text()  # type: ignore[union-attr]
    assert "It is off." in alex.posts(SETTING, what="aside").text
    assert "It is off." in alex.posts(SETTING, what="confirm", code=Phone(secret, clock).code()).text
    browser = visitor()
    browser.signs_in("alex")
    assert browser.address == "/"


def test_it_asks_for_a_fresh_passphrase(phone: Phone, couple: Couple, clock: Clock) -> None:
    alex, _ = couple
    alex.opens(SETTING)
    clock.passes(minutes=6)
    assert alex.posts(SETTING, what="off").address == "/unlock"
    page = alex.unlocks()
    assert (page.address, "It is on." in page.text) == (SETTING, True), "nobody else has turned it off meanwhile"
    assert "It is off." in alex.posts(SETTING, what="off").text


def test_the_code_lets_in(phone: Phone, halfway: Visitor) -> None:
    assert halfway.address == DOOR
    assert halfway.posts(halfway.page.full_address, code=phone.code()).address == "/"


def test_one_is_led_to_where_one_was_going(phone: Phone, couple: Couple, visitor: Callable[[], Visitor]) -> None:
    alex, browser = couple[0], visitor()
    browser.opens(alex.us)
    browser.posts(browser.page.full_address, username="alex", passphrase=alex.passphrase)
    assert browser.address == DOOR
    assert browser.posts(browser.page.full_address, code=phone.code()).address == alex.us


def test_a_code_is_good_once(phone: Phone, halfway: Visitor, visitor: Callable[[], Visitor]) -> None:
    code = phone.code()
    halfway.posts(DOOR, code=code)
    other = visitor()
    other.signs_in("alex")
    other.posts(DOOR, 422, code=code)
    assert other.posts(DOOR, code=phone.code(+1)).address == "/"


def test_an_older_code_is_not_taken_after_a_newer_one(
    phone: Phone, halfway: Visitor, visitor: Callable[[], Visitor]
) -> None:
    halfway.posts(DOOR, code=phone.code(+1))
    other = visitor()
    other.signs_in("alex")
    other.posts(DOOR, 422, code=phone.code())


def test_after_so_many_wrong_codes_it_begins_again(phone: Phone, halfway: Visitor) -> None:
    for _ in range(MOST_TRIES - 1):
        halfway.posts(DOOR, 422, code="000000")
    assert halfway.posts(DOOR, 422, code="000000").heading == "Sign in"
    halfway.opens(DOOR)
    assert halfway.address == "/sign-in"


def test_one_can_begin_again(phone: Phone, halfway: Visitor) -> None:
    assert halfway.posts(DOOR, over="1").address == "/sign-in"
    halfway.opens(DOOR)
    assert halfway.address == "/sign-in"


def test_who_waits_too_long_at_the_door_begins_again(phone: Phone, halfway: Visitor, clock: Clock) -> None:
    clock.passes(minutes=11)
    halfway.opens(DOOR)
    assert halfway.address == "/sign-in"


def test_halfway_one_is_nobody(halfway: Visitor, visitor: Callable[[], Visitor], workplace: Workplace) -> None:
    """Whatever is asked for, one is led to the door where a stranger is led to sign in, and nothing happens."""
    stranger = visitor()
    stranger.opens("/sign-in")
    with nothing_is_saved(workplace):
        for asked in ABOUT_PLACES:
            theirs = asked.by(stranger, halfway.us, halfway.round)
            ours = asked.by(halfway, halfway.us, halfway.round)
            assert ours.status_code == theirs.status_code == 303, asked
            assert ours.location == theirs.location.replace("/sign-in", DOOR, 1), asked


def test_halfway_the_front_page_is_that_of_a_visitor(halfway: Visitor, visitor: Callable[[], Visitor]) -> None:
    assert halfway.opens("/").text == visitor().opens("/").text


def test_leaving_the_page_ends_it(halfway: Visitor) -> None:
    halfway.client.get("/exit")
    halfway.opens(DOOR)
    assert halfway.address == "/sign-in"


def test_joining_again_under_ones_name_is_no_way_around(
    phone: Phone, couple: Couple, visitor: Callable[[], Visitor]
) -> None:
    browser = visitor()
    browser.opens("/join")
    page = browser.posts("/join", username="alex", passphrase=couple[0].passphrase, adult="1", zone="Europe/Madrid")
    assert page.address == DOOR


def test_the_recovery_code_opens_without_it_and_turns_it_off(
    phone: Phone, couple: Couple, visitor: Callable[[], Visitor]
) -> None:
    browser, code = visitor(), couple[0].recovery_code
    browser.opens("/recover")
    browser.posts("/recover", username="alex", code=code, passphrase=STRONG)
    browser.posts("/recovery-code", kept="1")
    assert "It is off." in browser.opens(SETTING).text


def test_a_new_passphrase_and_a_new_language_leave_it_on(phone: Phone, couple: Couple) -> None:
    alex, _ = couple
    alex.opens("/account")
    alex.posts("/account", language="es", zone="Europe/Madrid")
    alex.opens("/account")
    alex.posts("/account", current=alex.passphrase, passphrase=STRONG)
    assert alex.address == "/recovery-code", "who is signed in is not asked again"
    alex.opens("/account")
    alex.posts("/account", language="en", zone="Europe/Madrid")
    assert "It is on." in alex.opens(SETTING).text


def test_turned_off_the_passphrase_is_enough(phone: Phone, couple: Couple, visitor: Callable[[], Visitor]) -> None:
    alex, browser = couple[0], visitor()
    alex.opens(SETTING)
    alex.posts(SETTING, what="off")
    browser.signs_in("alex")
    assert browser.address == "/"


def test_unlocking_asks_for_the_passphrase_alone(phone: Phone, couple: Couple, clock: Clock) -> None:
    alex, _ = couple
    clock.passes(minutes=11)
    alex.opens(SETTING)
    assert alex.address == "/unlock"
    assert alex.unlocks().address == SETTING


def test_a_row_doesnt_tell_who_has_one(couple: Couple, clock: Clock, workplace: Workplace) -> None:
    alex, _ = couple

    def sizes() -> list[list[int]]:
        with workplace.reading() as ctx:
            rows = ctx.db.execute(text("SELECT username, settings FROM people ORDER BY person"))
            return [[len(value) for value in row] for row in rows]

    before = sizes()
    sets_up(alex, clock)
    assert sizes() == before
