from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Picks
from app.domain.choosing import (
    DRAWN,
    EXERCISE,
    SUBJECTS,
    TOPICS,
    Topic,
    again_from,
    draw,
    offered,
)
from app.domain.exercise import Exercise, MutualPrompt, Practice
from tests.makers import make_exercise, make_picks, make_prompt


def make(slug: str, intensity: str, *practices: str) -> Exercise:
    return make_exercise(make_prompt("reflection"), slug=slug, intensity=intensity, practices=practices)


TALK = make("talk", "light", "reflective-talk")
GOOD = make("good", "light", "good-things", "desire")
PLAY = make("play", "light", "good-things", "closeness")
LOAD = make("load", "medium", "shared-load")
CHANGE = make("change", "deep", "change", "shared-load")
WANT = make("want", "deep", "desire")
STRESS = make("stress", "medium", "shared-challenges", "desire")
ALL = [TALK, GOOD, PLAY, LOAD, CHANGE, WANT, STRESS]
LIGHT = {"talk", "play"}
"""What can come up by chance."""
LOTS = [(a, b) for a in range(6) for b in range(6)]
T, L, C, D, P = Topic.TALKING, Topic.LOAD, Topic.CHANGE, Topic.DESIRE, Topic.PROBLEMS


def picking(*topics: Topic) -> Picks:
    return make_picks(*topics, prompt=SUBJECTS)


def drawn(*circle: Picks | None) -> Iterable[tuple[str, ...]]:
    """Whatever can be drawn."""
    return [draw(EXERCISE, circle, ALL, lots).matches[DRAWN] for lots in LOTS]


def come_up(*circle: Picks | None) -> set[str]:
    return {slug for pair in drawn(*circle) for slug in pair}


@pytest.mark.parametrize(
    ("circle", "fitting"),
    [
        ((picking(L), picking(L)), {"load"}),
        ((picking(L, C), picking(C, L)), {"load", "change"}),
        ((picking(L, C), picking(C)), {"change"}),
        ((picking(T), picking(T)), LIGHT),
        ((picking(D), picking(D)), {"want"}),
        ((picking(P, D), picking(P, D)), {"want", "stress"}),
        ((picking(C), picking(C), picking(C, L)), {"change"}),
        ((picking(L),), {"load"}),
    ],
    ids=lambda one: str(sorted(one) if isinstance(one, set | frozenset) else one),
)
def test_one_is_about_what_all_picked_and_one_is_light(circle, fitting):
    assert come_up(*circle) == fitting | LIGHT
    for pair in drawn(*circle):
        assert len(pair) == 2
        assert fitting & set(pair)
        assert LIGHT & set(pair)


@pytest.mark.parametrize(
    "circle",
    [
        (picking(L), picking(C)),
        (picking(L), picking()),
        (picking(L), None),
        (picking(L), picking(L), picking()),
        (picking(L), picking(L), None),
        (picking(P), picking(P)),
        (picking(L, C, D, T), picking(L, C, D, T)),
        (picking(), picking()),
        (None, None),
        (picking(),),
        (),
    ],
    ids=str,
)
def test_with_nothing_in_common_both_are_light(circle):
    assert come_up(*circle) == LIGHT
    assert {len(pair) for pair in drawn(*circle)} == {2}


def test_desire_does_not_come_up_by_chance_or_on_the_way():
    for topic in set(Topic) - {Topic.DESIRE}:
        assert come_up(picking(topic)).isdisjoint({"good", "want", "stress"})


@given(lots=st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1)), topics=st.sets(st.sampled_from(Topic)))
def test_the_order_tells_nothing(lots, topics):
    pair = draw(EXERCISE, (picking(*sorted(topics)[:3]),), ALL, lots).matches[DRAWN]
    assert list(pair) == sorted(set(pair))


@pytest.mark.parametrize(("exercises", "expected"), [([], ()), ([TALK], ("talk",)), ([LOAD], ())])
def test_fewer_are_drawn_only_where_fewer_can_be(exercises, expected):
    assert draw(EXERCISE, (), exercises, (1, 1)).matches[DRAWN] == expected


def test_a_topic_of_an_older_edition_is_about_nothing():
    old = Exercise.model_validate(EXERCISE.model_dump(by_alias=True) | {"prompts": [make_prompt("mutual", SUBJECTS)]})
    circle = [make_picks("bath", prompt=SUBJECTS)] * 2
    assert set(draw(old, circle, ALL, (1, 1)).matches[DRAWN]) <= LIGHT


def test_what_is_about_feeling_safe_or_for_oneself_alone_is_not_drawn():
    own = make_exercise(make_prompt("reflection", private=True), make_prompt("pause"), slug="own")
    safe = make("safe", "light", "boundaries", "safety")
    blind = make_exercise(make_prompt("mutual"), slug="blind")
    assert offered([own, safe, blind, *ALL], 1) == [blind, *ALL]


@pytest.mark.parametrize(("people", "there"), [(1, False), (2, False), (3, True), (6, True)])
def test_what_is_for_three_is_not_drawn_for_two(people, there):
    assert bool(offered([make("more-than-two", "medium", "boundaries")], people)) is there


def test_every_practice_but_safety_belongs_to_one_topic():
    found = [practice for practices in TOPICS.values() for practice in practices]
    assert sorted(found) == sorted(set(Practice) - {Practice.SAFETY})
    assert set(TOPICS) == set(Topic)


def test_up_to_three_can_be_picked():
    (prompt,) = EXERCISE.prompts
    assert isinstance(prompt, MutualPrompt)
    assert prompt.at_most == 3
    assert [item.id for item in prompt.items] == list(Topic)


def test_the_next_one_waits_for_six_days_whoever_asks():
    first = datetime(2026, 11, 24, 18, tzinfo=UTC)
    assert again_from([]) is None
    assert again_from([first, first - timedelta(days=9)]) == first + timedelta(days=6)
