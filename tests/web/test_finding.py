"""Finding an exercise: what somebody looks for is found, written nowhere, and in no address."""

import logging

import pytest
from flask import Flask

from app.startup import read_exercises
from app.web.paths import PRACTICES, WAYS
from tests.navigators import Visitor
from tests.pages import Page

SLUGS = {exercise.slug: exercise for exercise in read_exercises().exercises("en")}


def looks_for(app: Flask, **wish: str) -> Page:
    visitor = Visitor(app)
    visitor.opens("/exercises/find")
    return visitor.posts("/exercises/find", **wish)


def titles(page: Page) -> list[str]:
    return [link.get_text() for link in page.html.select("main h3 a")]


def test_every_exercise_can_be_reached_from_the_list(app: Flask) -> None:
    page = Visitor(app).opens("/exercises")
    for exercise in SLUGS.values():
        assert exercise.title in page.text
    assert page.heading == "Exercises"


@pytest.mark.parametrize("step", [step for way in WAYS for step in way.steps], ids=lambda step: step.slug)
def test_a_way_leads_through_exercises_that_are_there(step: object) -> None:
    assert step.slug in SLUGS  # type: ignore[attr-defined]  # pytest passes a Step


def test_every_practice_has_a_name_and_an_exercise() -> None:
    assert {practice for exercise in SLUGS.values() for practice in exercise.practices} == set(PRACTICES)


def test_wishes_narrow_it_down(app: Flask) -> None:
    few = looks_for(app, practice="desire", intensity="deep")
    assert set(titles(few)) == {
        one.title for one in SLUGS.values() if "desire" in one.practices and one.intensity == "deep"
    }
    assert len(titles(looks_for(app, practice="desire"))) > len(titles(few))


def test_words_are_found_without_case_or_accents(app: Flask) -> None:
    assert SLUGS["comfort-me"].title in titles(looks_for(app, words="CÓMFORTS me"))


def test_nothing_found_says_what_to_do(app: Flask) -> None:
    page = looks_for(app, words="xylophone")
    assert "Nothing fits all of that" in page.text
    assert page.values("words") == ["xylophone"], "what was typed is still there"


def test_a_wish_nobody_offers_is_no_wish(app: Flask) -> None:
    page = looks_for(app, practice="nowhere", time="never")
    assert page.heading == "Look for one"
    assert not page.html.select("#found")


def test_what_is_looked_for_is_in_no_address_and_no_log(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        page = looks_for(app, words="seventeen geese", practice="safety")
    assert page.address == "/exercises/find"
    assert "geese" not in caplog.text
    links = [str(link.get("href")) for link in page.html.select("a")]
    assert not [link for link in links if "geese" in link or "safety" in link]


def test_for_tonight_is_short_and_light(app: Flask) -> None:
    page = Visitor(app).opens("/exercises")
    tonight = page.html.select("section[aria-labelledby=tonight] h3 a")
    assert len(tonight) >= 3
    for link in tonight:
        exercise = next(one for one in SLUGS.values() if one.title == link.get_text())
        assert exercise.minutes < 10
        assert exercise.intensity == "light"
