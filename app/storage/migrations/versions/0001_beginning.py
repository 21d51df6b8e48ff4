"""The beginning."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("person", sa.String(22), nullable=False),
        sa.Column("username_hash", sa.LargeBinary, nullable=False),
        sa.Column("username", sa.LargeBinary, nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("settings", sa.LargeBinary, nullable=False),
        sa.Column("joined_day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_people"),
        sa.UniqueConstraint("username_hash", name="uq_people_username_hash"),
    )
    op.create_table(
        "locks",
        sa.Column("person", sa.String(22), nullable=False),
        sa.Column("lock", sa.String(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("epoch", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("person", "lock", name="pk_locks"),
        sa.ForeignKeyConstraint(["person"], ["people.person"], name="fk_locks_person", ondelete="CASCADE"),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("person", sa.String(22), nullable=False),
        sa.Column("times", sa.LargeBinary, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("keys", sa.LargeBinary, nullable=True),
        sa.Column("held", sa.LargeBinary, nullable=True),
        sa.Column("epoch", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
        sa.ForeignKeyConstraint(["person"], ["people.person"], name="fk_sessions_person", ondelete="CASCADE"),
    )
    op.create_index("ix_sessions_person", "sessions", ["person"])
    op.create_table(
        "partnerships",
        sa.Column("partnership", sa.String(22), nullable=False),
        sa.Column("label", sa.LargeBinary, nullable=False),
        sa.Column("begun_day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("partnership", name="pk_partnerships"),
    )
    op.create_table(
        "members",
        sa.Column("partnership", sa.String(22), nullable=False),
        sa.Column("member", sa.String(22), nullable=False),
        sa.Column("person", sa.String(22), nullable=True),
        sa.Column("name", sa.LargeBinary, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("settings", sa.LargeBinary, nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=True),
        sa.PrimaryKeyConstraint("partnership", "member", name="pk_members"),
        sa.ForeignKeyConstraint(
            ["partnership"], ["partnerships.partnership"], name="fk_members_partnership", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person"], ["people.person"], name="fk_members_person", ondelete="SET NULL"),
    )
    op.create_index("ix_members_person", "members", ["person"])
    op.create_table(
        "invitations",
        sa.Column("code_hash", sa.LargeBinary, nullable=False),
        sa.Column("partnership", sa.String(22), nullable=False),
        sa.Column("member", sa.String(22), nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("expires", sa.LargeBinary, nullable=False),
        sa.Column("made_day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name="pk_invitations"),
        sa.ForeignKeyConstraint(
            ["partnership", "member"],
            ["members.partnership", "members.member"],
            name="fk_invitations_partnership_member",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_invitations_partnership_member", "invitations", ["partnership", "member"])
    op.create_table(
        "editions",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_editions"),
    )
    op.create_table(
        "rounds",
        sa.Column("partnership", sa.String(22), nullable=False),
        sa.Column("round", sa.String(22), nullable=False),
        sa.Column("edition", sa.String(64), nullable=False),
        sa.Column("settings", sa.LargeBinary, nullable=False),
        sa.Column("begun_day", sa.Date, nullable=False),
        sa.Column("opens_day", sa.Date, nullable=False),
        sa.Column("opened_day", sa.Date, nullable=True),
        sa.PrimaryKeyConstraint("partnership", "round", name="pk_rounds"),
        sa.ForeignKeyConstraint(
            ["partnership"], ["partnerships.partnership"], name="fk_rounds_partnership", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["edition"], ["editions.hash"], name="fk_rounds_edition"),
    )
    op.create_index("ix_rounds_opens_day", "rounds", ["opens_day"])
    op.create_table(
        "worksheets",
        sa.Column("partnership", sa.String(22), nullable=False),
        sa.Column("round", sa.String(22), nullable=False),
        sa.Column("member", sa.String(22), nullable=False),
        sa.Column("answers", sa.LargeBinary, nullable=False),
        sa.Column("answers_key", sa.LargeBinary, nullable=False),
        sa.Column("picks", sa.LargeBinary, nullable=True),
        sa.Column("picks_key", sa.LargeBinary, nullable=True),
        sa.Column("version", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("epoch", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("partnership", "round", "member", name="pk_worksheets"),
        sa.ForeignKeyConstraint(
            ["partnership", "round"],
            ["rounds.partnership", "rounds.round"],
            name="fk_worksheets_partnership_round",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_worksheets_epoch", "worksheets", ["epoch"])
    op.create_table(
        "disclosures",
        sa.Column("partnership", sa.String(22), nullable=False),
        sa.Column("round", sa.String(22), nullable=False),
        sa.Column("author", sa.String(22), nullable=False),
        sa.Column("part", sa.String(8), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("version", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("partnership", "round", "author", "part", name="pk_disclosures"),
        sa.ForeignKeyConstraint(
            ["partnership", "round"],
            ["rounds.partnership", "rounds.round"],
            name="fk_disclosures_partnership_round",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "grants",
        sa.Column("partnership", sa.String(22), nullable=False),
        sa.Column("round", sa.String(22), nullable=False),
        sa.Column("subject", sa.String(8), nullable=False),
        sa.Column("author", sa.String(22), nullable=False),
        sa.Column("reader", sa.String(22), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("epoch", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("partnership", "round", "subject", "author", "reader", name="pk_grants"),
        sa.ForeignKeyConstraint(
            ["partnership"], ["partnerships.partnership"], name="fk_grants_partnership", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_grants_partnership_round_reader", "grants", ["partnership", "round", "reader"])
    op.create_index("ix_grants_epoch", "grants", ["epoch"])


def downgrade() -> None:
    for table in (
        "grants",
        "disclosures",
        "worksheets",
        "rounds",
        "editions",
        "invitations",
        "members",
        "partnerships",
        "sessions",
        "locks",
        "people",
    ):
        op.drop_table(table)
