"""Run workflows, follow and stop executions, read what they did (contract W10 to W13, and ours)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from jupyter_powa.api.once import key_of, once
from jupyter_powa.api.route import Asker, route
from jupyter_powa.errors import DatabaseBusy, ExecutionError, ExecutionTimeout, PowaError
from jupyter_powa.launch import cancel, follow, start, state, wait
from jupyter_powa.model.execution import BlockLog, Execution, Status
from jupyter_powa.model.plan import Budget, RunPart, Terms, Trigger
from jupyter_powa.model.workflow import Wire
from jupyter_powa.powa import Powa
from jupyter_powa.resume import resume
from jupyter_powa.running import Told


class Variables(Wire):
    """What a run is given. `input` is the seed's word for `variables`; where both are given, `variables` win."""

    model_config = ConfigDict(extra="ignore")

    variables: dict[str, Any] | None = Field(None, description="The variables of the run, over the workflow's own.")
    input: dict[str, Any] | None = Field(None, description="Another word for variables.")
    kernel_id: str | None = Field(None, description="The running kernel to run in; by default the server's own.")
    trial: int | None = Field(None, ge=1, description="Rows that its steps read, at most; nothing is written. Ours.")
    budget: Budget | None = Field(None, description="What the run may use up. Ours.")
    only: str | None = Field(None, description="The block, by id or name, that alone is run. Ours.")
    upto: str | None = Field(None, description="The block that is run with all that it needs. Ours.")
    onward: str | None = Field(None, description="The block from which on is run; the rest keeps its results. Ours.")
    rerun: Literal["all", "changed"] = Field("all", description="changed: what has not changed is not run. Ours.")

    @property
    def given(self) -> dict[str, Any]:
        """The variables by whichever name they came."""
        return {**(self.input or {}), **(self.variables or {})}

    @property
    def terms(self) -> Terms | None:
        """On which terms it runs; None where nothing is said of them."""
        terms = Terms(trial=self.trial, budget=self.budget)
        part = RunPart(only=self.only, upto=self.upto, onward=self.onward, rerun=self.rerun)
        terms.part = None if part.whole else part
        return None if terms == Terms() else terms


class Resumption(Wire):
    """How an execution is taken up again."""

    budget: Budget | None = Field(None, description="In place of the budget that it had.")
    kernel_id: str | None = Field(None, description="The running kernel to run in; by default the server's own.")


class Ended(BaseModel):
    """How an execution ended."""

    execution_id: str = Field(description="uuid4.")
    status: Status = Field(description="completed, or failed when a block failed.")
    output: Any = Field(description="The run's output.")
    block_outputs: dict[str, Any] = Field(description="The result of each block that ran well, by block id.")
    block_logs: list[BlockLog] = Field(description="What each block did.")
    error: str | None = Field(description="The first failing block and what it said.")
    code: str | None = Field(description="A short word for what went wrong.")
    kernel: str = Field(description="Where it ran.")


class Started(BaseModel):
    """An execution that has begun."""

    execution_id: str = Field(description="uuid4.")
    status: Status = Field(description="pending.")


class History(BaseModel):
    """The newest executions of a workflow."""

    executions: list[Execution] = Field(description="The newest first.")


class LogList(BaseModel):
    """What the blocks of an execution did."""

    block_logs: list[BlockLog] = Field(description="In the order in which they started.")


class Stopped(BaseModel):
    """Whether there was something to stop."""

    ok: Literal[True] = Field(True, description="Always true.")
    stopped: bool = Field(description="False where the execution had ended already.")


@route("POST", "/api/workflows/{workflow_id}/execute", action="execute", limited=True)
async def execute(powa: Powa, workflow_id: str, body: Variables, asker: Asker, kernel_id: str | None = None) -> Ended:
    """Execute the workflow and answer when it has ended. With an Idempotency-Key it is done once."""
    execution_id = await _begun(powa, workflow_id, body, asker, "api", kernel_id)
    execution, logs = await ended(powa, execution_id)
    return Ended.model_construct(
        execution_id=execution.id,
        status=execution.status,
        output=execution.output,
        block_outputs={log.block_id: log.output for log in logs if log.status == "success"},
        block_logs=logs,
        error=execution.error,
        code=execution.code,
        kernel=execution.kernel,
    )


@route("POST", "/api/workflows/{workflow_id}/execute/stream", action="execute", limited=True, streams=True)
async def execute_stream(
    powa: Powa, workflow_id: str, body: Variables, asker: Asker, kernel_id: str | None = None
) -> AsyncIterator[Told]:
    """Execute the workflow and stream what happens. It goes on when its reader leaves."""
    limit = powa.settings.stream_timeout
    return follow(powa, await _begun(powa, workflow_id, body, asker, "api", kernel_id, limit))


@route("POST", "/api/workflows/{workflow_id}/executions", action="execute", status=202, limited=True)
async def start_execution(
    powa: Powa, workflow_id: str, body: Variables, asker: Asker, kernel_id: str | None = None
) -> Started:
    """Execute the workflow in the background and answer at once."""
    limit = powa.settings.stream_timeout
    execution_id = await _begun(powa, workflow_id, body, asker, "manual", kernel_id, limit)
    return Started(execution_id=execution_id, status="pending")


async def _begun(
    powa: Powa,
    workflow_id: str,
    body: Variables,
    asker: Asker,
    trigger: Trigger,
    kernel_id: str | None,
    seconds: float | None = None,
) -> str:
    """The id of the execution that this request starts, or that it has started before."""
    workflow = powa.store.workflows.get(workflow_id)
    kernel = body.kernel_id or kernel_id
    terms = body.terms
    key = key_of(asker, workflow_id, [body.given, kernel, *([terms.model_dump(mode="json")] if terms else [])])
    return await once(powa, key, lambda key: start(powa, workflow, body.given, trigger, kernel, seconds, key, terms))


async def ended(powa: Powa, execution_id: str) -> tuple[Execution, list[BlockLog]]:
    """An execution that has ended, and its logs; raises what a client is told where the run itself broke."""
    try:
        execution = await wait(powa, execution_id)
    except PowaError as error:
        error.execution_id = execution_id
        raise
    if broken := _broken(execution):
        raise broken
    return state(powa, execution_id)


@route("GET", "/api/workflows/{workflow_id}/executions", action="read")
async def list_executions(powa: Powa, workflow_id: str, limit: int = 20) -> History:
    """List the executions of a workflow, the newest first."""
    powa.store.workflows.row(workflow_id)
    powa.tidy()
    stored = powa.store.executions.list(workflow_id, min(max(limit, 1), powa.settings.max_limit))
    now = powa.executions.running
    return History.model_construct(executions=[now[one.id].execution if one.id in now else one for one in stored])


@route("GET", "/api/workflows/{workflow_id}/executions/{execution_id}", action="read")
async def get_execution(powa: Powa, workflow_id: str, execution_id: str) -> Execution:
    """Get one execution, as it is now."""
    powa.store.workflows.row(workflow_id)
    return state(powa, execution_id, workflow_id)[0]


@route("GET", "/api/workflows/{workflow_id}/executions/{execution_id}/logs", action="read")
async def list_logs(powa: Powa, workflow_id: str, execution_id: str) -> LogList:
    """Get what each block of an execution did, as it is now."""
    powa.store.workflows.row(workflow_id)
    return LogList.model_construct(block_logs=state(powa, execution_id, workflow_id)[1])


@route("POST", "/api/powa/executions/{execution_id}/cancel", action="execute")
async def cancel_execution(powa: Powa, execution_id: str) -> Stopped:
    """Stop an execution; the blocks that run are interrupted."""
    return Stopped(stopped=await cancel(powa, execution_id))


@route("POST", "/api/powa/executions/{execution_id}/resume", action="execute", status=202, limited=True)
async def resume_execution(powa: Powa, execution_id: str, body: Resumption) -> Started:
    """Start a new execution of the same graph and input, in which what had finished is not run again."""
    limit = powa.settings.stream_timeout
    running = await resume(powa, execution_id, body.budget, body.kernel_id, limit)
    return Started(execution_id=running.plan.execution_id, status="pending")


@route("GET", "/api/powa/workflows/{workflow_id}/events", action="read", streams=True)
async def watch_workflow(powa: Powa, workflow_id: str) -> AsyncIterator[Told]:
    """Follow a workflow without end: what runs now from its beginning, then every event, and when it is saved."""
    powa.store.workflows.row(workflow_id)
    return powa.executions.watch(workflow_id)


def _broken(execution: Execution) -> PowaError | None:
    """The error to answer with where the run itself broke; a failed block, or a stop, is an ordinary reply."""
    words, code = execution.error or "The execution failed.", execution.code
    error: PowaError | None = None
    if code == DatabaseBusy.code:
        error = DatabaseBusy(words)
    elif execution.broke and code == ExecutionTimeout.code:
        error = ExecutionTimeout(words)
    elif execution.broke and code != "stopped":
        error = ExecutionError(words, code=code)
    if error is not None:
        error.execution_id = execution.id
    return error
