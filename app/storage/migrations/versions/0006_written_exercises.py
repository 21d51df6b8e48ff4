"""Exercises that people write."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "written_exercises",
        sa.Column("author", sa.String(22), nullable=False),
        sa.Column("exercise", sa.String(22), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("version", sa.LargeBinary, nullable=False),
        sa.Column("begun_day", sa.Date, nullable=False),
        sa.ForeignKeyConstraint(["author"], ["people.person"], name="fk_written_exercises_author", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("author", "exercise", name="pk_written_exercises"),
    )


def downgrade() -> None:
    op.drop_table("written_exercises")
