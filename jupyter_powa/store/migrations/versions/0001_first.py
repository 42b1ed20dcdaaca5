"""Workflows, executions and block logs."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

OPEN = sa.text("status IN ('pending', 'running')")


def _plain(length: int | None = None) -> sa.types.TypeEngine[str]:
    if length is None:
        return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the first tables. Frozen: later changes are later files."""
    op.create_table(
        "workflows",
        sa.Column("id", _plain(64), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", _plain(), nullable=False),
        sa.Column("description", sa.Text),
        sa.Column("state", _plain(20), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", _plain(32), nullable=False),
        sa.Column("updated_at", _plain(32), nullable=False),
        sa.Column("execution_count", sa.Integer, nullable=False),
        sa.Column("last_execution_at", _plain(32)),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("graph", sa.Text, nullable=False),
        sa.CheckConstraint("version >= 1", name="ck_workflows_version"),
    )
    for column in ("created_at", "updated_at", "name_key", "last_execution_at"):
        op.create_index(f"ix_workflows_{column}_id", "workflows", [column, "id"])
    op.create_table(
        "executions",
        sa.Column("id", _plain(64), primary_key=True),
        sa.Column("workflow_id", _plain(64), sa.ForeignKey("workflows.id", ondelete="CASCADE"), nullable=False),
        sa.Column("status", _plain(20), nullable=False),
        sa.Column("created_at", _plain(32), nullable=False),
        sa.Column("owner", _plain(200), nullable=False),
        sa.Column("heartbeat", _plain(32), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_index("ix_executions_workflow_id_created_at_id", "executions", ["workflow_id", "created_at", "id"])
    op.create_index("ix_executions_open", "executions", ["owner"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table(
        "block_logs",
        sa.Column("execution_id", _plain(64), sa.ForeignKey("executions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("block_id", _plain(200), primary_key=True),
        sa.Column("execution_order", sa.Integer, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
