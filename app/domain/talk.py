"""Talking a summary through: who speaks when, and the words each may begin with. Nothing of a talk is kept anywhere.

People are members' ids.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from app.domain.compared import Comparison, Levels
from app.domain.exercise import Level
from app.domain.summary import LEVEL_WORDS, Said, in_words


@dataclass(frozen=True)
class Turn:
    """One speaks, the next one listens and says back what they heard, the others listen too and keep the time."""

    speaker: str
    listener: str
    keepers: tuple[str, ...]


class Part(StrEnum):
    """What happens on one page: all look at the point; one speaks; one says back what they heard."""

    LOOK = "look"
    SPEAK = "speak"
    HEAR = "hear"


@dataclass(frozen=True)
class Step:
    """One page of a talk. Nobody has a turn while all look."""

    part: Part
    turn: Turn | None


def steps(people: Sequence[str], drawn: bytes, comparisons: Sequence[Comparison]) -> tuple[tuple[Step, ...], ...]:
    """The steps on each point: all look, then each speaks once and is heard. Who is alone has nobody to speak to, and
    looks. `drawn` is the same for all devices.

    Who begins is drawn, and then whoever began least so far, so that nobody always has to. Where boundaries differ the
    most open one begins, and the careful one explains nothing.
    """
    order = sorted(people, key=lambda member: sha256(drawn + member.encode()).digest())
    begun: Counter[str] = Counter()
    points = []
    for comparison in comparisons:
        first = min(order, key=lambda member: begun[member])
        if isinstance(comparison, Levels) and comparison.first_to_speak in order:
            first = comparison.first_to_speak
        begun[first] += 1
        points.append(_point(order, order.index(first)))
    return tuple(points)


def _point(order: Sequence[str], start: int) -> tuple[Step, ...]:
    found = [Step(Part.LOOK, None)]
    if len(order) > 1:
        for at in range(start, start + len(order)):
            speaker, listener, *others = (order[(at + n) % len(order)] for n in range(len(order)))
            turn = Turn(speaker, listener, tuple(others))
            found += [Step(Part.SPEAK, turn), Step(Part.HEAR, turn)]
    return tuple(found)


@dataclass(frozen=True, repr=False)
class Ways:
    """Ways into one turn: what its speaker could say, and what its listener could ask; None where the speaker shared
    nothing here, for nobody is asked about what they kept. `said` are the words for the placeholder in `say`."""

    say: str | None
    ask: str | None
    said: Said = ()

    def __repr__(self) -> str:
        return "<Ways>"


def ways(comparison: Comparison, people: Sequence[str], speaker: str, words: Mapping[Level, str] = LEVEL_WORDS) -> Ways:
    """The ways into the turn of `speaker`; `words` as in `summarise`."""
    openers, said = comparison.prompt.openers, in_words(comparison, people, words)
    if openers is None or speaker not in said:
        return Ways(None, None)
    return Ways(openers.say, openers.ask, said[speaker])
