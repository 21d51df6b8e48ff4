"""What lines over time look like: paths for templates/pictures/years.html, and the same in figures.

Time goes from the start of the line to its end, and the scale from below to above. Steps of a path all have one length
in letters, and so has a figure and its gap: how long a page of one's own is must not tell how one's line goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from markupsafe import Markup

from app.domain.trends import Points
from app.web.pictures import WIDTH

MARGIN = 12
TALL = 64
"""From the lowest point of a scale to its highest."""
APART = 3
"""Between the marks of two people who are at the same point on the same day."""
GAP = "–"


@dataclass(frozen=True)
class Way:
    """One person's line: the number of their mark, and the path through their points."""

    mark: int
    path: str


@dataclass(frozen=True)
class Years:
    """Lines on one scale; `rules` are the heights of its points, the highest first."""

    height: int
    rules: tuple[int, ...]
    ways: tuple[Way, ...]


def years(points: int, days: Sequence[date], lines: Sequence[tuple[int, Points]]) -> Years:
    """Lines, each with the number of its mark, on a scale of so many points. A line is broken at a gap; a point that
    stands alone is a mark without a line."""
    places, step = across(days), TALL // (points - 1)
    ways = []
    for n, (mark, line) in enumerate(lines):
        bottom = MARGIN + step * (points - 1) + APART * n - APART * (len(lines) - 1) // 2
        heights = [None if point is None else bottom - step * (point - 1) for point in line]
        ways.append(Way(mark, _path(places, heights)))
    rules = tuple(MARGIN + step * n for n in range(points))
    return Years(rules[-1] + MARGIN, rules, tuple(ways))


def across(days: Sequence[date]) -> list[int]:
    """Where each day lies, by the time between them; all of them in the middle where there is none."""
    span = (days[-1] - days[0]).days if days else 0
    if not span:
        return [WIDTH // 2] * len(days)
    return [MARGIN + round((WIDTH - 2 * MARGIN) * (day - days[0]).days / span) for day in days]


def _path(places: Sequence[int], heights: Sequence[int | None]) -> str:
    """Through all points that follow each other. The marks stand in the middle of a path, never at its ends: so a step
    of nothing follows the first point of each piece, and the last of all."""
    path, before = "", None
    for x, y in zip(places, heights, strict=True):
        if y is not None:
            path += f" {x - before[0]}{y - before[1]:+03}" if before else f"M{x} {y}h0l0+00"
        before = (x, y) if y is not None else None
    return path + "h0"


def figures(days: Sequence[date], months: Sequence[str], lines: Sequence[Points]) -> Markup:
    """The same as rows of a table: a month, and for each line its points in that month. `months` names them in order.
    Made here and not in a template, as there are many."""
    rows = []
    groups = groupby(range(len(days)), key=lambda n: (days[n].year, days[n].month))
    for month, (_, those) in zip(months, groups, strict=True):
        at = list(those)
        cells = ["<td>" + " ".join([str(line[n] or GAP) for n in at]) for line in lines]
        rows.append(f"<tr><th>{month}{''.join(cells)}")
    return Markup("\n".join(rows))  # noqa: S704 - nothing but months and numbers
