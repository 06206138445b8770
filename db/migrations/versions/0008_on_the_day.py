"""How long before a session its peers are reminded, and files that were sent to people.

Revision 0008.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column(
        "challenge", sa.Column("reminder_minutes", sa.Integer(), nullable=False, server_default=sa.text("10"))
    )
    op.add_column("delivery", sa.Column("file", sa.String(), nullable=True))


def downgrade() -> None:
    """Take the columns away."""
    op.drop_column("delivery", "file")
    op.drop_column("challenge", "reminder_minutes")
