"""Ask the copilot from a cell: what it answers, the change that it proposes, and what becomes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import TimeoutError as StillTalking
from typing import Any

from jupyter_powa.copilot.settle import restore, review, snapshot
from jupyter_powa.copilot.take import take_turn
from jupyter_powa.engine.check import normalised
from jupyter_powa.errors import BadRequest, PowaError, TurnInProgress
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.model.copilot import CopilotSession, Message, Proof, Review, WorkflowDiff
from jupyter_powa.model.workflow import Graph, Workflow
from jupyter_powa.notebook.progress import Progress
from jupyter_powa.powa import Powa
from jupyter_powa.talking import Talk
from jupyter_powa.widgets.transcript import transcript_html

TICK = 0.1
"""Seconds between two looks at how far a turn is."""


class CopilotFailed(PowaError):
    """The turn failed; `answer` holds what was said so far."""

    code = "turn_failed"

    def __init__(self, message: str, answer: Answer) -> None:
        super().__init__(message)
        self.answer = answer


class Answer:
    """What the copilot answered. `apply()` makes its change, `undo()` takes it back."""

    def __init__(self, powa: Powa, said: str, message: Message, changed: Callable[[Workflow], None]) -> None:
        """`changed` is told of each graph that is saved."""
        self._powa, self._said, self._message, self._changed = powa, said, message, changed

    @property
    def content(self) -> str:
        """Its words."""
        return self._message.content

    @property
    def diff(self) -> WorkflowDiff | None:
        """The change that it proposes; None where it proposes none."""
        return self._message.workflow_diff

    @property
    def proof(self) -> Proof | None:
        """What a run of the change showed, where it repairs one."""
        return self._message.proof

    @property
    def status(self) -> str:
        """completed, failed or stopped."""
        return self._message.status

    @property
    def model(self) -> str:
        """What answered."""
        return self._message.model

    def review(self, only: Collection[str] | None = None) -> Review:
        """What the change would do, or the part of it that touches the blocks of these names."""
        return review(self._powa, self._message.session_id, self._message.id, self._ids(only))

    def apply(self, only: Collection[str] | None = None) -> Answer:
        """Make the change, or the part of it that touches the blocks of these names; raises VersionConflict."""
        before = self._powa.store.conversations.message(self._message.session_id, self._message.id)[1] or Graph()
        value = {"blocks": [block.model_dump(by_alias=True) for block in before.blocks], "edges": []}
        value["edges"] = [edge.model_dump(by_alias=True) for edge in before.edges]
        wanted = self._ids(only)
        work = snapshot(self._powa, self._message.session_id, self._message.id, value, wanted)
        _, saved = loop_thread().submit(work).result()
        return self._settled(saved)

    def undo(self, *, force: bool = False) -> Answer:
        """Put the graph back as it was before; raises VersionConflict where others saved since, unless `force`."""
        work = restore(self._powa, self._message.session_id, self._message.id, force=force)
        return self._settled(loop_thread().submit(work).result())

    def _settled(self, saved: Workflow) -> Answer:
        self._message = self._powa.store.conversations.message(self._message.session_id, self._message.id)[0]
        self._changed(saved)
        return self

    def _ids(self, names: Collection[str] | None) -> list[str] | None:
        if names is None:
            return None
        if self.diff is None:
            raise BadRequest("This answer proposes no change.", code="no_change")
        summary = self.diff.summary
        known = {change.name: change.id for change in (*summary.added, *summary.removed, *summary.modified)}
        unknown = [name for name in names if name not in known]
        if unknown:
            raise BadRequest(f"The change does not touch {unknown[0]!r}. It touches: {', '.join(known)}.")
        return [known[name] for name in names]

    def __repr__(self) -> str:
        change = f"\n[{self.diff.summary.text}]" if self.diff is not None else ""
        return f"{self.content}{change}"

    def _repr_html_(self) -> str:
        user = Message(session_id=self._message.session_id, role="user", content=self._said)
        return transcript_html([user, self._message])


def ask(
    powa: Powa,
    workflow: Workflow,
    graph: Graph,
    said: str,
    changed: Callable[[Workflow], None],
    *,
    model: str = "",
    approve: Collection[str] = (),
    show: bool = True,
) -> Answer:
    """Say something about a workflow and wait for the answer; an interrupt stops the turn.

    `approve`: what is said yes to without asking: run, create, update, delete. Raises CopilotFailed, TurnInProgress.
    """
    talk, session_id = loop_thread().submit(_begun(powa, workflow.id, graph, said, model)).result()
    last = waited(talk, approve, show=show)
    if last.get("code") == TurnInProgress.code:  # in another process: here it is refused at once
        raise TurnInProgress
    answer = Answer(powa, said, _message(powa, session_id, last), changed)
    if last["event"] == "error":
        raise CopilotFailed(last["error"], answer)
    return answer


def waited(talk: Talk, approve: Collection[str] = (), *, title: str = "Copilot", show: bool = True) -> dict[str, Any]:
    """The last event of a turn, once it has ended; an interrupt stops the turn."""
    loop = loop_thread()
    end = loop.submit(_read(talk, approve))
    with Progress(title, 1, shown=show) as progress:
        try:
            while not end.done():
                progress.say(_doing(talk))
                try:
                    end.result(TICK)
                except StillTalking:
                    continue
        except KeyboardInterrupt:
            loop.loop.call_soon_threadsafe(talk.stop)
            end.result()
            raise
    return end.result()


def _message(powa: Powa, session_id: str, last: dict[str, Any]) -> Message:
    """The answer as it is stored: that of this turn, whatever was said since; or a failed one, where none is."""
    if message_id := last.get("message_id"):
        return powa.store.conversations.message(session_id, message_id)[0]
    return Message(session_id=session_id, role="assistant", status="failed", error=last.get("error"))


async def _begun(powa: Powa, workflow_id: str, graph: Graph, said: str, model: str) -> tuple[Talk, str]:
    conversations = powa.store.conversations
    session = conversations.newest(workflow_id)
    if session is None:
        session = await powa.write(conversations.add, CopilotSession(workflow_id=workflow_id))
    return take_turn(powa, session.id, said, normalised(graph)[0], model), session.id


async def _read(talk: Talk, approve: Collection[str]) -> dict[str, Any]:
    last: dict[str, Any] = {}
    async for told in talk.follow():
        last = told
        if told["event"] == "confirmation_required" and told["action"] in approve:
            talk.settle(told["confirmation_id"], True)
    await asyncio.sleep(0)
    return last


def _doing(talk: Talk) -> str:
    """What the turn is doing, for people."""
    said = [told["message"] for told in talk.events if told["event"] == "status"]
    return said[-1] if said else "Thinking…"
