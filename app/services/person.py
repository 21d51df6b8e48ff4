"""The person a request is for. Two types, so that what needs their key can't be called while it is locked."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.vault.grants import Keyring
from app.vault.keys import KeyPair


@dataclass(frozen=True)
class Person:
    """Somebody signed in; their key may be locked. Their name is opened for the few pages that ask for it."""

    id: str
    open_username: Callable[[], str]
    language: str
    zone: ZoneInfo
    public_key: bytes
    second_step: bool
    """Whether a code is asked after the passphrase when they sign in."""

    @property
    def username(self) -> str:
        """What they sign in with. Raises Unreadable."""
        return self.open_username()

    @property
    def unlocked(self) -> bool:
        """Whether their key is at hand."""
        return False

    @property
    def mark(self) -> str:
        """What the pages of this person have in common, and nobody else's have."""
        return self.public_key.hex()[:6]


@dataclass(frozen=True)
class Unlocked(Person):
    """Somebody whose private key is at hand for this request."""

    keyring: Keyring

    @property
    def unlocked(self) -> bool:
        return True

    @property
    def pair(self) -> KeyPair:
        return self.keyring.pair


def unlocked(person: Person, keyring: Keyring) -> Unlocked:
    """The same person with their key at hand."""
    known = (person.id, person.open_username, person.language, person.zone, person.public_key, person.second_step)
    return Unlocked(*known, keyring)
