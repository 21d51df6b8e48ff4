"""Days and a word that nothing reads are gone: when somebody joined, when a code was made, and what a member is."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

DAYS = (("people", "joined_day"), ("invitations", "made_day"), ("practice_codes", "made_day"))
NO_DAY = date(1970, 1, 1)


def upgrade() -> None:
    for table, column in DAYS:
        # PostgreSQL only forgets a column: what stands in it lies in the file until each row is written anew.
        op.execute(sa.table(table, sa.column(column, sa.Date)).update().values({column: NO_DAY}))
        op.drop_column(table, column)
    op.drop_column("members", "role")


def downgrade() -> None:
    for table, column in DAYS:
        op.add_column(table, sa.Column(column, sa.Date, nullable=False, server_default=str(NO_DAY)))
    op.add_column("members", sa.Column("role", sa.String(16), nullable=False, server_default="partner"))
