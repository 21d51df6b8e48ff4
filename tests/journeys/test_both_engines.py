"""One whole journey, the same on SQLite and on PostgreSQL."""

from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread

import pytest
from flask import Flask

from app.config import Settings
from app.services.workplace import Workplace
from app.startup import keep_up_once
from tests.clock import Clock
from tests.navigators import Visitor, nth
from tests.postgres import Postgres

Joined = Callable[[str], Visitor]
CLOSING_LINE = "What isn’t here stays with the person it belongs to."


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    if request.param == "sqlite":
        return settings
    server: Postgres = request.getfixturevalue("postgres")
    return replace(settings, database_url=server.fresh())


def test_from_joining_to_leaving(
    joined: Joined, visitor: Callable[[], Visitor], workplace: Workplace, clock: Clock, settings: Settings
) -> None:
    assert workplace.database.is_sqlite == settings.database_url.startswith("sqlite")

    # Alex begins alone, and a round with the place that is held for Sam.
    alex, sam = joined("alex"), visitor()
    alex.begins_partnership("us", "Alex", "they/them")
    code = alex.invites()
    alex.starts("flexible-and-core")
    alex.fills_in(nth(0, "A quiet word from Alex"))
    alex.seals()

    # Sam joins with the code, and finds it.
    sam.opens("/invitation")
    sam.posts("/invitation", code=code.lower())
    sam.joins("sam", zone="America/Lima")
    sam.accepts(code, "Sam")
    sam.joins_round(alex.round)
    assert "A quiet word" not in sam.page.text
    assert sam.opens(f"{sam.round}/summary").address == sam.round, "not open yet"
    sam.fills_in(nth(1, "A quiet word from Sam"))

    # A lock in between loses nothing.
    page = sam.prompt(4)
    clock.passes(minutes=11)
    sam.posts(f"{sam.round}/prompts/4", version=page.values("version")[0], text="Said late by Sam", share="partners")
    assert sam.page.heading == "Locked"
    sam.unlocks()
    sam.seals()

    # It is open, side by side, for both.
    for one in (alex, sam):
        one.opens("/help")
        text = one.summary().text
        assert "A quiet word from Alex" in text
        assert "Said late by Sam" in text
        assert CLOSING_LINE in text

    # Sam takes one answer back; Alex changes the passphrase, and still reads what is left.
    sam.posts(f"{sam.round}/withdraw", prompt="4")
    alex.opens("/account")
    alex.posts("/account", current=alex.passphrase, passphrase="nine green boats at rest")
    text = alex.summary().text
    assert "Said late by Sam" not in text
    assert "A quiet word from Sam" in text

    # Blind picks open by the clock; the calendar's work is done meanwhile.
    sam.joins_round(alex.starts("desire-check-in", "at", "20-minutes"))
    picks = {}
    for one, wanted in ((alex, [0, 1]), (sam, [1, 2])):
        offered = one.prompt(10).labels("picks")
        picks[one.name] = [list(offered.values())[n] for n in wanted]
        one.answers(10, picks=[list(offered)[n] for n in wanted])
        one.seals()
    clock.passes(days=1)
    keep_up_once(workplace)
    for one, passphrase in ((alex, "nine green boats at rest"), (sam, sam.passphrase)):
        one.opens("/sign-in")
        one.posts("/sign-in", username=one.name, passphrase=passphrase)
        text = one.summary().text
        assert "You are both open to talking about this." in text
        assert picks["sam"][0] in text
        assert picks["alex"][0] not in text
        assert picks["sam"][1] not in text

    # Sam leaves. Nothing of Sam's is left to read, and Alex is told nothing.
    sam.opens(f"{sam.us}/place")
    sam.posts(f"{sam.us}/place")
    text = alex.summary().text
    assert "You are both open" not in text
    assert CLOSING_LINE in text
    assert "Sam" in alex.opens(alex.us).text, "the name they knew stays"
    sam.opens(alex.round, 404)


def test_two_who_join_under_one_name_at_once_are_one_and_a_refusal(app: Flask) -> None:
    """Both have looked before either has written."""
    statuses: list[int] = []
    ready = Barrier(2)

    def joins(passphrase: str) -> None:
        somebody = Visitor(app)
        somebody.opens("/join")
        form = {"csrf_token": somebody.token, "username": "alex", "passphrase": passphrase, "adult": "1"}
        ready.wait()
        statuses.append(somebody.sends("/join", **form).status_code)

    threads = [Thread(target=joins, args=(words,)) for words in ("five quiet lamps lit", "six lanterns at the lake")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(statuses) == [303, 422]


def test_a_button_pressed_twice_at_once_has_one_effect(app: Flask, joined: Joined, workplace: Workplace) -> None:
    alex = joined("alex")
    alex.begins_partnership("us", "Alex")
    alex.opens("/exercises/flexible-and-core")
    cookie, token = alex.client.get_cookie("session"), alex.token
    assert cookie
    leads_to: list[str] = []
    ready = Barrier(3)

    def presses() -> None:
        browser = Visitor(app)
        browser.client.set_cookie("session", cookie.value)
        ready.wait()
        for path, fields in (
            (f"{alex.us}/rounds", {"exercise": "flexible-and-core", "opens": "ready", "opens_at": "3-days"}),
            ("/us/new", {"name": "home", "display_name": "Alex"}),
        ):
            leads_to.append(browser.sends(path, csrf_token=token, **fields).headers["Location"])

    threads = [Thread(target=presses) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(leads_to) == 6
    assert len(set(leads_to)) == 2
