"""Data sources, with their passwords sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _plain(length: int | None = None) -> sa.types.TypeEngine[str]:
    if length is None:
        return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make a table. Frozen: later changes are later files."""
    op.create_table(
        "sources",
        sa.Column("id", _plain(64), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", _plain(), nullable=False),
        sa.Column("created_at", _plain(32), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("password", sa.Text, nullable=False),
    )
    op.create_index("ix_sources_name_key", "sources", ["name_key"], unique=True)
