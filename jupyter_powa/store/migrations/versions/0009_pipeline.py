"""Sessions of the pipeline assistant, each beside its conversation."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def _plain(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table. Frozen: later changes are later files."""
    op.create_table(
        "pipeline_sessions",
        sa.Column("id", _plain(64), sa.ForeignKey("copilot_sessions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("document", sa.Text, nullable=False),
    )
