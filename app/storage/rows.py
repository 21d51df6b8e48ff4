"""What query functions give back: named tuples of columns, as the docstring of each says."""

from collections.abc import Mapping
from typing import Any, TypeAlias, cast

from sqlalchemy import CursorResult, Executable, Result
from sqlalchemy.orm import Session

AnyRow: TypeAlias = Any
"""A row of SQLAlchemy: its columns by name, or unpacked in order."""


def changed(result: Result[*tuple[Any, ...]]) -> bool:
    """Whether an UPDATE or DELETE found a row."""
    return bool(cast(CursorResult[*tuple[Any, ...]], result).rowcount)


def ask(db: Session, query: Executable, values: Mapping[str, Any] | None = None) -> CursorResult[*tuple[Any, ...]]:
    """Run what nearly every page runs, past the ORM: to look whether it is about objects takes the ORM twice as long as
    the whole rest."""
    return db.connection().execute(query, values)
