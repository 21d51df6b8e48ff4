"""Words that stand for what is secret, and a search for them in files and pages, however they are written down."""

import secrets
from base64 import b64encode, urlsafe_b64decode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.servers import Answer

SMALLEST = 12


def canary() -> str:
    """A word that nobody else writes."""
    return f"q{secrets.token_hex(10)}"


def spellings(secret: bytes) -> set[bytes]:
    """What `secret` can look like inside of something else: as it is, in hex, in base64 at every offset, in UTF-16."""
    found = {secret, secret.hex().encode(), secret.hex().upper().encode()}
    for offset in range(3):
        middle = b64encode(bytes(offset) + secret)[4 if offset else 0 : -4]
        found |= {middle, middle.replace(b"+", b"-").replace(b"/", b"_")}
    text = secret.decode("latin-1")
    return found | {text.encode("utf-16-le"), text.upper().encode(), text.lower().encode()}


@dataclass
class Canaries:
    """Secrets by name. `may` says whether each may stand on a page, from who reads it and its path."""

    secrets: dict[str, bytes] = field(default_factory=dict)
    may: dict[str, Callable[[str, str], bool]] = field(default_factory=dict)

    def new(self, name: str, may: Callable[[str, str], bool] = lambda who, path: False) -> str:
        word = canary()
        self.knows(name, word, may)
        return word

    def knows(self, name: str, secret: str, may: Callable[[str, str], bool] = lambda who, path: False) -> None:
        assert len(secret) >= SMALLEST
        self.secrets[name], self.may[name] = secret.encode(), may

    def token(self, name: str, cookie: str) -> None:
        """A session's token: as the cookie holds it, and its bytes."""
        self.knows(name, cookie)
        self.secrets[f"{name}, its bytes"] = urlsafe_b64decode(cookie + "=")
        self.may[f"{name}, its bytes"] = lambda who, path: False

    def _all(self) -> dict[str, set[bytes]]:
        return {name: spellings(secret) for name, secret in self.secrets.items()}

    def in_files(self, folders: Iterable[Path]) -> set[tuple[str, str]]:
        """(name, file) of every secret that lies in a file, or in a file's name, under these folders."""
        found = set()
        spelled = self._all()
        for path in [path for folder in folders for path in [folder, *folder.rglob("*")] if path.is_file()]:
            content = path.name.encode() + b"\n" + path.read_bytes()
            for name, ways in spelled.items():
                if any(way in content for way in ways):
                    found.add((name, path.name))
        return found

    def in_pages(self, seen: Mapping[str, list[Answer]]) -> set[tuple[str, str, str]]:
        """(name, who, path) of every secret that somebody got where it is not for them."""
        found = set()
        spelled = self._all()
        for who, answers in seen.items():
            for answer in answers:
                path = answer.request.path
                headers = "\n".join(
                    f"{name}: {value}" for name, value in answer.headers if name.lower() != "set-cookie"
                )
                content = headers.encode() + b"\n" + answer.get_data()
                for name, ways in spelled.items():
                    if not self.may[name](who, path) and any(way in content for way in ways):
                        found.add((name, who, path))
        return found
