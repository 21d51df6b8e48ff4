"""What may be on whose pages, whichever run it is."""

import re
from typing import TYPE_CHECKING

from tests.leaks.two_runs.browser import Reply
from tests.leaks.two_runs.observers import Overheard
from tests.leaks.two_runs.scenes import NAMES
from tests.leaks.two_runs.traces import NEWCOMER, NOBODY, STRANGER, THERAPIST

if TYPE_CHECKING:
    from tests.leaks.two_runs.stage import Stage

MARK = re.compile(rb"\bq(\w)x\d+z\b")
"""Stands in every text that somebody writes, with its author: q0x17z."""


def refuse_what_is_not_theirs(stage: "Stage", who: str, path: str, reply: Reply) -> None:
    """No text of anybody else's is on any page, but for what is shown in a round of one's own, or to a therapist; and
    neither are rounds, agreements or names of others. Raises Overheard."""
    own = b"" if who == NOBODY else who[:1].encode()
    marks = {found[0] for found in MARK.finditer(reply.whole) if found[1] != own}
    if marks - _readable(stage, who):
        raise Overheard(f"step {stage.step}: {who} reads {marks - _readable(stage, who)} on {path}")
    for what, address, is_theirs in _places(stage, who):
        id_ = address[-22:]
        if not is_theirs and id_ not in path and id_.encode() in reply.whole:
            raise Overheard(f"step {stage.step}: {who} reads of {what} that is not theirs on {path}")
    if _knows_nobody(stage, who):
        names = [name for name in NAMES if name.title().encode() in reply.whole]
        if names:
            raise Overheard(f"step {stage.step}: {who} reads {names} on {path}")


def _readable(stage: "Stage", who: str) -> set[bytes]:
    """The marks of the texts that somebody may read now."""
    now, trace = stage.trace.steps[stage.step], stage.trace
    if who == THERAPIST:
        return {mark.encode() for marks in now.practised for mark in marks or ()}
    circles = (*zip(now.shown, trace.circles, strict=False), *zip(now.agreed, trace.parties, strict=False))
    return {mark.encode() for marks, circle in circles if who in circle for mark in marks}


def _places(stage: "Stage", who: str) -> list[tuple[str, str, bool]]:
    """What it is, its address, and whether they may know that there is one."""
    now, trace = stage.trace.steps[stage.step], stage.trace
    rounds = [("a round", *one) for one in zip([one for one, _ in stage.rounds], trace.circles, strict=False)]
    pacts = [("an agreement", *one) for one in zip(stage.pacts, trace.parties, strict=False)]
    links = [("a therapist", *one) for one in zip(stage.links, trace.couples, strict=False)]
    found = [*rounds, *pacts, *links]
    if who != THERAPIST:
        return [(what, address, who in circle) for what, address, circle in found]
    # What begins in this step is in neither of these yet.
    known = {address: marks is not None for (address, _), marks in zip(stage.rounds, now.practised, strict=False)}
    known |= dict(zip(stage.links, now.linked, strict=False))
    return [(what, address, known.get(address, False)) for what, address, _ in found]


def _knows_nobody(stage: "Stage", who: str) -> bool:
    """Whether they may read nobody's name."""
    if who == THERAPIST:
        return not any(marks is not None for marks in stage.trace.steps[stage.step].practised)
    return who in (STRANGER, NOBODY) or (who == NEWCOMER and not stage.code)
