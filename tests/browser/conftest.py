"""A real browser, and three servers for it: the app as people run it, the demo, and one whose clock can be moved."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from app.config import Settings
from tests.browser.catalogue import PASSPHRASES, Reader
from tests.browser.people import Someone
from tests.browser.servers import Moved, moved
from tests.browser.speaking import STATES
from tests.clock import Clock
from tests.conftest import with_tables
from tests.mailboxes import MAIL_FROM, NOBODY
from tests.navigators import Visitor
from tests.ports import free_port
from tests.tools.ensure_browser import find, find_light

ROOT = Path(__file__).parents[2]
SWITCHED_OFF = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    # What Playwright switches off: of two such lists the browser takes the last one alone.
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
"""The pages behind the address bar above all: nobody sees one, and each window drew two of them in a process of its
own, which took longer than the page that was asked for."""
FRAME_FOR_EACH_PAGE = "RenderDocument"
"""A third of what going to a page costs, and no page can tell: it has a document of its own either way."""
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-auto-reload",
    "--disable-sync",
    "--no-first-run",
    "--renderer-process-limit=1",
    "--js-flags=--no-turbofan --no-maglev",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
]
"""Nothing but this machine can be reached, so that a request to anybody else is seen and goes nowhere; it isn't
tried again after a second. No process waits for somebody yet to come: with each newcomer one more was begun, a fifth
of what a newcomer costs. Scripts are not compiled for speed: no page lives long enough to gain by it."""

Newcomer = Callable[..., Someone]
Joined = Callable[..., Someone]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A browser that has nothing but pages, which is what most tests ask about."""
    with launched(playwright, find_light(), without=(*SWITCHED_OFF, FRAME_FOR_EACH_PAGE)) as browser:
        yield browser


@pytest.fixture(scope="session")
def whole_chromium(playwright: Playwright) -> Iterator[Browser]:
    """The browser that people have."""
    with launched(playwright, find(), without=SWITCHED_OFF) as browser:
        yield browser


@contextmanager
def launched(playwright: Playwright, path: str | None, without: Sequence[str]) -> Iterator[Browser]:
    """`without`: Chromium's names of what it has, and is to do without here."""
    assert path, "no browser: `make browser` finds or installs one"
    # Playwright switches the back/forward cache off; people have it, and Back is where secrets would show again.
    browser = playwright.chromium.launch(
        executable_path=path,
        args=[*SWITCHES, f"--disable-features={','.join(without)}"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser
    browser.close()


@contextmanager
def started(module: str, instance: Path, **environ: str) -> Iterator[str]:
    """`python -m module` in a process of its own; gives its address once it says that it is ready."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env=os.environ | {"INSTANCE": str(instance), "PORT": str(port), "HOST": "", "DATABASE_URL": ""} | environ,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    with process, process.stdout as said:
        try:
            assert any("is ready at" in line for line in said), f"{module} did not start"
            yield f"http://localhost:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app as `make run` serves it."""
    with started("app", tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo as `make demo` serves it, with a mail server that isn't there."""
    mail = {"SMTP_URL": NOBODY, "MAIL_FROM": MAIL_FROM, "NOTICES": "by-timer"}
    with started("app.demo", tmp_path_factory.mktemp("demo"), **mail) as address:
        yield address


@pytest.fixture(scope="module")
def readers(demo: str, chromium: Browser) -> Iterator[dict[str, Reader]]:
    """The people of the demo, signed in, and a visitor who is not."""
    everybody = {name: Reader(chromium, demo) for name in ("visitor", *PASSPHRASES)}
    for name in PASSPHRASES:
        everybody[name].arrives(name)
    yield everybody
    for one in everybody.values():
        one.speaks("en")
        one.goes_home()


@pytest.fixture(scope="module", autouse=True)
def each_file_begins_anew() -> None:
    """Which state of a page has which language follows from the file alone, and not from those before it."""
    STATES.clear()


@pytest.fixture
def moving(settings: Settings, clock: Clock, sqlite_with_tables: Path) -> Iterator[Moved]:
    """The app in this process, on a clock that stands still until it is moved."""
    port = free_port()
    there = replace(with_tables(settings, sqlite_with_tables), port=port, public_url=f"http://localhost:{port}")
    with moved(there, clock) as running:
        yield running


@pytest.fixture
def joined(moving: Moved, newcomer: Newcomer) -> Joined:
    """Somebody who has joined and made a place of their own, and has begun a round, if the exercise is named."""

    def join(name: str, begins: str = "") -> Someone:
        visitor = Visitor(moving.app)
        visitor.joins(name)
        visitor.begins_partnership("Sofa", name.capitalize())
        if begins:
            visitor.starts(begins)
        return newcomer(moving.address).goes_on_as(visitor)

    return join


@pytest.fixture
def pair(moving: Moved) -> tuple[Visitor, Visitor]:
    """Alex and Sam, in a partnership, each at a plain client."""
    alex, sam = Visitor(moving.app), Visitor(moving.app)
    alex.joins("alex")
    sam.joins("sam")
    alex.begins_partnership("Sofa", "Alex")
    sam.accepts(alex.invites(), "Sam")
    return alex, sam


@pytest.fixture
def couple(moving: Moved, newcomer: Newcomer, pair: tuple[Visitor, Visitor]) -> tuple[Someone, Someone]:
    """The two of them, each at a browser."""
    alex, sam = pair
    return newcomer(moving.address).goes_on_as(alex), newcomer(moving.address).goes_on_as(sam)


@pytest.fixture
def newcomer(chromium: Browser) -> Iterator[Newcomer]:
    """Somebody with a browser of their own at an address. What it complains of or asks of strangers fails the test."""
    everybody: list[Someone] = []

    def come(address: str, **options: object) -> Someone:
        everybody.append(Someone(chromium, address, **options))
        return everybody[-1]

    yield come
    for one in everybody:
        one.goes_home()
