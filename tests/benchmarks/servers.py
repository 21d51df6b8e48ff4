"""Whoever is asked: the two servers, over a connection that stays open, with how much of the processor each has used;
and either of them within this process."""

import http.client
import io
import os
import re
import socket
import subprocess
import sys
import time
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

from flask import Flask

ROOT = Path(__file__).parents[2]
HERE = "127.0.0.1"
PATIENCE = 60
FORM = "application/x-www-form-urlencoded"
Headers = list[tuple[str, str]]
TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')


class Asked:
    """A site, and somebody who asks it."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}

    def asks(self, path: str, fields: Mapping[str, str] | None = None) -> tuple[int, bytes]:
        """Status and body. With fields it is a POST."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        status, headers, body = self._sent(path, None if fields is None else urlencode(fields).encode(), cookies)
        for name, value in headers:
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return status, body

    @abstractmethod
    def _sent(self, path: str, form: bytes | None, cookies: str) -> tuple[int, Headers, bytes]: ...

    def signs_in(self, name: str) -> None:
        self.cookies.clear()
        token = TOKEN.search(self.asks("/sign-in")[1])
        assert token
        fields = {"csrf_token": token[1].decode(), "username": name, "passphrase": f"{name} keeps five quiet lamps lit"}
        status, _ = self.asks("/sign-in", fields)
        assert status == 303, status


class Served(Asked):
    """A server of its own."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        super().__init__()
        self.process = process
        self.connection = http.client.HTTPConnection(HERE, port, timeout=PATIENCE)

    def _sent(self, path: str, form: bytes | None, cookies: str) -> tuple[int, Headers, bytes]:
        kind = {} if form is None else {"Content-Type": FORM}
        self.connection.request("GET" if form is None else "POST", path, form, {"Cookie": cookies, **kind})
        answer = self.connection.getresponse()
        return answer.status, answer.getheaders(), answer.read()

    def used(self) -> float:
        """Seconds of processor that the server has used until now, with the processes that it has begun."""
        family = {self.process.pid}
        parents = {int(path.name): _parent(path) for path in Path("/proc").iterdir() if path.name.isdigit()}
        for _ in range(2):  # the one that serves is the first one's child
            family |= {pid for pid, parent in parents.items() if parent in family}
        return sum(_nanoseconds(thread) for pid in family for thread in Path(f"/proc/{pid}/task").iterdir()) / 1e9


class Within(Asked):
    """An app in this process, asked with nothing between."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self.app = app

    def _sent(self, path: str, form: bytes | None, cookies: str) -> tuple[int, Headers, bytes]:
        kind = {} if form is None else {"CONTENT_TYPE": FORM, "CONTENT_LENGTH": str(len(form))}
        environ = {
            "REQUEST_METHOD": "GET" if form is None else "POST",
            "PATH_INFO": path,
            "HTTP_HOST": HERE,
            "HTTP_COOKIE": cookies,
            "wsgi.input": io.BytesIO(form or b""),
            **kind,
        }
        setup_testing_defaults(environ)
        began: list[tuple[str, Headers]] = []
        body = self.app.wsgi_app(environ, lambda status, headers, *_: began.append((status, headers)))
        page = b"".join(body)
        status, headers = began[0]
        return int(status[:3]), headers, page


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0  # it has ended


def _nanoseconds(thread: Path) -> int:
    """How long it has run. The times in `stat` are counted in ticks, and a hundred requests take but ten of those."""
    return int((thread / "schedstat").read_text().split()[0])


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
