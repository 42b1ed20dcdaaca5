"""What was run in the explorer."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _plain(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make a table. Frozen: later changes are later files."""
    op.create_table(
        "queries",
        sa.Column("id", _plain(64), primary_key=True),
        sa.Column("started_at", _plain(32), nullable=False),
        sa.Column("sql", sa.Text, nullable=False),
        sa.Column("source", sa.Text),
        sa.Column("milliseconds", sa.Float, nullable=False),
        sa.Column("row_count", sa.BigInteger),
        sa.Column("error", sa.Text),
    )
    op.create_index("ix_queries_started_at_id", "queries", ["started_at", "id"])
