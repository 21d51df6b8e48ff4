"""What the summary page prints: which points come first, and the openers for the talk about each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, assert_never

from app.domain.answers import Choice, GuessedAnswer, Scale
from app.domain.compared import (
    Allocated,
    Chosen,
    Comparison,
    Guesses,
    Levels,
    Matched,
    Points,
    Ranked,
    Relation,
    Sorted,
    Texts,
    Verdict,
)
from app.domain.comparison import compare
from app.domain.exercise import ChoicePrompt, Exercise, Guessable, Level, Option, ScalePrompt
from app.domain.sharing import Disclosure, Joint

QUOTED = 120
"""The most letters of somebody's own text inside a sentence to say."""

LEVEL_WORDS = {
    Level.WELCOME: "welcome",
    Level.ASK: "ask me first",
    Level.NOT_NOW: "not now",
    Level.NO: "no",
    Level.REST: "no",
}


Said = tuple[str, ...]
"""An answer in a few words: one thing, or several after each other."""


class Point(NamedTuple):
    """One comparison with the openers that fit this reader. `n` is the prompt's number in the exercise, from 1; `said`
    are the words for the placeholder in `say`."""

    n: int
    comparison: Comparison
    say: str | None
    ask: str | None
    try_: str | None
    said: Said = ()

    def __repr__(self) -> str:
        return "<Point>"


@dataclass(frozen=True, repr=False)
class Summary:
    """`limits` holds the boundaries that somebody has closed, in the exercise's order; `first` up to three points, and
    `rest` all others, from the warm ones to those worth a talk."""

    limits: tuple[Point, ...]
    first: tuple[Point, ...]
    rest: tuple[Point, ...]

    def __repr__(self) -> str:
        return "<Summary>"


def summarise(
    exercise: Exercise,
    circle: Sequence[str],
    disclosures: Sequence[Disclosure],
    joint: Joint | None,
    reader: str,
    words: Mapping[Level, str] = LEVEL_WORDS,
) -> Summary:
    """The summary for one reader (a member's id). `words` are the reader's words for the levels of a boundary.

    A boundary that somebody has closed is a limit: it is known before anything that it may limit, the talk itself
    included, and before what all are open to. Of the others three points come first, by a fixed rule; a place that
    nothing fits stays out, and no point comes twice.
    Warm: the first match, else the first alike (or sort with any card flexible or core for all), else the first text.
    Close: the first that is close.
    Different: the first that is different (or sort with any card that needs a talk or is core for one), else the first
    that one person alone shared; never a boundary, desire or what is tender: a no is not put up for debate.
    The rest goes the same way: warm, close, what stands by itself (shared by one alone, or such that nothing is said
    about it, whatever it is), different; in the exercise's order among equals.
    """
    numbers = {prompt.id: n for n, prompt in enumerate(exercise.prompts, start=1)}
    limits: list[Point] = []
    open_: list[Point] = []
    for one in compare(exercise, circle, disclosures, joint):
        point = _point(numbers[one.prompt.id], one, in_words(one, circle, words, reader), reader)
        (limits if _closed(one) else open_).append(point)
    first = _first(open_)
    rest = sorted((point for point in open_ if point not in first), key=_turn)
    return Summary(tuple(limits), tuple(first), tuple(rest))


def in_words(
    one: Comparison, circle: Sequence[str], words: Mapping[Level, str] = LEVEL_WORDS, reader: str | None = None
) -> dict[str, Said]:
    """What each author shared in a few words, to stand inside a sentence; nothing for what can't be said in a few:
    cards, matches, and who does what. Where it is for one reader's sentences alone, the texts of others are not cut
    down to a few words for nothing."""
    match one:
        case Texts():
            return {author: (_quoted(text),) if reader in (None, author) else () for author, text in one.texts}
        case Points():
            return {author: (f"{point}/{one.prompt.points}",) for author, point in one.points}
        case Chosen():
            return {author: _texts(one.prompt.options, ids) for author, ids in one.chosen}
        case Levels():
            return {author: (words[level],) for author, level in one.levels}
        case Sorted():
            return {author: () for row in one.rows for author, _ in row.piles}
        case Matched():
            return dict.fromkeys(circle, ())
        case Ranked():
            return {author: _texts(one.prompt.items, order) for author, order in one.orders}
        case Allocated():
            return {author: () for task in one.tasks for author, _ in task.now.hands + task.wish.hands}
        case Guesses():
            return {each.author: _guessed(one.about, each.guess) for each in one.guesses}
        case _:
            assert_never(one)


def _guessed(about: Guessable, guess: GuessedAnswer) -> Said:
    match about, guess:
        case ScalePrompt(), Scale():
            return (f"{guess.point}/{about.points}",)
        case ChoicePrompt(), Choice():
            return _texts(about.options, (guess.option,))
        case _:
            return ()


def _texts(options: Sequence[Option], ids: Sequence[str]) -> Said:
    texts = {option.id: option.text for option in options}
    return tuple(texts[one] for one in ids)


def _quoted(text: str) -> str:
    """The text on one line, cut between words where it is long, and without the full stop of its own sentence. What
    would turn the direction of the sentence around it is left out: the whole text stands elsewhere, on its own."""
    line = " ".join((text if text.isascii() else text.translate(_TURNING)).split())
    line = line if line.endswith("..") else line.removesuffix(".")
    if len(line) <= QUOTED:
        return line
    return (line[:QUOTED].rpartition(" ")[0] or line[:QUOTED]) + "…"


_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Bidi embeddings, overrides and isolates."""


def _point(n: int, one: Comparison, said: Mapping[str, Said], reader: str) -> Point:
    """Who shared gets a sentence to say. Who reads what others shared gets a question to ask; nobody is asked about
    what they kept. Beside a guess there is always something that somebody else shared."""
    openers = one.prompt.openers
    if openers is None:
        return Point(n, one, None, None, None)
    say = openers.say if reader in said else None
    ask = openers.ask if said.keys() - {reader} or isinstance(one, Guesses) else None
    return Point(n, one, say, ask, openers.try_, said.get(reader, ()))


def _first(points: Sequence[Point]) -> list[Point]:
    first: list[Point] = []
    for place in (_WARM, _CLOSE, _DIFFERENT):
        fitting = (point for fits in place for point in points if fits(point.comparison) and point not in first)
        first += islice(fitting, 1)
    return first


def _turn(point: Point) -> int:
    """When a point comes, among those that are not the first three: the earlier, the warmer."""
    one = point.comparison
    if _written(one) or _agrees(one) or _matched(one):
        return 0
    if _close(one):
        return 1
    return 3 if one.relation is Relation.DIFFERENT else 2


def _matched(one: Comparison) -> bool:
    return isinstance(one, Matched)


def _agrees(one: Comparison) -> bool:
    return one.relation is Relation.ALIKE or (isinstance(one, Sorted) and one.relation is Relation.CLOSE)


def _closed(one: Comparison) -> bool:
    return isinstance(one, Levels) and one.leading not in (Level.WELCOME, Level.ASK)


def _written(one: Comparison) -> bool:
    return isinstance(one, Texts)


def _close(one: Comparison) -> bool:
    return one.relation is Relation.CLOSE


def _differs(one: Comparison) -> bool:
    apart = isinstance(one, Sorted) and any(row.verdict in (Verdict.TALK, Verdict.CORE_FOR_ONE) for row in one.rows)
    return (one.relation is Relation.DIFFERENT or apart) and _debatable(one)


def _alone(one: Comparison) -> bool:
    return one.relation is Relation.ONE_SIDED and _debatable(one)


def _debatable(one: Comparison) -> bool:
    match one:
        case Points():
            return not one.prompt.desire
        case Chosen():
            return not one.prompt.tender
        case _:
            return not isinstance(one, Levels)


_WARM = (_matched, _agrees, _written)
_CLOSE = (_close,)
_DIFFERENT = (_differs, _alone)
