"""Commands beside the server: `flask exercises …`, `flask languages …`, `flask notices …`,
`flask therapists …` and `flask upkeep`.

They are plugins of the flask command, so they need no app and no database that they don't use themselves.
"""

import os

import click

from app.cli.authors import exercises
from app.cli.languages import languages
from app.cli.notices import notices
from app.cli.therapists import therapists
from app.config import Settings, SettingsRefused, home
from app.startup import StartRefused, keep_up_once, prepare

__all__ = ["exercises", "languages", "notices", "therapists", "upkeep"]


@click.command()
def upkeep() -> None:
    """Do once what the running server does by itself: lock idle sessions, end old invitations, turn the keys over."""
    try:
        workplace = prepare(Settings.from_environ(os.environ, home()))
    except (SettingsRefused, StartRefused) as refused:
        raise click.ClickException("\n".join(refused.reasons)) from None
    keep_up_once(workplace)
    workplace.database.close()
