"""What is played twice: steps that are the same in both runs for whoever may watch, and in them what somebody does in
private, which is not."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

SIDES = ("left", "right")
STRANGER, NOBODY, NEWCOMER, THERAPIST = "stranger", "nobody", "newcomer", "therapist"

Shown = tuple[frozenset[str], ...]
"""For each round so far, the marks of the texts that its circle may read now. Every text has a mark of its own. For
agreements the same."""
Practised = tuple[frozenset[str] | None, ...]
"""For each round so far, the marks of the texts that the therapist may read now; None where they learn of none."""


class Act(Protocol):
    """One thing that somebody does, in any number of requests."""

    def perform(self, stage: "Stage", who: str) -> None: ...


class Stage(Protocol):
    """One run, as an act needs it. The real one is in stage.py."""


@dataclass(frozen=True)
class Step:
    """`who` acts; left and right are the same but for what is secret. `shown`, and of agreements `agreed`, holds from
    this step on; so does what a therapist may read (`practised`), and which links they may know of (`linked`)."""

    who: str
    left: tuple[Act, ...]
    right: tuple[Act, ...]
    shown: Shown = ()
    agreed: Shown = ()
    practised: Practised = ()
    linked: tuple[bool, ...] = ()

    def acts(self, side: str) -> tuple[Act, ...]:
        return self.left if side == "left" else self.right

    def __str__(self) -> str:
        if self.left == self.right:
            return f"{self.who:>8}  {_said(self.left)}"
        return f"{self.who:>8}  left:  {_said(self.left)}\n{'':>8}  right: {_said(self.right)}"


def _said(acts: Iterable[Act]) -> str:
    return "; ".join(map(str, acts)) or "nothing"


@dataclass(frozen=True)
class Trace:
    """A partnership of `size`, of whom `secret` differ between the two runs. `circles` are those of its rounds,
    `parties` those of its agreements, and `couples` those of its links with a therapist."""

    seed: int
    size: int
    secret: tuple[str, ...]
    steps: tuple[Step, ...]
    circles: tuple[tuple[str, ...], ...]
    facts: frozenset[str] = field(default=frozenset())
    """What happens in it: `opening`, `withdrawal`, `second round` and more, to be counted."""
    parties: tuple[tuple[str, ...], ...] = ()
    couples: tuple[tuple[str, ...], ...] = ()

    def __str__(self) -> str:
        head = f"{self.size} partners, {' and '.join(self.secret)} with secrets, seed {self.seed}"
        return "\n".join([head, *(f"{n:>3} {step}" for n, step in enumerate(self.steps))])
