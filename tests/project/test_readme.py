"""The README stays true: what it says to type is typed here, on a copy of the project that nobody has touched."""

import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import sysconfig
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from app.config import Settings
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
COLD_SECONDS, WARM_SECONDS = 60, 3
WARM_STARTS = 6
"""At most, of which the quickest counts: other tests run beside it, and take their share of the processor now and
then."""


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What git knows of, and nothing that was made here."""
    place = tmp_path_factory.mktemp("clone")
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, tracked.stdout.split("\0")):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, place / name)
    return place


@contextmanager
def running(command: str, place: Path, **environ: str) -> Iterator[tuple[str, float]]:
    """What a command that serves says once it is ready, and after how many seconds."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    begun = time.monotonic()
    process = subprocess.Popen(
        ["sh", "-c", command],
        cwd=place,
        env=inherited | environ,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    try:
        for line in process.stdout:
            if "is ready at" in line:
                yield line, time.monotonic() - begun
                return
        raise AssertionError(f"{command} ended with {process.wait()} and was never ready")
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.communicate(timeout=20)  # until nobody has its end of the pipe: neither the shell, make nor the app
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def answers(url: str) -> int:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with urllib.request.urlopen(url, context=context if url.startswith("https") else None, timeout=10) as response:
        return int(response.status)


def test_make_run_is_ready_in_time_cold_and_warm(clone: Path) -> None:
    assert BLOCKS[0].strip() == "make run"
    port, took = free_port(), []
    for _ in range(1 + WARM_STARTS):
        with running("make run", clone, PORT=str(port)) as (line, seconds):
            assert f"http://localhost:{port}" in line
            assert answers(f"http://localhost:{port}/") == 200
            took.append(seconds)
        if took[1:] and seconds < WARM_SECONDS:
            break
    assert took[0] < COLD_SECONDS, f"ready after {took[0]:.1f} s"
    assert min(took[1:]) < WARM_SECONDS, f"ready after {took[1:]} s"
    assert (clone / "instance/keys/field.key").stat().st_mode & 0o777 == 0o600


def test_two_phones_in_one_home(clone: Path) -> None:
    lines = BLOCKS[2].strip().splitlines()
    assert len(lines) == 3
    port = str(free_port())
    folder, certificate, serve = (
        line.replace("192.168.1.20", "127.0.0.1").replace("8000", port).replace("0.0.0.0", "127.0.0.1")
        for line in lines
    )
    subprocess.run(["sh", "-c", f"{folder} && {certificate}"], cwd=clone, check=True, capture_output=True, timeout=30)
    with running(serve, clone, PORT=port) as (line, _):
        assert f"https://127.0.0.1:{port}" in line
        assert answers(f"https://127.0.0.1:{port}/") == 200


def test_without_make(clone: Path, tmp_path: Path) -> None:
    """Installed as a package, which ships the templates and exercises. What it needs is there already, where these
    tests have it from: `make run` has just fetched it from nothing."""
    commands = re.findall(r"`([^`]*(?:-m venv .venv|pip install \.|-m app))`", README)
    assert len(commands) == 3
    make, install, serve = (command.replace(".venv", str(tmp_path / "venv")) for command in commands)
    subprocess.run(["sh", "-c", make.replace("python", sys.executable, 1)], cwd=clone, check=True, timeout=60)
    (packages,) = (tmp_path / "venv").glob("lib/python3.*/site-packages")
    (packages / "had-before.pth").write_text(f"{sysconfig.get_path('platlib')}\n")
    subprocess.run(["sh", "-c", f"{install} -q"], cwd=clone, check=True, capture_output=True, timeout=120)
    assert (packages / "app/_shipped/templates").is_dir()
    port = str(free_port())
    with running(serve, tmp_path, PORT=port, INSTANCE=str(tmp_path / "instance")) as (line, _):
        assert port in line
        assert answers(f"http://localhost:{port}/exercises") == 200


def test_make_test_is_the_command_for_the_tests() -> None:
    assert BLOCKS[1].strip() == "make test"
    assert (ROOT / ".ci/run").read_text("utf-8").rstrip().endswith("make test")


def test_every_target_and_setting_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"`make ([a-z-]+)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    config = (ROOT / "app/config.py").read_text("utf-8")
    settings = README.partition("## Settings")[2].partition("##")[0]
    for name in set(re.findall(r"`([A-Z][A-Z_]+)`", settings)):
        assert f'"{name}"' in config, name
    assert Settings(instance=ROOT / "instance").port == 8000


def test_every_file_that_is_linked_exists() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert "://" in target or (ROOT / target).exists(), target
