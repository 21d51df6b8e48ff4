"""What query functions give back: named tuples of columns, as the docstring of each says. Queries that nearly every
page runs have named tuples of their own: a row of SQLAlchemy looks for the name each time a column is asked for, and
for a page's columns that takes as long as to open a few boxes."""

from typing import Any, TypeAlias, TypeVar, cast

from sqlalchemy import CursorResult, Result

AnyRow: TypeAlias = Any
"""A row of SQLAlchemy: its columns by name, or unpacked in order."""


Columns = TypeVar("Columns", bound=tuple[Any, ...])


def whole(columns: type[Columns], row: AnyRow | None) -> Columns | None:
    """The row as a named tuple of ours, with the same columns in the same order."""
    return None if row is None else columns._make(row)  # type: ignore[attr-defined]  # as named tuples have


def changed(result: Result[*tuple[Any, ...]]) -> bool:
    """Whether an UPDATE or DELETE found a row."""
    return bool(cast(CursorResult[*tuple[Any, ...]], result).rowcount)
