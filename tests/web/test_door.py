"""The door: every route says which action of the policy it is, and whoever may not is sent where they may."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from app.domain.access import NEVER_WAITS, POLICY, Standing
from app.services.workplace import Workplace
from app.web.guard import allow
from tests.clock import Clock
from tests.navigators import Visitor
from tests.web.contents import nothing_is_saved
from tests.web.rehearsal import Couple
from tests.web.requests import ASKED, GETS, POSTS, Asked, routes

OPEN_TO_ALL = {action for action, rule in POLICY.items() if rule(Standing())}


def action_of(app: Flask, asked: Asked) -> str:
    return str(app.view_functions[asked.endpoint].action)  # type: ignore[attr-defined]  # the door's mark


def test_every_route_is_an_action_of_the_policy(app: Flask) -> None:
    undeclared = [one for one, _ in routes(app) if getattr(app.view_functions[one], "action", None) not in POLICY]
    assert not undeclared


def test_every_route_is_asked_for_by_these_tests(app: Flask) -> None:
    assert set(routes(app)) == {(one.endpoint, "POST" if one.post else "GET") for one in ASKED}


def test_a_view_that_declares_nothing_is_not_there(other_settings: Settings) -> None:
    app = create_app(other_settings)
    app.add_url_rule("/planted", view_func=lambda: "planted", endpoint="planted", methods=["GET", "POST"])
    alex = Visitor(app)
    alex.joins("alex")
    assert alex.opens("/planted", 404).heading == "There is nothing here."
    alex.posts("/planted", 404)
    app.extensions["workplace"].database.close()


def test_an_action_that_the_policy_does_not_know_cannot_be_declared() -> None:
    with pytest.raises(LookupError):
        allow("do as one likes")


@pytest.mark.parametrize("asked", GETS, ids=str)
def test_whoever_is_not_signed_in_reads_what_is_for_all_and_signs_in_for_the_rest(
    app: Flask, in_round: Couple, visitor: Callable[[], Visitor], asked: Asked
) -> None:
    alex, _ = in_round
    response = asked.by(visitor(), alex.us, alex.round)
    if action_of(app, asked) in OPEN_TO_ALL:
        assert response.status_code in ((404,) if asked.endpoint == "notices.feed" else (200, 303))
        begins = asked.endpoint == "second_step.code"  # who hasn't given the passphrase begins with it
        assert (response.headers.get("Location", "") == "/sign-in") is begins
        return
    to = urlsplit(response.headers["Location"])
    assert (response.status_code, to.path) == (303, "/sign-in")
    assert parse_qs(to.query) == {"then": [asked.at(alex.us, alex.round)]}


SENT_BY_ALL = {
    "accounts.join_now",
    "accounts.recover_now",
    "accounts.sign_in_now",
    "exercises.find",
    "front.try_card",
    "invitations.accept_now",
    "languages.choose",
    "second_step.give_code",
    "staying.stay",
}
"""What whoever isn't signed in may send."""


def test_what_all_may_send_is_what_the_policy_leaves_open(app: Flask) -> None:
    assert {one.endpoint for one in POSTS if action_of(app, one) in OPEN_TO_ALL} == SENT_BY_ALL


@pytest.mark.parametrize("asked", [one for one in POSTS if one.endpoint not in SENT_BY_ALL], ids=str)
def test_whoever_is_not_signed_in_changes_nothing_of_anybodys(
    in_round: Couple, visitor: Callable[[], Visitor], workplace: Workplace, asked: Asked
) -> None:
    (alex, _), somebody = in_round, visitor()
    somebody.opens("/")
    with nothing_is_saved(workplace):
        response = asked.by(somebody, alex.us, alex.round)
    assert (response.status_code, urlsplit(response.headers["Location"]).path) == (303, "/sign-in")


def test_signing_in_leads_back_to_where_one_was(in_round: Couple) -> None:
    alex, _ = in_round
    alex.client.delete_cookie("session")
    where = f"{alex.round}/prompts/4"
    page = alex.opens(where)
    assert page.address == "/sign-in"
    page = alex.posts(page.full_address, username="alex", passphrase=alex.passphrase)
    assert page.address == where


SHOWING = ("rounds.seal", "agreements.yes", "own_data.renew", "therapists.show_round", "therapists.sees")

ELSEWHERE = ("agreements.show", "agreements.change", "agreements.look_day", "therapists.show")
ELSEWHERE += ("therapists.showing", "therapists.assigned")
ELSEWHERE += ("written.show", "written.head", "written.export", "written.removing")
ELSEWHERE += ("written_prompts.show", "written_prompts.look")
"""Pages of what this couple does not have: they lead back too, in the tests of their own."""


@pytest.mark.parametrize("asked", [one for one in GETS if one.endpoint not in ELSEWHERE], ids=str)
def test_a_locked_page_leads_to_unlocking_and_back(app: Flask, in_round: Couple, clock: Clock, asked: Asked) -> None:
    alex, _ = in_round
    clock.passes(minutes=10)
    alex.opens("/help")
    where = asked.at(alex.us, alex.round)
    response = asked.by(alex, alex.us, alex.round)
    to = urlsplit(response.headers.get("Location", ""))
    needs_key = not POLICY[action_of(app, asked)](
        Standing(signed_in=True, member=True, in_circle=True, open=True, sealed=True)
    )
    if to.path != "/unlock":
        assert not needs_key, f"{asked} was shown locked"
        return
    assert parse_qs(to.query)["then"] == [where]
    page = alex.opens(response.headers["Location"])
    assert page.heading == "Locked"
    there = alex.posts(page.full_address, passphrase=alex.passphrase).address
    assert there != "/unlock"
    assert there == alex.opens(where).address


@pytest.mark.parametrize("asked", [one for one in GETS if one.endpoint != "staying.left"], ids=str)
def test_a_page_that_is_shown_locked_too_says_as_much_then(in_round: Couple, clock: Clock, asked: Asked) -> None:
    """It stays on the screen at the lock. One that says less has another address then."""
    alex, _ = in_round
    before = asked.by(alex, alex.us, alex.round)
    clock.passes(minutes=10)
    after = asked.by(alex, alex.us, alex.round)
    if before.status_code == after.status_code == 200:
        assert before.data == after.data


SHOWS = [one for one in POSTS if one.endpoint in SHOWING]


def test_what_shows_others_something_is_named_here(app: Flask) -> None:
    assert {one.endpoint for one in POSTS if action_of(app, one) in NEVER_WAITS} == set(SHOWING)
    assert {action_of(app, one) for one in SHOWS} == NEVER_WAITS


@pytest.mark.parametrize("asked", SHOWS, ids=str)
def test_what_shows_others_something_never_waits_for_the_passphrase(
    in_round: Couple, workplace: Workplace, clock: Clock, asked: Asked
) -> None:
    alex, _ = in_round
    clock.passes(minutes=10)
    alex.opens("/sign-out")  # the key is erased by the first request after ten minutes
    with nothing_is_saved(workplace):
        response = asked.by(alex, alex.us, alex.round)
    assert urlsplit(response.headers["Location"]).path == "/unlock"


@pytest.mark.parametrize("address", ["/nowhere", "/us", "/rounds/", "/us/x/y/z", "/static/nothing.css", "/.env"])
def test_where_nothing_is_everybody_gets_the_same_page(
    couple: Couple, visitor: Callable[[], Visitor], address: str
) -> None:
    for somebody in (couple[0], visitor()):
        assert somebody.opens(address, 404).heading == "There is nothing here."


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PURGE"])
def test_other_methods_find_nothing(in_round: Couple, workplace: Workplace, method: str) -> None:
    alex, _ = in_round
    with nothing_is_saved(workplace):
        response = alex.client.open(alex.round, method=method, data={"csrf_token": alex.token})
    assert response.status_code == 404
    assert b"There is nothing here." in response.data
