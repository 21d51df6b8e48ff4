"""Where things stand on the drawings of a summary."""

from typing import Any

import pytest

from app.domain.answers import Allocation, Answer, Boundary, Ranking, Scale
from app.domain.comparison import compare
from app.domain.exercise import AnyPrompt, Hand, Level
from app.domain.sharing import Disclosure
from app.web import pictures
from tests.makers import make_exercise, make_prompt, make_sorts

NAMES = {"a": "Alex", "b": "Sam", "c": "Kim"}


def compared(prompt: AnyPrompt, *given: Answer | None) -> Any:
    """What comes of it when these are shared, in the circle's order."""
    shared = [Disclosure(author, {prompt.id: one} if one else {}) for author, one in zip(NAMES, given, strict=False)]
    return compare(make_exercise(prompt), tuple(NAMES), shared, None)[0]


def points(*at: int | None, of: int = 5) -> Any:
    return compared(make_prompt("scale", points=of), *(Scale(point=one) if one else None for one in at))


def test_a_point_lies_where_it_is_on_the_scale() -> None:
    line = pictures.scale(points(1, 5, 3), NAMES)
    assert len(line.ticks) == 5
    first, last = pictures.MARGIN, pictures.WIDTH - pictures.MARGIN
    assert [(dot.mark, dot.x) for dot in line.dots] == [(0, first), (1, last), (2, pictures.WIDTH / 2)]
    assert {dot.y for dot in line.dots} == {line.height - 12}


def test_who_is_at_the_same_point_stands_above_and_within_the_drawing() -> None:
    line = pictures.scale(points(2, 2, 2), NAMES)
    assert len({dot.x for dot in line.dots}) == 1
    heights = [dot.y for dot in line.dots]
    assert heights == sorted(heights, reverse=True)
    assert len(set(heights)) == 3
    assert min(heights) - 9 >= 0


def test_whoever_shared_nothing_is_nowhere_and_the_others_keep_their_marks() -> None:
    assert [dot.mark for dot in pictures.scale(points(None, 4, 2), NAMES).dots] == [1, 2]


def levels(*given: str | None) -> Any:
    return compared(make_prompt("boundary"), *(Boundary(level=Level(one)) if one else None for one in given))


@pytest.mark.parametrize(
    ("given", "leading"),
    [
        (("welcome", "ask"), "ask"),
        (("no", "welcome"), "no"),
        (("rest", "not-now"), "no"),
        ((None, "welcome"), "welcome"),
    ],
)
def test_the_most_careful_level_leads(given: tuple[str | None, ...], leading: str) -> None:
    band = pictures.band(levels(*given), NAMES)
    assert [cell.level.value for cell in band.cells] == ["welcome", "ask", "not-now", "no"]
    assert [cell.level.value for cell in band.cells if cell.leads] == [leading]


def test_a_level_put_to_rest_lies_where_a_plain_no_does() -> None:
    assert pictures.band(levels("rest", "ask"), NAMES) == pictures.band(levels("no", "ask"), NAMES)


def test_all_on_one_level_stand_within_the_drawing() -> None:
    band = pictures.band(levels("no", "no", "no"), NAMES)
    assert {dot.x for dot in band.dots} == {pictures.WIDTH * 7 / 8}
    assert all(9 <= dot.y <= band.height - 9 for dot in band.dots)


def cards(*piles: str) -> Any:
    return compared(make_prompt("sort"), *make_sorts(*piles))


@pytest.mark.parametrize(
    ("piles", "core", "flexible"),
    [
        (("ccf", "ccf"), (0, 2, 0), 1),
        (("cff", "fcf"), (1, 0, 1), 1),
        (("c..", "..c"), (1, 0, 1), 0),
        (("ttu", "ttt"), (0, 0, 0), 0),
    ],
)
def test_cards_of_two_are_counted_where_they_overlap(
    piles: tuple[str, str], core: tuple[int, int, int], flexible: int
) -> None:
    found = pictures.circles(cards(*piles), NAMES)
    assert found == pictures.Circles((0, 1), core, flexible)


def test_there_are_no_circles_for_one_or_for_three() -> None:
    assert pictures.circles(cards("ccf"), NAMES) is None
    assert pictures.circles(cards("ccf", "ccf", "fff"), NAMES) is None


def test_an_item_stands_on_the_place_where_each_put_it() -> None:
    ranked = compared(
        make_prompt("ranking"), Ranking(order=("quiet", "sleep")), Ranking(order=("sleep", "light", "quiet"))
    )
    line = pictures.ranks(ranked, "quiet", NAMES)
    assert len(line.ticks) == 3
    assert [(dot.mark, line.ticks.index(dot.x)) for dot in line.dots] == [(0, 0), (1, 2)]


def test_hands_are_grouped_by_what_was_said() -> None:
    given = (
        Allocation(now={"dishes": Hand.ME}, wish={}),
        Allocation(now={"dishes": Hand.ME, "bills": Hand.OTHERS}, wish={}),
    )
    allocated = compared(make_prompt("allocation"), *given)
    seen = {task.item.id: pictures.views(task.now) for task in allocated.tasks}
    assert seen == {"dishes": {Hand.ME: ["a", "b"]}, "bills": {Hand.OTHERS: ["b"]}}
    assert pictures.viewers(allocated, NAMES) == ["a", "b"]
