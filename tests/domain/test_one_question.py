from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.files import read_edition
from app.domain.one_question import AT_ONCE, Question, alone, of_the_day, questions
from app.startup import read_exercises
from tests.makers import make_exercise, make_prompt

LIBRARY = read_exercises()
EXERCISES = LIBRARY.exercises("en")
DAY = date(2026, 11, 28)
US, THEM = "a" * 22, "b" * 22


def ids(some: tuple[Question, ...]) -> list[str]:
    return [f"{one.exercise.slug}/{one.prompt.id}" for one in some]


def test_only_light_questions_that_anybody_can_share_are_among_them() -> None:
    found = questions(EXERCISES)
    assert len(found) >= 15
    for one in found:
        assert one.exercise.intensity == "light"
        assert not {"consent", "boundaries", "desire"} & set(one.exercise.practices)
        assert one.prompt.kind in ("reflection", "choice", "scale")
        assert one.prompt.shareable
        assert not getattr(one.prompt, "tender", False)
        assert not getattr(one.prompt, "desire", False)
        assert one.prompt is not one.exercise.prompts[-1]


@pytest.mark.parametrize(
    "changes",
    [
        {"private": True},
        {"kind": "boundary"},
        {"kind": "scale", "desire": True},
        {"kind": "choice", "tender": True},
        {"kind": "sort"},
    ],
    ids=str,
)
def test_what_is_delicate_or_long_is_not(changes: dict[str, Any]) -> None:
    kind = str(changes.pop("kind", "reflection"))
    closing = make_prompt("reflection", "last")
    assert questions([make_exercise(make_prompt("reflection"), closing)])
    assert not questions([make_exercise(make_prompt(kind, **changes), closing)])


def test_nor_is_anything_of_a_deep_exercise_or_of_one_about_limits() -> None:
    prompts = make_prompt("reflection"), make_prompt("scale")
    assert questions([make_exercise(*prompts)])
    for changes in ({"intensity": "deep"}, {"practices": ["closeness", "boundaries"]}):
        assert not questions([make_exercise(*prompts, **changes)])


def test_nor_of_one_that_rests_between_rounds() -> None:
    assert not questions([make_exercise(make_prompt("reflection"), make_prompt("mutual"), make_prompt("scale"))])


def test_three_from_three_exercises_the_same_for_everybody_all_day() -> None:
    found = of_the_day(EXERCISES, US, DAY)
    assert len({one.exercise.slug for one in found}) == AT_ONCE
    spanish = LIBRARY.exercises("es")
    assert ids(of_the_day(reversed(EXERCISES), US, DAY)) == ids(found) == ids(of_the_day(spanish, US, DAY))


def test_other_ones_another_day_and_for_other_people() -> None:
    days = [DAY + timedelta(days=n) for n in range(30)]
    assert len({tuple(ids(of_the_day(EXERCISES, US, day))) for day in days}) > 25
    assert sum(ids(of_the_day(EXERCISES, US, day)) == ids(of_the_day(EXERCISES, THEM, day)) for day in days) < 5
    drawn = {one for day in days for one in ids(of_the_day(EXERCISES, US, day))}
    assert len(drawn) > 15, "in a month nearly all of them come up"


def test_fewer_where_there_are_fewer() -> None:
    assert of_the_day([], US, DAY) == ()
    one = make_exercise(make_prompt("reflection"), make_prompt("scale"), make_prompt("reflection", "last"))
    assert len(of_the_day([one], US, DAY)) == 1


@pytest.mark.parametrize("asked", questions(EXERCISES), ids=lambda one: f"{one.exercise.slug}/{one.prompt.id}")
def test_the_round_asks_that_and_nothing_else_in_every_language(asked: Question) -> None:
    whole = LIBRARY.current[asked.exercise.slug]
    only = alone(whole, asked.prompt.id)
    assert only.languages.keys() == whole.languages.keys()
    assert only.hash != whole.hash
    assert only == alone(whole, asked.prompt.id) == read_edition(only.content)
    for language, exercise in only.languages.items():
        (prompt,) = exercise.prompts
        before = whole.languages[language].prompt(asked.prompt.id)
        assert prompt == before.model_copy(update={"short": False})
        assert (exercise.slug, exercise.language) == (asked.exercise.slug, language)
        assert exercise.title == before.ask


def test_a_key_tells_nothing() -> None:
    keys = [one.key for one in questions(EXERCISES)]
    assert len(set(keys)) == len(keys)
    assert all(len(key) == 22 and set(key) <= set("0123456789abcdef") for key in keys)
