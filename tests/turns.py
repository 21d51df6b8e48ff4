"""What is too much for every day takes turns. Whose turn it is follows from a name and the date, so that it is the same
all day, and everything has its turn before long."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar
from zlib import crc32

DAY = datetime.now(UTC).toordinal()
One = TypeVar("One")


def has_its_turn(name: str, turns: int, day: int = DAY) -> bool:
    """On one of so many days."""
    return _number(name, day) % turns == 0


def todays(name: str, choices: Sequence[One], day: int = DAY) -> One:
    """One of these; tomorrow it is the next."""
    return choices[_number(name, day) % len(choices)]


def _number(name: str, day: int) -> int:
    return crc32(name.encode()) + day
