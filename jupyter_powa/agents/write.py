"""Whoever writes the SQL: the planner, or a model that is shown the linked part of the context."""

from __future__ import annotations

from jupyter_powa.agents.base import Brief
from jupyter_powa.agents.draft import Draft
from jupyter_powa.agents.link import Linked
from jupyter_powa.agents.prompt import SCHEMA, messages
from jupyter_powa.agents.track import Track
from jupyter_powa.agents.understand import Understood
from jupyter_powa.errors import ModelError
from jupyter_powa.llm.base import Ask, Delta, Llm, ModelMessage
from jupyter_powa.llm.structured import structured
from jupyter_powa.model.agents import Reason

SECONDS = 120.0
"""Seconds that a model may take for one query."""


async def written(brief: Brief, meant: Understood, linked: Linked, track: Track) -> Draft:
    """The query for a question, a question back, or why there is none; raises ModelError."""
    if brief.llm is None:
        from jupyter_powa.agents.planner.plan import planned

        return await planned(brief, meant, linked, track)
    return await _asked(brief.llm, messages(brief, meant, linked), track)


async def rewritten(brief: Brief, meant: Understood, linked: Linked, draft: Draft, wrong: str, track: Track) -> Draft:
    """The model's next try, after it was told what was wrong; raises ModelError."""
    if brief.llm is None:
        return draft
    said = f"Your query was:\n{draft.sql}\n\nWhat is wrong with it: {wrong}\nWrite it again."
    made = await _asked(brief.llm, [*messages(brief, meant, linked), ModelMessage("user", said)], track)
    return made if made.sql else draft


async def _asked(llm: Llm, said: list[ModelMessage], track: Track) -> Draft:
    async for piece in structured(llm, Ask(said, schema=SCHEMA, temperature=0.0, timeout=SECONDS)):
        if isinstance(piece, Delta):
            continue
        value, reply = piece
        track.spent(reply.usage)
        sql, asks, why = (str(value.get(name) or "").strip() for name in ("sql", "question_back", "explanation"))
        if sql:
            unsure = value.get("sure") is False
            reasons = (Reason(words="The model itself is not sure.", weight=-0.15),) if unsure else ()
            return Draft(sql=sql, words=why, reasons=reasons, model=reply.model)
        if asks:
            return Draft(asks=asks, model=reply.model)
        return Draft(declined=why or "The data cannot answer this.", model=reply.model)
    raise ModelError("The model gave no answer.", code="model_empty")
