"""Ask an agent: once, or in a session where its steps can be followed, it can be stopped, and the answer is kept."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any
from uuid import uuid4

from jupyter_powa.agents.ask import answer
from jupyter_powa.agents.base import Brief, Telling
from jupyter_powa.briefing.brief import FILTERS, Known, briefed, filters_of, joined
from jupyter_powa.briefing.quota import Meter
from jupyter_powa.errors import BadRequest, Conflict, PowaError, QuestionInProgress
from jupyter_powa.model.agents import AgentSession, Answer, Chat, Entry, SqlAgent, Stage
from jupyter_powa.powa import Powa
from jupyter_powa.redact import known
from jupyter_powa.running import Told
from jupyter_powa.store.owner import lives
from jupyter_powa.talking import Talk

log = logging.getLogger(__name__)

ABOUT = 120
"""Characters of the first question that tell what a session is about."""


async def ask(
    powa: Powa,
    agent: SqlAgent,
    prompt: str,
    config: dict[str, Any],
    history: Sequence[Chat] = (),
    told: Telling | None = None,
    other: Known | None = None,
) -> Answer:
    """The answer to a question, whose failure is told in it; what it took is kept.

    `other`: what the agent shall know instead of what is stored. Raises BadRequest for a config that does not fit,
    Conflict for a disabled agent, QuotaExceeded.
    """
    check(agent, config)
    meter, used = Meter(powa, agent.id), None
    brief = briefed(powa, agent, meter, config, history, other)
    try:
        async with asyncio.timeout(powa.settings.agent_timeout):
            said = await _answered(brief, prompt, told)
        used = said.used
    except TimeoutError:
        said = Answer(error_text=f"The question took longer than {powa.settings.agent_timeout:g} s and was ended.")
    finally:
        await asyncio.shield(meter.keep(used))
    if meter.exceeded is not None:
        raise meter.exceeded
    said.error_text = known.text(said.error_text)
    return said


def check(agent: SqlAgent, config: dict[str, Any]) -> None:
    """Whether an agent may be asked with this config; raises BadRequest, Conflict."""
    filters_of(config)
    if agent.status == "DISABLED":
        words = f"The agent {agent.name} is disabled: set its status to DEVELOPMENT or PUBLISHED."
        raise Conflict(words, code="agent_disabled")


async def _answered(brief: AbstractAsyncContextManager[Brief], prompt: str, told: Telling | None) -> Answer:
    try:
        async with brief as made:
            return await answer(made, prompt, told)
    except PowaError as error:
        if error.code == BadRequest.code:  # it is the question that does not fit
            raise
        return Answer(error_text=error.message)
    except Exception:
        error_id = uuid4().hex[:8]
        log.exception("A question failed [%s]", error_id)
        return Answer(error_text=f"The question failed; the server's log tells more under {error_id}.")


class Asked:
    """A question in a session, from the moment it is asked to what is stored of it."""

    def __init__(self, powa: Powa, session: AgentSession, agent: SqlAgent, prompt: str) -> None:
        self._powa, self._session, self._agent, self._prompt = powa, session, agent, prompt
        self.talk = Talk(session.id)
        self.entry: Entry | None = None
        """What was stored, once it has ended."""
        self.error: PowaError | None = None
        """Why there is no answer, where there is none."""

    async def ended(self) -> Entry:
        """Its entry, once it has ended; raises what ended it."""
        await self.talk.closed.wait()
        if self.error is not None:
            raise self.error
        assert self.entry is not None
        return self.entry

    async def run(self) -> None:
        """See it through; never raises."""
        try:
            await self._end(await self._answer())
        except asyncio.CancelledError:
            words = "The question was stopped." if self.talk.stopped else "The server was stopped."
            await self._end(Answer(error_text=words))
        except PowaError as error:
            self.error = error
            await self._end(Answer(error_text=known.text(error.message)))
        finally:
            self._powa.talks.remove(self.talk)
            self.talk.close()

    async def _answer(self) -> Answer:
        history = [entry.chat for entry in self._session.entries]
        return await ask(self._powa, self._agent, self._prompt, self._session.agent_config, history, self._tell)

    def _tell(self, stage: Stage) -> None:
        self.talk.say(Told({"event": "stage", **stage.model_dump()}))

    async def _end(self, said: Answer) -> None:
        entry = Entry(chat=Chat(prompt=self._prompt, response=said), confidence=said.confidence)
        words = " ".join(self._prompt.split())
        about = words if len(words) <= ABOUT else f"{words[: ABOUT - 1]}…"
        try:
            await self._powa.write(self._powa.store.agent_sessions.end, self._session.id, entry, about)
        except PowaError as error:
            log.exception("An answer could not be stored")
            self.error = error
        self.entry = entry
        if self.error is not None:
            told = {"event": "error", "error": known.text(self.error.message), "code": self.error.code}
            self.talk.say(Told({**told, "entry": entry.model_dump(mode="json")}))
        else:
            self.talk.say(Told({"event": "complete", "entry": entry.model_dump(mode="json")}))


def _elsewhere(powa: Powa, owner: str) -> bool:
    """Whether a question is asked by another process. What this one asks is in `talks`, or could not be stored."""
    return owner != powa.owner and lives(owner)


def _both(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Two configs as one: the filters of both hold."""
    return {**one, **other, FILTERS[0]: joined(filters_of(one), filters_of(other)), FILTERS[1]: {}}


async def ask_in(powa: Powa, session_id: str, prompt: str, config: dict[str, Any] | None = None) -> Asked:
    """Begin a question in a session; it goes on and is stored whether or not anyone follows it.

    `config`: for this question, what it says beside the session's own. Raises AgentSessionNotFound, Conflict where its
    agent is gone or disabled, QuestionInProgress, QuotaExceeded.
    """
    session = powa.store.agent_sessions.get(session_id)
    if session.agent_id is None:
        raise Conflict("The agent of this session was deleted: begin a new session with another one.")
    agent = powa.store.agents.get(session.agent_id)
    session.agent_config = _both(session.agent_config, config or {})
    check(agent, session.agent_config)
    Meter(powa)
    if powa.talks.get(session_id) is not None:
        raise QuestionInProgress
    asked = Asked(powa, session, agent, prompt)
    powa.talks.add(asked.talk)
    try:
        await powa.write(powa.store.agent_sessions.begin, session_id, powa.owner, partial(_elsewhere, powa))
    except BaseException:
        powa.talks.remove(asked.talk)
        asked.talk.close()
        raise
    asked.talk.task = asyncio.create_task(asked.run(), name=f"question of {session_id}")
    return asked
