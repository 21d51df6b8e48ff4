"""Where lines over time run on their drawings, and the same in figures."""

import re
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from app.domain.trends import Points
from app.web import years
from app.web.pictures import WIDTH

FIRST = date(2026, 1, 6)
PIECE = re.compile(r"M(\d+) (\d+)h0l0\+00((?: -?\d+[+-]\d\d)*)")
STEP = re.compile(r" (-?\d+)([+-]\d\d)")


def weeks(n: int) -> list[date]:
    return [FIRST + timedelta(weeks=week) for week in range(n)]


def walked(path: str) -> list[list[tuple[int, int]]]:
    """The places that a path goes through, piece by piece."""
    assert re.fullmatch(f"(?:{PIECE.pattern})*h0", path), path
    pieces = []
    for start in PIECE.finditer(path):
        x, y = int(start[1]), int(start[2])
        piece = [(x, y)]
        for step in STEP.finditer(start[3]):
            x, y = x + int(step[1]), y + int(step[2])
            piece.append((x, y))
        pieces.append(piece)
    return pieces


def drawn(*line: int | None, of: int = 5) -> list[list[tuple[int, int]]]:
    (way,) = years.years(of, weeks(len(line)), [(0, line)]).ways
    return walked(way.path)


@given(
    st.integers(3, 9).flatmap(lambda of: st.tuples(st.just(of), st.lists(st.none() | st.integers(1, of), min_size=1)))
)
def test_every_point_is_a_place_of_the_path_and_a_gap_breaks_it(given_: tuple[int, list[int | None]]) -> None:
    of, line = given_
    days, drawing = weeks(len(line)), years.years(of, weeks(len(line)), [(0, tuple(line))])
    across, rules = years.across(days), drawing.rules
    pieces: list[list[tuple[int, int]]] = [[]]
    for x, point in zip(across, line, strict=True):
        if point is None:
            pieces.append([])
        else:
            pieces[-1].append((x, rules[-point]))
    assert walked(drawing.ways[0].path) == [piece for piece in pieces if piece]
    assert all(0 <= y <= drawing.height for y in rules)


def test_time_goes_from_the_start_to_the_end_by_its_days() -> None:
    places = years.across([FIRST, FIRST + timedelta(days=10), FIRST + timedelta(days=40)])
    assert places[0] == years.MARGIN
    assert places[-1] == WIDTH - years.MARGIN
    assert places[1] - places[0] == pytest.approx((places[-1] - places[0]) / 4, abs=1)


def test_on_one_day_all_lies_in_the_middle_and_of_nothing_there_is_nothing() -> None:
    assert years.across([FIRST, FIRST]) == [WIDTH // 2] * 2
    assert years.across([]) == []


def test_the_high_end_is_above() -> None:
    ((low, high),) = drawn(1, 5)
    assert low[1] > high[1]


def test_a_point_that_stands_alone_is_there() -> None:
    assert [len(piece) for piece in drawn(3, None, 3, 3, None)] == [1, 2]


def test_two_at_the_same_point_are_both_to_be_seen() -> None:
    ways = years.years(5, weeks(2), [(0, (3, 3)), (1, (3, 3)), (4, (3, 3))]).ways
    assert [way.mark for way in ways] == [0, 1, 4]
    heights = [walked(way.path)[0][0][1] for way in ways]
    assert len(set(heights)) == 3
    assert max(heights) - min(heights) < 16


@given(st.lists(st.lists(st.integers(1, 5), min_size=30, max_size=30), min_size=2, max_size=5))
def test_how_a_line_goes_does_not_show_in_the_length_of_its_path(lines: list[list[int]]) -> None:
    """A page of one's own is sent as it is: its length must not tell of what is on it."""
    paths = {len(years.years(5, weeks(30), [(0, tuple(line))]).ways[0].path) for line in lines}
    figures = {len(years.figures(weeks(30), ["month"] * 7, [tuple(line)])) for line in lines}
    assert len(paths) == len(figures) == 1


@given(st.lists(st.tuples(st.none() | st.integers(1, 5), st.none() | st.integers(1, 5)), min_size=1, max_size=60))
def test_figures_say_what_the_drawing_says(points: list[tuple[int | None, int | None]]) -> None:
    days = weeks(len(points))
    lines: list[Points] = [tuple(line) for line in zip(*points, strict=True)]
    months = list(dict.fromkeys(f"{day:%b %Y}" for day in days))
    table = BeautifulSoup(f"<table>{years.figures(days, months, lines)}</table>", "html.parser")
    assert [th.find(string=True) for th in table.select("th")] == months
    for n, line in enumerate(lines):
        said = [point for month in rows(str(table.find("table"))) for point in month[n].split()]
        assert said == [str(point or years.GAP) for point in line]


def rows(table: str) -> list[list[str]]:
    """The cells of each row; end tags may be left out, as HTML has it."""
    cells = [re.split(r"<td>", row)[1:] for row in table.split("<tr>")[1:]]
    return [[re.sub(r"<[^>]*>", "", cell) for cell in row] for row in cells]
