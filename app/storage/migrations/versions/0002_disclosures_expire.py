"""What was disclosed ends by itself: a day for each author's part of an opened round."""

from datetime import timedelta
from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

A_YEAR = timedelta(days=365)

rounds = sa.table("rounds", sa.column("partnership"), sa.column("round"), sa.column("opened_day", sa.Date))
disclosures = sa.table("disclosures", sa.column("partnership"), sa.column("round"), sa.column("expires_day", sa.Date))


def upgrade() -> None:
    # SQLite would write an added column its own way: built anew, the table is to the letter what tables.py makes.
    way: Literal["always", "never"] = "always" if op.get_context().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("disclosures", recreate=way) as batch:
        batch.add_column(sa.Column("expires_day", sa.Date, nullable=True))
        batch.create_index("ix_disclosures_expires_day", ["expires_day"])
    # Rounds that are open already get the day that they would have got at their opening.
    opened = sa.select(rounds).where(rounds.c.opened_day.is_not(None))
    for partnership, round_, day in op.get_bind().execute(opened).all():
        op.execute(
            disclosures.update()
            .where(disclosures.c.partnership == partnership, disclosures.c.round == round_)
            .values(expires_day=day + A_YEAR)
        )


def downgrade() -> None:
    op.drop_index("ix_disclosures_expires_day", "disclosures")
    with op.batch_alter_table("disclosures") as batch:
        batch.drop_column("expires_day")
