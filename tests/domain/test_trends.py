"""Lines over time, and what is said of one's own."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answer, Scale
from app.domain.exercise import Exercise, ScalePrompt
from app.domain.sharing import Disclosure
from app.domain.trends import (
    Change,
    Moment,
    OwnLine,
    SharedLine,
    SharedLines,
    Since,
    own_lines,
    shared_lines,
    since,
)
from tests.makers import make_exercise, make_prompt

FIRST = date(2026, 1, 5)
MOOD = make_prompt("scale", "mood")
POINT = st.none() | st.integers(1, 5)


def pulse(*prompts: Any, **changes: Any) -> Exercise:
    return make_exercise(*(prompts or (MOOD,)), **changes)


def weeks(n: int) -> list[date]:
    return [FIRST + timedelta(weeks=week) for week in range(n)]


def answers(point: int | None, prompt: str = "mood") -> dict[str, Answer]:
    return {} if point is None else {prompt: Scale(point=point)}


def moments(lines: Mapping[str, list[int | None]], exercise: Exercise) -> list[Moment]:
    """Weekly rounds in which each author showed these points."""
    longest = max(map(len, lines.values()), default=0)
    return [
        Moment(day, exercise, [Disclosure(author, answers(line[n])) for author, line in lines.items()])
        for n, day in enumerate(weeks(longest))
    ]


def drawn(charts: tuple[SharedLines, ...]) -> dict[str, dict[str, tuple[int | None, ...]]]:
    return {chart.prompt.id: {line.author: line.points for line in chart.lines} for chart in charts}


class TestShared:
    @given(st.lists(st.tuples(POINT, POINT), min_size=1, max_size=60))
    def test_every_point_stands_at_its_moment_and_whatever_is_missing_is_a_gap(self, points: list[Any]) -> None:
        lines = {"a": [one for one, _ in points], "b": [other for _, other in points]}
        found = drawn(shared_lines(moments(lines, pulse()), pulse(), ("a", "b"), "a"))
        expected = {author: tuple(line) for author, line in lines.items() if any(line)}
        assert found == ({"mood": expected} if expected else {})

    @given(st.lists(POINT, min_size=1, max_size=20), st.integers(0, 19))
    def test_kept_taken_back_and_never_there_are_one_gap(self, line: list[int | None], n: int) -> None:
        """An answer that is not in the disclosure, a disclosure that can't be read, and none at all."""
        n %= len(line)
        line[n] = None
        whole = moments({"a": line, "b": [3] * len(line)}, pulse())
        one = whole[n]
        without = [one for one in one.shown if one.author == "b"]
        other = [*whole[:n], Moment(one.day, one.exercise, without), *whole[n + 1 :]]
        assert drawn(shared_lines(whole, None, ("a", "b"), "b")) == drawn(shared_lines(other, None, ("a", "b"), "b"))

    def test_who_shows_nothing_has_no_line_and_an_unknown_author_none_either(self) -> None:
        given = moments({"a": [1, 2], "b": [None, None], "x": [5, 5]}, pulse())
        assert drawn(shared_lines(given, pulse(), ("a", "b"), "b")) == {"mood": {"a": (1, 2)}}

    def test_one_point_is_a_line(self) -> None:
        given = moments({"a": [None, 4, None]}, pulse())
        assert drawn(shared_lines(given, pulse(), ("a", "b"), "b")) == {"mood": {"a": (None, 4, None)}}

    def test_without_rounds_there_is_nothing(self) -> None:
        assert shared_lines([], pulse(), ("a",), "a") == () == own_lines([])

    @pytest.mark.parametrize("slug", ["safe-to-say", "how-am-i"])
    def test_what_is_always_ones_own_shows_nothing_whatever_lies_there(self, slug: str) -> None:
        given = moments({"a": [1, 2], "b": [2, 3]}, pulse(slug=slug))
        assert shared_lines(given, None, ("a", "b"), "a") == ()

    @pytest.mark.parametrize("change", [{"private": True}, {"show_if": {"prompt": "other", "at_least": 2}}])
    def test_a_scale_that_is_not_shareable_shows_nothing(self, change: dict[str, Any]) -> None:
        then = pulse(make_prompt("scale", "other"), make_prompt("scale", "mood", **change))
        given = moments({"a": [1, 2], "b": [2, 3]}, then)
        assert "mood" not in drawn(shared_lines(given, None, ("a", "b"), "a"))

    def test_nor_does_one_that_has_become_private(self) -> None:
        private = pulse(make_prompt("scale", "mood", private=True))
        given = moments({"a": [1, 2], "b": [2, 3]}, pulse())
        assert shared_lines(given, private, ("a", "b"), "a") == ()
        assert drawn(shared_lines(given, pulse(), ("a", "b"), "a")) == {"mood": {"a": (1, 2), "b": (2, 3)}}

    def test_what_was_private_then_is_a_gap_now(self) -> None:
        first, second = moments({"a": [1, 2], "b": [2, 3]}, pulse())
        earlier = Moment(first.day, pulse(make_prompt("scale", "mood", private=True)), first.shown)
        found = drawn(shared_lines([earlier, second], pulse(), ("a", "b"), "a"))
        assert found == {"mood": {"a": (None, 2), "b": (None, 3)}}

    @pytest.mark.parametrize("when", ["then", "once", "today"])
    def test_on_desire_there_is_nobody_elses_line(self, when: str) -> None:
        desire = pulse(make_prompt("scale", "mood", desire=True))
        first, second = moments({"a": [1, 2], "b": [2, 3]}, desire if when == "then" else pulse())
        if when == "once":
            first = Moment(first.day, desire, first.shown)
        today = desire if when == "today" else None
        assert drawn(shared_lines([first, second], today, ("a", "b"), "a")) == {"mood": {"a": (1, 2)}}

    def test_points_of_a_longer_scale_are_left_out(self) -> None:
        longer = pulse(make_prompt("scale", "mood", points=7))
        first, second, third = moments({"a": [1, 2, 3]}, pulse())
        found = drawn(shared_lines([first, Moment(second.day, longer, second.shown), third], None, ("a",), "a"))
        assert found == {"mood": {"a": (1, None, 3)}}

    def test_only_scales_are_drawn_in_the_order_of_the_latest_round(self) -> None:
        text, other = make_prompt("reflection"), make_prompt("scale", "other")
        shown = [Disclosure("a", answers(2) | answers(3, "other"))]
        given = [Moment(FIRST, pulse(MOOD, other), shown), Moment(FIRST, pulse(other, text, MOOD), shown)]
        assert list(drawn(shared_lines(given, None, ("a",), "a"))) == ["other", "mood"]

    def test_what_no_scale_could_have_taken_is_a_gap(self) -> None:
        given = moments({"a": [0, 6, 5]}, pulse())
        assert drawn(shared_lines(given, None, ("a",), "a")) == {"mood": {"a": (None, None, 5)}}


class TestOwn:
    def own(self, line: list[int | None], exercise: Exercise) -> tuple[OwnLine, ...]:
        days = weeks(len(line))
        return own_lines([Moment(day, exercise, own=answers(one)) for day, one in zip(days, line, strict=True)])

    @given(st.lists(POINT, min_size=1, max_size=60))
    def test_all_of_ones_own_is_there(self, line: list[int | None]) -> None:
        private = pulse(make_prompt("scale", "mood", private=True), slug="how-am-i")
        found = self.own(line, private)
        assert [one.points for one in found] == ([tuple(line)] if any(line) else [])
        assert all(one.days == tuple(weeks(len(line))) for one in found)

    def test_nothing_that_others_show_gets_in(self) -> None:
        assert own_lines(moments({"a": [1, 2], "b": [3, 4]}, pulse())) == ()

    def test_an_answer_that_hung_on_another_goes_with_it(self) -> None:
        hanging = make_prompt("scale", "more", show_if={"prompt": "mood", "at_least": 4})
        given = [
            Moment(day, pulse(MOOD, hanging), own=answers(mood) | answers(2, "more"))
            for day, mood in zip(weeks(2), (2, 5), strict=True)
        ]
        assert {one.prompt.id: one.points for one in own_lines(given)} == {"mood": (2, 5), "more": (None, 2)}


def line(*points: int | None, every: int = 7, **changes: Any) -> OwnLine:
    prompt = make_prompt("scale", "mood", **changes)
    assert isinstance(prompt, ScalePrompt)
    days = tuple(FIRST + timedelta(days=every * n) for n in range(len(points)))
    return OwnLine(prompt, days, points)


def change(one: OwnLine) -> str | None:
    found = since(one)
    return found.change.value if found else None


CALM = (3,) * 10


class TestSince:
    @pytest.mark.parametrize(
        ("before", "late", "expected"),
        [
            ((2, 2, 2, 2), (4, 4, 4, 4), "closer-to-high"),
            ((4, 4, 4, 4), (2, 2, 2, 2), "closer-to-low"),
            ((3, 3, 3, 3), (3, 3, 3, 3), "about-there"),
            ((3, 3, 3, 3), (4, 4, 3, 4), "about-there"),
            ((1, 5, 1, 5), (3, 3, 3, 3), "steadier"),
            ((3, 3, 3, 3), (1, 5, 2, 4), "livelier"),
            ((1, 1, 2, 1), (2, 2, 2, 2), "about-there"),
        ],
    )
    def test_the_last_four_beside_four_of_a_quarter_before(self, before: Any, late: Any, expected: str) -> None:
        assert change(line(*before, *CALM[:7], *late)) == expected

    def test_it_is_told_from_the_middle_of_then(self) -> None:
        found = since(line(2, 2, 2, 2, *CALM, 4, 4, 4, 4))
        assert found
        assert timedelta(60) < line(*CALM, *CALM[:8]).days[-1] - found.day < timedelta(150)

    def test_every_month_is_enough(self) -> None:
        assert change(line(1, 1, 4, 4, 4, 4, every=30)) == "closer-to-high"

    @pytest.mark.parametrize("n", range(6))
    def test_below_six_points_nothing_is_said(self, n: int) -> None:
        assert since(line(*[3] * n, *[None] * 20, every=20)) is None

    def test_nothing_is_said_of_six_weeks(self) -> None:
        assert since(line(1, 1, 5, 5, 5, 5)) is None

    def test_nor_across_a_long_silence(self) -> None:
        assert since(line(*CALM, *[None] * 30, 5, 5, 5, 5)) is None

    @given(st.integers(1, 5), st.integers(14, 60))
    def test_whoever_stays_where_they_are_is_about_there(self, point: int, n: int) -> None:
        assert change(line(*[point] * n)) == "about-there"

    @given(st.lists(POINT, min_size=1, max_size=60), st.sampled_from([7, 14, 30]))
    def test_turned_over_it_says_the_opposite(self, points: list[int | None], every: int) -> None:
        turned = line(*[one and 6 - one for one in points], every=every)
        opposite = {"closer-to-high": "closer-to-low", "closer-to-low": "closer-to-high"}
        said = change(line(*points, every=every))
        assert change(turned) == opposite.get(str(said), said)

    @given(st.lists(POINT, min_size=1, max_size=60), st.sampled_from([7, 14, 30]))
    def test_its_day_is_one_of_the_lines_and_before_the_last_four(self, points: list[Any], every: int) -> None:
        one = line(*points, every=every)
        found = since(one)
        answered = [day for day, point in zip(one.days, points, strict=True) if point]
        if found:
            assert len(answered) >= 6
            assert found.day in answered[:-4]

    def test_it_can_be_asked_of_ones_own_line_only(self) -> None:
        """By type: there is no way from what others show to an own line, and neither is the other."""
        assert get_type_hints(since) == {"line": OwnLine, "return": Since | None}
        assert not issubclass(SharedLine, OwnLine)
        assert not hasattr(SharedLine("a", (1,)), "days")
        assert get_type_hints(own_lines)["return"] == tuple[OwnLine, ...]

    def test_no_change_has_a_word_that_judges(self) -> None:
        assert {one.value for one in Change} == {
            "closer-to-high",
            "closer-to-low",
            "steadier",
            "livelier",
            "about-there",
        }


def test_nothing_shows_itself_in_a_log() -> None:
    given = moments({"a": [4, 5]}, pulse())
    charts = shared_lines(given, None, ("a",), "a")
    for one in (given[0], charts[0], charts[0].lines[0], line(4, 5)):
        assert "4" not in repr(one)
        assert "mood" not in repr(one)
