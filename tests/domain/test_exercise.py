from typing import Any

import pytest
from pydantic import ValidationError

from app.domain.exercise import AnyPrompt, MutualPrompt, Opens
from tests.makers import make_exercise, make_prompt


@pytest.mark.parametrize(
    ("prompt", "answerable", "blind", "shareable"),
    [
        (make_prompt("reflection"), True, False, True),
        (make_prompt("scale"), True, False, True),
        (make_prompt("choice"), True, False, True),
        (make_prompt("choices"), True, False, True),
        (make_prompt("sort"), True, False, True),
        (make_prompt("boundary"), True, False, True),
        (make_prompt("mutual"), True, True, False),
        (make_prompt("ranking"), True, False, True),
        (make_prompt("allocation"), True, False, True),
        (make_prompt("guess"), True, False, True),
        (make_prompt("reading"), False, False, False),
        (make_prompt("pause"), False, False, False),
        (make_prompt("scale", show_if={"prompt": "choice", "any": ["tea"]}), True, False, False),
        (make_prompt("reflection", private=True), True, False, False),
        (make_prompt("boundary", private=True), True, False, False),
    ],
    ids=lambda value: value if isinstance(value, bool) else f"{value.kind}{'-private' * value.private}",
)
def test_what_can_be_answered_and_shared(prompt: AnyPrompt, answerable: bool, blind: bool, shareable: bool) -> None:
    assert (prompt.answerable, prompt.blind, prompt.shareable) == (answerable, blind, shareable)


@pytest.mark.parametrize(("items", "most"), [("a b c", 1), ("a b c d e", 1), ("a b c d e f", 2)])
def test_at_most_a_third_can_be_picked(items: str, most: int) -> None:
    prompt = make_prompt("mutual", items=items)
    assert isinstance(prompt, MutualPrompt)
    assert prompt.at_most == most


def test_blind_picks_open_at_a_set_time_only() -> None:
    assert make_exercise().offers == (Opens.AT,)
    assert make_exercise(make_prompt("scale")).offers == (Opens.READY, Opens.AT)


def test_prompts_are_found_by_id() -> None:
    exercise = make_exercise()
    assert exercise.prompt("sort") is exercise.prompts[6]
    with pytest.raises(KeyError, match="nothing"):
        exercise.prompt("nothing")


@pytest.mark.parametrize(("about", "found"), [("scale", True), ("choice", True), ("sort", True), ("choices", False)])
def test_what_a_guess_is_about_is_found(about: str, found: bool) -> None:
    exercise = make_exercise()
    assert exercise.about(make_prompt("guess", about=about)) == (exercise.prompt(about) if found else None)


def test_other_kinds_are_about_nothing() -> None:
    exercise = make_exercise()
    assert {exercise.about(prompt) for prompt in exercise.prompts if prompt.kind != "guess"} == {None}


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "Upper"},
        {"id": "a" * 49},
        {"ask": " "},
        {"short": 1},
        {"private": "yes"},
        {"points": "5"},
        {"points": 2},
        {"low": "two\nlines"},
        {"colour": "red"},
    ],
    ids=str,
)
def test_a_prompt_refuses_what_it_does_not_know(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        make_prompt("scale", **wrong)


def test_an_exercise_never_changes() -> None:
    exercise = make_exercise()
    with pytest.raises(ValidationError):
        exercise.title = "Another"
