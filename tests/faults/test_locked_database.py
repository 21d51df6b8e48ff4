"""Another process holds the database's write lock: a short hold is waited for, a long one is said, no text is lost."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.storage.database import LOCK_SECONDS
from tests.faults.figures import figure
from tests.faults.people import Scene, lay_scene, words
from tests.faults.servers import Caller, Server
from tests.faults.writers import cheap

TEXT = 5
HOLD = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
"""


@contextmanager
def held(database: Path) -> Iterator[subprocess.Popen[str]]:
    """Somebody else's transaction, in a process of its own."""
    command = [sys.executable, "-c", HOLD, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdin
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.stdin.write("\n")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Scene]]:
    settings = cheap(tmp_path_factory.mktemp("locked") / "instance")
    scene = lay_scene(settings)
    running = Server(settings.instance)
    try:
        running.start()
        yield running, scene
    finally:
        running.close()


@pytest.fixture
def alex(server: tuple[Server, Scene]) -> Iterator[Caller]:
    running, scene = server
    caller = Caller(running.port)
    caller.browser.set_cookie("session", scene.cookies["alex"])
    scene.enter("alex", caller)
    yield caller
    caller.browser.close()


def database(server: tuple[Server, Scene]) -> Path:
    return server[0].instance / "data" / "between-us.db"


def test_a_save_waits_for_somebody_who_is_soon_done(server: tuple[Server, Scene], alex: Caller) -> None:
    alex.round = server[1].begun
    for number in range(figure(1, 20)):
        with ThreadPoolExecutor() as threads, held(database(server)):
            alex.prompt(TEXT)
            saving = threads.submit(alex.answers, TEXT, text=f"Waited for, {number}", share="keep")
            time.sleep(1)
            assert not saving.done()
        assert f"Waited for, {number}" in alex.prompt(TEXT).html.select_one("textarea[name=text]").get_text()


def test_a_save_that_has_waited_long_enough_keeps_its_text_and_says_so(
    server: tuple[Server, Scene], alex: Caller
) -> None:
    running, scene = server
    alex.round = scene.begun
    page = alex.prompt(TEXT)
    fields = {"csrf_token": alex.token, "version": page.values("version")[0], "share": "keep"}
    with ThreadPoolExecutor() as threads, held(database(server)):
        begun = time.monotonic()
        waiting = [threads.submit(save, server, f"Held up, {number}", fields) for number in range(4)]
        # Four of the eight who answer wait; reading goes on beside them.
        assert words("sam") in alex.opens(f"{scene.opened}/summary").text
        assert time.monotonic() - begun < LOCK_SECONDS
        for number, answer in enumerate(waiting):
            status, retry_after, text = answer.result()
            assert status == 503
            assert retry_after > 0
            assert f"Held up, {number}" in text
            assert "What you typed is still here" in text
        assert LOCK_SECONDS <= time.monotonic() - begun < 3 * LOCK_SECONDS
    assert save(server, "After all", fields)[0] == 303
    assert "Traceback" not in running.output.read_text()
    assert "Held up" not in running.output.read_text()


def save(server: tuple[Server, Scene], text: str, fields: dict[str, str]) -> tuple[int, int, str]:
    caller = Caller(server[0].port)
    caller.browser.set_cookie("session", server[1].cookies["alex"])
    try:
        answer = caller.sends(f"{server[1].begun}/prompts/{TEXT}", text=text, **fields)
        return answer.status_code, int(answer.headers.get("Retry-After", 0)), answer.get_data(as_text=True)
    finally:
        caller.browser.close()
