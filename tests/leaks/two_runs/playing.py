"""The process that plays: it loads and warms everything, and forks each run from there.

A process of its own for each run, because what one run leaves in memory must not hide, or make up, a difference in the
other; forked, because that takes milliseconds where starting one takes a second.
"""

import gc
import logging
import os
import pickle
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout
from multiprocessing.connection import Connection
from pathlib import Path

from tests.clock import Clock
from tests.leaks.two_runs.observers import Host
from tests.leaks.two_runs.scenes import Scenes
from tests.leaks.two_runs.stage import Overheard, Seen, Stage
from tests.leaks.two_runs.streams import Streams
from tests.leaks.two_runs.traces import SIDES, Trace
from tests.leaks.two_runs.verdicts import Leak, Tight, Verdict, difference
from tests.leaks.two_runs.warm import WARM


def serve(connection: Connection, scenes: Scenes) -> None:
    """Play what comes, until nobody is there any more."""
    warm_up(scenes)
    while True:
        try:
            trace = connection.recv()
        except EOFError:
            return
        connection.send(play_pair(scenes, trace))


def warm_up(scenes: Scenes) -> None:
    """Compile templates and statements once, for every run that is forked from here."""
    for side in SIDES:
        play(scenes, WARM, side)
    gc.collect()
    gc.freeze()
    gc.disable()


def play_pair(scenes: Scenes, trace: Trace) -> Verdict:
    """Both runs at once, and what they differ in."""
    runs = [_forked(scenes, trace, side) for side in SIDES]
    left, right = map(_outcome, runs)
    for side, outcome in zip(SIDES, (left, right), strict=True):
        if isinstance(outcome, Leak):
            return Leak(f"In the {side} run: {outcome.words}\n{trace}", outcome.broke)
    assert isinstance(left, list)
    assert isinstance(right, list)
    return difference(left, right, trace) or Tight(len(left), sum(len(one.bytes) for one in left))


def _forked(scenes: Scenes, trace: Trace, side: str) -> tuple[int, int]:
    """(process, pipe) of a run."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    os.close(reading)
    with open(writing, "wb") as pipe:
        pickle.dump(_played(scenes, trace, side), pipe)
    os._exit(0)


def _played(scenes: Scenes, trace: Trace, side: str) -> list[Seen] | Leak:
    try:
        return play(scenes, trace, side)
    except Overheard as overheard:
        return Leak(str(overheard))
    except BaseException:
        return Leak(f"it broke.\n{traceback.format_exc(limit=-8)}", broke=True)


def _outcome(run: tuple[int, int]) -> list[Seen] | Leak:
    process, reading = run
    with open(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(process, 0)
    return pickle.loads(said) if said else Leak("it said nothing.", broke=True)


def play(scenes: Scenes, trace: Trace, side: str) -> list[Seen]:
    """One run, in this process."""
    clock, streams, host = Clock(), Streams(trace.seed), Host()
    scene = scenes.lay(trace.size, side)
    root = logging.getLogger()
    level = root.level
    root.addHandler(host)
    root.setLevel(logging.INFO)
    try:
        with (
            scenes.playing(side, clock, streams) as workplace,
            redirect_stdout(host.printed),
            redirect_stderr(host.printed),
        ):
            return Stage(scenes.app.wsgi_app, workplace, clock, streams, scene, trace, host).plays(side)
    finally:
        root.setLevel(level)
        root.removeHandler(host)


def main(arguments: list[str]) -> None:
    file, folder, *urls = arguments
    serve(Connection(int(file)), Scenes(Path(folder), tuple(urls)))


if __name__ == "__main__":
    main(sys.argv[1:])
