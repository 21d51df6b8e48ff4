"""What comes from outside: the clock and randomness, passed in as values so that tests can hold them still."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Ports:
    """`clock` gives an aware instant in UTC, `random` the asked number of unpredictable bytes."""

    clock: Callable[[], datetime] = _now
    random: Callable[[int], bytes] = os.urandom
