"""What comes back and what was agreed, and who wants to be told of it."""

import os

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

WISH_BYTES = 1 + 12 + 512 + 16
"""As large as a wish is, whatever is in it."""

people = sa.table("people", sa.column("person"))
wishes = sa.table(
    "notice_wishes", sa.column("person"), sa.column("wish", sa.LargeBinary), sa.column("feed_hash", sa.LargeBinary)
)


def upgrade() -> None:
    op.create_table(
        "series",
        sa.Column("partnership", sa.String(22), nullable=False),
        sa.Column("series", sa.String(22), nullable=False),
        sa.Column("settings", sa.LargeBinary, nullable=False),
        sa.Column("begun_day", sa.Date, nullable=False),
        sa.Column("next_day", sa.Date, nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership"], ["partnerships.partnership"], name="fk_series_partnership", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("partnership", "series", name="pk_series"),
    )
    op.create_index("ix_series_next_day", "series", ["next_day"])
    op.create_table(
        "agreements",
        sa.Column("partnership", sa.String(22), nullable=False),
        sa.Column("agreement", sa.String(22), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("version", sa.LargeBinary, nullable=False),
        sa.Column("settings", sa.LargeBinary, nullable=False),
        sa.Column("begun_day", sa.Date, nullable=False),
        sa.Column("due_day", sa.Date, nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership"], ["partnerships.partnership"], name="fk_agreements_partnership", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("partnership", "agreement", name="pk_agreements"),
    )
    op.create_index("ix_agreements_due_day", "agreements", ["due_day"])
    op.create_table(
        "assents",
        sa.Column("partnership", sa.String(22), nullable=False),
        sa.Column("agreement", sa.String(22), nullable=False),
        sa.Column("member", sa.String(22), nullable=False),
        sa.Column("says", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "agreement"],
            ["agreements.partnership", "agreements.agreement"],
            name="fk_assents_partnership_agreement",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("partnership", "agreement", "member", name="pk_assents"),
    )
    op.create_table(
        "notice_wishes",
        sa.Column("person", sa.String(22), nullable=False),
        sa.Column("wish", sa.LargeBinary, nullable=False),
        sa.Column("feed_hash", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.person"], name="fk_notice_wishes_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", name="pk_notice_wishes"),
        sa.UniqueConstraint("feed_hash", name="uq_notice_wishes_feed_hash"),
    )
    op.create_table(
        "notices",
        sa.Column("claim", sa.LargeBinary, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("claim", name="pk_notices"),
    )
    op.create_index("ix_notices_day", "notices", ["day"])
    # People who are there already get filler, which says that they asked for nothing: with no row in its place it
    # would show later who asked.
    for (person,) in op.get_bind().execute(sa.select(people.c.person)).all():
        wish = b"\x01" + os.urandom(WISH_BYTES - 1)
        op.execute(wishes.insert().values(person=person, wish=wish, feed_hash=os.urandom(32)))


def downgrade() -> None:
    for table in ("notices", "notice_wishes", "assents", "agreements", "series"):
        op.drop_table(table)
