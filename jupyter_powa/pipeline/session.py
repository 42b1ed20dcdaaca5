"""A goal talked into a pipeline: each message is a turn of the copilot on the session's own workflow, taken over."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jupyter_powa.copilot.diff import apply
from jupyter_powa.copilot.settle import restore, snapshot
from jupyter_powa.copilot.take import take_turn
from jupyter_powa.copilot.turn import Turn
from jupyter_powa.engine.check import check, normalised
from jupyter_powa.errors import Conflict, ModelError, PowaError, TurnInProgress
from jupyter_powa.model.chat import PipelineSettled
from jupyter_powa.model.copilot import Message
from jupyter_powa.model.pipeline import PipelineConfig, PipelineSession, PipelineState
from jupyter_powa.model.workflow import Graph, Workflow
from jupyter_powa.pipeline.convert import state_of
from jupyter_powa.pipeline.guide import guide
from jupyter_powa.powa import Powa
from jupyter_powa.runnable import invalid
from jupyter_powa.talking import Talk

NAMED = 60
"""Characters of a goal that become its workflow's name."""


@dataclass
class Answer:
    """What came of one message."""

    message: Message
    """The assistant's words, as they are stored."""
    settled: PipelineSettled
    """The pipeline after it."""


async def begin(powa: Powa, session: PipelineSession) -> PipelineSession:
    """Store a session and its workflow, which is empty. Raises BadRequest for a model that is not known or has no key.

    A workflow of that id is emptied, and its earlier sessions go. Raises AlreadyDeployed.
    """
    if session.model_name:
        powa.models.access(session.model_name)
    workflow = Workflow(id=session.workflow_id, name=name_of(session.goal), description=session.goal)
    return await powa.write(powa.store.pipelines.begin, session, workflow)


def say(powa: Powa, session_id: str, words: str, kernel_id: str | None = None) -> Talk:
    """Begin a turn about the pipeline; what it proposes is taken over before it ends, whoever follows.

    Raises PipelineSessionNotFound, TurnInProgress.
    """
    session = powa.store.pipelines.get(session_id)
    state = powa.store.workflows.get(session.workflow_id).graph
    model, led = session.model_name or "", guide(session.goal)
    return take_turn(powa, session.id, words, state, model, kernel_id, led, _take_over)


async def answered(powa: Powa, talk: Talk) -> Answer:
    """Wait for the end of a turn and give what came of it; raises what made it fail.

    Nobody reads along, so that a question of the model's is not waited for.
    """
    await talk.closed.wait()
    last = talk.events[-1]
    if last["event"] == "error":
        if last["code"] == TurnInProgress.code:  # in another process: here it was refused at once
            raise TurnInProgress
        raise _failure(last["error"], last["code"])
    message, _ = powa.store.conversations.message(talk.session_id, last["message_id"])
    told = next((dict(one) for one in reversed(talk.events) if one["event"] == PipelineSettled.event), None)
    if told is None:  # stopped
        workflow, state = state_in(powa, powa.store.pipelines.get(talk.session_id))
        return Answer(message, PipelineSettled(state.current_config, False, workflow.version, ""))
    del told["event"]
    config = told["current_config"]
    told["current_config"] = None if config is None else PipelineConfig.model_validate(config)
    return Answer(message, PipelineSettled(**told))


def state_in(powa: Powa, session: PipelineSession) -> tuple[Workflow, PipelineState]:
    """The workflow of a session, and the pipeline that it is."""
    workflow = powa.store.workflows.get(session.workflow_id)
    return workflow, state_of(workflow)


async def undo(powa: Powa, session_id: str, *, force: bool = False) -> Message:
    """Take back the last change that was taken over, and give the answer that had made it.

    Raises PipelineSessionNotFound, TurnInProgress, Conflict where there is none, VersionConflict where others have
    saved since and `force` is not said, AlreadyDeployed.
    """
    powa.store.pipelines.get(session_id)
    if powa.talks.get(session_id) is not None:
        raise TurnInProgress
    done = [one for one in powa.store.conversations.messages(session_id) if one.applied_version is not None]
    if not done:
        raise Conflict("There is nothing to take back in this session.", code="not_applied")
    last = max(done, key=lambda one: one.applied_version or 0)
    await restore(powa, session_id, last.id, force=force)
    return last


async def delete(powa: Powa, session_id: str) -> None:
    """Delete a session and its conversation; a turn under way is stopped. A workflow that was never built goes too.

    One that has steps stays, with its runs and datasets. Raises PipelineSessionNotFound.
    """
    session = powa.store.pipelines.get(session_id)
    if (talk := powa.talks.get(session_id)) is not None:
        talk.stop()
        await talk.closed.wait()
    await powa.write(powa.store.pipelines.delete, session_id)
    row = powa.store.workflows.row(session.workflow_id)
    if not row.execution_count and not powa.store.workflows.get(row.id).blocks:
        await powa.write(powa.store.workflows.delete, row.id)


def name_of(goal: str) -> str:
    """A name for the workflow: the first sentence of the goal, cut at a word."""
    first = re.split(r"(?<=[.!?])\s|\n", goal.strip(), maxsplit=1)[0].rstrip(".!? ") or goal.strip()
    return first if len(first) <= NAMED else first[:NAMED].rsplit(" ", 1)[0].rstrip(",;: ") + "…"


async def _take_over(turn: Turn, message: Message) -> Message:
    """Apply what a turn proposes to the session's workflow; where that cannot be, say why in the answer."""
    powa = turn.powa
    before, refused = state_of(turn.workflow).current_config, ""
    if message.workflow_diff is not None and message.status == "completed":
        try:
            after = normalised(apply(turn.draft.base, message.workflow_diff))[0]
            if stops := [problem for problem in check(after) if problem.stops]:
                raise invalid(stops)
            await snapshot(powa, turn.session.id, message.id, _plain(turn.draft.base))
        except PowaError as error:
            refused = error.message
        message, _ = powa.store.conversations.message(turn.session.id, message.id)
    if refused:
        message.content = f"{message.content}\n\n(The change was not taken over: {refused})".strip()
        await powa.write(powa.store.conversations.save, message)
    workflow = powa.store.workflows.get(turn.workflow.id)
    config = state_of(workflow).current_config
    turn.talk.tell(PipelineSettled(config, config != before, workflow.version, refused))
    return message


def _plain(graph: Graph) -> dict[str, list[object]]:
    """A graph as it is kept for undo."""
    return {
        "blocks": [block.model_dump(by_alias=True) for block in graph.blocks],
        "edges": [edge.model_dump(by_alias=True) for edge in graph.edges],
    }


def _failure(words: str, code: str) -> PowaError:
    """The error of a turn that failed: its words were made for the user."""
    if code == "internal_error":
        return PowaError(words)
    return ModelError(words, code=code)
