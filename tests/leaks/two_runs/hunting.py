"""Playing many pairs, and counting what was in them: a hunt that never opens a round proves nothing."""

import itertools
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import seed as seeded

from tests.leaks.two_runs.drawing import traces
from tests.leaks.two_runs.theatre import Theatre
from tests.leaks.two_runs.traces import Trace
from tests.leaks.two_runs.verdicts import Leak, Tight

LEAST = {"opening": 60, "withdrawal": 25, "second round": 25, "growth": 15}
LEAST |= {"mail": 8, "series": 7, "occurrence": 7, "agreement": 7, "lapsed": 7}
LEAST |= {"therapist": 6, "seen by a therapist": 3}
"""In so many of a hundred traces. Growth: somebody new joins when a round has begun; some 23 of a hundred, so that 300
have enough of it every time. Mail: somebody who asked for it is told of an opening. Occurrence: a round that came by
itself opens. Agreement: one comes into force; lapsed: one does not. Therapist: all agree to one."""
ALSO = ("theft", "leaving", "year", "own items", "choosing", "one question", "looking again", "from answers")
ALSO += ("kept moment", "stopped notices", "late mail")
ALSO += ("no therapist", "completion", "assigned", "unticked", "link ended", "half a year")
"""These have to be among them too."""


FRESH = 10
"""After so many, Hypothesis makes most examples out of earlier ones, which look much alike: then it begins anew."""


class Leaked(AssertionError):
    """Two runs that should have looked the same did not, or one of them broke."""


class NothingNew(AssertionError):
    """A bout brought only traces that were played before: without this, a hunt could go on for ever."""


@dataclass
class Tally:
    """How much was played, and how much of it was seen by somebody."""

    pairs: int = 0
    pieces: int = 0
    bytes: int = 0
    facts: Counter[str] = field(default_factory=Counter)
    sizes: Counter[int] = field(default_factory=Counter)
    first: Leak | None = None

    def count(self, trace: Trace, verdict: Tight) -> None:
        self.pairs += 1
        self.pieces += verdict.pieces
        self.bytes += verdict.bytes
        self.facts.update(trace.facts)
        self.sizes[trace.size] += 1

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.pairs + other.pairs,
            self.pieces + other.pieces,
            self.bytes + other.bytes,
            self.facts + other.facts,
            self.sizes + other.sizes,
        )

    def share(self, fact: str) -> float:
        """In how many of a hundred traces."""
        return 100 * self.facts[fact] / max(self.pairs, 1)

    def complaints(self) -> list[str]:
        """What there was too little of."""
        few = [f"{fact}: {self.share(fact):.0f} %, not {least} %" for fact, least in LEAST.items()]
        few = [words for words, (fact, least) in zip(few, LEAST.items(), strict=True) if self.share(fact) < least]
        none = [f"{fact}: none" for fact in ALSO if not self.facts[fact]]
        return few + none + [f"{size} partners: none" for size in range(2, 7) if not self.sizes[size]]

    def __str__(self) -> str:
        shares = ", ".join(f"{fact} {self.share(fact):.0f} %" for fact in (*LEAST, *ALSO))
        return f"{self.pairs:,} pairs, {self.pieces:,} pieces of {self.bytes:,} bytes seen, 0 differ; {shares}"


def hunt(
    theatre: Theatre,
    pairs: int,
    tally: Tally,
    seed: int | None = None,
    shrink: bool = True,
    then: Callable[[], None] = lambda: None,
    found: Callable[[Leak], None] = lambda leak: None,
) -> None:
    """Play so many pairs at least, no two of one trace. Raises Leaked, with the smallest trace that still leaks if it
    may `shrink`. The same `seed` plays the same pairs, and without one they are others each time, on a machine that
    calls itself CI too, where Hypothesis alone would draw the same ones for ever. `then` is called after each pair, and
    `found` with the first leak, before what may be minutes of shrinking."""
    played: set[Trace] = set()

    def plays(trace: Trace) -> None:
        if trace in played:
            return
        verdict = theatre.plays(trace)
        if isinstance(verdict, Leak):
            if tally.first is None:
                tally.first = verdict
                found(verdict)
            raise Leaked(verdict.words)
        played.add(trace)
        tally.count(trace, verdict)
        for fact in trace.facts:
            event(fact)
        then()

    seeds = itertools.count(secrets.randbits(64) if seed is None else seed * pairs)
    until = tally.pairs + pairs
    while tally.pairs < until:
        before = tally.pairs
        prepared = settings(
            max_examples=FRESH,
            deadline=None,
            phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
            report_multiple_bugs=False,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
            database=None,
        )(given(traces())(plays))
        seeded(next(seeds))(prepared)()
        if tally.pairs == before:
            raise NothingNew(f"{tally.pairs} of {until} pairs, and no other one is drawn")
