"""A plain browser over WSGI: cookies, forms, and every byte of each reply. It parses no HTML."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlencode

TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')
CODE = re.compile(rb"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}-[0-9A-Z]{6}")
"""An invitation's."""
Fields = Mapping[str, str | Iterable[str]]
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def location(self) -> str:
        return next((value for name, value in self.headers if name == "Location"), "")

    @property
    def whole(self) -> bytes:
        """Status, headers in their order, and body."""
        head = "".join(f"{name}: {value}\n" for name, value in self.headers)
        return f"{self.status}\n{head}\n".encode() + self.body


@dataclass
class Browser:
    """`token` goes with every form; it is read from the last page that had one when there is none."""

    app: Wsgi
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def get(self, path: str) -> Reply:
        return self._ask("GET", path, b"")

    def post(self, path: str, fields: Fields | None = None) -> Reply:
        form = urlencode({"csrf_token": self.token, **(fields or {})}, doseq=True)
        return self._ask("POST", path, form.encode())

    def _ask(self, method: str, address: str, body: bytes) -> Reply:
        path, _, query = address.partition("?")
        said: list[Any] = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": unquote(path),
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": BytesIO(),
        }
        chunks = self.app(environ, lambda status, headers, _=None: said.extend((status, headers)))
        reply = Reply(int(said[0][:3]), tuple(said[1]), b"".join(chunks))
        self._keep_cookies(reply)
        return reply

    def _keep_cookies(self, reply: Reply) -> None:
        for name, value in reply.headers:
            if name == "Set-Cookie":
                cookie, _, rest = value.partition(";")
                key, _, content = cookie.partition("=")
                if "Max-Age=0" in rest:
                    self.cookies.pop(key, None)
                else:
                    self.cookies[key] = content

    def reads_token(self, reply: Reply) -> None:
        """Go on with the token of this page's forms."""
        found = TOKEN.search(reply.body)
        self.token = found[1].decode() if found else ""
