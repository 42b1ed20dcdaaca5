"""A dataset: what a run has written, and the record of how it came to be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from jupyter_powa.model.explore import Relation
from jupyter_powa.model.workflow import now


class DatasetColumn(BaseModel):
    """One column of a dataset."""

    name: str = Field(description="Its name.")
    type: str = Field(description="Its type, as DuckDB says it.")


class DatasetStep(BaseModel):
    """What one step of the run did."""

    block_id: str = Field(description="The block.")
    name: str = Field(description="What people call it.")
    type: str = Field(description="Its block type.")
    rows_in: int | None = Field(None, description="Rows that came in.")
    rows_out: int | None = Field(None, description="Rows that it passed on.")
    rejects: dict[str, Any] | None = Field(None, description="Rows that it left out: count, reasons, sample.")
    fingerprint: list[dict[str, Any]] = Field(default_factory=list, description="What was read, and its state.")
    seed: int | None = Field(None, description="The seed of its chance.")
    cost: dict[str, Any] | None = Field(None, description="Tokens and money that a model took.")
    duration_ms: float | None = Field(None, description="How long it took.")
    kept: bool = Field(False, description="Whether an earlier run did it.")


class Dataset(BaseModel):
    """A dataset, and the record of how it came to be."""

    id: str = Field(description="uuid5 of the run and the block: the same record is never there twice.")
    name: str = Field(description="What it was called.")
    workflow_id: str = Field(description="The workflow that made it.")
    execution_id: str = Field(description="The run that made it.")
    block_id: str = Field(description="The block that wrote it.")
    relation: Relation = Field(description="Where its rows are, as the explorer is asked for them.")
    rows: int = Field(description="How many rows were written.")
    bytes: int | None = Field(None, description="The file's size; None for a table.")
    columns: list[DatasetColumn] = Field(default_factory=list, description="Its columns, in order.")
    config_hash: str = Field(description="SHA-256 of the graph without places and names of places, as canonical JSON.")
    code_version: str = Field(description="The version of jupyter_powa that ran it.")
    variables: dict[str, Any] = Field(default_factory=dict, description="The run's input.")
    steps: list[DatasetStep] = Field(default_factory=list, description="What each step did, in the order of the run.")
    seconds: float | None = Field(None, description="How long the run took up to its end.")
    created_at: datetime = Field(default_factory=now, description="UTC.")
    replaced_by: str | None = Field(None, description="A newer dataset at the same place; None for the newest.")
