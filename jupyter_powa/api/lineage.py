"""/api/powa/explore/lineage: where rows come from, and of a block's output, what made it (ours)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import aclosing
from typing import Any

import pandas as pd
from pydantic import Field

from jupyter_powa.api.explore import KERNEL, RESOURCE
from jupyter_powa.api.route import route
from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.refs import Values, bind
from jupyter_powa.blocks.sql import SqlBlock
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.lineage import Input, LineageForm
from jupyter_powa.launch import state
from jupyter_powa.model.copilot import Message
from jupyter_powa.model.execution import BlockLog, Execution
from jupyter_powa.model.explore import FedColumn, LineageTold, MadeBy, Relation, Said
from jupyter_powa.powa import Powa
from jupyter_powa.reading import look_project
from jupyter_powa.unknown import ExecutionNotFound

NO_SQL = "The block {} is of type {}: what it does with what comes in is not followed."


class LineageRequest(Said):
    """Which rows, and where they are."""

    relation: Relation = Field(description="Where the rows come from.")
    kernel_id: str | None = KERNEL


@route("POST", "/api/powa/explore/lineage", action="execute", resource=RESOURCE)
async def trace_lineage(powa: Powa, body: LineageRequest) -> dict[str, Any]:
    """Trace each column of some rows to the columns of tables that feed it; of a block's output, say what made it."""
    relation = body.relation
    if relation.block is None or relation.execution_id is None:
        return await _traced(powa, LineageForm(relation=relation), body.kernel_id)
    made_by = MadeBy(block=relation.block, name=relation.block, execution_id=relation.execution_id)
    try:
        execution, logs = state(powa, relation.execution_id)
        log = next((one for one in logs if one.block_id == relation.block), None)
    except ExecutionNotFound:  # a run that nobody stored
        execution, logs, log = None, [], None
    told = await _of_block(powa, relation, log, logs, body.kernel_id)
    if execution is not None and log is not None:
        made_by = _maker(powa, execution, log)
    return {**told, "made_by": made_by.model_dump(mode="json")}


async def _traced(powa: Powa, form: LineageForm, kernel_id: str | None) -> dict[str, Any]:
    arguments = form.model_dump(mode="json")
    async with aclosing(look_project(powa, "lineage", arguments, kernel_id=kernel_id)) as answer:  # type: ignore[type-var]
        return (await anext(answer)).told


async def _of_block(
    powa: Powa, relation: Relation, log: BlockLog | None, logs: Sequence[BlockLog], kernel_id: str | None
) -> dict[str, Any]:
    """The columns of a block's output: an SQL block's through its statement, of any other by name alone."""
    columns = None if log is None else _columns(log)
    note = None
    if log is not None and log.status == "success" and catalog().get(log.block_type) is SqlBlock and columns:
        form = _statement(relation, log, columns, logs)
        try:
            return await _traced(powa, form, kernel_id)
        except BlockError as error:  # the source may be gone since
            note = f"What the block's statement does now could not be followed: {error}"
    elif log is not None:
        note = NO_SQL.format(log.block_name, log.block_type)
    if columns is None:
        told = await _traced(powa, LineageForm(relation=relation), kernel_id)
        return {**told, "note": note or told["note"]}
    made = LineageTold(columns=[FedColumn(name=name) for name in columns], note=note)
    return made.model_dump(mode="json", by_alias=True)


def _columns(log: BlockLog) -> list[str] | None:
    """The columns of a block's frame, as its log tells them; None where its output was none."""
    columns = log.output.get("columns") if isinstance(log.output, dict) else None
    return [str(name) for name in columns] if isinstance(columns, list) else None


def _statement(relation: Relation, log: BlockLog, columns: list[str], logs: Sequence[BlockLog]) -> LineageForm:
    """An SQL block's statement as it was bound, with what it could name: the frames of the blocks before it."""
    config: Mapping[str, Any] = log.config_snapshot
    results: dict[str, dict[str, Any]] = {}
    inputs: dict[str, Input] = {}
    of_frame: dict[int, Input] = {}
    for one in logs:
        if one.status != "success" or one.execution_order >= log.execution_order:
            continue
        result = dict(one.output) if isinstance(one.output, dict) else {"output": one.output}
        if (known := _columns(one)) is not None:
            where = Relation(block=one.block_id, execution_id=relation.execution_id)
            given = Input(relation=where, title=one.block_name, columns=known)
            result["output"] = pd.DataFrame(result.get("output") or [], columns=known)
            inputs |= {one.block_id: given, one.block_name: given}
            of_frame[id(result["output"])] = given
        results |= {one.block_id: result, one.block_name: result}
    bound = bind(str(config.get("query", "")), Values(results, {}), config.get("params") or [])
    inputs |= {name: of_frame[id(frame)] for name, frame in bound.frames.items() if id(frame) in of_frame}
    asked = Relation(sql=bound.sql, source=config.get("connection") or None)
    return LineageForm(relation=asked, inputs=inputs, columns=columns)


def _maker(powa: Powa, execution: Execution, log: BlockLog) -> MadeBy:
    """The block, its run, and the copilot's message whose change the block still was when it ran."""
    applied = powa.store.conversations.applied(execution.workflow_id, execution.version)
    message = next((one for one in applied if _proposes(one, log)), None)
    return MadeBy(
        block=log.block_id,
        name=log.block_name,
        workflow_id=execution.workflow_id,
        execution_id=execution.id,
        session_id=message.session_id if message else None,
        message_id=message.id if message else None,
    )


def _proposes(message: Message, log: BlockLog) -> bool:
    """Whether the block ran as this message proposed it: what was changed by hand since is not the message's."""
    if message.workflow_diff is None:
        return False
    added = (block.config for block in message.workflow_diff.add_blocks if block.id == log.block_id)
    updated = (one.config for one in message.workflow_diff.update_blocks if one.id == log.block_id)
    proposed = next(added, None) or next(updated, None)
    return bool(proposed) and all(log.config_snapshot.get(key) == value for key, value in (proposed or {}).items())
