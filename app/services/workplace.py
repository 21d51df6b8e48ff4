"""Where services work: the database, the server's keys, the exercises, the clock and randomness, handed out as one
Context for each transaction. What never touches the database, such as the places to turn to, is read from here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.domain.places import Places
from app.services.context import Context
from app.services.people import normal_username
from app.services.post import Post
from app.storage.database import Database
from app.storage.library import Library
from app.vault.epochs import House
from app.vault.keys import Cost


@dataclass(frozen=True)
class Workplace:
    """One per process. `clock` gives aware instants in UTC; `post` is None where no mail can be sent."""

    database: Database
    house: House
    library: Library
    places: Places
    clock: Callable[[], datetime]
    random: Callable[[int], bytes]
    cost: Cost
    post: Post | None = None

    @contextmanager
    def reading(self) -> Iterator[Context]:
        """A snapshot; nothing can be written in it."""
        with self.database.reading() as db:
            yield self._context(db)

    @contextmanager
    def writing(self, *, shred: bool = False, safety: bool = False) -> Iterator[Context]:
        """All or nothing. With `shred`, what was deleted has left the files too when this returns; with `safety`, a
        full disk does not stand in its way."""
        with self.database.writing(shred=shred, safety=safety) as db:
            yield self._context(db)

    def _context(self, db: Connection) -> Context:
        return Context(db, self.house, self.library, self.clock(), self.random, self.cost)

    def name_key(self, username: str) -> str:
        """What a username is counted by: the same for all its spellings."""
        return self.house.field.lookup("username", normal_username(username)).hex()

    def form_token(self, seed: str) -> str:
        """What a form must carry to be taken: nobody without the server's key can make it from the seed, and it
        stays the same for as long as the seed does."""
        return self.house.field.sign("form", seed.encode()).hex()
