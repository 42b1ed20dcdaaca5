"""Take up a run that did not end well: the same graph and input, and what had finished is not run again."""

from __future__ import annotations

from jupyter_powa.agreed import kept_of
from jupyter_powa.errors import Conflict
from jupyter_powa.launch import ENDED, prepared, state, stored
from jupyter_powa.model.execution import BlockLog, Execution
from jupyter_powa.model.plan import Budget, Kept, Terms, Trigger
from jupyter_powa.powa import Powa
from jupyter_powa.running import Running


async def resume(
    powa: Powa,
    execution_id: str,
    budget: Budget | None = None,
    kernel_id: str | None = None,
    seconds: float | None = None,
    from_cell: bool = False,
) -> Running:
    """Start a new execution in which the finished blocks of that one are kept; its trial holds, and its budget anew.

    A block is run again where it failed, was stopped or skipped, or gave what cannot be kept: a frame, an object of
    the notebook. `budget`: in place of the one it had. Raises ExecutionNotFound, and Conflict where it has completed,
    still runs, or the workflow was changed since.
    """
    execution, logs = state(powa, execution_id)
    _must_be_broken(execution)
    workflow = powa.store.workflows.get(execution.workflow_id)
    if workflow.version != execution.version:
        said = f"it ran version {execution.version}, and the workflow is at version {workflow.version}"
        raise Conflict(f"The graph was changed since that execution: {said}. Run it anew.", code="graph_changed")
    allowed = budget or execution.budget
    terms = Terms(trial=execution.trial, budget=allowed, part=execution.part, resumed_from=execution.id)
    terms.kept = finished(logs, execution.id)
    trigger: Trigger = "notebook" if from_cell else "api"
    running = await prepared(powa, workflow, execution.input, trigger, kernel_id, seconds, terms)
    running.execution.resumed_from = execution.id
    return await stored(powa, running)


def finished(logs: list[BlockLog], execution_id: str) -> dict[str, Kept]:
    """The results of those blocks that ended well and can be taken up again, by block id."""
    whole = [log for log in logs if log.status == "success" and log.stored is not None]
    return {log.block_id: kept_of(log, execution_id) for log in whole}


def _must_be_broken(execution: Execution) -> None:
    if execution.status == "completed":
        raise Conflict("That execution has completed: there is nothing to resume.", code="already_completed")
    if execution.status not in ENDED:
        raise Conflict("That execution still runs: stop it first, or wait for its end.", code="still_running")
