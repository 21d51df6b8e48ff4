"""Rankings, who does what, guesses, pauses, groups, and what only some are shown: from the form to the summary."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app, startup
from app.config import Settings
from app.domain.files import edition
from app.ports import Ports
from app.storage.library import Library
from tests.clock import Clock
from tests.conftest import COMPILED, with_tables
from tests.makers import OPENERS, make_exercise, make_prompt
from tests.navigators import Visitor, nth

Couple = tuple[Visitor, Visitor]
Joined = Callable[[str], Visitor]

ITEMS = [
    {"id": one, "text": one.capitalize(), "group": one[0].upper()}
    for one in ("bath", "bread", "book", "sun", "sea", "snow")
]
EXERCISE = make_exercise(
    make_prompt("scale", "noise"),
    make_prompt("guess", "their-noise", about="noise"),
    make_prompt("choice", "mood", private=True),
    make_prompt("reflection", "more", private=True, show_if={"prompt": "mood", "any": ["tea"]}),
    make_prompt("pause", show_if={"prompt": "noise", "at_least": 4}),
    make_prompt("sort", items=ITEMS),
    make_prompt("guess", "their-sort", about="sort", openers=OPENERS | {"say": "I wonder."}),
    make_prompt("ranking", places=2),
    make_prompt("allocation"),
    make_prompt("reading", text="A match is not consent."),
    make_prompt("mutual", items=ITEMS),
    make_prompt("choice", "end"),
    slug="all-kinds",
)
NUMBER = {prompt.id: n for n, prompt in enumerate(EXERCISE.prompts, 1)}
ALL = set(NUMBER.values())
HIDDEN = {NUMBER["more"], NUMBER["pause"]}
"""What nobody is shown who has answered nothing yet."""


@pytest.fixture
def app(settings: Settings, clock: Clock, sqlite_with_tables: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    made = edition({"en": EXERCISE})
    monkeypatch.setattr(startup, "read_exercises", lambda: Library({EXERCISE.slug: made}, {made.hash: made}))
    app = create_app(with_tables(settings, sqlite_with_tables), Ports(clock=clock))
    app.jinja_env.bytecode_cache = COMPILED
    yield app
    app.extensions["workplace"].database.close()


@pytest.fixture
def in_round(couple: Couple) -> Couple:
    alex, sam = couple
    sam.joins_round(alex.starts(EXERCISE.slug, "at", "20-minutes"))
    return couple


def says(somebody: Visitor, prompt_id: str, share: str = "partners", **fields: object) -> None:
    shareable = {"share": share} if EXERCISE.prompt(prompt_id).shareable else {}
    somebody.answers(NUMBER[prompt_id], **shareable, **{key.replace("_", "-"): one for key, one in fields.items()})


def all_seal(clock: Clock, *everybody: Visitor) -> None:
    """Seal, and wait until it opens."""
    for one in everybody:
        one.seals()
    clock.passes(minutes=21)


def told(somebody: Visitor, prompt_id: str) -> str:
    """What the summary says at this prompt; "" if it isn't there."""
    heading = somebody.summary().html.select_one(f"#point-{NUMBER[prompt_id]}")
    return " ".join(heading.find_parent("article").get_text(" ").split()) if heading else ""  # type: ignore[union-attr]


def shown(somebody: Visitor) -> set[int]:
    """The numbers that the round's page links to."""
    links = somebody.opens(somebody.round).html.select('a[href*="/prompts/"]')
    return {int(str(link["href"]).partition("?")[0].rpartition("/")[2]) for link in links}


def test_every_kind_comes_into_the_summary(in_round: Couple, clock: Clock) -> None:
    for n, one in enumerate(in_round):
        one.fills_in(nth(n))
    all_seal(clock, *in_round)
    for one in in_round:
        page = one.summary()
        points = {str(point["id"]) for point in page.html.select("article.point h3")}
        shareable = {prompt.id for prompt in EXERCISE.prompts if prompt.shareable or prompt.blind}
        assert points == {f"point-{NUMBER[prompt_id]}" for prompt_id in shareable}


def test_nobody_is_an_empty_cell(in_round: Couple, clock: Clock) -> None:
    """Who left a card out is not named beside it."""
    alex, sam = in_round
    says(alex, "sort", pile_bath="core", pile_sea="flexible")
    says(sam, "sort", pile_sea="flexible")
    all_seal(clock, *in_round)
    for one in in_round:
        heading = one.summary().html.select_one(f"#point-{NUMBER['sort']}")
        cells = [" ".join(cell.get_text(" ").split()) for cell in heading.find_parent("article").select("td")]  # type: ignore[union-attr]
        assert len(cells) == 2
        assert cells[0] == "Alex : Core to me"
        assert sorted(cells[1].replace(" : Flexible", "").split()) == ["Alex", "Sam"]


def test_who_does_what_is_said_side_by_side(in_round: Couple, clock: Clock) -> None:
    alex, sam = in_round
    says(alex, "allocation", now_dishes="me", wish_dishes="shared", now_bills="me")
    says(sam, "allocation", now_dishes="me", wish_dishes="shared")
    all_seal(clock, *in_round)
    for one in in_round:
        text = told(one, "allocation")
        assert re.search("(Alex Sam|Sam Alex) Mostly me You see it differently.", text)
        assert "You’d like the same." in text
        assert text.count("Bills") == 1
        assert "Garden" not in text
        assert not any(sign in text for sign in ("%", "1 of", "2 of"))


@pytest.mark.parametrize(
    ("hand", "said"), [("me", "Each of you would like to do it."), ("others", "Nobody longs to do it.")]
)
def test_who_wishes_the_same_for_themselves_reads_what_that_comes_to(
    in_round: Couple, clock: Clock, hand: str, said: str
) -> None:
    for one in in_round:
        says(one, "allocation", wish_dishes=hand)
    all_seal(clock, *in_round)
    for one in in_round:
        assert said in told(one, "allocation")
        assert "different things" not in told(one, "allocation")


def test_an_order_is_shown_as_it_was_put(in_round: Couple, clock: Clock) -> None:
    alex, sam = in_round
    says(alex, "ranking", place_1="quiet", place_2="sleep")
    says(sam, "ranking", place_2="sleep")
    all_seal(clock, *in_round)
    text = told(sam, "ranking")
    assert "Alex Quiet Sleep" in text
    assert "On every list: Sleep" in text
    assert "I said Sleep ." in text


def test_the_same_thing_in_two_places_is_asked_about_and_stays_chosen(in_round: Couple) -> None:
    alex, _ = in_round
    number = NUMBER["ranking"]
    page = alex.answers(number, 422, **{"place-1": "quiet", "place-2": "quiet", "share": "keep"})
    assert "The same one stands in two places." in page.text
    assert page.ticked() == {"place-1": ["quiet"], "place-2": ["quiet"], "share": ["keep"]}
    assert len(page.html.select("select[aria-invalid]")) == 2
    assert "place-1" not in alex.prompt(number).ticked()


@pytest.mark.parametrize(
    ("prompt_id", "fields", "reason"),
    [
        ("ranking", {}, "Please answer it, or skip it."),
        ("ranking", {"place-1": "wine"}, "Please choose from what is offered."),
        ("ranking", {"place-3": "quiet"}, "Please choose from what is offered."),
        ("allocation", {}, "Please answer it, or skip it."),
        ("allocation", {"now-dishes": "god"}, "Please choose from what is offered."),
        ("allocation", {"wish-wine": "me"}, "Please choose from what is offered."),
        ("their-noise", {}, "Please answer it, or skip it."),
        ("their-noise", {"point": "9"}, "Please choose from what is offered."),
        ("their-noise", {"option": "tea"}, "Please answer it, or skip it."),
        ("their-sort", {"pile-bath": "mine"}, "Please choose from what is offered."),
    ],
)
def test_what_cannot_be_taken(in_round: Couple, prompt_id: str, fields: dict[str, str], reason: str) -> None:
    alex, _ = in_round
    page = alex.answers(NUMBER[prompt_id], 422, **fields)
    assert reason in page.text
    assert page.address == f"{alex.round}/prompts/{NUMBER[prompt_id]}"
    (link,) = page.html.select(".alert a")
    assert page.html.select_one(str(link["href"])), "it leads to the field"


def test_a_guess_stands_beside_the_answer_of_somebody_else_and_nothing_judges_it(
    in_round: Couple, clock: Clock
) -> None:
    alex, sam = in_round
    assert "Nobody checks, and nothing is counted." in alex.prompt(NUMBER["their-noise"]).text
    says(alex, "their-noise", point="5")
    says(alex, "noise", point="1")
    says(sam, "noise", point="5")
    says(sam, "their-sort", pile_bath="core", pile_sea="talk")
    says(alex, "sort", pile_bath="core")
    all_seal(clock, *in_round)
    for one in in_round:
        assert "Alex guessed: lively Sam : lively" in told(one, "their-noise")
        cards = told(one, "their-sort")
        assert "Sam guessed: Core to me Alex : Core to me" in cards
        assert "Sea" not in cards, "nobody put that card anywhere"
        assert not any(word in told(one, "their-noise").lower() for word in ("right", "wrong", "correct", "alike"))
    assert "I said 5/5 ." in told(alex, "their-noise")


def test_a_guess_with_no_answer_beside_it_is_shown_to_nobody(in_round: Couple, clock: Clock) -> None:
    alex, sam = in_round
    says(alex, "their-noise", point="5")
    says(alex, "noise", point="1")
    says(sam, "noise", share="keep", point="5")
    all_seal(clock, *in_round)
    for one in in_round:
        assert told(one, "noise")
        assert told(one, "their-noise") == ""
    shown = alex.opens(f"{alex.round}/shown")
    assert len(shown.html.select('button[name="prompt"]')) == 2, "its author can take it back all the same"


def test_a_guess_goes_with_the_answer_beside_it(in_round: Couple, clock: Clock) -> None:
    alex, sam = in_round
    says(alex, "their-noise", point="5")
    says(sam, "noise", point="5")
    all_seal(clock, *in_round)
    assert told(alex, "their-noise")
    sam.summary()
    sam.posts(f"{sam.round}/withdraw", prompt=str(NUMBER["noise"]))
    assert told(alex, "their-noise") == told(sam, "their-noise") == ""


@pytest.mark.parametrize("prompt_id", ["ranking", "allocation", "their-noise"])
def test_each_can_be_taken_back(in_round: Couple, clock: Clock, prompt_id: str) -> None:
    alex, sam = in_round
    for one in in_round:
        one.fills_in(nth(0))
    all_seal(clock, *in_round)
    before = told(sam, prompt_id)
    alex.summary()
    alex.posts(f"{alex.round}/withdraw", prompt=str(NUMBER[prompt_id]))
    after = told(sam, prompt_id)
    assert before.count("Alex") > after.count("Alex")
    assert f'value="{NUMBER[prompt_id]}"' not in str(alex.summary().html.select("article.point button"))


def test_who_is_alone_is_not_asked_to_guess(joined: Joined, clock: Clock) -> None:
    rowan = joined("rowan")
    rowan.begins_partnership("mine", "Rowan")
    rowan.starts(EXERCISE.slug, "at", "20-minutes")
    guesses = {NUMBER["their-noise"], NUMBER["their-sort"]}
    assert shown(rowan) == ALL - HIDDEN - guesses
    assert rowan.prompt(NUMBER["their-noise"]).address.endswith(f"/{NUMBER['mood']}")
    rowan.fills_in(nth(0))
    reviewed = {int(str(one["id"])[1:]) for one in rowan.opens(f"{rowan.round}/review").html.select("h2[id^=q]")}
    assert reviewed
    assert not guesses & reviewed
    all_seal(clock, rowan)
    assert told(rowan, "ranking")


def test_a_prompt_that_is_not_shown_leads_on_to_the_next(in_round: Couple) -> None:
    alex, _ = in_round
    page = alex.prompt(NUMBER["more"])
    assert page.address == f"{alex.round}/prompts/{NUMBER['sort']}", "the pause behind it is not shown either"
    assert "4 of 10" in page.text
    assert f"{alex.round}/prompts/{NUMBER['mood']}" in page.links()
    assert shown(alex) == ALL - HIDDEN
    says(alex, "mood", option="tea")
    assert alex.page.address == f"{alex.round}/prompts/{NUMBER['more']}"
    assert "4 of 11" in alex.page.text
    says(alex, "noise", point="4")
    assert shown(alex) == ALL
    page = alex.prompt(NUMBER["pause"])
    assert page.html.select_one(".air.breaths-4")
    assert alex.posts(page.address).address == f"{alex.round}/prompts/{NUMBER['sort']}"


WORDS = "Only while there is tea"


def test_what_was_answered_and_is_not_shown_any_more_is_kept_and_comes_back(in_round: Couple, clock: Clock) -> None:
    alex, sam = in_round
    says(alex, "mood", option="tea")
    says(alex, "more", text=WORDS)
    assert WORDS in alex.opens(f"{alex.round}/review").text
    says(alex, "mood", option="water")
    assert WORDS not in alex.opens(f"{alex.round}/review").text
    assert WORDS not in alex.prompt(NUMBER["more"]).text
    assert str(NUMBER["more"]) not in alex.opens("/account/copy").values("kept")
    says(alex, "mood", option="tea")
    assert WORDS in alex.prompt(NUMBER["more"]).text
    says(alex, "mood", option="water")
    all_seal(clock, alex, sam)
    assert WORDS not in alex.summary().text + sam.summary().text
    alex.opens(f"{alex.round}/mine")
    page = alex.unlocks() if alex.page.address == "/unlock" else alex.page
    assert "Your own answers" in page.text
    assert WORDS not in page.text


def test_nothing_typed_is_lost_where_another_tab_has_hidden_the_prompt(in_round: Couple) -> None:
    alex, _ = in_round
    says(alex, "mood", option="tea")
    page = alex.prompt(NUMBER["more"])
    version = page.values("version")[0]
    says(alex, "mood", option="water")
    page = alex.posts(f"{alex.round}/prompts/{NUMBER['more']}", version=version, text=WORDS, share="partners")
    assert page.address == f"{alex.round}/prompts/{NUMBER['sort']}"
    says(alex, "mood", option="tea")
    assert WORDS in alex.prompt(NUMBER["more"]).text


def test_the_other_sees_nothing_of_which_prompts_somebody_is_shown(in_round: Couple, clock: Clock) -> None:
    alex, sam = in_round

    def pages() -> list[bytes]:
        addresses = (
            sam.round,
            f"{sam.round}/review",
            f"{sam.round}/prompts/1",
            f"{sam.round}/prompts/{NUMBER['more']}",
        )
        return [sam.opens(address).raw for address in addresses]

    before = pages()
    says(alex, "mood", option="tea")
    says(alex, "noise", share="keep", point="5")
    says(alex, "more", text=WORDS)
    assert pages() == before
    all_seal(clock, alex, sam)
    page = sam.summary()
    assert not page.html.select("article.point")


def test_everybody_finds_things_in_an_order_of_their_own(in_round: Couple) -> None:
    orders = []
    for one in in_round:
        page = one.prompt(NUMBER["mutual"])
        assert [heading.get_text() for heading in page.html.select("details.group summary")] == ["B", "S"]
        assert len(page.html.select("details[open].group input")) == len(ITEMS)
        orders.append(page.values("picks"))
        assert one.prompt(NUMBER["mutual"]).values("picks") == orders[-1]
        assert sorted(orders[-1][:3]) == ["bath", "book", "bread"], "each in its group"
        cards = [name for name in one.prompt(NUMBER["sort"]).names() if name.startswith("pile-")]
        guessed = [name for name in one.prompt(NUMBER["their-sort"]).names() if name.startswith("pile-")]
        assert guessed == cards, "a guess has the cards in the order in which one met them"
    assert sorted(orders[0]) == sorted(orders[1])


def test_a_copy_says_it_in_words(in_round: Couple, clock: Clock) -> None:
    alex, sam = in_round
    says(alex, "ranking", place_1="quiet", place_2="sleep")
    says(alex, "allocation", now_dishes="me", wish_dishes="shared", wish_bills="nobody")
    says(alex, "their-noise", point="2")
    says(alex, "their-sort", pile_bath="core")
    all_seal(clock, alex, sam)
    alex.summary()
    alex.opens("/account/copy")
    if alex.page.address == "/unlock":
        alex.unlocks()
    copied = json.loads(alex.posts("/account/copy", **{"as": "json"}).raw)
    assert [one["answer"] for one in copied["rounds"][0]["answers"]] == [
        "2/5 (calm … lively)",
        {"Bath": "core"},
        ["Quiet", "Sleep"],
        {"Dishes": "me → shared", "Bills": "… → nobody"},
    ]
