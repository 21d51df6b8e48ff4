"""Run by Alembic for each of its commands, in the transaction of the connection that was given to it."""

from alembic import context

from app.storage.tables import Base

# SQLite can't change most of a table in place: a batch builds it anew.
context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
