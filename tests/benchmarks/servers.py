"""The two servers, asked over a connection that stays open; and how much of the processor each has used."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[2]
HERE = "127.0.0.1"
PATIENCE = 60
TICKS = os.sysconf("SC_CLK_TCK")
TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')


class Served:
    """One server, and somebody who asks it."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.connection = http.client.HTTPConnection(HERE, port, timeout=PATIENCE)
        self.cookies: dict[str, str] = {}

    def asks(self, path: str, fields: Mapping[str, str] | None = None) -> tuple[int, bytes]:
        """Status and body. With fields it is a POST."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body, headers["Content-Type"] = urlencode(fields), "application/x-www-form-urlencoded"
        self.connection.request("GET" if fields is None else "POST", path, body, headers)
        answer = self.connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, answer.read()

    def signs_in(self, name: str) -> None:
        self.cookies.clear()
        token = TOKEN.search(self.asks("/sign-in")[1])
        assert token
        fields = {"csrf_token": token[1].decode(), "username": name, "passphrase": f"{name} keeps five quiet lamps lit"}
        status, _ = self.asks("/sign-in", fields)
        assert status == 303, status

    def used(self) -> float:
        """Seconds of processor that the server has used until now, with the processes that it has begun."""
        family, found = {self.process.pid}, 0
        stats = {int(path.name): (path / "stat") for path in Path("/proc").iterdir() if path.name.isdigit()}
        for _ in range(2):  # the one that serves is the first one's child
            family |= {pid for pid, path in stats.items() if _stat(path)[0] in family}
        for pid in family:
            found += _stat(stats[pid])[1]
        return found / TICKS


def _stat(path: Path) -> tuple[int, int]:
    """The parent of a process, and its ticks."""
    try:
        fields = path.read_text().rpartition(")")[2].split()
    except OSError:
        return 0, 0  # it has ended
    return int(fields[1]), int(fields[11]) + int(fields[12])


@contextmanager
def serving(which: str, folder: Path) -> Iterator[Served]:
    """`which` is ours or bare. Its data lie in the folder."""
    with socket.socket() as free:
        free.bind((HERE, 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.benchmarks.served", which, str(port)]
    environ = {**os.environ, "BENCH": str(folder), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, env=environ, cwd=ROOT)
    try:
        _wait(port)
        served = Served(process, port)
        try:
            yield served
        finally:
            served.connection.close()
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection((HERE, port)).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
