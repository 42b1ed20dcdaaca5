"""Take a turn: one user message in, events out as they happen, and the answer stored whatever happens."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from uuid import uuid4

from jupyter_powa.copilot.choice import access
from jupyter_powa.copilot.converse import Conversation, Said
from jupyter_powa.copilot.draft import Draft
from jupyter_powa.copilot.prompt import messages
from jupyter_powa.copilot.turn import Turn
from jupyter_powa.engine.check import check, normalised, structure_problems
from jupyter_powa.errors import PowaError, TurnInProgress
from jupyter_powa.llm.open import open_llm
from jupyter_powa.model.chat import ChatFailed, ChatStatus, Complete, TurnStart
from jupyter_powa.model.copilot import Message
from jupyter_powa.model.workflow import Graph
from jupyter_powa.powa import Powa
from jupyter_powa.redact import known
from jupyter_powa.runnable import invalid
from jupyter_powa.store.owner import lives
from jupyter_powa.talking import Talk

log = logging.getLogger(__name__)

LOOK = 1.0
"""Seconds between two looks whether a turn takes too long."""


def take_turn(
    powa: Powa,
    session_id: str,
    said: str,
    state: Graph | None,
    model: str = "",
    kernel_id: str | None = None,
    guide: str = "",
    then: Callable[[Turn, Message], Awaitable[Message]] | None = None,
) -> Talk:
    """Begin a turn and give it; it goes on and is stored whether or not anyone follows it.

    `state`: the graph as the editor has it, which counts before the stored one (contract §5). `model`: for this turn
    alone; else the one that is chosen. `kernel_id`: where its tools look and run drafts; else the server's own, or this
    process. `guide`: what the model is told beside the rules. `then`: what is done with the answer once it is stored,
    before its end is told. Raises SessionNotFound, WorkflowNotFound, TurnInProgress, and InvalidGraph for a state that
    is no graph: nothing that comes of it could be applied.
    """
    if state is not None and (refused := structure_problems(check(normalised(state)[0]))):
        raise invalid(refused)
    session = powa.store.conversations.get(session_id)
    workflow = powa.store.workflows.get(session.workflow_id)
    if powa.talks.get(session_id) is not None:
        raise TurnInProgress
    talk = Talk(session_id)
    talk.tell(ChatStatus("Thinking…"))
    draft = Draft(state or workflow.graph, workflow.version)
    turn = Turn(powa, session, workflow, draft, talk, said, kernel_id, guide=guide, then=then)
    powa.talks.add(talk)
    talk.task = asyncio.create_task(_Taking(turn, said, model).run(), name=f"turn of {session_id}")
    return talk


class _Taking:
    """A turn from its first word to what is stored of it."""

    def __init__(self, turn: Turn, text: str, model: str) -> None:
        self._turn, self._text, self._model = turn, text, model
        self._said = Said()
        self._answer = Message(session_id=turn.session.id, role="assistant", status="running")
        self._begun = False
        self._overdue = False

    async def run(self) -> None:
        """See it through; never raises."""
        talk = self._turn.talk
        watch = asyncio.create_task(self._watch())
        try:
            await self._to_its_end()
        except Exception as error:
            self._lost(error)
        finally:
            watch.cancel()
            self._turn.powa.talks.remove(talk)
            talk.close()

    async def _to_its_end(self) -> None:
        """Converse, and store and tell how it ended; raises what the store raises there."""
        talk = self._turn.talk
        try:
            await self._converse()
            await self._end("completed")
        except asyncio.CancelledError:
            if talk.stopped and not self._overdue:
                await self._end("stopped")
            else:
                words = "The turn took too long and was ended." if self._overdue else "The server was stopped."
                await self._fail(words, "timeout" if self._overdue else "interrupted")
        except PowaError as error:
            await self._fail(error.message, error.code)
        except Exception:
            error_id = uuid4().hex[:8]
            log.exception("A turn failed [%s]", error_id)
            await self._fail(
                f"The turn failed; the server's log tells more under {error_id}.", "internal_error", error_id
            )

    async def _converse(self) -> None:
        turn, powa = self._turn, self._turn.powa
        past = powa.store.conversations.messages(turn.session.id, powa.settings.copilot_history)
        stored = asyncio.create_task(self._begin())  # the disk and the model are waited for together
        try:
            how, stand_in = access(powa, self._model)
            self._said.model = how.model
            if how.key is not None:
                known.remember(how.key.get_secret_value())
            llm = open_llm(how, powa.recorder(own_ids=True))
            try:
                asked = messages(turn.workflow, turn.draft.graph, past, self._text, guide=turn.guide)
                if stand_in:
                    await asyncio.shield(stored)
                    turn.talk.tell(ChatStatus(stand_in))
                async for _ in Conversation(turn, llm, asked, self._said, stored).steps():
                    await powa.write(powa.store.conversations.save, self._so_far())
            finally:
                await llm.close()
        finally:
            await asyncio.shield(stored)

    async def _begin(self) -> None:
        """Store the user's message and the answer that begins; raises TurnInProgress."""
        turn, powa = self._turn, self._turn.powa
        user = Message(session_id=turn.session.id, role="user", content=self._text)
        await powa.write_beside(powa.store.conversations.begin, user, self._answer, powa.owner, lives, powa.talks.lost)
        self._begun = True
        turn.talk.tell(TurnStart(self._answer.id, user.id, self._text, self._said.model))

    async def _watch(self) -> None:
        """End a turn that takes too long; what it waits for the user does not count."""
        loop, limit = asyncio.get_running_loop(), self._turn.powa.settings.copilot_timeout
        began = loop.time()
        while loop.time() - began - self._turn.talk.waited < limit:  # noqa: ASYNC110  its own limit moves meanwhile
            await asyncio.sleep(min(LOOK, limit))
        self._overdue = True
        self._turn.talk.stop()

    def _so_far(self) -> Message:
        said, answer = self._said, self._answer
        answer.content, answer.steps = known.text(said.content), said.steps
        answer.spent, answer.model, answer.proof = said.spent, said.model, self._turn.proof
        return answer.model_copy()

    async def _end(self, status: str) -> None:
        self._answer.status = "stopped" if status == "stopped" else "completed"
        message = await self._settled(await self._stored())
        done = Complete(
            message.id,
            message.content,
            message.workflow_diff,
            "stopped" if status == "stopped" else "completed",
            message.model,
            self._said.spent,
            message.proof,
        )
        self._turn.talk.tell(done)

    async def _settled(self, message: Message) -> Message:
        """The answer after what is done with it; a stop comes too late for that."""
        if self._turn.then is None:
            return message
        work = asyncio.ensure_future(self._turn.then(self._turn, message))
        while not work.done():
            try:
                await asyncio.shield(work)
            except asyncio.CancelledError:
                if work.cancelled():
                    raise
        return work.result()

    async def _fail(self, words: str, code: str, error_id: str | None = None) -> None:
        self._answer.status, self._answer.error = "failed", known.text(words)
        message_id = None
        if self._begun:
            message_id = (await self._stored()).id
        self._turn.talk.tell(ChatFailed(known.text(words), code, message_id, error_id))

    def _lost(self, error: Exception) -> None:
        """Tell that the end is not stored. The answer still runs as the store has it: that must not bar the next."""
        error_id = uuid4().hex[:8]
        log.error("The end of a turn could not be stored [%s]", error_id, exc_info=error)
        words, code = (error.message, error.code) if isinstance(error, PowaError) else ("", "internal_error")
        self._turn.powa.talks.lost.add(self._answer.id)
        told = known.text(f"The answer could not be stored. {words}".strip())
        self._turn.talk.tell(ChatFailed(told, code, self._answer.id if self._begun else None, error_id))

    async def _stored(self) -> Message:
        """Store the answer with the change that it proposes."""
        turn, message = self._turn, self._so_far()
        message.workflow_diff = turn.draft.diff
        base = turn.draft.base if message.workflow_diff is not None else None
        await turn.powa.write(turn.powa.store.conversations.end, message, base)
        return message
