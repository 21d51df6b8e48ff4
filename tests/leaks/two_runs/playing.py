"""The process that plays: it loads and warms everything, and forks the two that play the left and the right run.

Two, because what one run leaves in memory must not hide, or make up, a difference in the other. They are replaced after
some pairs, so that what earlier pairs leave does not hide anything for long, and at once when there is a difference: it
is played again in fresh ones.
"""

import gc
import logging
import os
import sys
import traceback
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from tests.clock import Clock
from tests.leaks.two_runs.observers import Host, Mailbox, Overheard
from tests.leaks.two_runs.scenes import Scenes
from tests.leaks.two_runs.stage import Seen, Stage
from tests.leaks.two_runs.streams import Streams
from tests.leaks.two_runs.traces import SIDES, Trace
from tests.leaks.two_runs.verdicts import Leak, Tight, Verdict, difference
from tests.leaks.two_runs.warm import WARM

PAIRS_IN_A_ROW = 20


def serve(connection: Connection, make_scenes: Callable[[], Scenes]) -> None:
    """Play what comes, until nobody is there any more. Nothing is made ready before something comes."""
    trace = _received(connection)
    if trace is None:
        return
    scenes = make_scenes()
    broken = warm_up(scenes)
    pair, played = Pair(scenes), 0
    while trace is not None:
        if played == PAIRS_IN_A_ROW:
            pair, played = pair.anew(), 0
        verdict = broken or pair.plays(trace)
        played += 1
        if isinstance(verdict, Leak) and not broken:
            pair, played = pair.anew(), 0
            alone = pair.plays(trace)
            verdict = alone if isinstance(alone, Leak) else Leak(f"Only after other pairs: {verdict.words}")
        connection.send(verdict)
        trace = _received(connection)
    pair.end()


def _received(connection: Connection) -> Trace | None:
    """None once nobody is there any more."""
    try:
        trace: Trace = connection.recv()
    except EOFError:
        return None
    return trace


def warm_up(scenes: Scenes) -> Leak | None:
    """Compile templates and statements once, for every run that is forked from here. What goes wrong already, if
    anything does: nobody has a secret in it, so that one side says it for both."""
    outcome = _played(scenes, WARM, SIDES[0])
    scenes.close()
    gc.collect()
    gc.freeze()
    gc.disable()
    return outcome if isinstance(outcome, Leak) else None


class Pair:
    """A process for each side, forked from this one."""

    def __init__(self, scenes: Scenes) -> None:
        self._scenes = scenes
        self._ends: list[tuple[int, Connection]] = []
        for side in SIDES:
            self._ends.append(self._forked(side))

    def _forked(self, side: str) -> tuple[int, Connection]:
        here, there = Pipe()
        process = os.fork()
        if process:
            there.close()
            return process, here
        here.close()
        for _, connection in self._ends:
            connection.close()
        while True:
            try:
                there.send(_played(self._scenes, there.recv(), side))
            except EOFError:
                os._exit(0)

    def plays(self, trace: Trace) -> Verdict:
        """Both runs at once, and what they differ in."""
        for _, connection in self._ends:
            connection.send(trace)
        left, right = [connection.recv() for _, connection in self._ends]
        for side, outcome in zip(SIDES, (left, right), strict=True):
            if isinstance(outcome, Leak):
                return Leak(f"In the {side} run: {outcome.words}\n{trace}", outcome.broke)
        return difference(left, right, trace) or Tight(len(left), sum(len(one.bytes) for one in left))

    def anew(self) -> "Pair":
        """Two fresh ones."""
        self.end()
        return Pair(self._scenes)

    def end(self) -> None:
        for process, connection in self._ends:
            connection.close()
            os.waitpid(process, 0)


def _played(scenes: Scenes, trace: Trace, side: str) -> list[Seen] | Leak:
    try:
        return play(scenes, trace, side)
    except Overheard as overheard:
        return Leak(str(overheard))
    except BaseException:
        return Leak(f"it broke.\n{traceback.format_exc(limit=-8)}", broke=True)


def play(scenes: Scenes, trace: Trace, side: str) -> list[Seen]:
    """One run, in this process."""
    clock, streams, host = Clock(), Streams(trace.seed), Host()
    mailbox = Mailbox(scenes.mail_server, clock)
    scene = scenes.lay(trace.size, side)
    root = logging.getLogger()
    level = root.level
    root.addHandler(host)
    root.setLevel(logging.INFO)
    try:
        with (
            scenes.playing(side, clock, streams, mailbox) as workplace,
            redirect_stdout(host.printed),
            redirect_stderr(host.printed),
        ):
            stage = Stage(scenes.app.wsgi_app, workplace, clock, streams, scene, trace, host, mailbox)
            return stage.plays(side)
    finally:
        root.setLevel(level)
        root.removeHandler(host)


def main(arguments: list[str]) -> None:
    file, folder, *urls = arguments
    serve(Connection(int(file)), lambda: Scenes(Path(folder), tuple(urls)))


if __name__ == "__main__":
    main(sys.argv[1:])
