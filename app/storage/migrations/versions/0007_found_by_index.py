"""What the calendar looks for is found by an index, however much there is."""

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

rounds = sa.table("rounds", sa.column("partnership"), sa.column("round"), sa.column("opened_day", sa.Date))
showings = sa.table("showings", sa.column("partnership"), sa.column("round"), sa.column("opened_day", sa.Date))


def upgrade() -> None:
    # SQLite would write an added column its own way: built anew, the table is to the letter what tables.py makes.
    way: Literal["always", "never"] = "always" if op.get_context().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("showings", recreate=way) as batch:
        batch.add_column(sa.Column("opened_day", sa.Date, nullable=True))
        batch.create_index("ix_showings_opened_day", ["opened_day"])
        # A table that is built anew has its keys in the order of a set, another one at each start: one of the two is
        # taken out and put in last.
        batch.drop_constraint("fk_showings_partnership_link", type_="foreignkey")
        batch.create_foreign_key(
            "fk_showings_partnership_link",
            "links",
            ["partnership", "link"],
            ["partnership", "link"],
            ondelete="CASCADE",
        )
    its_round = sa.and_(rounds.c.partnership == showings.c.partnership, rounds.c.round == showings.c.round)
    op.execute(showings.update().values(opened_day=sa.select(rounds.c.opened_day).where(its_round).scalar_subquery()))
    op.create_index("ix_rounds_opened_day_opens_day", "rounds", ["opened_day", "opens_day"])
    op.create_index("ix_rounds_partnership_round_edition", "rounds", ["partnership", "round", "edition"])
    op.create_index("ix_locks_epoch", "locks", ["epoch"])
    op.create_index("ix_sessions_epoch", "sessions", ["epoch"])


def downgrade() -> None:
    op.drop_index("ix_sessions_epoch", "sessions")
    op.drop_index("ix_locks_epoch", "locks")
    op.drop_index("ix_rounds_partnership_round_edition", "rounds")
    op.drop_index("ix_rounds_opened_day_opens_day", "rounds")
    op.drop_index("ix_showings_opened_day", "showings")
    with op.batch_alter_table("showings") as batch:
        batch.drop_column("opened_day")
