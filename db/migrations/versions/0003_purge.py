"""The purge: a mark on the challenge, its own table, and where direct messages are.

Revision 0003.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add them."""
    op.add_column("challenge", sa.Column("purging", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("delivery", sa.Column("ts", AutoString(), nullable=True))
    op.create_table(
        "purge",
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("challenge_id", AutoString(), nullable=True),
        sa.Column("step", AutoString(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("visit", AutoString(), nullable=False),
        sa.Column("with_slack", sa.Boolean(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("at_hand", sa.JSON(), nullable=True),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.Column("lease_until", UTCDateTime(), nullable=True),
        sa.Column("claim", AutoString(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("error", AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("challenge_id"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("purge")
    op.drop_column("delivery", "ts")
    op.drop_column("challenge", "purging")
