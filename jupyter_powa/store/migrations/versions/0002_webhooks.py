"""Webhooks, and the keys of requests that are to be done once."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _plain(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make two tables. Frozen: later changes are later files."""
    op.create_table(
        "webhooks",
        sa.Column("workflow_id", _plain(64), sa.ForeignKey("workflows.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("webhook_id", _plain(64), nullable=False),
        sa.Column("own_hash", _plain(64)),
        sa.Column("secret_hash", _plain(64)),
        sa.Column("armed_until", _plain(32)),
    )
    op.create_index("ix_webhooks_webhook_id", "webhooks", ["webhook_id"], unique=True)
    op.create_table(
        "keys",
        sa.Column("workflow_id", _plain(64), sa.ForeignKey("workflows.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("key", _plain(300), primary_key=True),
        sa.Column("fingerprint", _plain(64), nullable=False),
        sa.Column("execution_id", _plain(64), sa.ForeignKey("executions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("created_at", _plain(32), nullable=False),
    )
    op.create_index("ix_keys_created_at", "keys", ["created_at"])
    op.create_index("ix_keys_execution_id", "keys", ["execution_id"])
