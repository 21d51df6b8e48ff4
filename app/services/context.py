"""What every service gets beside its own arguments, and what every service may raise."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from app.storage.library import Library
from app.vault.epochs import House
from app.vault.keys import Cost


@dataclass(frozen=True)
class Context:
    """One transaction, the server's own keys, the exercises, the instant it is, and randomness."""

    db: Connection
    house: House
    library: Library
    now: datetime
    random: Callable[[int], bytes]
    cost: Cost

    @property
    def today(self) -> date:
        """Days are all that is kept in plain: a stolen database must not tell the hour."""
        return self.now.date()

    def new_id(self) -> str:
        """128 random bits, unordered and without a time in them."""
        return urlsafe_b64encode(self.random(16)).rstrip(b"=").decode()


class NotFound(Exception):
    """It does not exist, or it is none of this person's business: the same answer for both."""


class Refused(Exception):
    """It can't be done as asked; `reason` is a word that the page turns into a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Locked(Exception):
    """The person's key is needed and is not at hand: unlock first."""
