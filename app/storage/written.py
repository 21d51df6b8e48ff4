"""Rows of the exercises that people write."""

from datetime import date

from sqlalchemy import Connection, delete, insert, select, update

from app.storage.rows import AnyRow, changed
from app.storage.tables import WrittenExerciseRow


def add(db: Connection, author: str, exercise: str, content: bytes, version: bytes, begun_day: date) -> None:
    db.execute(
        insert(WrittenExerciseRow).values(
            author=author, exercise=exercise, content=content, version=version, begun_day=begun_day
        )
    )


def of_person(db: Connection, author: str) -> list[AnyRow]:
    """(exercise, content, version, begun_day) of all that this person writes, the latest day first."""
    return list(
        db.execute(
            select(*_columns())
            .where(WrittenExerciseRow.author == author)
            .order_by(WrittenExerciseRow.begun_day.desc(), WrittenExerciseRow.exercise)
        )
    )


def one(db: Connection, author: str, exercise: str) -> AnyRow | None:
    """The same of one of them; None if this person has none of that id."""
    query = select(*_columns()).where(WrittenExerciseRow.author == author, WrittenExerciseRow.exercise == exercise)
    return db.execute(query).one_or_none()


def keep(db: Connection, author: str, exercise: str, content: bytes, version: bytes, before: bytes) -> bool:
    """Save it, if its version is still the one before; False if somebody was faster."""
    return changed(
        db.execute(
            update(WrittenExerciseRow)
            .where(
                WrittenExerciseRow.author == author,
                WrittenExerciseRow.exercise == exercise,
                WrittenExerciseRow.version == before,
            )
            .values(content=content, version=version)
        )
    )


def remove(db: Connection, author: str, exercise: str) -> None:
    db.execute(
        delete(WrittenExerciseRow).where(WrittenExerciseRow.author == author, WrittenExerciseRow.exercise == exercise)
    )


def _columns() -> tuple[AnyRow, ...]:
    return (
        WrittenExerciseRow.exercise,
        WrittenExerciseRow.content,
        WrittenExerciseRow.version,
        WrittenExerciseRow.begun_day,
    )
