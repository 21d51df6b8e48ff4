"""The history of the tables, one step a file in versions/. Alembic runs in process; there is no alembic.ini.

A new step: change tables.py, run `python -m app.storage.migrations "what changes"`, read and mend what it drafted,
and set NEWEST. Steps are never changed once they have been published.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

NEWEST = "0008"
"""The last step. Written here so that a start with nothing to upgrade need not import Alembic (80 ms)."""

FOLDER = Path(__file__).parent


def config(connection: Connection | None = None) -> Config:
    """What Alembic's commands take. They run in the transaction of `connection`, and leave its end to the caller."""
    from alembic.config import Config

    made = Config(attributes={"connection": connection})
    made.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return made


def known() -> set[str]:
    from alembic.script import ScriptDirectory

    return {step.revision for step in ScriptDirectory.from_config(config()).walk_revisions()}


def upgrade(connection: Connection) -> None:
    from alembic import command

    command.upgrade(config(connection), "head")
