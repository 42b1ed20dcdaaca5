"""The store's tables: what is queried is a column, the rest is JSON."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "ck": "ck_%(table_name)s_%(constraint_name)s"}
)


def plain(length: int | None = None) -> TypeEngine[str]:
    """Text that every database sorts alike, by code point; times and names rely on it."""
    kind: String = Text() if length is None else String(length)
    collated: String = Text(collation="C") if length is None else String(length, collation="C")
    return kind.with_variant(collated, "postgresql")


workflows = Table(
    "workflows",
    metadata,
    Column("id", plain(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", plain(), nullable=False),  # the name casefolded: what people search and sort by
    Column("description", Text),
    Column("state", plain(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", plain(32), nullable=False),  # ISO 8601 in UTC, always with microseconds, so that text sorts
    Column("updated_at", plain(32), nullable=False),
    Column("execution_count", Integer, nullable=False),  # counted as executions are made: a list reads no others
    Column("last_execution_at", plain(32)),
    Column("document", Text, nullable=False),  # JSON: color, variables, schedule_config
    Column("graph", Text, nullable=False),  # JSON: blocks, edges; apart, since lists do not read it
    CheckConstraint("version >= 1", name="version"),
    Index(None, "created_at", "id"),
    Index(None, "updated_at", "id"),
    Index(None, "name_key", "id"),
    Index(None, "last_execution_at", "id"),
)

OPEN = text("status IN ('pending', 'running')")

executions = Table(
    "executions",
    metadata,
    Column("id", plain(64), primary_key=True),
    Column("workflow_id", plain(64), ForeignKey("workflows.id", ondelete="CASCADE"), nullable=False),
    Column("status", plain(20), nullable=False),
    Column("created_at", plain(32), nullable=False),
    Column("owner", plain(200), nullable=False),  # the process that runs it: host, boot, pid, its start
    Column("heartbeat", plain(32), nullable=False),  # when the owner last wrote
    Column("document", Text, nullable=False),  # JSON: everything else of an Execution
    Index(None, "workflow_id", "created_at", "id"),
    Index("ix_executions_open", "owner", sqlite_where=OPEN, postgresql_where=OPEN),
)

block_logs = Table(
    "block_logs",
    metadata,
    Column("execution_id", plain(64), ForeignKey("executions.id", ondelete="CASCADE"), primary_key=True),
    Column("block_id", plain(200), primary_key=True),
    Column("execution_order", Integer, nullable=False),
    Column("document", Text, nullable=False),  # JSON: the whole BlockLog
    sqlite_with_rowid=False,
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("workflow_id", plain(64), ForeignKey("workflows.id", ondelete="CASCADE"), primary_key=True),
    Column("webhook_id", plain(64), nullable=False),
    Column("own_hash", plain(64)),  # SHA-256 of the secret that came in the graph; no secret itself is kept
    Column("secret_hash", plain(64)),  # SHA-256 of the secret of the last arm
    Column("armed_until", plain(32)),  # none where it is not armed, or the call was made
    Index(None, "webhook_id", unique=True),
)

keys = Table(
    "keys",
    metadata,
    Column("workflow_id", plain(64), ForeignKey("workflows.id", ondelete="CASCADE"), primary_key=True),
    Column("key", plain(300), primary_key=True),  # what the sender called the request
    Column("fingerprint", plain(64), nullable=False),  # SHA-256 of what was asked
    Column("execution_id", plain(64), ForeignKey("executions.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", plain(32), nullable=False),
    Index(None, "created_at"),
    Index(None, "execution_id"),
)

copilot_sessions = Table(
    "copilot_sessions",
    metadata,
    Column("id", plain(64), primary_key=True),
    Column("workflow_id", plain(64), ForeignKey("workflows.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", plain(32), nullable=False),
    Column("updated_at", plain(32), nullable=False),
    Index(None, "workflow_id", "created_at", "id"),
)

RUNNING = text("owner IS NOT NULL")

copilot_messages = Table(
    "copilot_messages",
    metadata,
    Column("id", plain(64), primary_key=True),
    Column("session_id", plain(64), ForeignKey("copilot_sessions.id", ondelete="CASCADE"), nullable=False),
    Column("place", Integer, nullable=False),  # 1 for the first of its session
    Column("owner", plain(200)),  # the process whose turn writes it; none once the turn has ended
    Column("document", Text, nullable=False),  # JSON: everything else of a Message
    Column("base", Text),  # JSON: the graph that its change was made against; none where it proposes none
    Index(None, "session_id", "place", unique=True),
    Index("ix_copilot_messages_running", "owner", sqlite_where=RUNNING, postgresql_where=RUNNING),
)

pipeline_sessions = Table(
    "pipeline_sessions",
    metadata,
    # Its conversation has the same id, and knows the workflow and the times.
    Column("id", plain(64), ForeignKey("copilot_sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("document", Text, nullable=False),  # JSON: goal, autonomy_level, model_name
)

preferences = Table(
    "preferences",
    metadata,
    Column("name", plain(200), primary_key=True),
    Column("value", Text, nullable=False),  # JSON
)

assets = Table(
    "assets",
    metadata,
    Column("id", plain(64), primary_key=True),
    Column("kind", plain(40), nullable=False),  # agents, knowledge_bases, orchestrations
    Column("name", Text, nullable=False),
    Column("name_key", plain(), nullable=False),  # the name casefolded: one of a kind, and what lists sort by
    Column("version", Integer, nullable=False),
    Column("created_at", plain(32), nullable=False),
    Column("updated_at", plain(32), nullable=False),
    Column("document", Text, nullable=False),  # JSON: what its form says
    Index(None, "kind", "name_key", unique=True),
)

sources = Table(
    "sources",
    metadata,
    Column("id", plain(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", plain(), nullable=False),  # the name casefolded: there is one, and lists sort by it
    Column("created_at", plain(32), nullable=False),
    Column("document", Text, nullable=False),  # JSON: everything else of a DataSource
    Column("password", Text, nullable=False),  # sealed, or a reference to where it stands; empty where there is none
    Index(None, "name_key", unique=True),
)

queries = Table(
    "queries",
    metadata,
    Column("id", plain(64), primary_key=True),
    Column("started_at", plain(32), nullable=False),
    Column("sql", Text, nullable=False),
    Column("source", Text),  # none: the project's database
    Column("milliseconds", Float, nullable=False),
    Column("row_count", BigInteger),
    Column("error", Text),
    Index(None, "started_at", "id"),
)

agent_contexts = Table(
    "agent_contexts",
    metadata,
    Column("id", plain(64), primary_key=True),
    Column("datasource_id", plain(64), nullable=False),  # no reference: a source may be deleted by force
    Column("created_on", plain(32), nullable=False),
    Column("indexed", plain(64)),  # digest of the schema that the index was made from; none where it failed
    Column("document", Text, nullable=False),  # JSON: everything else of a Context
    Index(None, "created_on", "id"),
    Index(None, "datasource_id"),
)

sql_agents = Table(
    "sql_agents",
    metadata,
    Column("id", plain(64), primary_key=True),
    Column("context_id", plain(64), ForeignKey("agent_contexts.id"), nullable=False),
    Column("created_on", plain(32), nullable=False),
    Column("document", Text, nullable=False),  # JSON: name, description, status, model
    Index(None, "created_on", "id"),
    Index(None, "context_id"),
)

goldens = Table(
    "goldens",
    metadata,
    Column("id", plain(64), primary_key=True),
    Column("agent_id", plain(64), nullable=False),  # no reference: built-in agents have no row
    Column("entry_id", plain(64)),  # the answer whose feedback proposed it
    Column("created_on", plain(32), nullable=False),
    Column("document", Text, nullable=False),  # JSON: question, sql_text, approved, ordered
    Index(None, "agent_id", "created_on", "id"),
    Index(None, "entry_id"),
)

agent_sessions = Table(
    "agent_sessions",
    metadata,
    Column("id", plain(64), primary_key=True),
    Column("agent_id", plain(64)),  # none where the agent was deleted
    Column("created_on", plain(32), nullable=False),
    Column("owner", plain(200)),  # the process that answers a question of it; none where none is asked
    Column("document", Text, nullable=False),  # JSON: agent_config, summary
    Index(None, "created_on", "id"),
    Index(None, "agent_id"),
)

agent_entries = Table(
    "agent_entries",
    metadata,
    Column("id", plain(64), primary_key=True),
    Column("session_id", plain(64), ForeignKey("agent_sessions.id", ondelete="CASCADE"), nullable=False),
    Column("place", Integer, nullable=False),  # 1 for the first of its session
    Column("document", Text, nullable=False),  # JSON: everything else of an Entry
    Index(None, "session_id", "place", unique=True),
)

usage = Table(
    "usage",
    metadata,
    Column("id", plain(64), primary_key=True),
    Column("happened_at", plain(32), nullable=False),
    Column("event", plain(40), nullable=False),  # questions, tokens, queries, rows
    Column("amount", BigInteger, nullable=False),
    Column("agent_id", plain(64)),
    Index(None, "event", "happened_at"),
)
