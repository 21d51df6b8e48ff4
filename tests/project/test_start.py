"""`python -m app` as people start it: a process of its own, on an instance of its own."""

import os
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An environment for one start, with a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return os.environ | {"INSTANCE": str(tmp_path / "instance"), "PORT": str(port), "HOST": ""}


def start(environ: dict[str, str], *by: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*by, sys.executable, "-m", "app"],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.fixture
def running(environ: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A started app and the line in which it says that it is ready."""
    process = start(environ)
    assert process.stdout
    try:
        yield process, process.stdout.readline()
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=10)


def refusal(environ: dict[str, str]) -> list[str]:
    process = start(environ)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert out == ""
    lines = err.splitlines()
    assert lines[0] == "Between Us can't start:"
    return lines[1:]


def test_it_answers_as_soon_as_it_says_so(
    running: tuple[subprocess.Popen[str], str], environ: dict[str, str], tmp_path: Path
) -> None:
    _, ready = running
    address = f"http://localhost:{environ['PORT']}"
    assert ready.startswith(f"Between Us is ready at {address} ")
    with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
        assert answer.status == 200
    instance = tmp_path / "instance"
    for folder in (instance / "data", instance / "keys"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    keys = [path for path in (instance / "keys").rglob("*") if path.is_file()]
    assert keys
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys} == {0o600}


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_without_a_fuss(running: tuple[subprocess.Popen[str], str], stop: signal.Signals) -> None:
    """Long before the server's patience ends: being killed is no clean end. Ctrl-C reaches every process."""
    process, ready = running
    assert ready
    (os.killpg if stop == signal.SIGINT else os.kill)(process.pid, stop)
    out, err = process.communicate(timeout=6)
    assert (process.returncode, out, err) == (0, "", "")


def test_what_nohup_started_outlives_its_terminal(environ: dict[str, str]) -> None:
    process = start(environ, "nohup")
    assert process.stdout
    try:
        assert process.stdout.readline()
        os.killpg(process.pid, signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=1)
        with urllib.request.urlopen(f"http://localhost:{environ['PORT']}/healthz", timeout=5) as answer:
            assert answer.status == 200
        process.terminate()
        assert process.wait(timeout=6) == 0
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=10)


def test_many_signals_at_once_end_it_too(running: tuple[subprocess.Popen[str], str]) -> None:
    """As when everything that belongs to `make run` is ended, and make passes it on once more. Where the second comes
    in while the server hears of the first is luck, so it is also asked that neither comes in there at all."""
    process, ready = running
    assert ready
    status = Path(f"/proc/{process.pid}/status").read_text()
    blocked = int(status.partition("SigBlk:")[2].split()[0], 16)
    assert all(blocked >> (one - 1) & 1 for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
    for _ in range(10_000):
        os.kill(process.pid, signal.SIGTERM)
        os.kill(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=6)
    assert (process.returncode, out, err) == (0, "", "")


def test_it_uses_no_port_of_somebody_else(environ: dict[str, str]) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", int(environ["PORT"])))
        other.listen()
        assert refusal(environ) == [
            f"- Can't listen on 127.0.0.1, port {environ['PORT']}: Address already in use. PORT chooses another port."
        ]


def test_it_says_everything_that_is_wrong_with_the_settings(environ: dict[str, str]) -> None:
    reasons = refusal(environ | {"HOST": "nowhere", "TIME_ZONE": "Mars/Base"})
    assert [reason.split()[1] for reason in reasons] == ["HOST", "TIME_ZONE"]


def test_a_key_that_others_can_read_stops_it(environ: dict[str, str], tmp_path: Path) -> None:
    keys = tmp_path / "instance" / "keys"
    keys.mkdir(parents=True)
    (keys / "field.key").write_bytes(bytes(32))
    (keys / "field.key").chmod(0o644)
    reasons = refusal(environ)
    assert reasons
    assert (keys / "field.key").read_bytes() == bytes(32)
