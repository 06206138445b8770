"""The timetable, and from how many people on a group is named.

Revision 0002.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: None = None
depends_on: None = None

_COLUMNS = ("sealed_timetable", "sealed_smallest_group")


def upgrade() -> None:
    """Add the columns."""
    for name in _COLUMNS:
        op.add_column("challenge", sa.Column(name, sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Take the columns away."""
    with op.batch_alter_table("challenge", table_kwargs={"sqlite_with_rowid": False}) as table:
        for name in _COLUMNS:
            table.drop_column(name)
