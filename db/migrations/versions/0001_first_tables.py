"""The first tables.

Revision 0001.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision: str = "0001"
down_revision: str | None = None
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "challenge",
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("council", AutoString(), nullable=False),
        sa.Column("framework", AutoString(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("zone", AutoString(), nullable=False),
        sa.Column("dass_times", sa.JSON(), nullable=False),
        sa.Column("preview_minutes", sa.Integer(), nullable=False),
        sa.Column("purge_on", sa.Date(), nullable=False),
        sa.Column("wrapped_secret", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_roster", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("channel"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "heartbeat",
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "receipt",
        sa.Column("key", AutoString(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_receipt_day", "receipt", ["day"], unique=False)
    op.create_table(
        "brief",
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("challenge_id", AutoString(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("sealed_body", sa.LargeBinary(), nullable=False),
        sa.Column("posted_revision", sa.Integer(), nullable=True),
        sa.Column("sealed_posted", sa.LargeBinary(), nullable=True),
        sa.Column("ts", AutoString(), nullable=True),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenge.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("challenge_id", "day"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "delivery",
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("challenge_id", AutoString(), nullable=False),
        sa.Column("key", AutoString(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("lane", AutoString(), nullable=False),
        sa.Column("marker", AutoString(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.Column("expires_at", UTCDateTime(), nullable=True),
        sa.Column("lease_until", UTCDateTime(), nullable=True),
        sa.Column("claim", AutoString(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        sa.Column("error", AutoString(), nullable=True),
        sa.Column("sealed_payload", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenge.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_delivery_challenge_id"), "delivery", ["challenge_id"], unique=False)
    op.create_index(
        "ix_delivery_due",
        "delivery",
        ["due_at", "lane", "lease_until", "state"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "flipchart",
        sa.Column("challenge_id", AutoString(), nullable=False),
        sa.Column("statement", AutoString(), nullable=False),
        sa.Column("ts", AutoString(), nullable=True),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenge.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("challenge_id", "statement"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "member",
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("challenge_id", AutoString(), nullable=False),
        sa.Column("user", AutoString(), nullable=False),
        sa.Column("role", AutoString(), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenge.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("challenge_id", "user"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_member_user", "member", ["user"], unique=False)
    op.create_table(
        "postit",
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("challenge_id", AutoString(), nullable=False),
        sa.Column("statement", AutoString(), nullable=True),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("method", AutoString(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("member_tag", AutoString(), nullable=False),
        sa.Column("session_tag", AutoString(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("sealed_body", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_message", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenge.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_postit_wall", "postit", ["challenge_id", "statement"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    op.drop_index("ix_postit_wall", table_name="postit")
    op.drop_table("postit")
    op.drop_index("ix_member_user", table_name="member")
    op.drop_table("member")
    op.drop_table("flipchart")
    op.drop_index(
        "ix_delivery_due",
        table_name="delivery",
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.drop_index(op.f("ix_delivery_challenge_id"), table_name="delivery")
    op.drop_table("delivery")
    op.drop_table("brief")
    op.drop_index("ix_receipt_day", table_name="receipt")
    op.drop_table("receipt")
    op.drop_table("heartbeat")
    op.drop_table("challenge")
