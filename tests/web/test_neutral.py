"""What a history, a glance at the tab or a line in a log could tell: nothing of what it is about."""

import re
from collections import deque
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask

from app.startup import read_exercises
from tests.navigators import Visitor
from tests.pages import Page
from tests.web.rehearsal import Couple
from tests.web.requests import GETS, Asked

SLUGS = [exercise.slug for exercise in read_exercises().exercises("en")]
PLAIN = {"after", "moments", "again", "change"}
"""Words in the names of exercises that by themselves tell nothing."""
TELLING = {word for slug in SLUGS for word in slug.split("-") if len(word) > 4} - PLAIN | {
    *("sex", "sexual", "intimate", "intimacy", "kink", "love", "partner", "partners", "couple", "relationship"),
    *("therapy", "therapist", "private", "secret", "consent", "boundary", "desire", "safe", "safety", "abuse"),
    *("violence", "gender", "match", "mutual", "picks", "leave", "leaving", "delete", "misstep", "repair"),
}


def words(path: str) -> set[str]:
    return set(re.split(r"[^a-z]+", path.lower()))


def test_the_list_of_telling_words_holds_the_exercises() -> None:
    assert {"flexible", "desire", "consent", "conversation"} <= TELLING


def test_no_route_has_a_telling_word(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert not words(re.sub("<.*?>", "", rule.rule)) & TELLING, rule.rule


@pytest.mark.parametrize("asked", GETS, ids=str)
def test_every_title_is_the_products_name(in_round: Couple, visitor: Callable[[], Visitor], asked: Asked) -> None:
    alex, _ = in_round
    for somebody in (alex, visitor()):
        response = asked.by(somebody, alex.us, alex.round)
        if response.status_code != 303 and response.mimetype == "text/html":
            assert Page(response).html.title.get_text() == "Between Us"  # type: ignore[union-attr]


def test_no_address_that_can_be_reached_has_a_telling_word(in_round: Couple) -> None:
    """From link to link through the whole site, as somebody in an opened round."""
    alex, sam = in_round
    alex.answers(1, level="ask", share="partners")
    for one in (alex, sam):
        one.seals()
    seen, waiting = {"/", "/exit"}, deque(["/"])
    while waiting:
        page = alex.opens(waiting.popleft())
        assert not words(page.address) & TELLING
        targets = [*page.links(), *(str(form.get("action", "")) for form in page.html.select("form"))]
        for target in targets:
            path = urlsplit(target).path
            assert not words(path) & TELLING, f"{page.address} leads to {target}"
        for link in map(urlsplit, page.links()):
            if link.path and not link.netloc and link.path not in seen and link.path.count("/places/") == 0:
                seen.add(link.path)
                waiting.append(link.path)
    assert {alex.us, alex.round, f"{alex.round}/summary", "/account", "/help", "/exercises"} <= seen


def test_the_name_of_an_exercise_leads_to_an_address_that_says_nothing(couple: Couple) -> None:
    alex, _ = couple
    for exercise in read_exercises().exercises("en"):
        response = alex.client.get(f"/exercises/{exercise.slug}")
        assert response.status_code == 303
        assert re.fullmatch(r"/exercises/[0-9a-f]{22}", response.headers["Location"])
        assert alex.opens(response.headers["Location"]).heading == exercise.title


def test_a_problem_has_a_neutral_title_too(couple: Couple) -> None:
    alex, _ = couple
    alex.opens("/")
    for status, response in (
        (404, alex.client.get("/nowhere")),
        (400, alex.client.post("/us/new")),
        (413, alex.sends("/us/new", csrf_token=alex.token, name="x" * 300_000)),
    ):
        page = Page(response)
        assert page.status == status
        assert page.html.title.get_text() == "Between Us"  # type: ignore[union-attr]


def test_ids_are_long_and_in_no_order(couple: Couple, joined: Callable[[str], Visitor]) -> None:
    alex, _ = couple
    rounds = [alex.starts("flexible-and-core", "at", quick) for quick in ("20-minutes", "evening", "3-days")]
    ids = [one.removeprefix("/rounds/")[22:] for one in rounds]
    assert len({one[:3] for one in ids}) == 3
    assert all(re.fullmatch(r"[\w-]{22}", one) for one in [*ids, alex.us.removeprefix("/us/")])
