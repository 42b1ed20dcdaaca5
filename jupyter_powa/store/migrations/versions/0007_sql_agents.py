"""SQL agents: contexts, agents, examples, sessions with their entries, and what was used."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _plain(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables. Frozen: later changes are later files."""
    op.create_table(
        "agent_contexts",
        sa.Column("id", _plain(64), primary_key=True),
        sa.Column("datasource_id", _plain(64), nullable=False),
        sa.Column("created_on", _plain(32), nullable=False),
        sa.Column("indexed", _plain(64)),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_table(
        "sql_agents",
        sa.Column("id", _plain(64), primary_key=True),
        sa.Column("context_id", _plain(64), sa.ForeignKey("agent_contexts.id"), nullable=False),
        sa.Column("created_on", _plain(32), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_table(
        "goldens",
        sa.Column("id", _plain(64), primary_key=True),
        sa.Column("agent_id", _plain(64), nullable=False),
        sa.Column("entry_id", _plain(64)),
        sa.Column("created_on", _plain(32), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_table(
        "agent_sessions",
        sa.Column("id", _plain(64), primary_key=True),
        sa.Column("agent_id", _plain(64)),
        sa.Column("created_on", _plain(32), nullable=False),
        sa.Column("owner", _plain(200)),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_table(
        "agent_entries",
        sa.Column("id", _plain(64), primary_key=True),
        sa.Column("session_id", _plain(64), sa.ForeignKey("agent_sessions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    _usage()
    for table, columns in _INDEXES:
        unique = table == "agent_entries"
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns, unique=unique)


def _usage() -> None:
    op.create_table(
        "usage",
        sa.Column("id", _plain(64), primary_key=True),
        sa.Column("happened_at", _plain(32), nullable=False),
        sa.Column("event", _plain(40), nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("agent_id", _plain(64)),
    )


_INDEXES = (
    ("agent_contexts", ["created_on", "id"]),
    ("agent_contexts", ["datasource_id"]),
    ("sql_agents", ["created_on", "id"]),
    ("sql_agents", ["context_id"]),
    ("goldens", ["agent_id", "created_on", "id"]),
    ("goldens", ["entry_id"]),
    ("agent_sessions", ["created_on", "id"]),
    ("agent_sessions", ["agent_id"]),
    ("agent_entries", ["session_id", "place"]),
    ("usage", ["event", "happened_at"]),
)
