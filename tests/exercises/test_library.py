"""The exercises that come with the code, all of them."""

import re

import pytest
from click.testing import CliRunner

from app.cli import exercises
from app.domain.ledger import compare, read_ledger, write_ledger
from app.startup import read_exercise_files, shipped

FOLDER = shipped("exercises")
FILES = read_exercise_files(FOLDER)


def test_there_is_nothing_to_mend_and_nothing_to_look_at_again() -> None:
    done = CliRunner().invoke(exercises, ["check", "--strict"])
    assert done.exit_code == 0, f"\n{done.output}"


def test_every_id_is_in_the_ledger_with_its_kind_and_its_meaning() -> None:
    text = (FOLDER / "ids.toml").read_text("utf-8")
    changes = compare(read_ledger(text), FILES.originals())
    hint = "write the ledger: flask --app app exercises ledger"
    assert not changes.refused, "\n".join(changes.refused)
    assert not [*changes.new, *changes.back], hint
    assert not changes.retired, f"{hint}; it would retire {changes.retired}"
    assert write_ledger(changes.ledger) == text


def table() -> list[tuple[str, list[str]]]:
    """The rows of the README's table: what an exercise is about, and the exercises."""
    text = (FOLDER / "README.md").read_text("utf-8").split("## From the article to the exercises")[1]
    rows = [row.strip(" |").split(" | ") for row in text.splitlines() if row.startswith("| ")]
    return [(about, re.findall(r"`([a-z0-9-]+)`", slugs)) for about, slugs in rows[2:]]


def test_the_table_maps_every_practice_to_its_exercises() -> None:
    assert len(table()) >= 36
    assert all(about and slugs for about, slugs in table())


def test_the_table_names_every_exercise_and_no_other() -> None:
    assert {slug for _, slugs in table() for slug in slugs} == FILES.originals().keys()


@pytest.mark.parametrize("command", ["new", "check", "preview", "ledger", "schema"])
def test_the_readme_names_every_command(command: str) -> None:
    assert command in exercises.commands  # type: ignore[attr-defined]  # click's types say less than it gives
    assert f"| `{command}" in (FOLDER / "README.md").read_text("utf-8")
