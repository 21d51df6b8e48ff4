"""What query functions give back: named tuples of columns, as the docstring of each says."""

from typing import Any, TypeAlias, cast

from sqlalchemy import CursorResult, Result

AnyRow: TypeAlias = Any
"""A row of SQLAlchemy: its columns by name, or unpacked in order."""


def changed(result: Result[*tuple[Any, ...]]) -> bool:
    """Whether an UPDATE or DELETE found a row."""
    return bool(cast(CursorResult[*tuple[Any, ...]], result).rowcount)
