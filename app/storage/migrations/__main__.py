"""Draft the next step, from what differs between tables.py and the history.

python -m app.storage.migrations "what changes"
"""

import sys
import tempfile

from alembic import command

from app.storage import migrations
from app.storage.database import Database


def draft(what: str) -> None:
    """Write versions/<number>_<what>.py, compared in a throwaway database."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/draft.db")
        database.upgrade()
        number = f"{int(migrations.NEWEST) + 1:04}"
        with database.engine.connect() as connection:
            command.revision(migrations.config(connection), what, autogenerate=True, rev_id=number)
        database.close()


if __name__ == "__main__":
    draft(sys.argv[1])
