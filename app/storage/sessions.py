"""Rows of sessions. Saving is UPDATE only: a request that is still running can't bring back a session that ended."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from app.storage.made_once import made_once
from app.storage.rows import AnyRow, changed, whole
from app.storage.tables import PersonRow, SessionRow

_FIND = (
    select(
        SessionRow.person,
        PersonRow.username,
        PersonRow.settings,
        PersonRow.public_key,
        SessionRow.times,
        SessionRow.content,
        SessionRow.keys,
        SessionRow.held,
        SessionRow.epoch,
    )
    .join(PersonRow, PersonRow.person == SessionRow.person)
    .where(SessionRow.token_hash == bindparam("token_hash"))
)
"""The columns of `Found`. Made once: it is asked with every request, and to make it takes longer than to run it."""


def add(db: Connection, token_hash: bytes, person: str, **sealed: Any) -> None:
    """`sealed`: times, content, keys, epoch."""
    db.execute(insert(SessionRow).values(token_hash=token_hash, person=person, held=None, **sealed))


class Found(NamedTuple):
    """A session, with whose it is. `keys` are None while it is locked."""

    person: str
    username: bytes
    settings: bytes
    public_key: bytes
    times: bytes
    content: bytes
    keys: bytes | None
    held: bytes | None
    epoch: str


def find(db: Connection, token_hash: bytes) -> Found | None:
    """The session that is found by this."""
    return whole(Found, db.execute(_FIND, {"token_hash": token_hash}).first())


def change(db: Connection, token_hash: bytes, new_hash: bytes | None = None, **values: Any) -> bool:
    """Change columns of a session, its hash among them; False if it has ended meanwhile."""
    if new_hash is not None:
        values["token_hash"] = new_hash
    new = {f"new_{name}": value for name, value in values.items()}
    return changed(db.execute(_change(tuple(sorted(values))), {"its_token_hash": token_hash, **new}))


@cache
def _change(columns: tuple[str, ...]) -> Any:
    """The statement of `change` for these columns."""
    table = SessionRow.metadata.tables["sessions"]
    its = table.c.token_hash == bindparam("its_token_hash")
    return update(table).where(its).values({name: bindparam(f"new_{name}") for name in columns})


def held(db: Connection, token_hash: bytes) -> bytes:
    """What waits for the session to be unlocked, its row locked; b"" for nothing and for no session."""
    return db.execute(*_held(token_hash)).scalar_one_or_none() or b""


@made_once
def _held(token_hash: bytes) -> Any:
    return select(SessionRow.held).where(SessionRow.token_hash == token_hash).with_for_update()


def end(db: Connection, token_hash: bytes) -> None:
    db.execute(delete(SessionRow).where(SessionRow.token_hash == token_hash))


def end_all(db: Connection, person: str) -> None:
    db.execute(delete(SessionRow).where(SessionRow.person == person))


def times(db: Connection) -> list[AnyRow]:
    """(token_hash, times, whether a key lies in the row) of every session, for the sweeper."""
    return list(db.execute(select(SessionRow.token_hash, SessionRow.times, SessionRow.keys.is_not(None))))
