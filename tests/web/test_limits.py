"""Guessing is slow, and being slow at it locks nobody else out."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from app.ports import Ports
from app.services.devices import BOX_BYTES, MOST_PEOPLE
from app.services.sessions import MOST_TRIES
from app.vault.epochs import FieldKey
from app.web.limits import GUESSES, GUESSES_PER_NETWORK, limiter
from tests.clock import Clock
from tests.conftest import COMPILED
from tests.navigators import Visitor
from tests.phones import sets_up

MOST = int(GUESSES.split()[0])
MOST_HERE = int(GUESSES_PER_NETWORK.split()[0])
MARKS = "a" + "\u0300\u0316" * 20_000
"""Almost all that a form takes. To put it in order takes seconds, and nobody else is served meanwhile."""


@pytest.fixture
def app(other_settings: Settings, clock: Clock) -> Iterator[Flask]:
    """The app as it is served: with its limits."""
    app = create_app(replace(other_settings, testing=False), Ports(clock=clock))
    app.jinja_env.bytecode_cache = COMPILED
    limiter.reset()
    yield app
    limiter.reset()
    limiter.enabled = False
    app.extensions["workplace"].database.close()


@pytest.fixture
def guesser(visitor: Callable[[], Visitor]) -> Visitor:
    somebody = visitor()
    somebody.opens("/sign-in")
    return somebody


def guesses(
    somebody: Visitor, name: str, times: int, passphrase: str = "not the passphrase", at: str = ""
) -> list[int]:
    """The statuses of so many tries to sign in, from the network `at`."""
    where = {"REMOTE_ADDR": at} if at else {}
    fields = {"csrf_token": somebody.token, "username": name, "passphrase": passphrase}
    return [somebody.client.post("/sign-in", data=fields, environ_overrides=where).status_code for _ in range(times)]


def test_after_ten_wrong_guesses_nobody_listens_for_an_hour(joined: Callable[[str], Visitor], guesser: Visitor) -> None:
    alex = joined("alex")
    assert guesses(guesser, "alex", MOST) == [422] * MOST == [422] * 10
    assert guesses(guesser, "alex", 1, alex.passphrase) == [429], "not even to the right one"
    page = guesser.posts("/sign-in", 429, username="alex", passphrase="once more")
    assert page.heading == "Let’s wait a little."


def test_names_in_other_spellings_are_one_name(guesser: Visitor, joined: Callable[[str], Visitor]) -> None:
    joined("alex")
    for name in ("ALEX", " alex ", "Alex", "ａｌｅｘ") * 3:
        status = guesses(guesser, name, 1)
    assert status == [429]


def test_a_name_that_does_not_exist_is_limited_the_same(guesser: Visitor) -> None:
    assert guesses(guesser, "nobody", MOST + 1) == [422] * MOST + [429]


@pytest.mark.parametrize("way", ["/sign-in", "/recover", "/join"])
@pytest.mark.parametrize("field", ["username", "passphrase"])
def test_what_is_far_too_long_is_told_at_once(guesser: Visitor, way: str, field: str) -> None:
    fields = {"username": "nobody", "passphrase": "not the passphrase", "code": "7" * 26, "adult": "1", field: MARKS}
    began = time.process_time()
    guesser.posts(way, 422, **fields)
    assert time.process_time() - began < 1.5


def test_names_that_are_too_long_are_limited_the_same(guesser: Visitor) -> None:
    assert guesses(guesser, "a" * 5000, MOST + 1) == [422] * MOST + [429]


def test_a_name_in_its_longest_spelling_is_found(joined: Callable[[str], Visitor], guesser: Visitor) -> None:
    one = joined("\u1f82" * 40)
    spelt = " " * 500 + "\u03b1\u0313\u0300\u0345" * 40 + " "
    assert guesses(guesser, f"{spelt}{' ' * 500}b", 1, one.passphrase) == [422]
    assert guesses(guesser, spelt, 1, one.passphrase) == [303]


@pytest.mark.parametrize("field", ["current", "passphrase"])
def test_a_passphrase_that_is_far_too_long_is_wrong_at_once(joined: Callable[[str], Visitor], field: str) -> None:
    alex = joined("alex")
    alex.opens("/account")
    began = time.process_time()
    alex.posts("/account", 422, **{"current": alex.passphrase, "passphrase": "nine green boats at rest", field: MARKS})
    assert time.process_time() - began < 1.5


def test_unlocking_with_what_is_far_too_long_is_wrong_at_once(joined: Callable[[str], Visitor], clock: Clock) -> None:
    alex = joined("alex")
    clock.passes(minutes=11)
    alex.opens("/")
    began = time.process_time()
    alex.posts("/unlock", 422, passphrase=MARKS)
    alex.posts("/unlock", 422, passphrase=alex.passphrase + "a" * 5000)
    assert time.process_time() - began < 1.5


def test_another_name_can_still_be_tried(guesser: Visitor, joined: Callable[[str], Visitor]) -> None:
    sam = joined("sam")
    guesses(guesser, "alex", MOST + 1)
    assert guesses(guesser, "sam", 1, sam.passphrase) == [303]


def test_an_account_of_ones_own_buys_no_more_guesses(joined: Callable[[str], Visitor], guesser: Visitor) -> None:
    guesses(guesser, "alex", MOST)
    kim = joined("kim")
    assert guesses(kim, "alex", 1) == [429]


def test_signing_in_as_it_should_be_never_counts(joined: Callable[[str], Visitor], app: Flask) -> None:
    alex = joined("alex")
    for _ in range(MOST + 2):
        somebody = Visitor(app)
        somebody.opens("/sign-in")
        assert guesses(somebody, "alex", 1, alex.passphrase) == [303]


def test_one_passphrase_cannot_be_tried_on_many_names(guesser: Visitor) -> None:
    statuses = [guesses(guesser, f"name-{n}", 1)[0] for n in range(MOST_HERE + 1)]
    assert statuses == [422] * MOST_HERE + [429]
    assert guesses(guesser, "name-x", 1, at="10.0.0.7") == [422], "another network is another matter"


@pytest.mark.parametrize("other", ["2001:db8:1:3::1", "::ffff:203.0.113.7", "203.0.113.7", "localhost"])
def test_all_addresses_of_one_network_are_counted_together(guesser: Visitor, other: str) -> None:
    """Who has one address of IPv6 has the 2**64 that begin alike."""
    for n in range(MOST_HERE):
        guesses(guesser, f"name-{n}", 1, at=f"2001:db8:1:2::{n:x}")
    assert guesses(guesser, "name-x", 1, at="2001:db8:1:2:ffff::1") == [429]
    assert guesses(guesser, "name-x", 1, at=other) == [422], "another network is another matter"


def test_an_address_is_the_same_however_it_is_written(guesser: Visitor) -> None:
    for n in range(MOST_HERE):
        guesses(guesser, f"name-{n}", 1, at=("203.0.113.7", "::ffff:203.0.113.7", "::FFFF:cb00:7107")[n % 3])
    for address in ("203.0.113.7", "::ffff:203.0.113.7"):
        assert guesses(guesser, "name-x", 1, at=address) == [429]
    assert guesses(guesser, "name-x", 1, at="::ffff:203.0.113.8") == [422]


def test_guesses_that_were_held_are_counted_where_they_came_from(
    joined: Callable[[str], Visitor], clock: Clock
) -> None:
    alex, sam = joined("alex"), joined("sam")
    clock.passes(minutes=11)
    for one, at, times, then in ((alex, "203.0.113.7", MOST + 1, 429), (sam, "203.0.113.8", 1, 422)):
        one.opens("/")
        where = {"REMOTE_ADDR": at}
        fields = {"csrf_token": one.token, "passphrase": one.passphrase, "display_name": "A"}
        for n in range(times):
            held = {**fields, "code": f"{n:026}"}
            assert one.client.post("/invitation", data=held, environ_overrides=where).status_code == 303
        one.client.post("/unlock", data=fields, environ_overrides=where)
        assert one.client.post("/invitation", data=held, environ_overrides=where).status_code == then


def test_what_was_held_on_a_known_device_is_counted_there(
    joined: Callable[[str], Visitor], guesser: Visitor, clock: Clock
) -> None:
    alex = joined("alex")
    alex.opens("/account")
    guesser.signs_in("alex")
    guesser.client.delete_cookie("device")
    guesser.opens("/account")
    fields = {"csrf_token": guesser.token, "current": "not the passphrase", "passphrase": "nine green boats at rest"}
    assert [guesser.sends("/account", **fields).status_code for _ in range(MOST + 1)] == [422] * MOST + [429]
    clock.passes(minutes=11)
    alex.posts("/account", current=alex.passphrase, passphrase="nine green boats at rest")
    assert alex.page.heading == "Locked"
    assert alex.unlocks().address == "/recovery-code"


def test_guesses_from_many_networks_are_counted_together(guesser: Visitor) -> None:
    statuses = [guesses(guesser, "alex", 1, at=f"10.0.0.{n}")[0] for n in range(MOST + 1)]
    assert statuses == [422] * MOST + [429]


def test_whoever_guesses_does_not_lock_out_a_device_that_is_known(
    joined: Callable[[str], Visitor], guesser: Visitor
) -> None:
    alex = joined("alex")
    alex.opens("/")
    alex.posts("/sign-out")
    assert guesses(guesser, "alex", MOST + 1)[-1] == 429
    alex.opens("/sign-in")
    assert guesses(alex, "alex", 1, alex.passphrase) == [303]


def test_nobody_in_the_same_network_locks_out_a_device_that_is_known(
    joined: Callable[[str], Visitor], guesser: Visitor
) -> None:
    alex = joined("alex")
    alex.opens("/")
    alex.posts("/sign-out")
    for n in range(MOST_HERE):
        guesses(guesser, f"name-{n}", 1)
    assert guesses(guesser, "name-x", 1) == [429]
    alex.opens("/sign-in")
    assert guesses(alex, "alex", 1, alex.passphrase) == [303]


def test_what_goes_wrong_for_one_is_not_to_be_told_from_the_count_of_another(
    joined: Callable[[str], Visitor], guesser: Visitor
) -> None:
    """Two who live together have one network, and each knows who the other one is."""
    alex = joined("alex")
    alex.opens("/account")
    wrong = {"csrf_token": alex.token, "passphrase": "not the passphrase", "current": "not it", "code": "7" * 26}
    for path in ("/unlock", "/account", "/invitation"):
        for _ in range(3):
            assert alex.sends(path, **wrong, display_name="A").status_code == 422
    fields = {"csrf_token": guesser.token, "code": "7" * 26}
    statuses = [guesser.sends("/invitation", **fields).status_code for _ in range(MOST + 1)]
    assert statuses == [422] * MOST + [429]
    assert guesses(guesser, "name-0", 1) == [422]
    sixty = [guesses(guesser, f"name-{n}", 1)[0] for n in range(1, MOST_HERE + 1)]
    assert sixty == [422] * (MOST_HERE - 1) + [429]


def test_a_known_device_is_counted_too(joined: Callable[[str], Visitor]) -> None:
    alex = joined("alex")
    alex.opens("/")
    alex.posts("/sign-out")
    alex.opens("/sign-in")
    assert guesses(alex, "alex", MOST + 1) == [422] * MOST + [429]


@pytest.mark.parametrize("cookie", ["x", "x.y", "~", "a.b~c.d", "ü.ü", "." * 3000])
def test_a_device_cannot_make_itself_known(guesser: Visitor, cookie: str) -> None:
    guesses(guesser, "alex", MOST)
    guesser.client.set_cookie("device", cookie)
    assert guesses(guesser, "alex", 1) == [429]


def device(somebody: Visitor) -> str:
    cookie = somebody.client.get_cookie("device")
    assert cookie
    return cookie.value


def signs_in_there(device: Visitor, name: str) -> None:
    device.opens("/sign-out")
    device.posts("/sign-out")
    device.signs_in(name)


def test_the_cookie_of_a_device_does_not_tell_how_many_have_signed_in_there(joined: Callable[[str], Visitor]) -> None:
    """Whoever comes next at the same browser may look, also whether it changes."""
    alex, _ = joined("alex"), joined("sam")
    cookies = [device(alex)]
    for name in ("alex", "sam", "sam", "alex"):
        signs_in_there(alex, name)
        cookies.append(device(alex))
    assert len({len(one) for one in cookies}) == 1
    assert len(set(cookies)) == len(cookies), "it is another one each time, whoever signs in"


def test_a_device_knows_the_last_who_signed_in_there(joined: Callable[[str], Visitor], guesser: Visitor) -> None:
    names = [f"name-{n}" for n in range(MOST_PEOPLE + 1)]
    everybody = [joined(name) for name in names]
    for name in names[1:]:
        signs_in_there(everybody[0], name)
    everybody[0].opens("/sign-out")
    everybody[0].posts("/sign-out")
    for name in names:
        guesses(guesser, name, MOST)
    everybody[0].opens("/sign-in")
    heard = [guesses(everybody[0], name, 1) for name in names]
    assert heard == [[429]] + [[422]] * MOST_PEOPLE


def test_a_cookie_that_is_far_too_long_is_not_opened(guesser: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """That costs some work, before anybody is counted."""
    opened: list[bytes] = []
    unseal = FieldKey.unseal
    monkeypatch.setattr(FieldKey, "unseal", lambda self, box, bound: opened.append(box) or unseal(self, box, bound))
    guesser.client.set_cookie("device", "A" * 3000)
    assert guesses(guesser, "alex", 1) == [422]
    assert all(len(one) < BOX_BYTES for one in opened)


def test_a_known_device_of_one_is_not_one_of_another(joined: Callable[[str], Visitor], guesser: Visitor) -> None:
    sam = joined("sam")
    sam.opens("/")
    sam.posts("/sign-out")
    guesses(guesser, "alex", MOST)
    sam.opens("/sign-in")
    assert guesses(sam, "alex", 1) == [429]


def test_unlocking_is_limited_for_who_is_locked_alone(joined: Callable[[str], Visitor], clock: Clock) -> None:
    alex, sam = joined("alex"), joined("sam")
    clock.passes(minutes=11)
    for one in (alex, sam):
        one.opens("/")
    fields = {"csrf_token": alex.token, "passphrase": "not the passphrase"}
    statuses = [alex.sends("/unlock", **fields).status_code for _ in range(MOST + 1)]
    assert statuses == [422] * MOST + [429]
    assert sam.unlocks().heading == "Home"


def test_trying_the_passphrase_at_a_device_left_open_is_limited(joined: Callable[[str], Visitor]) -> None:
    alex = joined("alex")
    alex.opens("/account")
    fields = {"csrf_token": alex.token, "current": "not the passphrase", "passphrase": "nine green boats at rest"}
    statuses = [alex.sends("/account", **fields, username=f"name-{n}").status_code for n in range(MOST + 1)]
    assert statuses == [422] * MOST + [429]


@pytest.mark.parametrize("way", ["/sign-in", "/join"])
def test_codes_of_a_second_step_are_limited_from_wherever_they_come(
    joined: Callable[[str], Visitor], visitor: Callable[[], Visitor], clock: Clock, way: str
) -> None:
    """Who knows the passphrase alone can begin again as often as they like, and gets no more guesses by it."""
    alex, statuses = joined("alex"), []
    phone = sets_up(alex, clock)
    while len(statuses) <= MOST:
        browser = visitor()
        browser.opens(way)
        browser.posts(way, username="alex", passphrase=alex.passphrase, adult="1")
        fields = {"csrf_token": browser.token, "code": "000000"}
        statuses += [browser.client.post("/sign-in/code", data=fields).status_code for _ in range(MOST_TRIES)]
    assert statuses[: MOST + 1] == [422] * MOST + [429]
    browser = visitor()
    browser.signs_in("alex", 200)
    browser.posts("/sign-in/code", 429, code=phone.code())
    assert alex.opens("/account").heading == "Account", "who is in stays in"


def test_recovery_codes_are_limited(guesser: Visitor) -> None:
    fields = {
        "csrf_token": guesser.token,
        "username": "alex",
        "code": "7" * 26,
        "passphrase": "nine green boats at rest",
    }
    statuses = [guesser.sends("/recover", **fields).status_code for _ in range(MOST + 1)]
    assert statuses == [422] * MOST + [429]


def test_invitation_codes_are_limited_whoever_tries(joined: Callable[[str], Visitor], guesser: Visitor) -> None:
    alex, sam = joined("alex"), joined("sam")
    alex.begins_partnership("us", "Alex")
    code = alex.invites()
    sam.opens("/invitation")
    fields = {"csrf_token": sam.token, "code": "7" * 26, "display_name": "Sam"}
    statuses = [sam.sends("/invitation", **fields).status_code for _ in range(MOST + 1)]
    assert statuses == [422] * MOST + [429]
    page = sam.posts("/invitation", 429, code=code, display_name="Sam")
    assert "Sam" in [area.get_text().strip() for area in page.html.select("textarea")]


def test_asking_which_names_are_taken_is_limited(joined: Callable[[str], Visitor], guesser: Visitor) -> None:
    """Joining must say it; a list can't be asked for."""
    joined("alex")
    fields = {"csrf_token": guesser.token, "adult": "1"}
    weak = [guesser.sends("/join", **fields, username="kim", passphrase="weak").status_code for _ in range(MOST + 1)]
    assert weak == [422] * (MOST + 1), "a passphrase that is too weak is no guess"
    taken = [
        guesser.sends("/join", **fields, username="alex", passphrase="nine green boats at rest").status_code
        for _ in range(MOST + 1)
    ]
    assert taken == [422] * MOST + [429]


def test_as_it_is_served_a_fault_gives_a_calm_page_and_no_detail(app: Flask, joined: Callable[[str], Visitor]) -> None:
    def broken() -> str:
        raise ValueError("a private thought")

    broken.action = "visit"  # type: ignore[attr-defined]  # the door's mark
    app.add_url_rule("/broken", view_func=broken)
    alex = joined("alex")
    page = alex.opens("/broken", 503)
    assert page.heading == "Something went wrong on our side."
    assert b"private thought" not in page.raw
    assert page.headers["Retry-After"] == "5"
