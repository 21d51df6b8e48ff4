"""The demo: made anew from its story by the services, beside the real instance and never in its place."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app, demo
from app.config import Settings
from app.domain.answers import picks_refusal, refusal
from app.services.passphrases import passphrase_refusal
from app.startup import StartRefused, read_exercises
from tests.navigators import Visitor

STORY = demo.read_story()
ROUNDS = [
    *((told["exercise"], told["begun"], told) for place in STORY["places"] for told in place["rounds"]),
    *(
        (told["exercise"], each["opens"], each)
        for place in STORY["places"]
        for told in place.get("series", ())
        for each in told["openings"]
    ),
]
SHEETS = [
    pytest.param(slug, sheet, id=f"{slug} by {username}, {days} days ago")
    for slug, days, told in ROUNDS
    for username, sheet in told.get("sheets", {}).items()
]
PASSPHRASES = {person["username"]: person["passphrase"] for person in STORY["people"]}


@pytest.mark.parametrize(("slug", "sheet"), SHEETS)
def test_every_prompt_takes_its_answer(slug: str, sheet: dict[str, Any]) -> None:
    exercise = read_exercises().exercise(slug, "en")
    assert exercise
    for prompt_id, told in sheet["answers"].items():
        prompt = exercise.prompt(prompt_id)
        given = demo.answer(prompt, told)
        assert not (picks_refusal(prompt, given) if prompt.blind else refusal(prompt, given)), prompt_id
    assert all(exercise.prompt(kept).shareable and kept in sheet["answers"] for kept in sheet.get("keep", []))


def test_an_answer_that_no_prompt_asks_for_is_an_error(settings: Settings) -> None:
    place = STORY["places"][0]
    sheets = {"robin": {"answers": {"shoe-size": 42}}}
    story = {**STORY, "places": [{**place, "rounds": [{**place["rounds"][0], "sheets": sheets}]}]}
    with pytest.raises(ValueError, match="shoe-size"):
        demo.make(settings, story)


@pytest.mark.parametrize(("username", "passphrase"), PASSPHRASES.items())
def test_its_people_keep_the_rules_for_passphrases(username: str, passphrase: str) -> None:
    assert passphrase_refusal(passphrase, username) is None
    assert f"  {username:<12}{passphrase:<30}" in demo.how_to_sign_in(STORY)


@pytest.fixture
def made(settings: Settings) -> Iterator[Flask]:
    """The app of a demo that was just made, on the real clock."""
    demo.make(settings, STORY)
    app = create_app(settings)
    yield app
    app.extensions["workplace"].database.close()


def test_everybody_finds_their_rounds(made: Flask) -> None:
    stages = {}
    for username, passphrase in PASSPHRASES.items():
        somebody = Visitor(made)
        somebody.opens("/sign-in")
        somebody.posts("/sign-in", username=username, passphrase=passphrase)
        us = next(one for one in somebody.page.links() if one.startswith("/us/") and one != "/us/new")
        text = somebody.opens(f"/over-time?place={us.removeprefix('/us/')}").text
        stages[username] = (text.count("Open, to be read when you like."), "Opens when" in text, "Opens on" in text)
    assert stages == {
        "robin": (15, True, True),
        "quinn": (15, True, True),
        "kim": (2, True, False),
        "ari": (2, True, False),
        "sasha": (2, True, False),
        "rowan": (2, True, False),
    }


def test_two_of_them_have_a_series_and_words_of_their_own(made: Flask) -> None:
    robin = Visitor(made)
    robin.opens("/sign-in")
    robin.posts("/sign-in", username="robin", passphrase=PASSPHRASES["robin"])
    assert "Noticed this week" in robin.opens("/calendar").text
    assert "More than once" in robin.opens("/over-time").text
    text = robin.opens("/agreements").text
    assert "Phones stay in the hall after nine." in text.split("What holds")[1].split("Waiting for the count")[0]
    assert "Quinn keeps the calendar" in text.split("Waiting for the count")[1].split("Moments you kept")[0]
    assert "ice cream" in text.split("Moments you kept")[1]


def test_it_is_made_anew_each_time(settings: Settings) -> None:
    demo.make(settings, STORY)
    before = (settings.keys / "field.key").read_bytes()
    demo.make(settings, STORY)
    assert (settings.keys / "field.key").read_bytes() != before


def test_it_deletes_nothing_that_it_did_not_make(settings: Settings) -> None:
    precious = settings.data / "between-us.db"
    precious.parent.mkdir(parents=True)
    precious.write_bytes(b"years of talks")
    with pytest.raises(StartRefused, match="was not made by the demo"):
        demo.make(settings, STORY)
    assert precious.read_bytes() == b"years of talks"


@pytest.mark.parametrize(("instance", "place"), [("", "instance"), ("elsewhere", "elsewhere")])
def test_it_lies_beside_the_real_instance(monkeypatch: pytest.MonkeyPatch, instance: str, place: str) -> None:
    monkeypatch.setenv("INSTANCE", instance)
    monkeypatch.setenv("DATABASE_URL", "postgresql://us@database/us")
    monkeypatch.setenv("DEVELOPMENT", "0")
    settings = Settings.from_environ(demo.demo_environ(), Path("/srv"))
    assert settings.instance == Path("/srv") / place / "demo"
    assert settings.database_url.startswith("sqlite:")
    assert "DATABASE_URL" not in os.environ
    assert settings.development
    assert os.environ["DEVELOPMENT"] == "1", "the process that serves reads it again"
    assert "http://localhost:8000/components" in demo.greeting(settings, STORY)
