"""Run the draft on captured input, and hold what came of it against the run that had failed."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any

from jupyter_powa import launch
from jupyter_powa.copilot.touched import touched, writes
from jupyter_powa.copilot.turn import Turn
from jupyter_powa.model.copilot import Proof
from jupyter_powa.model.execution import BlockLog
from jupyter_powa.model.workflow import Graph


async def prove(turn: Turn, up_to: str | None, given: dict[str, Any] | None) -> tuple[Proof, list[BlockLog]] | str:
    """Run the draft once the user has said yes; the proof and the logs, or in words why it was not run.

    `up_to`: the id of the last block to run; else those that the change touches, and what they need. `given`: the
    input; else that of the failed run, else of the last one.
    """
    part, changed = _part(turn, up_to)
    if given is None:
        given = _captured(turn)
    refusal = await _refused(turn, part)
    if refusal:
        turn.refused_run = refusal
        return refusal
    workflow = turn.workflow.model_copy(update={"blocks": part.blocks, "edges": part.edges})
    running = await launch.start(turn.powa, workflow, given, "copilot", turn.kernel_id)
    execution_id = running.execution.id
    try:
        await launch.wait(turn.powa, execution_id)
    except asyncio.CancelledError:
        await launch.cancel(turn.powa, execution_id)
        raise
    execution, logs = launch.state(turn.powa, execution_id)
    turn.proof = _held_against(turn, execution_id, logs, changed)
    turn.proof.execution = execution.model_copy()
    turn.proved = turn.draft.edits
    return turn.proof, logs


async def _refused(turn: Turn, part: Graph) -> str:
    """Why it may not run; empty where it may."""
    if turn.powa.settings.copilot_runs == "allow":
        return ""
    effects = writes(part)
    summary = f"Run {len(part.blocks)} blocks of the draft: {', '.join(block.name for block in part.blocks[:8])}."
    summary += " " + (" ".join(effects) if effects else "As far as can be told it only reads.")
    approved, reason = await turn.confirm("run", "workflow", turn.workflow.id, summary, {"effects": effects})
    if approved:
        return ""
    why = {"answered": "the user said no", "expired": "the user did not answer", "nobody": "nobody is there to say yes"}
    return f"The draft was not run: {why.get(reason, reason)}. So nothing is proved."


def _part(turn: Turn, up_to: str | None) -> tuple[Graph, set[str]]:
    """The blocks to run: up to one, or those that the change touches and all that they need."""
    graph, changed = turn.draft.graph, touched(turn.draft.base, turn.draft.graph)
    wanted = {up_to} if up_to else changed or {block.id for block in graph.blocks}
    before = defaultdict(list)
    for edge in graph.edges:
        before[edge.target].append(edge.source)
    waiting, kept = list(wanted), set(wanted)
    while waiting:
        fresh = [source for source in before[waiting.pop()] if source not in kept]
        kept.update(fresh)
        waiting += fresh
    blocks = [block for block in graph.blocks if block.id in kept]
    edges = [edge for edge in graph.edges if edge.source in kept and edge.target in kept]
    return Graph.model_construct(blocks=blocks, edges=edges), changed & kept


def _captured(turn: Turn) -> dict[str, Any]:
    """The input of the run that is repaired, or of the last one."""
    store = turn.powa.store.executions
    if turn.failed_execution:
        return store.get(turn.failed_execution).input
    last = store.list(turn.workflow.id, 1)
    return last[0].input if last else {}


def _held_against(turn: Turn, execution_id: str, logs: list[BlockLog], changed: set[str]) -> Proof:
    before = {log.block_id: log for log in turn.powa.store.logs.list(turn.failed_execution or "")}
    rows = [
        {
            "name": log.block_name,
            "before": before[log.block_id].status if log.block_id in before else None,
            "error_before": before[log.block_id].error if log.block_id in before else None,
            "after": log.status,
            "error_after": log.error,
            "changed": log.block_id in changed,
        }
        for log in logs
    ]
    failed = [log for log in logs if log.status == "error"]
    mended = [log.block_name for log in logs if log.status == "success" and _failed(before.get(log.block_id))]
    green = not failed and launch.state(turn.powa, execution_id)[0].status == "completed"
    if green:
        words = f"The rerun is green: {len(logs)} blocks ran well"
        words += f", {', '.join(mended)} among them, which had failed." if mended else "."
    else:
        first = failed[0] if failed else None
        said = f"{first.block_name}: {first.error}" if first else launch.state(turn.powa, execution_id)[0].error
        words = f"The rerun failed: {said}"
    return Proof(green=green, words=words, failed_execution=turn.failed_execution, blocks=rows)


def _failed(log: BlockLog | None) -> bool:
    return log is not None and log.status == "error"
