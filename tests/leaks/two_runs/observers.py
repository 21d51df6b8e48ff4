"""Who might find something out, and everything that they get hold of.

An observer of another kind (somebody's export) joins by one more class with this one method, and one more line in
`all_of`.
"""

import io
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import select

from app.domain.notices import Letter
from app.mail import MailServer
from app.services.post import Delivery
from app.storage.tables import Base
from tests.leaks.two_runs.browser import Browser
from tests.leaks.two_runs.traces import NEWCOMER, NOBODY, STRANGER, THERAPIST

if TYPE_CHECKING:
    from tests.leaks.two_runs.stage import Stage


EVERY_ROW = {table.name: select(table) for table in Base.metadata.sorted_tables}
"""Of each table."""


class Overheard(AssertionError):
    """Somebody read what was not for them, or did not get what was."""


class Observer(Protocol):
    """`sees` is asked after every step: what it got hold of since it was last asked, each with a word on what it is.
    All of it must be the same to the byte in both runs."""

    name: str

    def sees(self, stage: "Stage") -> Iterable[tuple[str, bytes]]: ...


def all_of(size: int, secret: Iterable[str], *others: Observer) -> list[Observer]:
    """Everybody but those whose secrets differ. `others`: those that are at work in the app."""
    partners = [str(n) for n in range(size) if str(n) not in secret]
    return [*(Person(who) for who in (*partners, NEWCOMER, THERAPIST, STRANGER, NOBODY)), *others, Feeds(), Thief()]


class Person:
    """Somebody at a browser: a partner, a therapist, a stranger with an account, nobody in particular."""

    def __init__(self, who: str) -> None:
        self.name = who

    def sees(self, stage: "Stage") -> Iterable[tuple[str, bytes]]:
        replies = stage.inboxes.pop(self.name, [])
        return [(asked, reply.whole) for asked, reply in replies]


class Host(logging.Handler):
    """Whoever reads the log, and whatever the server prints."""

    name = "host"

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []
        self.printed = io.StringIO()
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def sees(self, stage: "Stage") -> Iterable[tuple[str, bytes]]:
        lines, self.lines = self.lines, []
        printed = self.printed.getvalue()
        self.printed.seek(0)
        self.printed.truncate()
        return [("log", line.encode()) for line in lines] + ([("printed", printed.encode())] if printed else [])


class Mailbox:
    """Whoever reads a mailbox, or runs the mail server: each time it is called, and every mail, to people with secrets
    too. It is what carries the app's mail. But for the `unwatched`: addresses of those who ask for mail in one of the
    runs only, which nobody else is to notice. While it is `away` nothing leaves, and nothing to whose box is `full`;
    nothing ever goes to who has `stopped` it."""

    name = "mailbox"

    def __init__(self, server: MailServer, clock: Callable[[], datetime]) -> None:
        self.server, self.clock = server, clock
        self.codes: dict[str, str] = {}
        self.unwatched: set[str] = set()
        self.stopped: set[str] = set()
        self.away, self.full = False, ""
        self.arrived: list[tuple[str, bytes]] = []

    def words(self, language: str) -> tuple[str, str]:
        return self.server.words(language)

    def deliver(self, letters: Sequence[Letter]) -> Delivery:
        self.arrived.append(("a call", str(self.clock()).encode()))
        if self.away:
            return Delivery(tuple(letters), "ConnectionRefusedError")
        kept = tuple(letter for letter in letters if letter.to == self.full)
        for letter in letters:
            if letter not in kept:
                self._takes(letter)
        return Delivery(kept)

    def soon(self, letter: Letter) -> None:
        self.codes[letter.to] = letter.code
        self._takes(letter)

    def _takes(self, letter: Letter) -> None:
        if letter.to in self.stopped:
            raise Overheard(f"a mail to {letter.to}, who has stopped it")
        if letter.to not in self.unwatched:
            self.arrived.append((f"a mail to {letter.to} at {self.clock()}", self.server.written(letter)))

    def sees(self, stage: "Stage") -> Iterable[tuple[str, bytes]]:
        arrived, self.arrived = self.arrived, []
        return arrived


class Feeds:
    """Whoever has the address of somebody's calendar feed, and fetches it again and again."""

    name = "feed"

    def sees(self, stage: "Stage") -> Iterable[tuple[str, bytes]]:
        for who, path in sorted(stage.feeds.items()):
            stage.streams.turn_to("feed", stage.step)
            reply = Browser(stage.app).get(path)
            if reply.status != (404 if who in stage.feeds_over else 200):
                raise Overheard(f"step {stage.step}: the feed of {who} is answered by {reply.status}")
            yield f"the feed of {who}", reply.whole


class Thief:
    """Whoever copies the database: for every row its ids and days, and the length of what is sealed. A session says
    that somebody is there at this moment, so sessions are looked at when all have been gone for a day."""

    name = "thief"

    def sees(self, stage: "Stage") -> Iterable[tuple[str, bytes]]:
        theft, stage.theft = stage.theft, None
        if theft is None:
            return
        with stage.workplace.reading() as ctx:
            for name, every_row in EVERY_ROW.items():
                if name == "sessions" and not theft.sessions:
                    continue
                rows = sorted(str([_shape(cell) for cell in row]) for row in ctx.db.execute(every_row))
                yield name, "\n".join(rows).encode()


def _shape(cell: Any) -> str:
    if isinstance(cell, bytes):
        return f"{len(cell)} bytes"
    if isinstance(cell, str | date) or cell is None:
        return str(cell)
    raise TypeError(f"a plain {type(cell).__name__} in the database")
