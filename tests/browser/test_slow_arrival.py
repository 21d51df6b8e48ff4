"""A page that comes in two pieces, with a pause between them: wherever the cut is, nothing that was painted moves."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser

from tests.browser.people import Someone
from tests.browser.servers import QUICKLY
from tests.browser.test_weight import PASSPHRASES
from tests.browser.weighing import FILES, scales

PAUSE = 0.12
"""Seconds: the first piece is painted by then."""
TAG = re.compile(rb"<(?=[/\w])")


@dataclass(frozen=True)
class Page:
    """As one person got it, with the files that it asks for by address."""

    whole: bytes
    files: dict[str, tuple[str, bytes]]

    def cuts(self, until: bytes) -> list[int]:
        """Before each tag of the body, up to this one."""
        return [tag.start() for tag in TAG.finditer(self.whole, self.whole.index(b"<body"), self.whole.index(until))]


def got(somebody: Someone, path: str) -> Page:
    whole = somebody.context.request.get(path).body()
    answers = {one: somebody.context.request.get(one) for one in FILES.findall(whole.decode())}
    return Page(whole, {path: (one.headers["content-type"], one.body()) for path, one in answers.items()})


@contextmanager
def in_pieces(page: Page) -> Iterator[str]:
    """A server that gives the page at every address: at /N its first N bytes, and after a pause the rest."""

    class Halting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = page.files.get(self.path, ("text/html; charset=utf-8", page.whole))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            cut = 0 if self.path in page.files else int(self.path[1:])
            if cut:
                self.wfile.write(body[:cut])
                time.sleep(PAUSE)
            self.wfile.write(body[cut:])

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Halting) as server:
        thread = Thread(target=server.serve_forever, args=(QUICKLY,))
        thread.start()
        try:
            yield f"http://localhost:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_when_the_rest_comes(width: int, demo: str, chromium: Browser) -> None:
    robin = Someone(chromium, demo)
    robin.signs_in("robin", PASSPHRASES["robin"])
    page = got(robin, "/account")
    robin.goes_home()
    cuts = page.cuts(until=b"<h1")
    assert len(cuts) > 15
    moved = {}
    with in_pieces(page) as address:
        reader = Someone(chromium, address, viewport={"width": width, "height": 720})
        with scales(reader.page) as here:
            for cut in cuts:
                _, shift = here.weigh(f"/{cut}")
                if shift:
                    moved[page.whole[cut : cut + 30]] = shift
        reader.goes_home()
    assert not moved
