"""The table of datasets, beside the others of `tables.py`."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from jupyter_powa.store.tables import metadata, plain

datasets = Table(
    "datasets",
    metadata,
    Column("id", plain(64), primary_key=True),
    Column("name", plain(200), nullable=False),
    Column("place", plain(4_096), nullable=False),  # the table or file: the newest record of a place is the current one
    Column("workflow_id", plain(64), nullable=False),  # a record outlives its workflow
    Column("created_at", plain(32), nullable=False),
    Column("document", Text, nullable=False),  # JSON: everything of a Dataset
    Index(None, "created_at", "id"),
    Index(None, "workflow_id", "created_at"),
    Index(None, "place", "created_at"),
)
