"""The app behind a plain server in this process: its clock can be moved, and it writes down what it is asked."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from app.config import Settings
from app.ports import Ports
from tests.clock import Clock
from tests.conftest import COMPILED

QUICKLY = 0.02
"""Seconds until it notices that it is to end: left to itself a server takes half of one, after each test."""


@dataclass
class Moved:
    """Where it is, its clock, and the head of every request as it came over the wire."""

    address: str
    clock: Clock
    app: Flask
    heads: list[str] = field(default_factory=list)


@contextmanager
def moved(settings: Settings, clock: Clock) -> Iterator[Moved]:
    app = create_app(settings, Ports(clock=clock))
    app.jinja_env.bytecode_cache = COMPILED
    running = Moved(settings.public_url, clock, app)

    class Recorder(WSGIRequestHandler):
        def parse_request(self) -> bool:
            sound = super().parse_request()
            running.heads.append(f"{self.raw_requestline.decode('latin-1')}{self.headers}")
            return sound

        def log(self, *_: object) -> None:
            pass

    server = make_server("127.0.0.1", settings.port, app, threaded=True, request_handler=Recorder)
    thread = threading.Thread(target=server.serve_forever, args=(QUICKLY,))
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["workplace"].database.close()
