"""What became of a pair of runs."""

from dataclasses import dataclass
from difflib import unified_diff

from tests.leaks.two_runs.stage import Seen
from tests.leaks.two_runs.traces import Trace


@dataclass(frozen=True)
class Leak:
    """What somebody saw that they should not have, in words. `broke`: a run ended with an error instead."""

    words: str
    broke: bool = False


@dataclass(frozen=True)
class Tight:
    """Everybody saw the same in both runs: so many pieces, and so many bytes."""

    pieces: int
    bytes: int


Verdict = Leak | Tight


def difference(left: list[Seen], right: list[Seen], trace: Trace) -> Leak | None:
    """Where the two runs differ first, to whoever saw it first."""
    for one, other in zip(left, right, strict=False):
        if one != other:
            return Leak(_words(one, other, trace))
    if len(left) != len(right):
        longer, shorter = (left, right) if len(left) > len(right) else (right, left)
        return Leak(_words(longer[len(shorter)], None, trace))
    return None


MOST, LONGEST = 40, 400
"""So many lines of a difference, and so much of each."""


def _words(one: Seen, other: Seen | None, trace: Trace) -> str:
    head = f"{one.observer} sees a difference at step {one.step}, in {one.what}"
    if other is None or one[:3] != other[:3]:
        return f"{head}: there it is, and in the other run {'nothing' if other is None else other[1:3]}.\n{trace}"
    texts = [seen.bytes.decode(errors="replace").splitlines() for seen in (one, other)]
    lines = [line[:LONGEST] for line in unified_diff(*texts, "left", "right", lineterm="", n=0)]
    return "\n".join([f"{head}:", *lines[:MOST], str(trace)])
