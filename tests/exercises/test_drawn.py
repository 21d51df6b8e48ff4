"""Choosing together, with the exercises that there are: whatever people pick, there is something to draw."""

from itertools import product

import pytest

from app.domain.choosing import DRAWN, EXERCISE, FROM_THREE, SLUG, SUBJECTS, TOPICS, Topic, draw, offered
from app.domain.exercise import Intensity, Practice
from app.startup import read_exercises
from tests.makers import make_picks

EXERCISES = {one.slug: one for one in read_exercises().exercises("en")}
LOTS = [(lot, lot // 7) for lot in range(60)]


@pytest.mark.parametrize(("topic", "people"), list(product(Topic, (1, 2, 6))))
def test_what_all_of_them_picked_comes_up(topic: Topic, people: int) -> None:
    circle = [make_picks(topic, prompt=SUBJECTS)] * people
    for lots in LOTS:
        drawn = [
            EXERCISES[slug] for slug in draw(EXERCISE, circle, offered(EXERCISES.values(), people), lots).matches[DRAWN]
        ]
        assert len(drawn) == 2
        assert [one for one in drawn if one.practices[0] in TOPICS[topic]]
        assert [one for one in drawn if one.intensity is Intensity.LIGHT]


def test_with_nothing_in_common_there_are_many_to_draw_from() -> None:
    """Few would make it plain that nothing was."""
    pairs = {draw(EXERCISE, (), offered(EXERCISES.values(), 2), lots).matches[DRAWN] for lots in LOTS}
    drawn = {slug for pair in pairs for slug in pair}
    assert len(drawn) >= 8
    assert {EXERCISES[slug].intensity for slug in drawn} == {Intensity.LIGHT}
    assert not [slug for slug in drawn if Practice.DESIRE in EXERCISES[slug].practices]


def test_what_is_named_here_is_there() -> None:
    assert set(FROM_THREE) <= EXERCISES.keys()
    assert SLUG not in EXERCISES, "it is no exercise that one can begin by itself"
