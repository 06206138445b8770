"""The slides and the report: what they were made of, where the report stands, and their files in Slack.

Revision 0007.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "document",
        sa.Column("challenge_id", AutoString(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("stage", AutoString(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("sealed_edition", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_files", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenge.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("challenge_id", "kind"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("document")
