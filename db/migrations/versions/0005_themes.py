"""Themes, and how many of the team back each.

Revision 0005.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "theme",
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("challenge_id", AutoString(), nullable=False),
        sa.Column("statement", AutoString(), nullable=False),
        sa.Column("sealed_body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenge.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_theme_place", "theme", ["challenge_id", "statement"], unique=False)
    op.create_table(
        "backing",
        sa.Column("theme_id", AutoString(), nullable=False),
        sa.Column("tag", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("theme_id", "tag"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("backing")
    op.drop_table("theme")
