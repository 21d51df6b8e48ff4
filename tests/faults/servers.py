"""The real thing: `python -m app` as a group of processes of its own, and people who talk to it over HTTP."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from werkzeug import Request, Response
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from tests.navigators import Visitor
from tests.ports import free_port

ROOT = Path(__file__).parents[2]


class Server:
    """One instance on one port, started as often as it is killed. What it prints is kept in `output`.

    `inside` goes before the command: `unshare` and the like.
    """

    def __init__(self, instance: Path, inside: tuple[str, ...] = (), **environ: str) -> None:
        self.instance = instance
        self.port = free_port()
        self.output = instance.with_name(f"{instance.name}.output")
        self.inside = inside
        self.environ = os.environ | {"INSTANCE": str(instance), "PORT": str(self.port), "HOST": ""} | environ
        self.process: subprocess.Popen[bytes] | None = None

    def launch(self) -> subprocess.Popen[bytes]:
        """Start it, and don't wait."""
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [*self.inside, sys.executable, "-m", "app"],
                cwd=ROOT,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return self.process

    def start(self) -> float:
        """Start it; seconds until it answers."""
        begun, process = time.monotonic(), self.launch()
        while not self._answers():
            assert process.poll() is None, self.output.read_text()
            assert time.monotonic() - begun < 30, self.output.read_text()
            time.sleep(0.01)
        return time.monotonic() - begun

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """Every process of it, at once and without a word."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=10)
            self.process = None

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()


class Unanswered(Exception):
    """The connection ended without a whole answer: whether the request was taken is not known."""


class Answer(Response):
    """A response as Werkzeug's own test client gives it."""

    request: Request


class Browser:
    """Cookies and a connection, with the methods of Flask's test client that people's steps use."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.seen: list[Answer] | None = None
        self._connection: http.client.HTTPConnection | None = None

    def set_cookie(self, name: str, value: str) -> None:
        self.cookies[name] = value

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self._send("GET", path, b"", headers)

    def post(
        self, path: str, data: str = "", content_type: str = "", headers: Mapping[str, str] | None = None
    ) -> Answer:
        return self._send("POST", path, data.encode(), {"Content-Type": content_type, **(headers or {})})

    def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str] | None) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            self._connection.request(method, path, body, {"Cookie": cookies, **(headers or {})})
            raw = self._connection.getresponse()
            answer = Answer(raw.read(), raw.status, Headers(raw.getheaders()))
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unanswered from error
        answer.request = EnvironBuilder(path, method=method).get_request()
        for line in answer.headers.getlist("Set-Cookie"):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        if self.seen is not None:
            self.seen.append(answer)
        return answer

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Caller(Visitor):
    """Somebody whose browser talks to a real server."""

    def __init__(self, port: int) -> None:
        super().__init__(_Calling(port))  # type: ignore[arg-type]  # no app: a server far away

    @property
    def browser(self) -> Browser:
        return self.client  # type: ignore[return-value]  # the same


class _Calling:
    def __init__(self, port: int) -> None:
        self.port = port

    def test_client(self) -> Any:
        return Browser(self.port)
