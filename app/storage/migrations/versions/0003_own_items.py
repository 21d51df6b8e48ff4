"""Items that people add for themselves: a list in each partnership, and a copy in each round that began with it."""

import os
from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BOX_BYTES = 1 + 12 + 16384 + 16
"""As large as a list is, whatever is in it."""

partnerships = sa.table("partnerships", sa.column("partnership"), sa.column("items", sa.LargeBinary))


def upgrade() -> None:
    # SQLite would write an added column its own way: built anew, the table is to the letter what tables.py makes.
    is_sqlite = op.get_context().dialect.name == "sqlite"
    way: Literal["always", "never"] = "always" if is_sqlite else "never"
    if is_sqlite:
        _build_rounds_anew()
    else:
        op.add_column("rounds", sa.Column("items", sa.LargeBinary, nullable=True))
    with op.batch_alter_table("partnerships", recreate=way) as batch:
        batch.add_column(sa.Column("items", sa.LargeBinary, nullable=True))
    # Partnerships that are there already get filler, as a name has it that nobody chose yet: with nothing in its place
    # it would show from when on somebody had added something.
    for (partnership,) in op.get_bind().execute(sa.select(partnerships.c.partnership)).all():
        filler = b"\x01" + os.urandom(BOX_BYTES - 1)
        op.execute(partnerships.update().where(partnerships.c.partnership == partnership).values(items=filler))
    with op.batch_alter_table("partnerships", recreate=way) as batch:
        batch.alter_column("items", existing_type=sa.LargeBinary, nullable=False)


def _build_rounds_anew() -> None:
    """By hand: Alembic's own way writes a table's foreign keys in any order."""
    op.create_table(
        "rounds_anew",
        sa.Column("partnership", sa.String(22), nullable=False),
        sa.Column("round", sa.String(22), nullable=False),
        sa.Column("edition", sa.String(64), nullable=False),
        sa.Column("settings", sa.LargeBinary, nullable=False),
        sa.Column("begun_day", sa.Date, nullable=False),
        sa.Column("opens_day", sa.Date, nullable=False),
        sa.Column("opened_day", sa.Date, nullable=True),
        sa.Column("items", sa.LargeBinary, nullable=True),
        sa.PrimaryKeyConstraint("partnership", "round", name="pk_rounds"),
        sa.ForeignKeyConstraint(
            ["partnership"], ["partnerships.partnership"], name="fk_rounds_partnership", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["edition"], ["editions.hash"], name="fk_rounds_edition"),
    )
    op.execute("INSERT INTO rounds_anew SELECT *, NULL FROM rounds")
    op.drop_table("rounds")
    op.rename_table("rounds_anew", "rounds")
    op.create_index("ix_rounds_opens_day", "rounds", ["opens_day"])


def downgrade() -> None:
    for table in ("partnerships", "rounds"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("items")
