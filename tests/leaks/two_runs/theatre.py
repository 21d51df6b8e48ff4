"""Where pairs of runs are played: the other end of the process that plays them."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from socket import socketpair

from tests.leaks.two_runs.traces import Trace
from tests.leaks.two_runs.verdicts import Verdict
from tests.postgres import MEMORY

ROOT = Path(__file__).parents[3]


class Theatre:
    """The other end: `plays` sends a trace to the process that plays it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def plays(self, trace: Trace) -> Verdict:
        self._connection.send(trace)
        verdict: Verdict = self._connection.recv()
        return verdict


@contextmanager
def open_theatre(urls: tuple[str, ...] = ()) -> Iterator[Theatre]:
    """A process that plays. `urls`: three empty PostgreSQL databases; without them it uses files of SQLite."""
    here, there = socketpair()
    with here, there, tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        command = [sys.executable, "-m", "tests.leaks.two_runs.playing", str(there.fileno()), folder, *urls]
        environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
        process = subprocess.Popen(command, cwd=ROOT, env=environ, pass_fds=[there.fileno()])
        there.close()
        connection = Connection(here.detach())
        try:
            yield Theatre(connection)
        finally:
            connection.close()
            process.wait()
