"""Therapists, their codes, and the partnerships that agreed to them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_OF_LINKS = ("looks", "showing_assents", "showings", "link_assents")


def upgrade() -> None:
    op.create_table(
        "therapists",
        sa.Column("person", sa.String(22), nullable=False),
        sa.Column("profile", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.person"], name="fk_therapists_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", name="pk_therapists"),
    )
    op.create_table(
        "practice_codes",
        sa.Column("code_hash", sa.LargeBinary, nullable=False),
        sa.Column("person", sa.String(22), nullable=False),
        sa.Column("link", sa.String(22), nullable=False),
        sa.Column("label", sa.LargeBinary, nullable=False),
        sa.Column("expires", sa.LargeBinary, nullable=False),
        sa.Column("made_day", sa.Date, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.person"], name="fk_practice_codes_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_practice_codes"),
    )
    op.create_index("ix_practice_codes_person", "practice_codes", ["person"])
    op.create_table(
        "links",
        sa.Column("partnership", sa.String(22), nullable=False),
        sa.Column("link", sa.String(22), nullable=False),
        sa.Column("person", sa.String(22), nullable=True),
        sa.Column("label", sa.LargeBinary, nullable=False),
        sa.Column("statement", sa.LargeBinary, nullable=False),
        sa.Column("settings", sa.LargeBinary, nullable=False),
        sa.Column("begun_day", sa.Date, nullable=False),
        sa.Column("due_day", sa.Date, nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership"], ["partnerships.partnership"], name="fk_links_partnership", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person"], ["people.person"], name="fk_links_person", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("partnership", "link", name="pk_links"),
    )
    op.create_index("ix_links_person", "links", ["person"])
    op.create_index("ix_links_due_day", "links", ["due_day"])
    op.create_table(
        "link_assents",
        sa.Column("partnership", sa.String(22), nullable=False),
        sa.Column("link", sa.String(22), nullable=False),
        sa.Column("member", sa.String(22), nullable=False),
        sa.Column("says", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "link"],
            ["links.partnership", "links.link"],
            name="fk_link_assents_partnership_link",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("partnership", "link", "member", name="pk_link_assents"),
    )
    op.create_table(
        "showings",
        sa.Column("partnership", sa.String(22), nullable=False),
        sa.Column("round", sa.String(22), nullable=False),
        sa.Column("link", sa.String(22), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("version", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "round"],
            ["rounds.partnership", "rounds.round"],
            name="fk_showings_partnership_round",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partnership", "link"],
            ["links.partnership", "links.link"],
            name="fk_showings_partnership_link",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("partnership", "round", "link", name="pk_showings"),
    )
    op.create_index("ix_showings_partnership_link", "showings", ["partnership", "link"])
    op.create_table(
        "showing_assents",
        sa.Column("partnership", sa.String(22), nullable=False),
        sa.Column("round", sa.String(22), nullable=False),
        sa.Column("link", sa.String(22), nullable=False),
        sa.Column("member", sa.String(22), nullable=False),
        sa.Column("ticked", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "round", "link"],
            ["showings.partnership", "showings.round", "showings.link"],
            name="fk_showing_assents_partnership_round_link",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("partnership", "round", "link", "member", name="pk_showing_assents"),
    )
    op.create_table(
        "looks",
        sa.Column("partnership", sa.String(22), nullable=False),
        sa.Column("link", sa.String(22), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("what", sa.String(22), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "link"],
            ["links.partnership", "links.link"],
            name="fk_looks_partnership_link",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("partnership", "link", "day", "what", name="pk_looks"),
    )
    op.create_table(
        "assignments",
        sa.Column("partnership", sa.String(22), nullable=False),
        sa.Column("assignment", sa.String(22), nullable=False),
        sa.Column("link", sa.String(22), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("version", sa.LargeBinary, nullable=False),
        sa.Column("settings", sa.LargeBinary, nullable=False),
        sa.Column("begun_day", sa.Date, nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "link"],
            ["links.partnership", "links.link"],
            name="fk_assignments_partnership_link",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("partnership", "assignment", name="pk_assignments"),
    )
    op.create_index("ix_assignments_partnership_link", "assignments", ["partnership", "link"])


def downgrade() -> None:
    for table in ("assignments", *_OF_LINKS, "links", "practice_codes", "therapists"):
        op.drop_table(table)
