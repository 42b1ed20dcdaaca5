"""The table of versions: each graph of a workflow as it was saved."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table, Text

from jupyter_powa.store.tables import metadata, plain

versions = Table(
    "versions",
    metadata,
    Column("workflow_id", plain(64), ForeignKey("workflows.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),  # the workflow's version
    Column("saved_at", plain(32), nullable=False),
    Column("origin", plain(20), nullable=False),
    Column("draft", Boolean, nullable=False),
    Column("restored", Integer),  # the number of the version that was put back
    Column("blocks", Integer, nullable=False),
    Column("edges", Integer, nullable=False),
    Column("size", Integer, nullable=False),  # characters of the graph; lists and sums do not read it
    Column("graph", Text, nullable=False),  # JSON: blocks, edges
)
