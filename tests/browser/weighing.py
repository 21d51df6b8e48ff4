"""What a page weighs on a first visit: every byte that comes over the wire for it, with the heads of the answers, its
style and its script. Reckoned from answers, which is quick, and weighed in a browser, which is true."""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import brotli
from flask.testing import FlaskClient
from playwright.sync_api import CDPSession, Page

LIMIT = 15_000
"""Bytes, for any page with all that it asks for."""
REQUESTS = 3
"""The page, its style, its script."""
FILES = re.compile(r'(?:src|href)="(/static/[^"]+)"')
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
ADDED = (("server", "granian"), ("date", "Tue, 24 Nov 2026 16:49:44 GMT"))
"""What the server adds to each answer of the app."""
WEIGHED: dict[str, int] = {}
SHIFT = """window.shift = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) shift += one.value;
}).observe({ type: "layout-shift", buffered: true });"""
SETTLED = """() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(shift), 50)))"""


@dataclass(frozen=True)
class Weight:
    size: int
    requests: int

    @property
    def sound(self) -> bool:
        return self.size <= LIMIT and self.requests <= REQUESTS


def head(headers: Any) -> int:
    """Bytes of a sound answer's head as HTTP/1.1 writes it; `headers` are names and values."""
    return len("HTTP/1.1 200 OK\r\n\r\n") + sum(len(f"{name}: {value}\r\n".encode()) for name, value in headers)


def reckon(client: FlaskClient, path: str) -> Weight:
    """The weight of the page that an address leads this client to, with whatever it asks for of static/."""
    response = client.get(path, headers=BROWSER, follow_redirects=True)
    assert response.status_code == 200, f"{path}: {response.status_code}"
    page = response.get_data()
    size = head((*response.headers, *ADDED)) + len(page)
    files = FILES.findall(UNPACK[response.content_encoding](page).decode())
    return Weight(size + sum(_file(client, one) for one in files), 1 + len(files))


def _file(client: FlaskClient, path: str) -> int:
    """A file's address changes with its content, so each is asked for once."""
    if path not in WEIGHED:
        response = client.get(path, headers=BROWSER)
        assert response.status_code == 200, path
        WEIGHED[path] = head((*response.headers, *ADDED)) + len(response.get_data())
    return WEIGHED[path]


@dataclass
class Scales:
    """A tab of a browser that keeps nothing, and what comes over the wire for the page at hand."""

    page: Page
    wire: CDPSession
    size: int = 0
    asked: list[str] = field(default_factory=list)

    def weigh(self, path: str) -> tuple[Weight, float]:
        """The weight of a page, and by how much things moved on it while it was built."""
        self.page.goto(path, wait_until="load")
        shift = float(self.page.evaluate(SETTLED))
        return Weight(self.size, len(self.asked)), shift

    def hears(self, event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("data:"):
            return
        if event.get("type") == "Document":
            self.size, self.asked = 0, []
        self.asked.append(event["requestId"])

    def takes(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.asked:
            self.size += int(event["encodedDataLength"])


@contextmanager
def scales(page: Page) -> Iterator[Scales]:
    """Put a tab on the scales. On a first visit nothing is kept: its cache is off."""
    page.add_init_script(SHIFT)
    wire = page.context.new_cdp_session(page)
    here = Scales(page, wire)
    wire.on("Network.requestWillBeSent", here.hears)
    wire.on("Network.loadingFinished", here.takes)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    yield here
    wire.detach()


# -- the first paint

SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
"""Lighthouse's slow 4G: milliseconds, and bytes in a second."""
SLOWER = {"rate": 4}
PAINTED = """() => new Promise((done) => {
  const look = () => {
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    if (paint) done(paint.startTime); else setTimeout(look, 20);
  };
  look();
})"""
ASKING = re.compile(r"<link[^>]*>\n?|<script[^>]*></script>\n?|<style>.*?</style>", re.DOTALL)
STYLED = re.compile(r' (class|id|tabindex|data-[\w-]+|aria-[\w-]+)="[^"]*"')


def plain(page: str) -> str:
    """The same words in the same elements, and nothing that says how they look or what they do."""
    return STYLED.sub("", ASKING.sub("", page))


def first_paint(page: Page, path: str) -> float:
    """Milliseconds until something can be read, on a slow network and a slow device."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    wire.send("Network.emulateNetworkConditions", SLOW)
    wire.send("Emulation.setCPUThrottlingRate", SLOWER)
    page.goto(path)
    return float(page.evaluate(PAINTED))
