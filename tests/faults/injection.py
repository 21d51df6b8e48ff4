"""A fault at the n-th call: of the database, of the vault, or of the clock."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import OperationalError

import app.vault
from app.storage.database import Database
from tests.clock import Clock

STATEMENT, VAULT, CLOCK = "statement", "vault call", "clock call"
KINDS = (STATEMENT, VAULT, CLOCK)
_VAULT = os.path.dirname(app.vault.__file__) + os.sep


class Fault(Exception):
    """What nobody expects."""


class FaultyClock(Clock):
    """The clock of the tests; `counter` hears of every look at it."""

    counter: "Counter | None" = None

    def __call__(self) -> datetime:
        if self.counter is not None:
            self.counter.comes(CLOCK)
        return super().__call__()


class Counter:
    """Counts the calls of one kind, and raises at the n-th of them; at none, if n is 0."""

    def __init__(self, kind: str, n: int = 0) -> None:
        self.kind = kind
        self.n = n
        self.calls = 0

    def comes(self, kind: str) -> None:
        if kind != self.kind:
            return
        self.calls += 1
        if self.calls == self.n:
            if kind == STATEMENT:
                raise OperationalError("a statement", {}, Exception("the database is gone"))
            raise Fault

    def _profile(self, frame: Any, what: str, _: Any) -> None:
        if what == "call" and frame.f_code.co_filename.startswith(_VAULT):
            self.comes(VAULT)

    @contextmanager
    def counting(self, database: Database, clock: FaultyClock) -> Iterator[None]:
        """Meanwhile, in this thread."""

        def statement(*_: Any) -> None:
            self.comes(STATEMENT)

        events = ("before_cursor_execute", "begin", "commit")
        listening = [(engine, name, statement) for engine in database.engines for name in events]
        clock.counter = self
        for target, name, listener in listening:
            event.listen(target, name, listener)
        if self.kind == VAULT:
            sys.setprofile(self._profile)
        try:
            yield
        finally:
            sys.setprofile(None)
            for target, name, listener in listening:
                event.remove(target, name, listener)
            clock.counter = None
