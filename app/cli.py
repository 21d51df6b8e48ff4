"""Commands beside the server: `flask exercises check`, `flask exercises schema`, `flask upkeep`.

They are plugins of the flask command, so they need no app and no database that they don't use themselves.
"""

import json
import os
from pathlib import Path

import click

from app.config import Settings, SettingsRefused, home
from app.domain.files import ExerciseProblems, json_schema
from app.startup import StartRefused, keep_up_once, prepare, read_exercises


@click.group()
def exercises() -> None:
    """Check the exercise files, or print their schema."""


@exercises.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(folder: Path | None) -> None:
    """Read every exercise file and name every problem at once. FOLDER holds one folder per language."""
    try:
        library = read_exercises(folder)
    except ExerciseProblems as found:
        for problem in found.problems:
            click.echo(str(problem), err=True)
        raise click.ClickException(f"{len(found.problems)} to mend.") from None
    click.echo(f"{len(library.current)} exercises, all in order.")


@exercises.command()
def schema() -> None:
    """Print the JSON Schema of an exercise file, for editors."""
    click.echo(json.dumps(json_schema(), indent=2))


@click.command()
def upkeep() -> None:
    """Do once what the running server does by itself: lock idle sessions, end old invitations, turn the keys over."""
    try:
        workplace = prepare(Settings.from_environ(os.environ, home()))
    except (SettingsRefused, StartRefused) as refused:
        raise click.ClickException("\n".join(refused.reasons)) from None
    keep_up_once(workplace)
    workplace.database.close()
