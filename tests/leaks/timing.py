"""`python -m tests.leaks.timing`: does the time of an answer tell what its words don't?

Every page that a partner can open is asked for again and again, in turns under two secrets of the other one; and every
door that must not tell whether something is there, in turns with something behind it and with nothing. Welch's t of the
two rows of times, and the gap between neighbours in them, must be as small as chance makes them.
"""

import argparse
import gc
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import mean, median, variance

from app.vault.keys import new_code
from tests.clock import Clock
from tests.leaks.two_runs.acts import version_of
from tests.leaks.two_runs.browser import Browser, Fields, Reply
from tests.leaks.two_runs.observers import Host
from tests.leaks.two_runs.playing import warm_up
from tests.leaks.two_runs.scenes import Scenes
from tests.leaks.two_runs.stage import Stage
from tests.leaks.two_runs.streams import Streams
from tests.leaks.two_runs.traces import SIDES, STRANGER, THERAPIST
from tests.leaks.worlds import WATCHER, WORLDS, World
from tests.postgres import MEMORY

TIMES = 2_000
"""On each side."""
TURNS = 4
"""So often the two sides change places: what is due to where they lie in memory comes out the same for both."""
LARGEST_T = 4.5
LARGEST_GAP = 1_000_000
"""Nanoseconds."""
AGAIN = 2
COUNTED = 0.9
"""The slowest are left out: what else the machine did makes them so, and they would hide what is sought."""

Ask = Callable[[], Reply]
Times = Mapping[str, list[int]]


@dataclass(frozen=True)
class Outcome:
    """How far two rows of times are from being one."""

    t: float
    gap: float
    """The median of what lies between neighbours, in nanoseconds: a busy machine slows both of them down."""
    lead: float
    """How much more often the left one of two neighbours is the slower one than chance would have it, in standard
    deviations: a few slow answers more or less make no difference to it."""

    @classmethod
    def of(cls, times: Times) -> "Outcome":
        left, right = (times[side] for side in SIDES)
        most = sorted(left + right)[int(COUNTED * len(left + right)) - 1]
        one, other = ([taken for taken in row if taken <= most] for row in (left, right))
        spread = (variance(one) / len(one) + variance(other) / len(other)) ** 0.5
        gaps = [mine - yours for mine, yours in zip(left, right, strict=True)]
        slower = sum(gap > 0 for gap in gaps) + sum(gap == 0 for gap in gaps) / 2
        lead = (2 * slower - len(gaps)) / len(gaps) ** 0.5
        return cls((mean(one) - mean(other)) / spread if spread else 0.0, median(gaps), lead)

    @property
    def tells(self) -> bool:
        return max(abs(self.t), abs(self.lead)) >= LARGEST_T or abs(self.gap) >= LARGEST_GAP

    def __str__(self) -> str:
        return f"t {self.t:+6.2f}, lead {self.lead:+6.2f}, gap {self.gap / 1000:+7.1f} µs"


def take_turns(asks: Mapping[str, Ask], number: int, times: Times, order: random.Random) -> None:
    """So many of each side, in any order. Raises AssertionError if they are not answered alike, or not at all."""
    sides = [side for side in SIDES for _ in range(number)]
    order.shuffle(sides)
    statuses = set()
    gc.collect()
    for side in sides:
        ask = asks[side]
        began = time.perf_counter_ns()
        reply = ask()
        times[side].append(time.perf_counter_ns() - began)
        statuses.add(reply.status)
    assert len(statuses) == 1, statuses
    assert statuses < {200, 303, 404, 422}, statuses


@contextmanager
def prepared() -> Iterator[Scenes]:
    """The people, and everything loaded that is loaded only once."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        scenes = Scenes(Path(folder))
        broken = warm_up(scenes)
        assert broken is None, broken
        try:
            yield scenes
        finally:
            gc.unfreeze()
            gc.enable()


def comparisons(scenes: Scenes) -> Iterator[tuple[str, Callable[[int], Outcome]]]:
    """What is compared, by name, and what measures it so many times on each side."""
    for world in WORLDS:
        for page in world.asked:
            yield f"{world.name}: {page}", partial(under_two_secrets, scenes, world, page)
    for name, knocks in DOORS.items():
        yield name, partial(at_a_door, scenes, knocks)


# -- under two secrets


def under_two_secrets(scenes: Scenes, world: World, page: str, number: int) -> Outcome:
    """One page of a world."""
    times = {side: list[int]() for side in SIDES}
    for turn in range(TURNS):
        with both_sides(scenes, world, swapped=bool(turn % 2)) as asked_by:
            asks = {side: asked_by(side, page) for side in SIDES}
            take_turns(asks, -(-number // TURNS), times, random.Random(turn))
    return Outcome.of(times)


@contextmanager
def both_sides(scenes: Scenes, world: World, swapped: bool) -> Iterator[Callable[[str, str], Ask]]:
    """Both runs of a trace, each at its end, and what asks for a page in one of them."""
    stages: dict[str, Stage] = {}
    with ExitStack() as places:
        for side, place in zip(SIDES, reversed(SIDES) if swapped else SIDES, strict=True):
            scene = scenes.lay(world.trace.size, place)
            clock, streams = Clock(), Streams(world.trace.seed)
            workplace = places.enter_context(scenes.playing(place, clock, streams))
            stage = Stage(scenes.app.wsgi_app, workplace, clock, streams, scene, world.trace, Host())
            stage.plays(side)
            stages[side] = stage
        yield lambda side, page: _asking(scenes, stages[side], world.who, *world.asked[page])


def _asking(scenes: Scenes, stage: Stage, who: str, path: str, fields: Fields | None) -> Ask:
    browser = stage.browsers.get(who) or Browser(stage.app)
    round_ = stage.round if stage.rounds else "/rounds/none"
    names = {"us": stage.us, "round": round_, "us_id": stage.place, "link": stage.link, "client": stage.client}
    names |= dict.fromkeys(("round_id", "first"), round_[-44:] if who != THERAPIST else round_[-22:])
    address = path.format(**names, pact="/agreements/none", assigned=stage.assigned, feed=stage.feeds.get(WATCHER))
    if fields and "autosave" in fields:
        fields = {**fields, "version": version_of(*stage.rounds[-1], 1, fields)}

    def ask() -> Reply:
        scenes.turn_to(stage.workplace)
        return browser.get(address) if fields is None else browser.post(address, fields)

    return ask


# -- with something behind the door, and with nothing


Knocks = Callable[[Stage], tuple[Ask, Ask]]


def at_a_door(scenes: Scenes, knocks: Knocks, number: int) -> Outcome:
    times = {side: list[int]() for side in SIDES}
    for turn in range(TURNS):
        with one_side(scenes, WORLDS[0]) as stage:
            asks = dict(zip(SIDES, knocks(stage), strict=True))
            take_turns(asks, -(-number // TURNS), times, random.Random(turn))
    return Outcome.of(times)


@contextmanager
def one_side(scenes: Scenes, world: World) -> Iterator[Stage]:
    scene = scenes.lay(world.trace.size, "left")
    clock, streams = Clock(), Streams(world.trace.seed)
    with scenes.playing("left", clock, streams) as workplace:
        stage = Stage(scenes.app.wsgi_app, workplace, clock, streams, scene, world.trace, Host())
        stage.plays("left")
        yield stage


def _at_the_door(stage: Stage) -> Browser:
    browser = Browser(stage.app)
    browser.reads_token(browser.get("/sign-in"))
    return browser


def _names(stage: Stage) -> tuple[Ask, Ask]:
    """Somebody who is here, and a name as long that is nobody's."""
    known = stage.people[WATCHER].name
    browser = _at_the_door(stage)

    def ask(name: str) -> Ask:
        return lambda: browser.post("/sign-in", {"username": name, "passphrase": "not the right one"})

    return ask(known), ask("x" * len(known))


def _codes(stage: Stage, who: str = "") -> tuple[Ask, Ask]:
    """One whose time is over, and one that never was; tried by nobody in particular, or by somebody with an account."""
    for partner in filter(str.isdigit, stage.people):
        reply = stage.asks(partner, f"{stage.us}/invitations", {})
        if reply.location:
            stage.reads_code(stage.asks(partner, reply.location))
    stage.clock.passes(hours=73)
    if who:
        stage.asks(who, "/us/new")
    browser = stage.browsers[who] if who else _at_the_door(stage)

    def ask(code: str) -> Ask:
        return lambda: browser.post("/invitation", {"code": code, "display_name": "Nell"})

    return ask(stage.code), ask(new_code(Streams(1)))


def _rounds(stage: Stage) -> tuple[Ask, Ask]:
    """One of other people, and one that is not there."""
    stage.asks(STRANGER, "/us/new")
    browser = stage.browsers[STRANGER]
    us, round_ = stage.round[-44:-22], stage.round[-22:]
    assert f"/rounds/{us}{round_}" == stage.round
    return (
        lambda: browser.get(f"/rounds/{us}{round_}"),
        lambda: browser.get(f"/rounds/{us[::-1]}{round_[::-1]}"),
    )


def _partnerships(stage: Stage) -> tuple[Ask, Ask]:
    """One of other people, and one that is not there."""
    stage.asks(STRANGER, "/us/new")
    browser = stage.browsers[STRANGER]
    return lambda: browser.get(stage.us), lambda: browser.get(f"/us/{stage.us[4:][::-1]}")


DOORS: Mapping[str, Knocks] = {
    "signing in: a name that is known, or not": _names,
    "an invitation: a code that is over, or never was": _codes,
    "an invitation, signed in: a code that is over, or never was": partial(_codes, who=STRANGER),
    "a round: of others, or not there": _rounds,
    "a partnership: of others, or not there": _partnerships,
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.leaks.timing", description=__doc__)
    parser.add_argument("--times", type=int, default=TIMES, help="on each side")
    parser.add_argument("--only", default="", help="what has this in its name")
    chosen = parser.parse_args(arguments)
    said = telling = 0
    with prepared() as scenes:
        for name, measured in comparisons(scenes):
            if chosen.only not in name:
                continue
            outcome = measured(chosen.times)
            print(f"{'again' if outcome.tells else 'ok':>5}  {outcome}  {name}", flush=True)
            if outcome.tells:  # what is due to chance, or to whatever else the machine does, is so only once
                outcome = measured(AGAIN * chosen.times)
                print(f"{'TELLS' if outcome.tells else 'ok':>5}  {outcome}  {name}", flush=True)
            said, telling = said + 1, telling + outcome.tells
    print(f"{said} compared, 2 x {chosen.times:,} times each; {telling} tell something.")
    return 1 if telling or not said else 0


if __name__ == "__main__":
    sys.exit(main())
