"""Who approved a brief, and what was raised in it.

Revision 0006.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column(
        "challenge", sa.Column("one_approves", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("brief", sa.Column("approved", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("brief", sa.Column("previewed", sa.Integer(), nullable=True))
    op.add_column("brief", sa.Column("sealed_ledger", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Take the columns away."""
    for name in ("sealed_ledger", "previewed", "approved"):
        op.drop_column("brief", name)
    op.drop_column("challenge", "one_approves")
