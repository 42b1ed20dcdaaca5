"""Start an execution in the background, follow its events, wait for its end, stop it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

from jupyter_powa import tracing
from jupyter_powa.agreed import agreed, allowed
from jupyter_powa.briefing.packed import count
from jupyter_powa.datasets import recorded
from jupyter_powa.errors import Conflict, PowaError
from jupyter_powa.limits import Limit
from jupyter_powa.luggage import luggage
from jupyter_powa.model.execution import BlockLog, Execution, ExecutionStart, RunError
from jupyter_powa.model.plan import Plan, Terms, Trigger
from jupyter_powa.model.workflow import Workflow, now
from jupyter_powa.powa import Powa
from jupyter_powa.runnable import runnable
from jupyter_powa.running import Running, Told
from jupyter_powa.store.keys import Key
from jupyter_powa.unknown import ExecutionNotFound

log = logging.getLogger(__name__)

ENDED = ("completed", "failed")
LOOK = 0.25
"""Seconds between two looks at an execution of another process."""
FLUSH = 0.5
"""Seconds between two writes of a long run's logs."""
GRACE: Limit[float] = 25.0
"""Seconds that a kernel has to end a run of which the time is up, before the run is given up from outside. Source:
guarantees.md 2d, ladder 3 to 5.
"""


async def launch(
    powa: Powa,
    workflow: Workflow,
    variables: dict[str, Any] | None = None,
    trigger: Trigger = "api",
    kernel_id: str | None = None,
    seconds: float | None = None,
) -> Execution:
    """Start an execution and give it as it begins; raises InvalidGraph, KernelNotFound, WorkflowNotFound.

    It is stored before anything runs, and goes on whether or not anyone follows it. One that a cell starts is stored
    with its first logs instead: it ends with its process, and a short one costs one write.
    """
    return (await start(powa, workflow, variables, trigger, kernel_id, seconds)).execution.model_copy()


async def start(
    powa: Powa,
    workflow: Workflow,
    variables: dict[str, Any] | None = None,
    trigger: Trigger = "api",
    kernel_id: str | None = None,
    seconds: float | None = None,
    key: Key | None = None,
    terms: Terms | None = None,
) -> Running:
    """As `launch`, but gives the running execution itself; raises KeyTaken where a request of that key has begun."""
    running = await prepared(powa, workflow, variables, trigger, kernel_id, seconds, terms)
    return await stored(powa, running, key)


async def stored(powa: Powa, running: Running, key: Key | None = None) -> Running:
    """The execution, stored and under way; one that a cell starts is stored with its first logs."""
    trigger = running.plan.trigger
    if trigger != "notebook":
        await powa.write(powa.store.executions.add, running.execution, powa.owner, key)
        running.stored = True
    return begun(powa, running)


async def prepared(
    powa: Powa,
    workflow: Workflow,
    variables: dict[str, Any] | None,
    trigger: Trigger,
    kernel_id: str | None = None,
    seconds: float | None = None,
    terms: Terms | None = None,
) -> Running:
    """An execution that is ready to begin, and stored nowhere yet; raises as `launch` does."""
    graph = runnable(workflow.graph)
    terms = await agreed(powa, terms or Terms(), graph)
    carried = await luggage(powa, graph)
    kernel = await powa.kernels.get(kernel_id)
    given = {**workflow.variables, **(variables or {})}
    execution = Execution(
        workflow_id=workflow.id, trigger=trigger, version=workflow.version, input=given, kernel=kernel.name
    )
    execution.trial, execution.budget, execution.part = terms.trial, terms.budget, terms.part
    plan = Plan.model_construct(
        execution_id=execution.id,
        workflow_id=workflow.id,
        graph=graph,
        variables=given,
        trigger=trigger,
        database=powa.settings.database_path,
        timeout=seconds or allowed(powa, trigger, terms),
        terms=terms,
        trace=tracing.carried(),
        **carried,
    )
    return Running(plan, execution, kernel, powa.executions.happened)


def begun(powa: Powa, running: Running) -> Running:
    """The execution, now under way; what stores it first is the caller's part."""
    running.deadline += GRACE
    powa.executions.add(running)
    running.task = asyncio.create_task(_see_through(powa, running), name=f"execution {running.plan.execution_id}")
    return running


def follow(powa: Powa, execution_id: str, after: int = 0) -> AsyncIterator[Told]:
    """What has happened in an execution behind event number `after`, then what happens, until its end.

    Of one that ended long ago only the end is told; raises ExecutionNotFound for an unknown one.
    """
    running = powa.executions.get(execution_id)
    return _ended(powa, execution_id) if running is None else running.follow(after)


async def _ended(powa: Powa, execution_id: str) -> AsyncIterator[Told]:
    execution = await _elsewhere(powa, execution_id)
    yield Told(
        type="done",
        execution_id=execution.id,
        workflow_id=execution.workflow_id,
        status=execution.status,
        output=execution.output,
        error=execution.error,
        code=execution.code,
    )


async def wait(powa: Powa, execution_id: str) -> Execution:
    """The execution once it has ended and is stored; raises ExecutionNotFound, or what kept it from being stored."""
    if (running := powa.executions.get(execution_id)) is None:
        return await _elsewhere(powa, execution_id)
    await running.closed.wait()
    if running.unsaved is not None:
        raise running.unsaved
    return running.execution


def state(powa: Powa, execution_id: str, workflow_id: str | None = None) -> tuple[Execution, list[BlockLog]]:
    """An execution and its logs as they are now; raises ExecutionNotFound."""
    running = powa.executions.get(execution_id)
    if running is None:
        return powa.known(execution_id, workflow_id), powa.store.logs.list(execution_id)
    if workflow_id is not None and running.plan.workflow_id != workflow_id:
        raise ExecutionNotFound(execution_id)
    return running.execution, running.journal.snapshot()


async def cancel(powa: Powa, execution_id: str) -> bool:
    """Stop an execution; False where it has ended already. Raises ExecutionNotFound."""
    running = powa.executions.running.get(execution_id)
    if running is None:
        if powa.known(execution_id).status in ENDED:
            return False
        raise Conflict("That execution runs in another process: stop it where it was started.", code="runs_elsewhere")
    running.overdue = RunError("The execution was stopped.", "stopped")
    running.deadline = min(running.deadline, asyncio.get_running_loop().time() + GRACE)
    await running.kernel.cancel(execution_id)
    return True


async def _elsewhere(powa: Powa, execution_id: str) -> Execution:
    """An execution of another process, once it has ended: the store is all that tells of it."""
    while (execution := powa.known(execution_id)).status not in ENDED:  # noqa: ASYNC110  nothing here tells when
        await asyncio.sleep(LOOK)
    return execution


async def _see_through(powa: Powa, running: Running) -> None:
    """Run the plan to its end, whatever happens, and store what became of it before the end is told."""
    plan, kernel = running.plan, running.kernel
    terms = (plan.terms.trial, plan.terms.told)
    running.emit(ExecutionStart(plan.trigger, kernel.name, plan.variables, now().isoformat(), *terms))
    work = asyncio.create_task(kernel.run(plan, running.emit), name=f"plan {plan.execution_id}")
    try:
        await _until_ended(powa, running, work)
    except asyncio.CancelledError:
        running.overdue = RunError("The execution was interrupted: its server was stopped.", "interrupted")
        running.emit(running.overdue)
        raise
    finally:
        await _store(powa, running)
        if plan.sql_agents:
            await count(powa, plan, running.journal.snapshot())
        running.close()
        powa.executions.remove(running)
        if running.last is running.overdue:
            work.cancel()
        if not work.done():  # it lets go of what it held
            await asyncio.wait({work}, timeout=GRACE)
            work.cancel()


async def _until_ended(powa: Powa, running: Running, work: asyncio.Task[None]) -> None:
    loop = asyncio.get_running_loop()
    while not running.ended.done():
        await asyncio.wait({work, running.ended}, timeout=FLUSH, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            running.emit(_unsaid(work))  # counts only where the run itself has told no end
        elif loop.time() > running.deadline:
            running.emit(running.overdue)
        elif running.journal.changed and not running.ended.done():
            await _store(powa, running)


def _unsaid(work: asyncio.Task[None]) -> RunError:
    """How a run ended that did not tell: its kernel raised, or was cancelled, or fell silent."""
    error = asyncio.CancelledError() if work.cancelled() else work.exception()
    if error is None:
        return RunError("The run ended without a word.", "execution_failed")
    if isinstance(error, PowaError):
        return RunError(error.message, error.code)
    error_id = uuid4().hex[:8]
    log.error("An execution broke [%s]", error_id, exc_info=error)
    return RunError(f"The execution broke; the log of the server tells more under {error_id}.", "execution_failed")


async def _store(powa: Powa, running: Running) -> None:
    """Write the execution and the logs that changed, in one transaction; a failure is kept for whoever waits."""
    execution, logs = running.execution, running.journal.take()
    try:
        new_of = None if running.stored else powa.owner
        kept = await powa.write(powa.store.executions.finish, execution.model_copy(), logs, new_of)
        if not kept and not running.ended.done():  # another process has deleted its workflow
            await running.kernel.cancel(execution.id)
        if running.ended.done() and (made := recorded(execution, running.plan.graph, running.journal.snapshot())):
            await powa.write(powa.store.datasets.add, made)
        running.unsaved, running.stored = None, True
    except Exception as error:
        running.journal.changed.update(entry.block_id for entry in logs)
        running.unsaved = error
        log.exception("The execution %s could not be stored", execution.id)
