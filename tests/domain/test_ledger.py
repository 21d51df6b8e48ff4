"""The ledger of ids: what may be mended, and what takes a new id."""

from typing import Any

import pytest

from app.domain.exercise import AnyPrompt, Exercise, GuessPrompt, Option, PausePrompt, Prompt, RankingPrompt
from app.domain.ledger import Changes, Ledger, compare, entries_of, normal, read_ledger, write_ledger
from tests.makers import make_exercise, make_prompt

SCALE = make_prompt("scale", private=True)
TEA = make_prompt("choice", "tea", ask="Which tea would you like?")


class Strange(Prompt):
    kind: str = "strange"


def of(*prompts: AnyPrompt) -> dict[str, Exercise]:
    return {"try-out": make_exercise(*prompts)}


def first(*prompts: AnyPrompt) -> Ledger:
    """The ledger after a file with these prompts was new."""
    return compare({}, of(*prompts)).ledger


def after(before: AnyPrompt, prompt: AnyPrompt, *same: str) -> Changes:
    return compare(first(before), of(prompt), same)


def test_a_new_exercise_adds_all_its_ids() -> None:
    changes = compare({}, of(TEA, SCALE))
    expected = ["tea", "tea/tea", "tea/cocoa", "tea/water", "scale"]
    assert changes.new == [f"try-out/{place}" for place in expected]
    assert list(changes.ledger["try-out"]) == expected
    assert not changes.refused
    assert not compare(changes.ledger, of(TEA, SCALE)).any


def test_each_kind_has_its_place_in_the_ledger() -> None:
    pause = PausePrompt(id="breathe", kind="pause", ask="Breathe", text="In, out.", breaths=3)
    guess = GuessPrompt(id="guess", kind="guess", ask="And the others?", about="scale", private=True)
    items = tuple(Option(id=word, text=word) for word in ("tea", "cocoa", "water"))
    ranking = RankingPrompt(id="ranking", kind="ranking", ask="First?", items=items, private=True)
    entries = entries_of(make_exercise(*make_exercise().prompts, pause, guess, ranking))
    assert {entry.kind for entry in entries.values()} >= {"scale", "option", "item", "pause", "guess", "mutual", "sort"}
    assert all(len(entry.meaning) == 16 for entry in entries.values())


def test_a_kind_that_is_not_known_is_no_id_at_all() -> None:
    exercise = make_exercise(TEA)
    strange = exercise.model_copy(update={"prompts": (Strange(id="new", ask="New?"),)})
    with pytest.raises(AssertionError, match="unreachable"):
        entries_of(strange)


def test_a_comma_a_capital_or_a_quotation_mark_is_mended_freely() -> None:
    mended = make_prompt("choice", "tea", ask="Which tea, “would” you LIKE …?")
    assert not after(TEA, mended).any
    assert normal("I’d  like “tea”, 5 cups; it's—fine") == "id like tea 5 cups its fine"


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("choice", {"ask": "Which tea would you hate?"}),
        ("scale", {"low": "lively"}),
        ("scale", {"high": "wild"}),
        ("scale", {"points": 7}),
        ("boundary", {"subject": "a kiss"}),
        ("reading", {"ask": "Something else"}),
    ],
)
def test_other_words_are_refused(kind: str, change: dict[str, Any]) -> None:
    changes = after(make_prompt(kind), make_prompt(kind, **change))
    assert changes.refused == [
        f"try-out/{kind}: its words have changed; another meaning takes a new id, "
        f"the same needs --same-meaning try-out/{kind}"
    ]


def test_a_guess_about_something_else_is_another_guess() -> None:
    one, other = (GuessPrompt(id="guess", kind="guess", ask="Others?", about=about) for about in ("scale", "tea"))
    assert after(one, other).refused


def test_an_option_that_says_something_else_is_refused() -> None:
    other = make_prompt("choice", "tea", ask=TEA.ask, options="tea cocoa water", hint="Any is fine.")
    assert not after(TEA, other).any
    options = [{"id": "tea", "text": "Coffee"}, {"id": "cocoa", "text": "Cocoa!"}, {"id": "water", "text": "Water"}]
    (refused,) = after(TEA, make_prompt("choice", "tea", ask=TEA.ask, options=options)).refused
    assert refused.startswith("try-out/tea/tea: its words have changed")


def test_who_says_that_it_means_the_same_is_believed_and_written_down() -> None:
    mended = make_prompt("choice", "tea", ask="Which tee would you like?")
    changes = after(TEA, mended, "try-out/tea")
    assert (changes.refused, changes.reworded) == ([], ["try-out/tea"])
    entry = changes.ledger["try-out"]["tea"]
    assert entry.was == (first(TEA)["try-out"]["tea"].meaning,)
    assert not compare(changes.ledger, of(mended)).any
    again = compare(changes.ledger, of(TEA), ["try-out/tea"])
    assert again.ledger["try-out"]["tea"].was == (*entry.was, entry.meaning)


@pytest.mark.parametrize("place", ["try-out/tea", "try-out/nothing"])
def test_nothing_is_said_of_words_that_did_not_change(place: str) -> None:
    assert after(TEA, TEA, place).refused == [f"{place}: its words have not changed"]


def test_another_kind_takes_a_new_id_whatever_is_said() -> None:
    other = make_prompt("choices", "tea", ask=TEA.ask, options="tea cocoa water")
    assert after(TEA, other).refused == ["try-out/tea: was a choice and would be a choices; that takes a new id"]
    reworded = make_prompt("scale", "tea")
    assert len(after(TEA, reworded, "try-out/tea").refused) == 1


def test_what_is_removed_is_retired_and_stays() -> None:
    changes = compare(first(TEA, SCALE), of(SCALE))
    assert changes.retired == ["try-out/tea", "try-out/tea/tea", "try-out/tea/cocoa", "try-out/tea/water"]
    assert changes.ledger["try-out"]["tea"].retired
    assert not changes.ledger["try-out"]["scale"].retired
    assert not compare(changes.ledger, of(SCALE)).any


def test_a_retired_id_comes_back_as_itself_only() -> None:
    retired = compare(first(TEA, SCALE), of(SCALE)).ledger
    back = compare(retired, of(TEA, SCALE))
    assert (back.refused, len(back.back)) == ([], 4)
    assert back.ledger == first(TEA, SCALE)
    assert compare(retired, of(make_prompt("choice", "tea", ask="Which coffee?"), SCALE)).refused


def test_a_retired_exercise_keeps_its_ids() -> None:
    changes = compare(first(TEA), {})
    assert all(entry.retired for entry in changes.ledger["try-out"].values())
    assert not compare(changes.ledger, {}).any


def test_the_file_reads_back_as_it_was_written() -> None:
    mended = compare(first(TEA, SCALE), of(make_prompt("choice", "tea", ask="Which tee?")), ["try-out/tea"]).ledger
    text = write_ledger(mended)
    assert read_ledger(text) == mended
    assert write_ledger(read_ledger(text)) == text
    assert "retired = true" in text
    assert '"tea/cocoa" = { kind = "option"' in text
    assert read_ledger(write_ledger({})) == {}


@pytest.mark.parametrize("text", ["[a", "[a]\nb = 1", '[a]\nb = { kind = "x" }', '[a]\nb = { kind = "x", more = 1 }'])
def test_a_file_that_is_no_ledger_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_ledger(text)
