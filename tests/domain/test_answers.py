from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.domain.answers import (
    TEXT_BYTES,
    Allocation,
    Answer,
    Boundary,
    Choice,
    Choices,
    Guess,
    Picks,
    Ranking,
    Reflection,
    Refusal,
    Scale,
    Sort,
    Worksheet,
    clean_text,
    fullest,
    picks_refusal,
    refusal,
    text_refusal,
)
from app.domain.exercise import AnyPrompt, Hand, Level, Pile, Prompt
from app.domain.files import KINDS
from tests.domain.strategies import answers, picks, worksheets
from tests.makers import ANSWERS, KEYS, make_exercise, make_picks, make_prompt, make_worksheet, mutual_of

EXERCISE = make_exercise()
MUTUAL = mutual_of(EXERCISE)
ANSWERABLE = [prompt for prompt in EXERCISE.prompts if prompt.answerable and not prompt.blind]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_prompt_takes_its_answer_and_no_other(kind: str) -> None:
    """Who adds a kind to exercise.py adds it to the makers, and to answers.py unless nothing is answered in it."""
    prompt = make_prompt(kind)
    accepted = {one for one, answer in ANSWERS.items() if refusal(prompt, answer, EXERCISE.about(prompt)) is None}
    assert accepted == ({kind} if prompt.answerable and not prompt.blind else set())
    assert kind in KEYS


@given(st.sampled_from(ANSWERABLE).flatmap(lambda prompt: st.tuples(st.just(prompt), answers(prompt))))
def test_what_a_prompt_offers_it_takes(pair: tuple[AnyPrompt, Answer]) -> None:
    assert refusal(*pair, EXERCISE.about(pair[0])) is None


@pytest.mark.parametrize(
    ("kind", "answer", "reason"),
    [
        ("reflection", Reflection(text=" \n"), Refusal.EMPTY),
        ("reflection", Reflection(text="a\0b"), Refusal.NOT_TEXT),
        ("scale", Scale(point=0), Refusal.NOT_OFFERED),
        ("scale", Scale(point=6), Refusal.NOT_OFFERED),
        ("choice", Choice(option="wine"), Refusal.NOT_OFFERED),
        ("choices", Choices(options=()), Refusal.EMPTY),
        ("choices", Choices(options=("read", "wine")), Refusal.NOT_OFFERED),
        ("sort", Sort(piles={}), Refusal.EMPTY),
        ("sort", Sort(piles={"wine": Pile.CORE}), Refusal.NOT_OFFERED),
        ("ranking", Ranking(order=()), Refusal.EMPTY),
        ("ranking", Ranking(order=("sleep", "sleep")), Refusal.TWICE),
        ("ranking", Ranking(order=("sleep", "music", "quiet", "light")), Refusal.TOO_MANY),
        ("ranking", Ranking(order=("sleep", "wine")), Refusal.NOT_OFFERED),
        ("allocation", Allocation(), Refusal.EMPTY),
        ("allocation", Allocation(now={"wine": Hand.ME}), Refusal.NOT_OFFERED),
        ("allocation", Allocation(wish={"dishes": Hand.ME, "wine": Hand.ME}), Refusal.NOT_OFFERED),
        ("boundary", Scale(point=1), Refusal.OTHER_KIND),
        ("mutual", Choices(options=("bath",)), Refusal.OTHER_KIND),
        ("reading", Reflection(text="hello"), Refusal.OTHER_KIND),
        ("pause", Reflection(text="hello"), Refusal.OTHER_KIND),
    ],
)
def test_what_is_not_offered_is_refused(kind: str, answer: Answer, reason: Refusal) -> None:
    assert refusal(make_prompt(kind), answer) is reason


@pytest.mark.parametrize(
    ("about", "guess", "reason"),
    [
        ("scale", Scale(point=5), None),
        ("choice", Choice(option="tea"), None),
        ("sort", Sort(piles={"plans": Pile.TALK}), None),
        ("scale", Scale(point=6), Refusal.NOT_OFFERED),
        ("sort", Sort(piles={}), Refusal.EMPTY),
        ("scale", Choice(option="tea"), Refusal.OTHER_KIND),
        ("choices", Choice(option="walk"), Refusal.OTHER_KIND),
        ("nothing", Scale(point=1), Refusal.OTHER_KIND),
    ],
)
def test_a_guess_takes_what_it_is_about(about: str, guess: Any, reason: Refusal | None) -> None:
    prompt = make_prompt("guess", about=about)
    assert refusal(prompt, Guess(answer=guess), EXERCISE.about(prompt)) is reason


def test_without_what_it_is_about_there_is_no_guess() -> None:
    assert refusal(make_prompt("guess"), ANSWERS["guess"]) is Refusal.OTHER_KIND


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a", None),
        ("é" * (TEXT_BYTES // 2), None),
        ("é" * (TEXT_BYTES // 2) + "e", Refusal.TOO_LONG),
        ("half a \ud83d pair", Refusal.NOT_TEXT),
        ("\0", Refusal.NOT_TEXT),
        ("", Refusal.EMPTY),
        ("\u3000", Refusal.EMPTY),
    ],
    ids=range(7),
)
def test_texts(text: str, reason: Refusal | None) -> None:
    assert text_refusal(text) is reason


@pytest.mark.parametrize("prompt", EXERCISE.prompts, ids=lambda prompt: prompt.id)
def test_the_fullest_answer_is_one_and_none_is_longer(prompt: AnyPrompt) -> None:
    most = fullest(prompt, EXERCISE.about(prompt))
    assert (most is not None) == (prompt.answerable and not prompt.blind)
    if most is not None:
        assert refusal(prompt, most, EXERCISE.about(prompt)) is None
        assert len(most.model_dump_json()) >= len(ANSWERS[prompt.kind].model_dump_json())


def test_a_kind_without_a_fullest_answer_is_loud() -> None:
    unknown: Any = Prompt(id="new", ask="New?")
    with pytest.raises(AssertionError, match="unreachable"):
        fullest(unknown)


def test_of_a_guess_about_nothing_there_is_no_fullest() -> None:
    assert fullest(make_prompt("guess")) is None


def test_line_ends_are_the_only_thing_that_is_changed_in_a_text() -> None:
    assert clean_text(" a\r\nb\rc\n\td ") == " a\nb\nc\n\td "


def test_picks_are_at_most_a_third_and_among_the_items() -> None:
    assert picks_refusal(MUTUAL, ()) is None
    assert picks_refusal(MUTUAL, ("bath", "stars")) is None
    assert picks_refusal(MUTUAL, ("bath", "bath", "stars")) is None
    assert picks_refusal(MUTUAL, ("bath", "stars", "picnic")) is Refusal.TOO_MANY
    assert picks_refusal(MUTUAL, ("bath", "wine")) is Refusal.NOT_OFFERED


@given(worksheets(EXERCISE), picks(MUTUAL))
def test_everything_comes_back_from_json_as_it_was(worksheet: Worksheet, picked: Picks) -> None:
    assert Worksheet.model_validate_json(worksheet.model_dump_json()) == worksheet
    assert Picks.model_validate_json(picked.model_dump_json()) == picked


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_every_kind_of_answer_comes_back_from_json(answer: Answer) -> None:
    adapter: TypeAdapter[Answer] = TypeAdapter(Answer)
    assert adapter.validate_json(adapter.dump_json(answer)) == answer


SECRETS = [
    Reflection(text="secret"),
    Choice(option="secret"),
    Choices(options=("secret",)),
    Sort(piles={"secret": Pile.CORE}),
    make_picks("secret"),
    Worksheet(answers={"secret": Reflection(text="secret")}),
    Boundary(level=Level.REST),
    Scale(point=4),
    Ranking(order=("secret",)),
    Allocation(now={"secret": Hand.ME}),
    Guess(answer=Choice(option="secret")),
]


@pytest.mark.parametrize("value", SECRETS, ids=lambda value: type(value).__name__)
def test_nothing_printed_shows_content(value: Answer | Picks | Worksheet) -> None:
    assert repr(value) == str(value) == f"{value}" == f"<{type(value).__name__}>"
    assert list(value.__repr_args__()) == []
    assert "secret" not in repr([value]) + repr({"value": value})


def test_what_is_inside_a_worksheet_is_hidden_too() -> None:
    assert "Rain" not in repr(make_worksheet(EXERCISE)) + repr(make_worksheet(EXERCISE).answers)


def test_a_broken_worksheet_does_not_print_what_it_holds() -> None:
    with pytest.raises(ValidationError) as broken:
        Worksheet.model_validate({"answers": {"scale": {"kind": "scale", "point": "secret"}}})
    assert "secret" not in str(broken.value)
