"""Made-up answers: every one can be given, and every prompt gets one."""

from typing import Any

import pytest

from app.domain.answers import Picks, picks_refusal, refusal
from app.domain.exercise import AnyPrompt, Exercise, Prompt
from app.domain.samples import samples
from app.domain.sharing import match
from app.domain.showing import shown
from tests.makers import KEYS, make_exercise, make_prompt, mutual_of

EXERCISE = make_exercise(*(make_prompt(kind) for kind in KEYS))


@pytest.mark.parametrize("person", range(6))
def test_every_prompt_gets_an_answer_that_it_takes(person: int) -> None:
    answers, picks = samples(EXERCISE, person, "Kim")
    answerable = [prompt for prompt in EXERCISE.prompts if prompt.answerable and not prompt.blind]
    assert list(answers) == [prompt.id for prompt in answerable]
    assert [refusal(prompt, answers[prompt.id], EXERCISE.about(prompt)) for prompt in answerable] == [None] * len(
        answers
    )
    assert picks_refusal(mutual_of(EXERCISE), picks.items["mutual"]) is None
    assert "Kim" in answers["reflection"].text  # type: ignore[union-attr]


def test_two_people_differ_and_have_a_match() -> None:
    (first, one), (second, other) = (samples(EXERCISE, person, "Kim") for person in (0, 1))
    assert first != second
    assert match(EXERCISE, (one, other)).matches["mutual"]


def test_with_one_pick_each_it_is_the_same() -> None:
    small = make_exercise(make_prompt("mutual", items="tea cocoa water"))
    assert samples(small, 0, "Kim")[1] == samples(small, 1, "Kim")[1] == Picks(items={"mutual": ("tea",)})


def depending(prompt: AnyPrompt, *conditions: dict[str, Any]) -> Exercise:
    later = [
        make_prompt("reading", f"later-{n}", show_if={"prompt": prompt.id, **condition})
        for n, condition in enumerate(conditions)
    ]
    return make_exercise(prompt, *later)


@pytest.mark.parametrize(
    ("kind", "conditions"),
    [
        ("scale", ({"at_most": 2}, {"at_least": 4})),
        ("choice", ({"any": ["water"]}, {"any": ["cocoa"]})),
        ("choices", ({"any": ["bake"]}, {"any": ["dance"]})),
        ("boundary", ({"any": ["rest"]}, {"any": ["ask", "welcome"]})),
    ],
)
def test_both_ways_are_shown_to_somebody(kind: str, conditions: tuple[dict[str, Any], ...]) -> None:
    exercise = depending(make_prompt(kind), *conditions)
    seen = [[prompt.id for _, prompt in shown(exercise, samples(exercise, person, "Kim")[0], 2)] for person in (0, 1)]
    assert seen == [[kind, "later-0"], [kind, "later-1"]]


def test_a_condition_that_nothing_meets_changes_nothing() -> None:
    plain, odd = make_prompt("reflection"), {"at_least": 2}
    assert samples(depending(plain, odd), 0, "Kim") == samples(make_exercise(plain), 0, "Kim")


def test_a_guess_about_nothing_is_left_out() -> None:
    assert samples(make_exercise(make_prompt("guess")), 0, "Kim")[0] == {}


def test_a_kind_without_a_sample_is_loud() -> None:
    class NewPrompt(Prompt):
        kind: str = "new"

    unknown = Exercise.model_construct(prompts=(NewPrompt(id="new", ask="New?"),))
    with pytest.raises(AssertionError, match="unreachable"):
        samples(unknown, 0, "Kim")
