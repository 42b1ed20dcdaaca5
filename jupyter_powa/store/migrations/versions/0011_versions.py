"""Versions: each graph of a workflow as it was saved; the present ones are the first."""

import sqlalchemy as sa
from alembic import op
from pydantic_core import from_json

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _plain(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table and fill it. Frozen: later changes are later files."""
    versions = op.create_table(
        "versions",
        sa.Column("workflow_id", _plain(64), sa.ForeignKey("workflows.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("saved_at", _plain(32), nullable=False),
        sa.Column("origin", _plain(20), nullable=False),
        sa.Column("draft", sa.Boolean, nullable=False),
        sa.Column("restored", sa.Integer),
        sa.Column("blocks", sa.Integer, nullable=False),
        sa.Column("edges", sa.Integer, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("graph", sa.Text, nullable=False),
    )
    for row in op.get_bind().execute(sa.text("SELECT id, version, updated_at, graph FROM workflows")).all():
        graph = from_json(row.graph)
        values = {"workflow_id": row.id, "number": row.version, "saved_at": row.updated_at, "graph": row.graph}
        counted = {"blocks": len(graph["blocks"]), "edges": len(graph["edges"]), "size": len(row.graph)}
        op.get_bind().execute(versions.insert().values(**values, **counted, origin="unknown", draft=False))
