"""`flask notices …`: for a timer that sends the mails in place of the server (NOTICES=by-timer)."""

import os

import click

from app.config import Settings, SettingsRefused, home
from app.startup import StartRefused, prepare, tell_once


@click.group()
def notices() -> None:
    """Tell people by mail what the calendar brings, if they asked for it."""


@notices.command()
def send() -> None:
    """Send once what is due, and not sent yet. It says nothing of whom to, and nothing of how many."""
    try:
        workplace = prepare(Settings.from_environ(os.environ, home()))
    except (SettingsRefused, StartRefused) as refused:
        raise click.ClickException("\n".join(refused.reasons)) from None
    try:
        if workplace.post is None:
            raise click.ClickException("There is no SMTP_URL, so no mail can be sent.")
        if trouble := tell_once(workplace):
            raise click.ClickException(f"The mail server takes nothing: {trouble}.")
    finally:
        workplace.database.close()
