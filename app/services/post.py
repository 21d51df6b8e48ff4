"""What the services expect of whatever carries mail. It is given to the workplace by the wiring, or is not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.notices import Letter


@dataclass(frozen=True)
class Delivery:
    """`kept`: letters that have certainly not left, and may be given again. `trouble`: in a word of the program, why
    the mail server took none at all; empty if it was there."""

    kept: tuple[Letter, ...] = ()
    trouble: str = ""


class Post(Protocol):
    """Never used within a transaction: it may take its time."""

    def deliver(self, letters: Sequence[Letter]) -> Delivery:
        """Go to the mail server, also without letters, and hand them over one by one."""

    def soon(self, letter: Letter) -> None:
        """Hand one over without keeping anybody waiting, once."""

    def words(self, language: str) -> tuple[str, str]:
        """Subject and text of a notice."""
