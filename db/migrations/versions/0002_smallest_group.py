"""From how many people on a group is named.

Revision 0002.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("challenge", sa.Column("sealed_smallest_group", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Take the column away."""
    with op.batch_alter_table("challenge", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.drop_column("sealed_smallest_group")
