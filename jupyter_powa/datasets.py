"""Datasets: the records that are made of a run's blocks once it has ended."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from jupyter_powa.model.dataset import Dataset, DatasetColumn, DatasetStep
from jupyter_powa.model.execution import BlockLog, Execution
from jupyter_powa.model.explore import Relation
from jupyter_powa.model.workflow import Graph


def recorded(execution: Execution, graph: Graph, logs: Sequence[BlockLog]) -> list[Dataset]:
    """A record for each dataset that the run has written, also where another block failed: it is there all the same."""
    written = [(log, told) for log in logs if log.status == "success" and (told := _written(log)) is not None]
    if not written:
        return []
    order = sorted(logs, key=lambda log: log.execution_order)
    steps = [_step(log) for log in order if log.status == "success" and isinstance(log.output, dict)]
    config_hash, code_version = hashed(graph), _version()
    took = (execution.completed_at - execution.started_at) if execution.completed_at and execution.started_at else None
    return [
        Dataset(
            id=str(uuid5(NAMESPACE_URL, f"jupyter_powa:{execution.id}/{log.block_id}")),
            name=told["name"],
            workflow_id=execution.workflow_id,
            execution_id=execution.id,
            block_id=log.block_id,
            relation=_relation(told["place"]),
            rows=told["rows"],
            bytes=told.get("bytes"),
            columns=[DatasetColumn.model_validate(column) for column in told["columns"]],
            config_hash=config_hash,
            code_version=code_version,
            variables=execution.input,
            steps=steps,
            seconds=took.total_seconds() if took else None,
        )
        for log, told in written
    ]


def hashed(graph: Graph) -> str:
    """What tells a pipeline from another: SHA-256 of its blocks and edges, wherever they stand on the canvas."""
    whole = graph.model_dump(mode="json", by_alias=True)
    blocks = [{key: value for key, value in block.items() if key != "position"} for block in whole["blocks"]]
    edges = [[edge["source"], edge["sourceHandle"], edge["target"]] for edge in whole["edges"]]
    told = {"blocks": sorted(blocks, key=lambda block: str(block["id"])), "edges": sorted(edges)}
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _written(log: BlockLog) -> dict[str, Any] | None:
    told = log.output.get("dataset") if isinstance(log.output, dict) else None
    whole = isinstance(told, dict) and {"name", "place", "rows", "columns"} <= set(told)
    return told if whole and not _kept(log) else None  # what an earlier run wrote is that run's


def _relation(place: dict[str, Any]) -> Relation:
    if "table" in place:
        return Relation(table=["main", str(place["table"])])
    return Relation(file=str(place["file"]))


def _step(log: BlockLog) -> DatasetStep:
    told: dict[str, Any] = log.output
    prints = told.get("fingerprint") or []
    rejects, cost = told.get("rejects"), told.get("cost")
    return DatasetStep(
        block_id=log.block_id,
        name=log.block_name,
        type=log.block_type,
        rows_in=_count(told.get("rows_in")),
        rows_out=_count(told.get("row_count")),
        rejects=rejects if isinstance(rejects, dict) else None,
        fingerprint=[one for one in prints if isinstance(one, dict)] if isinstance(prints, list) else [],
        seed=_count(told.get("seed")),
        cost=cost if isinstance(cost, dict) else None,
        duration_ms=log.duration_ms,
        kept=_kept(log),
    )


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _kept(log: BlockLog) -> bool:
    return bool(getattr(log, "kept", False))


def _version() -> str:
    try:
        return version("jupyter_powa")
    except PackageNotFoundError:  # a checkout that was not installed
        return "0"
