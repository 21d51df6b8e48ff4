"""`python -m tests.benchmarks.served ours|bare PORT`: one of the two, on the server that we run on, as we run it: what
a start has made is left out of every search for garbage (`app.__main__.worker`)."""

import gc
import os
import sys
from dataclasses import replace
from pathlib import Path

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from app import create_app
from app.startup import prepare
from tests.benchmarks import bare as reference
from tests.benchmarks.world import library, settings


def ours() -> Flask:
    at = settings(Path(os.environ["BENCH"]) / "instance")
    return _started(create_app(at, workplace=replace(prepare(at), library=library())))


def bare() -> Flask:
    return _started(reference.app())


def _started(app: Flask) -> Flask:
    gc.freeze()
    return app


if __name__ == "__main__":
    Granian(
        f"{__spec__.name}:{sys.argv[1]}",
        factory=True,
        port=int(sys.argv[2]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=1,
        websockets=False,
        log_level=LogLevels.error,
        log_access=False,
    ).serve()
