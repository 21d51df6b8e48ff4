"""An answer that can't be taken: a sentence on its page, what was typed still there, nothing saved, nothing lost."""

from collections.abc import Callable
from typing import Any

import pytest

from app.domain.answers import TEXT_BYTES
from app.services.workplace import Workplace
from tests.navigators import Visitor
from tests.web.contents import nothing_is_saved
from tests.web.prompts import BLIND, READY, number_of

Couple = tuple[Visitor, Visitor]
Sentence = Callable[[str], str]

TEXT = number_of(READY, "reflection")
BEFORE = "What was there before"


@pytest.fixture
def writer(in_round: Couple) -> Visitor:
    """Alex, who has saved a text already."""
    alex, _ = in_round
    alex.answers(TEXT, text=BEFORE, share="keep")
    return alex


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("a" * (TEXT_BYTES + 1), "too-long"),
        ("é" * (TEXT_BYTES // 2) + "!", "too-long"),
        ("before\0after", "not-text"),
        (b"before \xff after", "not-text"),
        (b"a lone half: \xed\xa0\xbd", "not-text"),
    ],
    ids=["empty", "blank", "16 KB and one", "16 KB and one in bytes", "NUL", "not UTF-8", "lone surrogate"],
)
def test_a_text_that_cannot_be_kept(
    writer: Visitor, workplace: Workplace, sentence: Sentence, text: str | bytes, reason: str
) -> None:
    with nothing_is_saved(workplace):
        page = writer.answers(TEXT, 422, text=text, share="keep")
    typed = text if isinstance(text, str) else text.decode(errors="replace")
    assert page.address == f"{writer.round}/prompts/{TEXT}"
    assert sentence(reason) in page.text
    assert page.html.select_one("#text-error")
    assert page.html.select_one("textarea#text").get_text().removeprefix("\n") == typed  # type: ignore[union-attr]
    assert page.ticked()["share"] == ["keep"]
    assert BEFORE in writer.prompt(TEXT).text


def test_a_text_of_exactly_16_kb_is_kept(writer: Visitor) -> None:
    text = "é" * (TEXT_BYTES // 2)
    writer.answers(TEXT, text=text)
    assert text in writer.prompt(TEXT).text


@pytest.mark.parametrize("kind", ["boundary", "scale", "sort", "choice"])
def test_saving_without_an_answer_asks_for_one_or_for_skipping(
    in_round: Couple, workplace: Workplace, sentence: Sentence, kind: str
) -> None:
    alex, _ = in_round
    with nothing_is_saved(workplace):
        page = alex.answers(number_of(READY, kind), 422)
    assert sentence("empty") in page.text
    assert page.html.select_one('button[name="skip"]')


def test_skipping_takes_an_answer_out_with_one_click(writer: Visitor) -> None:
    writer.answers(TEXT, skip="1")
    assert BEFORE not in writer.prompt(TEXT).text


def test_picking_nothing_is_an_answer(in_blind_round: Couple) -> None:
    alex, _ = in_blind_round
    number = number_of(BLIND, "mutual")
    offered = alex.prompt(number).values("picks")
    alex.answers(number, picks=offered[:2])
    alex.answers(number)
    assert "picks" not in alex.prompt(number).ticked()


@pytest.mark.parametrize(
    ("slug", "kind", "fields"),
    [
        (READY, "scale", {"point": "0"}),
        (READY, "scale", {"point": "99"}),
        (READY, "scale", {"point": "-1"}),
        (READY, "scale", {"point": "٣"}),
        (READY, "scale", {"point": "warm"}),
        (READY, "choice", {"option": "nowhere"}),
        (READY, "boundary", {"level": "perhaps"}),
        (READY, "sort", {"pile-nowhere": "core"}),
        (READY, "sort", {"pile-names": "elsewhere"}),
        (BLIND, "choices", {"options": ["nowhere"]}),
        (BLIND, "mutual", {"picks": ["nowhere"]}),
    ],
    ids=lambda value: str(value),
)
def test_a_choice_that_is_not_offered(
    couple: Couple, workplace: Workplace, sentence: Sentence, slug: str, kind: str, fields: dict[str, Any]
) -> None:
    alex, _ = couple
    alex.starts(slug, "at", "20-minutes")
    with nothing_is_saved(workplace):
        page = alex.answers(number_of(slug, kind), 422, **fields)
    assert page.address == f"{alex.round}/prompts/{number_of(slug, kind)}"
    assert sentence("not-offered") in page.text


def test_a_share_that_is_not_offered_leaves_the_text_on_the_page(
    writer: Visitor, workplace: Workplace, sentence: Sentence
) -> None:
    with nothing_is_saved(workplace):
        page = writer.answers(TEXT, 422, text="And something new", share="everyone")
    assert sentence("not-offered") in page.text
    assert "And something new" in page.text
    assert "share" not in page.ticked()


def test_a_share_that_is_not_offered_does_not_seal(writer: Visitor, workplace: Workplace, sentence: Sentence) -> None:
    page = writer.opens(f"{writer.round}/review")
    with nothing_is_saved(workplace):
        page = writer.posts(f"{writer.round}/review", 409, **{f"share-{TEXT}": "everyone"})
    assert sentence("not-offered") in page.text


def test_what_is_for_oneself_alone_is_never_shared(in_round: Couple) -> None:
    alex, sam = in_round
    number = number_of(READY, "reflection", private=True)
    alex.answers(number, text="For me alone", share="partners")
    alex.seals(**{f"share_{number}": "partners"})
    sam.seals()
    assert "For me alone" not in sam.summary().text + alex.summary().text


def test_more_picks_than_allowed_stay_ticked_and_are_not_saved(
    in_blind_round: Couple, workplace: Workplace, sentence: Sentence
) -> None:
    alex, _ = in_blind_round
    number = number_of(BLIND, "mutual")
    offered = alex.prompt(number).values("picks")
    picked = offered[: len(offered) // 3 + 1]
    with nothing_is_saved(workplace):
        page = alex.answers(number, 422, picks=picked)
    assert sentence("too-many") in page.text
    assert page.ticked()["picks"] == picked


@pytest.mark.parametrize("number", ["0", "99", "-1", "1.5", "one", "9" * 40])
def test_a_prompt_that_is_not_in_the_round_is_not_there(in_round: Couple, workplace: Workplace, number: str) -> None:
    alex, _ = in_round
    address = f"{alex.round}/prompts/{number}"
    with nothing_is_saved(workplace):
        assert alex.opens(address, 404).heading == "There is nothing here."
        page = alex.posts(address, 404, text="Typed into nowhere")
    assert "Typed into nowhere" in page.text


def test_marks_that_change_direction_are_kept_in_a_text_and_turn_nothing_around_them(in_round: Couple) -> None:
    alex, sam = in_round
    text = "one \u202e two \u2067 three"
    alex.answers(TEXT, text=text, share="partners")
    assert text in alex.prompt(TEXT).html.select_one("textarea").get_text()  # type: ignore[union-attr]
    alex.seals()
    sam.seals()
    page = alex.summary()
    assert [quote.get_text() for quote in page.html.select("blockquote")] == [text]
    for quote in page.html.select("blockquote"):
        quote.decompose()
    assert "two" in page.html.get_text(), "quoted in a sentence to say"
    assert not {"\u202e", "\u2067"} & set(page.html.get_text())
