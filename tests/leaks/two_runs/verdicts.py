"""What became of a pair of runs."""

from dataclasses import dataclass
from difflib import unified_diff

from tests.leaks.two_runs.stage import Seen
from tests.leaks.two_runs.traces import Trace


@dataclass(frozen=True)
class Leak:
    """The first difference between two runs, or a run that broke: in words."""

    words: str
    seen: int = 0


@dataclass(frozen=True)
class Tight:
    """Two runs in which everybody saw the same: so many bytes, in so many pieces."""

    seen: int
    size: int


Verdict = Leak | Tight


def difference(left: list[Seen], right: list[Seen], trace: Trace) -> Leak | None:
    """Where the two runs differ first, to whoever saw it first."""
    for n, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return Leak(_words(one, other, trace), n)
    if len(left) != len(right):
        longer, shorter = (left, right) if len(left) > len(right) else (right, left)
        return Leak(_words(longer[len(shorter)], None, trace), len(shorter))
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
