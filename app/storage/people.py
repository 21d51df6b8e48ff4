"""Rows of people and of the locks that hold their private keys."""

from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.storage.made_once import made_once
from app.storage.rows import AnyRow
from app.storage.tables import LockRow, PersonRow


def add(db: Connection, person: str, username_hash: bytes, username: bytes, public_key: bytes, settings: bytes) -> bool:
    """False if somebody has taken the name in the same moment."""
    values = {
        "person": person,
        "username_hash": username_hash,
        "username": username,
        "public_key": public_key,
        "settings": settings,
    }
    try:
        with db.begin_nested():
            db.execute(insert(PersonRow).values(values))
    except IntegrityError:
        return False
    return True


def named(db: Connection, username_hash: bytes) -> str | None:
    """Who has this name."""
    return db.execute(select(PersonRow.person).where(PersonRow.username_hash == username_hash)).scalar_one_or_none()


def to_sign_in(db: Connection, username_hash: bytes, lock: str) -> AnyRow | None:
    """(person, username, settings, public_key, sealed lock, epoch) of who has this name and this kind of lock."""
    return db.execute(*_to_sign_in(username_hash, lock)).first()


@made_once
def _to_sign_in(username_hash: bytes, lock: str) -> Any:
    return (
        select(
            PersonRow.person,
            PersonRow.username,
            PersonRow.settings,
            PersonRow.public_key,
            LockRow.sealed,
            LockRow.epoch,
        )
        .join(LockRow, LockRow.person == PersonRow.person)
        .where(PersonRow.username_hash == username_hash, LockRow.lock == lock)
    )


def change_key(db: Connection, person: str, public_key: bytes) -> None:
    db.execute(update(PersonRow).where(PersonRow.person == person).values(public_key=public_key))


def hold_settings(db: Connection, person: str) -> bytes:
    """The person's settings, with the row locked: what is not changed must stay as it is."""
    return db.execute(select(PersonRow.settings).where(PersonRow.person == person).with_for_update()).scalar_one()


def change_settings(db: Connection, person: str, settings: bytes) -> None:
    db.execute(update(PersonRow).where(PersonRow.person == person).values(settings=settings))


def put_lock(db: Connection, person: str, lock: str, sealed: bytes, epoch: str) -> None:
    """The only lock of this kind from now on."""
    remove_lock(db, person, lock)
    db.execute(insert(LockRow).values(person=person, lock=lock, sealed=sealed, epoch=epoch))


def remove_lock(db: Connection, person: str, lock: str) -> None:
    db.execute(delete(LockRow).where(LockRow.person == person, LockRow.lock == lock))


def hold_still(db: Connection, person: str) -> bytes | None:
    """The person's public key, with the row locked so that it stays theirs until the end; None if they are gone."""
    query = select(PersonRow.public_key).where(PersonRow.person == person)
    return db.execute(query.with_for_update()).scalar_one_or_none()


def anybody(db: Connection) -> AnyRow | None:
    """(person, username) of some person, or None in a database without people."""
    return db.execute(select(PersonRow.person, PersonRow.username).limit(1)).first()


def remove(db: Connection, person: str) -> None:
    """The person with their locks and sessions."""
    db.execute(delete(PersonRow).where(PersonRow.person == person))
