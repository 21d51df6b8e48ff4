"""What a comparison looks like: places on a drawing, for the templates in pictures/.

Lengths are in units of the drawing, whose origin is at its start and top; a reader from right to left sees it turned.
Nothing on a drawing is a word or a name: a person is a mark, numbered by their place in the circle, so that a drawing
left on the table tells nobody whose it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.answers import GuessedAnswer, Sort
from app.domain.compared import Allocated, Guesses, Hands, Levels, Points, Ranked, Row, Sorted
from app.domain.exercise import Hand, Level, Pile

WIDTH = 320
MARGIN = 16
STEP = 22
"""From one mark to the next above it."""
LEVELS = (Level.WELCOME, Level.ASK, Level.NOT_NOW, Level.NO)
"""From the most open to the most careful. What is put to rest is a no to others."""


@dataclass(frozen=True)
class Dot:
    """A mark on a drawing: `x` and `y` are its middle."""

    mark: int
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """Points on one line, `ticks` along it; who is at the same point stands one above the other."""

    height: int
    ticks: tuple[float, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Cell:
    """One level of a boundary; `leads`: it is the most careful one that was shared."""

    level: Level
    x: float
    width: float
    leads: bool


@dataclass(frozen=True)
class Band:
    """The four levels side by side, and who is where."""

    height: int
    cells: tuple[Cell, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Circles:
    """Of the cards that two people sorted: how many are core to the one, to both, to the other, and how many are
    flexible for both."""

    marks: tuple[int, int]
    core: tuple[int, int, int]
    flexible: int


def marks(names: Iterable[str]) -> dict[str, int]:
    """The number of everybody's mark, by member id, in the circle's order."""
    return {member: number for number, member in enumerate(names)}


def scale(points: Points, names: Iterable[str]) -> Line:
    """Who is where on a scale."""
    return _line(points.prompt.points, [(author, point) for author, point in points.points], marks(names))


def ranks(ranked: Ranked, item: str, names: Iterable[str]) -> Line:
    """On which place everybody put an item, the first one at the start."""
    placed = [(author, order.index(item) + 1) for author, order in ranked.orders if item in order]
    return _line(max(len(order) for _, order in ranked.orders), placed, marks(names))


def _line(points: int, placed: Sequence[tuple[str, int]], marked: Mapping[str, int]) -> Line:
    gap = (WIDTH - 2 * MARGIN) / max(points - 1, 1)
    ticks = tuple(round(MARGIN + n * gap, 1) for n in range(points))
    highest = max([sum(at == n for _, at in placed) for n in range(1, points + 1)])
    height = STEP * max(highest, 1) + 12
    dots = _stacked([(marked[author], ticks[at - 1]) for author, at in placed], height - 12)
    return Line(height, ticks, dots)


def _stacked(placed: Sequence[tuple[int, float]], bottom: float) -> tuple[Dot, ...]:
    """Marks at their places, one above the other where they share one."""
    dots: list[Dot] = []
    for mark, x in placed:
        below = sum(dot.x == x for dot in dots)
        dots.append(Dot(mark, x, bottom - STEP * below))
    return tuple(dots)


def band(levels: Levels, names: Iterable[str]) -> Band:
    """Who is on which level of a boundary."""
    marked, width = marks(names), WIDTH / len(LEVELS)
    at = {author: LEVELS.index(Level.NO if level is Level.REST else level) for author, level in levels.levels}
    highest = max(sum(place == n for place in at.values()) for n in range(len(LEVELS)))
    height = STEP * highest + 20
    leading = max(at.values())
    cells = tuple(Cell(level, n * width, width, n == leading) for n, level in enumerate(LEVELS))
    return Band(height, cells, _stacked([(marked[one], (n + 0.5) * width) for one, n in at.items()], height - 24))


def circles(sorted_: Sorted, names: Iterable[str]) -> Circles | None:
    """How two people's cards overlap; None if there are not two who sorted some."""
    authors = sorters(sorted_.rows, names)
    if len(authors) != 2:
        return None
    one, other = authors
    cores = [{row.item.id for row in sorted_.rows if dict(row.piles).get(author) is Pile.CORE} for author in authors]
    both = cores[0] & cores[1]
    flexible = sum(all(dict(row.piles).get(author) is Pile.FLEXIBLE for author in authors) for row in sorted_.rows)
    marked = marks(names)
    return Circles((marked[one], marked[other]), (len(cores[0] - both), len(both), len(cores[1] - both)), flexible)


def sorters(rows: Iterable[Row], names: Iterable[str]) -> list[str]:
    """Everybody who sorted a card and showed it, in the circle's order."""
    found = {author for row in rows for author, _ in row.piles}
    return [member for member in names if member in found]


def together(placed: Iterable[tuple[str, Pile]]) -> dict[Pile, list[str]]:
    """Who put a card on each pile, in the piles' order."""
    found = {pile: [author for author, its in placed if its is pile] for pile in Pile}
    return {pile: some for pile, some in found.items() if some}


def beside(guesses: Guesses, names: Iterable[str]) -> dict[str, GuessedAnswer]:
    """What stands beside the guesses, once for each who shared it, in the circle's order; of cards, those beside any
    guess."""
    found: dict[str, GuessedAnswer] = {}
    for guess in guesses.guesses:
        for author, answer in guess.beside:
            before = found.get(author)
            if isinstance(answer, Sort) and isinstance(before, Sort):
                answer = Sort(piles={**before.piles, **answer.piles})
            found[author] = answer
    return {member: found[member] for member in names if member in found}


def piled(answers: Iterable[tuple[str, GuessedAnswer]], card: str) -> list[tuple[str, Pile]]:
    """Who put this card where."""
    return [(author, one.piles[card]) for author, one in answers if isinstance(one, Sort) and card in one.piles]


def guessed(guesses: Guesses, card: str) -> list[tuple[str, Pile]]:
    """Who guessed this card to lie where."""
    return piled([(one.author, one.guess) for one in guesses.guesses], card)


def views(hands: Hands) -> dict[Hand, list[str]]:
    """Who sees a thing in whose hands: authors by what they said."""
    found: dict[Hand, list[str]] = {}
    for author, hand in hands.hands:
        found.setdefault(hand, []).append(author)
    return found


def viewers(allocated: Allocated, names: Iterable[str]) -> list[str]:
    """Everybody who showed a view of who does what, in the circle's order."""
    found = {author for task in allocated.tasks for author, _ in task.now.hands + task.wish.hands}
    return [member for member in names if member in found]
