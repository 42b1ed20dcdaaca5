"""Conversations with the copilot, and what people prefer."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _plain(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make three tables. Frozen: later changes are later files."""
    op.create_table(
        "copilot_sessions",
        sa.Column("id", _plain(64), primary_key=True),
        sa.Column("workflow_id", _plain(64), sa.ForeignKey("workflows.id", ondelete="CASCADE"), nullable=False),
        sa.Column("created_at", _plain(32), nullable=False),
        sa.Column("updated_at", _plain(32), nullable=False),
    )
    of_workflow = ["workflow_id", "created_at", "id"]
    op.create_index("ix_copilot_sessions_workflow_id_created_at_id", "copilot_sessions", of_workflow)
    op.create_table(
        "copilot_messages",
        sa.Column("id", _plain(64), primary_key=True),
        sa.Column("session_id", _plain(64), sa.ForeignKey("copilot_sessions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("owner", _plain(200)),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("base", sa.Text),
    )
    op.create_index("ix_copilot_messages_session_id_place", "copilot_messages", ["session_id", "place"], unique=True)
    running = sa.text("owner IS NOT NULL")
    op.create_index(
        "ix_copilot_messages_running",
        "copilot_messages",
        ["owner"],
        sqlite_where=running,
        postgresql_where=running,
    )
    op.create_table(
        "preferences",
        sa.Column("name", _plain(200), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
