"""Who approved a brief, what was raised in it, and what is done about what would surprise the client.

Revision 0006.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add them."""
    op.add_column(
        "challenge", sa.Column("one_approves", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "challenge", sa.Column("briefs_direct", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("brief", sa.Column("posted_to", sa.String(), nullable=True))
    op.add_column("brief", sa.Column("approved", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("brief", sa.Column("previewed", sa.Integer(), nullable=True))
    op.add_column("brief", sa.Column("sealed_ledger", sa.LargeBinary(), nullable=True))
    op.create_table(
        "matter",
        sa.Column("challenge_id", sa.String(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("sealed_body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenge.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("challenge_id", "tag"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("matter")
    for name in ("sealed_ledger", "previewed", "approved", "posted_to"):
        op.drop_column("brief", name)
    for name in ("briefs_direct", "one_approves"):
        op.drop_column("challenge", name)
