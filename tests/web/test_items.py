"""The page with cards of one's own, and where they come up afterwards."""

from typing import Any

import pytest

from app.domain.items import AT_MOST, LONGEST
from app.services.workplace import Workplace
from app.web.exercises import opaque
from tests.clock import Clock
from tests.navigators import Visitor
from tests.pages import Page
from tests.statements import statement_counter
from tests.web.prompts import BLIND, READY, number_of

Couple = tuple[Visitor, Visitor]
PICKS, CARDS = number_of(BLIND, "mutual"), number_of(READY, "sort")
SWIM = "Swimming at night"


def address(somebody: Visitor, slug: str = BLIND) -> str:
    return f"{somebody.us}/items/{opaque(slug)}"


def adds(somebody: Visitor, words: str, slug: str = BLIND, n: int = PICKS, status: int = 200) -> Page:
    somebody.opens(address(somebody, slug))
    return somebody.posts(address(somebody, slug), status, prompt=str(n), words=words)


def cards(page: Page) -> list[str]:
    return [line.get_text() for line in page.html.select("main li .voice bdi")]


def test_the_exercise_leads_to_the_page_and_the_page_says_who_sees_what(couple: Couple) -> None:
    alex, _ = couple
    page = alex.opens(f"/exercises/{BLIND}/begin")
    (link,) = page.html.select('main a[href*="/items/"]')
    page = alex.opens(str(link["href"]))
    assert page.address == address(alex)
    for said in ("Everyone here sees these cards", "knows that it is from you", "Whoever joins this place later"):
        assert said in page.text
    assert not alex.opens("/exercises/safe-to-say/begin").html.select('main a[href*="/items/"]')


def test_one_adds_and_the_other_finds_it_and_takes_it_out(couple: Couple) -> None:
    alex, sam = couple
    assert cards(adds(alex, f"  {SWIM}\n")) == [SWIM]
    page = sam.opens(address(sam))
    assert cards(page) == [SWIM]
    (button,) = page.html.select("button[name=remove]")
    page = sam.posts(address(sam), prompt=str(PICKS), remove=button["value"])
    assert cards(page) == []
    assert cards(alex.opens(address(alex))) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "Please write a few words"),
        ("a" * (LONGEST + 1), "80 letters or fewer"),
        ("turned \u202e round", "invisible characters"),
        ("Long hugs that stay hugs", "in the exercise already"),
    ],
)
def test_what_can_not_be_a_card_comes_back_as_it_was_typed(couple: Couple, words: str, sentence: str) -> None:
    alex, _ = couple
    page = adds(alex, words, status=422)
    assert sentence in page.text
    (field,) = page.html.select("input[name=words]")
    assert field["value"] == words
    assert field["aria-invalid"] == "true"


def test_ten_fit(couple: Couple) -> None:
    alex, _ = couple
    for n in range(AT_MOST):
        adds(alex, f"Idea {n}")
    page = alex.opens(address(alex))
    assert "10 cards are as many as fit." in page.text
    assert not page.html.select("input[name=words]")
    assert len(cards(alex.posts(address(alex), 422, prompt=str(PICKS), words="One more"))) == AT_MOST


def test_other_prompts_take_none(couple: Couple) -> None:
    alex, _ = couple
    alex.opens(address(alex))
    for n in (str(PICKS - 1), "0", "x", "", "99"):
        alex.posts(address(alex), 404, prompt=n, words=SWIM)
    alex.opens(f"{alex.us}/items/{opaque('safe-to-say')}", 404)
    alex.opens(f"{alex.us}/items/{BLIND}", 404)
    assert cards(alex.opens(address(alex))) == []


def test_a_round_has_the_card_marked_and_shows_it_as_a_match(couple: Couple, clock: Clock) -> None:
    alex, sam = couple
    adds(alex, SWIM)
    alex.starts(BLIND, opens="at", opens_at="20-minutes")
    sam.joins_round(alex.round)
    for one in (alex, sam):
        page = one.prompt(PICKS)
        (label,) = [found for found in page.html.select("label") if SWIM in found.get_text()]
        assert "Added by one of you" in label.get_text()
        (box,) = label.select("input")
        one.answers(PICKS, picks=box["value"])
        one.seals()
    clock.passes(minutes=21)
    for one in (alex, sam):
        assert SWIM in one.summary().text
    assert SWIM in alex.opens(f"{alex.round}/talk/1/1").text


def test_a_card_of_ones_own_is_sorted(couple: Couple) -> None:
    alex, sam = couple
    adds(alex, SWIM, READY, CARDS)
    alex.starts(READY)
    sam.joins_round(alex.round)
    for one in (alex, sam):
        parts = [one.opens(f"{one.round}/prompts/{CARDS}?part={n}") for n in (1, 2)]
        found = [card for part in parts for card in part.html.select(".cards fieldset")]
        (card,) = [one for one in found if SWIM in one.get_text()]
        pile, *_ = card.select("input")
        fields: dict[str, Any] = {"share": "partners", str(pile["name"]): "core"}
        one.answers(CARDS, **fields)
        one.seals()
    assert SWIM in sam.summary().text
    assert SWIM in alex.opens(f"{alex.round}/mine").text


def test_it_is_in_no_log(couple: Couple, capfd: pytest.CaptureFixture[str]) -> None:
    alex, _ = couple
    adds(alex, SWIM)
    adds(alex, "turned \u202e round", status=422)
    alex.starts(BLIND, opens="at", opens_at="20-minutes")
    alex.prompt(PICKS)
    said = "".join(capfd.readouterr())
    assert SWIM not in said
    assert "turned" not in said


def test_they_cost_no_statement_more(couple: Couple, workplace: Workplace, clock: Clock) -> None:
    alex, sam = couple
    adds(alex, SWIM)
    alex.starts(BLIND, opens="at", opens_at="20-minutes")
    sam.joins_round(alex.round)
    alex.prompt(PICKS)
    with statement_counter(workplace.database) as statements:
        alex.client.get(f"{alex.round}/prompts/{PICKS}")
    assert len(statements) == 2
    clock.passes(minutes=21)
    alex.summary()
    with statement_counter(workplace.database) as statements:
        alex.client.get(f"{alex.round}/summary")
    assert len(statements) == 3
