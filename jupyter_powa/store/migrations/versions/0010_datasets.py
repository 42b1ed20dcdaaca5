"""Datasets: the records of what runs have written."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _plain(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table. Frozen: later changes are later files."""
    op.create_table(
        "datasets",
        sa.Column("id", _plain(64), primary_key=True),
        sa.Column("name", _plain(200), nullable=False),
        sa.Column("place", _plain(4_096), nullable=False),
        sa.Column("workflow_id", _plain(64), nullable=False),
        sa.Column("created_at", _plain(32), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Index(None, "created_at", "id"),
        sa.Index(None, "workflow_id", "created_at"),
        sa.Index(None, "place", "created_at"),
    )
