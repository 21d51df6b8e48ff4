"""The exercises on disk, read and checked once at start, and the editions that rounds keep."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from app.domain.exercise import Exercise
from app.domain.files import Edition, ExerciseProblems, Problem, edition, parse, read_edition
from app.storage.tables import EditionRow

FALLBACK = "en"


@dataclass(frozen=True)
class Library:
    """`current` holds today's exercises by slug; `editions` every edition read so far, by hash."""

    current: Mapping[str, Edition]
    editions: dict[str, Edition] = field(default_factory=dict)

    def exercise(self, slug: str, language: str) -> Exercise | None:
        """Today's text of an exercise, in English where there is no translation."""
        found = self.current.get(slug)
        return found.in_language(language, FALLBACK) if found else None

    def exercises(self, language: str) -> list[Exercise]:
        """All of today's exercises, by title."""
        texts = (one.in_language(language, FALLBACK) for one in self.current.values())
        return sorted(texts, key=lambda exercise: exercise.title)


@dataclass(frozen=True)
class Files:
    """The exercise files of a folder. `exercises` are those in order, by place ("exercises/en/first-date.toml");
    `problems` is what is wrong with all others."""

    exercises: Mapping[str, Exercise]
    problems: tuple[Problem, ...]

    def originals(self) -> dict[str, Exercise]:
        """Each exercise in the language that the others mirror, by slug."""
        found: dict[str, Exercise] = {}
        for exercise in self.exercises.values():
            if exercise.language == FALLBACK or exercise.slug not in found:
                found[exercise.slug] = exercise
        return found

    def library(self) -> Library:
        """Raises ExerciseProblems with the problems of all files at once."""
        texts: dict[str, dict[str, Exercise]] = {}
        for exercise in self.exercises.values():
            texts.setdefault(exercise.slug, {})[exercise.language] = exercise
        problems = list(self.problems)
        current: dict[str, Edition] = {}
        for slug, languages in texts.items():
            try:
                current[slug] = edition(languages)
            except ExerciseProblems as found:
                problems += found.problems
        if problems:
            raise ExerciseProblems(tuple(problems))
        return Library(current, {one.hash: one for one in current.values()})


def read_files(folder: Path) -> Files:
    """Every exercise file below `folder` (`<language>/<slug>.toml`)."""
    exercises: dict[str, Exercise] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*/*.toml")):
        where = f"{folder.name}/{path.parent.name}/{path.name}"
        try:
            exercises[where] = parse(path.read_text(encoding="utf-8"), path.stem, path.parent.name, where)
        except ExerciseProblems as found:
            problems += found.problems
        except UnicodeDecodeError as broken:
            problems.append(Problem(where, None, "", f"not UTF-8 text (byte {broken.start})"))
    return Files(exercises, tuple(problems))


def read_library(folder: Path) -> Library:
    """Every exercise file below `folder`. Raises ExerciseProblems with the problems of all files at once."""
    return read_files(folder).library()


def keep_edition(db: Connection, wanted: Edition) -> None:
    """Store the edition a round begins with, once, under its hash."""
    known = db.execute(select(EditionRow.hash).where(EditionRow.hash == wanted.hash)).first()
    if known:
        return
    try:
        with db.begin_nested():
            db.execute(insert(EditionRow).values(hash=wanted.hash, content=wanted.content.encode()))
    except IntegrityError:  # another round kept it in the same moment
        pass


def edition_of(db: Connection, library: Library, hash_: str) -> Edition:
    """The edition with this hash: from memory, or once from the database."""
    found = library.editions.get(hash_)
    if found is None:
        content = db.execute(select(EditionRow.content).where(EditionRow.hash == hash_)).scalar_one()
        found = library.editions[hash_] = read_edition(content.decode())
    return found
