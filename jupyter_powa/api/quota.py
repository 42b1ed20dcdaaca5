"""/copilot/v1/chat and /copilot/v1/quota: one question without a session, and what questions have used (K10, K16)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pydantic import Field

from jupyter_powa.api.family import RESOURCE, Id, Lenient, Words
from jupyter_powa.api.route import route
from jupyter_powa.briefing.asking import ask, ask_in
from jupyter_powa.briefing.quota import quota
from jupyter_powa.errors import BadRequest
from jupyter_powa.model.agents import Chat, QuotaRow
from jupyter_powa.powa import Powa


class NewChat(Lenient):
    """A question to an agent."""

    agent_id: Id = Field(description="The agent.")
    prompt: Words = Field(description="The question.")
    config: dict[str, Any] | None = Field(
        default_factory=dict, description="`table_filter` or `table_filters`: a condition on the rows of each table."
    )
    session_id: Id | None = Field(None, description="A session that the question and its answer are added to.")


@route("POST", "/copilot/v1/chat/", action="execute", resource=RESOURCE)
async def ask_agent(powa: Powa, body: NewChat) -> Chat:
    """Ask an agent a question. What goes wrong with it is told in `error_text`."""
    agent = powa.store.agents.get(body.agent_id)
    if body.session_id is None:
        return Chat(prompt=body.prompt, response=await ask(powa, agent, body.prompt, body.config or {}))
    session = powa.store.agent_sessions.get(body.session_id)
    if session.agent_id != agent.id:
        raise BadRequest("session_id: that session is with another agent.")
    return (await (await ask_in(powa, session.id, body.prompt, body.config)).ended()).chat


@route("GET", "/copilot/v1/quota/", action="read", resource=RESOURCE)
async def get_quota(
    powa: Powa, start: str | None = None, end: datetime | None = None, event: str | None = None
) -> list[QuotaRow]:
    """Get what agents have used since the month's beginning (or `start`, until `end`), and the limits of a month."""
    return quota(powa, _moment(start), _zoned(end), event)


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        return _zoned(datetime.fromisoformat(text))
    except ValueError:
        raise BadRequest(
            f"start: {text[:50]!r} is no time: write it like 2025-10-01 or 2025-10-01T00:00:00Z."
        ) from None


def _zoned(moment: datetime | None) -> datetime | None:
    """A time without a zone is one of UTC."""
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
