"""`flask therapists …`: what the operator says of people who work with couples."""

import os

import click

from app.config import Settings, SettingsRefused, home
from app.services import people, practice
from app.services.context import NotFound
from app.startup import StartRefused, prepare


@click.group()
def therapists() -> None:
    """Say of a therapist that you have checked who they are."""


@therapists.command()
@click.argument("username")
@click.option("--undo", is_flag=True, help="Say it no longer.")
def verify(username: str, undo: bool) -> None:
    """Everybody they are proposed to reads that USERNAME was checked. It lasts until they change their name."""
    try:
        workplace = prepare(Settings.from_environ(os.environ, home()))
    except (SettingsRefused, StartRefused) as refused:
        raise click.ClickException("\n".join(refused.reasons)) from None
    try:
        with workplace.writing() as ctx:
            practice.verify(ctx, people.named(ctx, username) or "", verified=not undo)
    except NotFound:
        raise click.ClickException("Nobody of this name has said here how they work as a therapist.") from None
    finally:
        workplace.database.close()
    click.echo("Shown as not verified." if undo else "Shown as verified.")
