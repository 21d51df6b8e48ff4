"""The commands for those who translate, and the state of every translation."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import languages as commands
from app.cli.languages import FIRST, LANGUAGES, WHOLE
from app.startup import read_exercise_files, shipped

ORIGINAL = "es/good-moments.toml"


def flask(*words: str | Path, status: int = 0) -> str:
    """What `flask languages …` prints."""
    done = CliRunner().invoke(commands, list(map(str, words)))
    assert done.exit_code == status, f"{done.output}\n{done.exception!r}"
    return done.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of all exercises."""
    return Path(shutil.copytree(shipped("exercises"), tmp_path / "exercises"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_nothing_is_missing_and_nothing_is_stale() -> None:
    """In the interface and in the exercises, as they are now."""
    assert "nothing is missing, nothing is stale" in flask("check")


def test_every_language_has_what_it_promises() -> None:
    found = read_exercise_files(shipped("exercises"))
    there = {
        language: {one.slug for one in found.exercises.values() if one.language == language} for language in LANGUAGES
    }
    for language in LANGUAGES:
        assert there[language] >= set(found.originals() if language in WHOLE else FIRST)


def test_a_translation_that_is_missing_is_named(folder: Path) -> None:
    (folder / ORIGINAL).unlink()
    assert f"{ORIGINAL}: is missing" in flask("check", folder, status=1)


def test_other_english_words_make_the_translation_stale_until_somebody_has_looked(folder: Path) -> None:
    change(folder / "en/good-moments.toml", "hint = ", "# looked at\nhint = ")
    assert "stale: the English" not in flask("check", folder), "a comment is no word"
    text = (folder / "en/good-moments.toml").read_text("utf-8")
    purpose = next(line for line in text.splitlines() if line.startswith("purpose = "))
    change(folder / "en/good-moments.toml", purpose, 'purpose = "To look at a week together."')
    assert f"{ORIGINAL}: before: may be stale" in flask("check", folder, status=1)
    flask("made", folder, "--of", "es/good-moments")
    assert "nothing is stale" in flask("check", folder)
