"""How far something long is: a bar in a terminal, a line now and then elsewhere."""

import sys
import time
from types import TracebackType

WIDTH = 30
REDRAWN = 0.2
"""Seconds."""


class Progress:
    """`step` for each one done, or for several at once, `line` where a line is due if this is no terminal."""

    def __init__(self, name: str, things: str, total: int, done: int = 0) -> None:
        self._name, self._things, self._total = name, things, total
        self._done = done
        self._done_before = done
        self._began = time.monotonic()
        self._drawn = 0.0
        self._is_terminal = sys.stdout.isatty()

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        if self._is_terminal:
            print(f"\r{self}", flush=True)

    def step(self, done: int = 1) -> None:
        self._done += done
        if self._is_terminal and time.monotonic() - self._drawn > REDRAWN:
            self._drawn = time.monotonic()
            print(f"\r{self}", end="", flush=True)

    def line(self) -> None:
        if not self._is_terminal:
            print(self, flush=True)

    def __str__(self) -> str:
        rate = (self._done - self._done_before) / max(time.monotonic() - self._began, 0.001)
        left = max(self._total - self._done, 0) / rate / 60 if rate else 0
        full = min(WIDTH * self._done // max(self._total, 1), WIDTH)
        bar = "#" * full + "." * (WIDTH - full)
        return (
            f"{self._name} [{bar}] {self._done:,} of {self._total:,} {self._things}, "
            f"{rate:.1f} a second, {left:.0f} min left  "
        )
