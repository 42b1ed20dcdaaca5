"""What becomes of a proposed change: reviewed, applied whole or in part, undone."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pydantic import ValidationError

from jupyter_powa.copilot.diff import apply, canonical, only
from jupyter_powa.copilot.touched import touched, writes
from jupyter_powa.engine.check import check, normalised, structure_problems
from jupyter_powa.errors import BadRequest, Conflict, VersionConflict
from jupyter_powa.luggage import missing
from jupyter_powa.model.copilot import Message, Review, WorkflowDiff
from jupyter_powa.model.workflow import Graph, Workflow
from jupyter_powa.powa import Powa
from jupyter_powa.runnable import invalid


def review(powa: Powa, session_id: str, message_id: str, accepted: Collection[str] | None) -> Review:
    """What a change would do, or (`accepted`: block ids) a part of it; raises BadRequest where there is none."""
    message, base = _proposal(powa, session_id, message_id)
    part = message.workflow_diff if accepted is None else only(base, _diff(message), accepted)
    assert part is not None
    after = normalised(apply(base, part))[0]
    stale = touched(base, after)
    return Review(
        workflow_diff=part,
        graph=after,
        problems=[*check(after), *missing(powa, after)],
        stale=[block.name for block in after.blocks if block.id in stale],
        writes=writes(Graph.model_construct(blocks=[block for block in after.blocks if block.id in stale], edges=[])),
        current=_workflow(powa, session_id).version == part.base_version,
        applied=message.applied_version is not None,
    )


async def snapshot(
    powa: Powa,
    session_id: str,
    message_id: str,
    before: dict[str, Any],
    accepted: Collection[str] | None = None,
    *,
    applies: bool = True,
) -> tuple[bool, Workflow]:
    """Keep the graph before a change for undo, and apply the change; whether that was done now, and the workflow.

    Asked again, or where the workflow is like that already, nothing is done (contract C2). Raises BadRequest,
    VersionConflict, AlreadyDeployed, InvalidGraph.
    """
    message, base = powa.store.conversations.message(session_id, message_id)
    workflow = _workflow(powa, session_id)
    _graph(before)
    if message.applied_version is not None:
        return False, workflow
    message.pre_snapshot = before
    if not applies or message.workflow_diff is None or base is None:
        message.restored_version = None
        await powa.write(powa.store.conversations.save, message)
        return False, workflow
    part = message.workflow_diff if accepted is None else only(base, message.workflow_diff, accepted)
    after = normalised(apply(base, part))[0]
    if canonical(workflow.graph) == canonical(after):  # the editor has saved it already
        message.applied_version = workflow.version
        await powa.write(powa.store.conversations.save, message)
        return False, workflow
    if part.empty:
        await powa.write(powa.store.conversations.save, message)
        return False, workflow
    if part.base_version != workflow.version and canonical(workflow.graph) != canonical(normalised(base)[0]):
        raise VersionConflict(part.base_version or 0, workflow.version)
    if refused := structure_problems(check(after)):
        raise invalid(refused)
    saved = await powa.write(powa.store.conversations.apply, message, workflow.id, after, workflow.version)
    powa.executions.saved(saved.id, saved.version)
    return True, saved


async def restore(powa: Powa, session_id: str, message_id: str, *, force: bool = False) -> Workflow:
    """Put the graph back that was there before a message's change; raises Conflict, VersionConflict, AlreadyDeployed.

    Whatever the copilot has applied since is undone with it. What others have saved since is only with `force`.
    """
    message, _ = powa.store.conversations.message(session_id, message_id)
    if message.pre_snapshot is None:
        raise Conflict("There is nothing to put back: this message's change was never applied.", code="not_applied")
    if message.applied_version is None and message.restored_version is not None:
        raise Conflict("There is nothing to put back: this message's change is undone already.", code="not_applied")
    workflow = _workflow(powa, session_id)
    others = [one for one in powa.store.conversations.messages(session_id) if one.id != message.id]
    newest = max(one.applied_version or one.restored_version or 0 for one in (message, *others))
    if not force and newest != workflow.version:
        raise VersionConflict(newest, workflow.version)
    before = normalised(_graph(message.pre_snapshot))[0]
    since = message.applied_version  # None where the client changed the graph itself: nobody knows when
    undone = [message, *(one for one in others if since is not None and (one.applied_version or 0) > since)]
    saved = await powa.write(powa.store.conversations.restore, undone, workflow.id, before, workflow.version)
    powa.executions.saved(saved.id, saved.version)
    return saved


def _proposal(powa: Powa, session_id: str, message_id: str) -> tuple[Message, Graph]:
    message, base = powa.store.conversations.message(session_id, message_id)
    if message.workflow_diff is None or base is None:
        raise BadRequest("This message proposes no change.", code="no_change")
    return message, base


def _diff(message: Message) -> WorkflowDiff:
    assert message.workflow_diff is not None
    return message.workflow_diff


def _workflow(powa: Powa, session_id: str) -> Workflow:
    return powa.store.workflows.get(powa.store.conversations.get(session_id).workflow_id)


def _graph(value: dict[str, Any]) -> Graph:
    """The graph that a client sends for undo; raises BadRequest for what is none."""
    if not value:
        raise BadRequest("pre_snapshot: send the graph before the change, as {blocks: […], edges: […]}.")
    try:
        return Graph.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise BadRequest(f"pre_snapshot.{place}: {first['msg']}.") from None
