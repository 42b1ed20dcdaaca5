"""/copilot/v1/agent/{agent_id}/golden: questions with the SQL that answers them, and how the agent does (ours)."""

from __future__ import annotations

from pydantic import Field

from jupyter_powa.agents.evaluate import Evaluation, evaluated
from jupyter_powa.agents.linkers import Linkers
from jupyter_powa.api.family import RESOURCE, Id, Strict, Words
from jupyter_powa.api.route import route
from jupyter_powa.briefing.asking import ask
from jupyter_powa.briefing.brief import Known
from jupyter_powa.briefing.quota import Meter
from jupyter_powa.briefing.source import FilteredSource
from jupyter_powa.model.agents import Answer, Golden, SqlAgent
from jupyter_powa.powa import Powa
from jupyter_powa.reading import plan_project
from jupyter_powa.sources import known_source, word_of


class NewGolden(Strict):
    """A golden question to keep."""

    question: Words = Field(description="The question in words.")
    sql_text: Words = Field(description="The SQL that answers it.")
    approved: bool = Field(False, description="Whether it is right, and may be used.")
    ordered: bool = Field(False, description="Whether the order of the rows matters.")


class GoldenChanges(Strict):
    """What to change of a golden question; with other words or other SQL it must be approved again."""

    question: Words | None = Field(None, description="The question in words.")
    sql_text: Words | None = Field(None, description="The SQL that answers it.")
    approved: bool | None = Field(None, description="Whether it is right, and may be used.")
    ordered: bool | None = Field(None, description="Whether the order of the rows matters.")


@route("GET", "/copilot/v1/agent/{agent_id}/golden/", action="read", resource=RESOURCE)
async def list_goldens(powa: Powa, agent_id: Id) -> list[Golden]:
    """List an agent's golden questions, also those that feedback has proposed and nobody has approved."""
    powa.store.agents.get(agent_id)
    return list(powa.store.goldens.list(agent_id))


@route("POST", "/copilot/v1/agent/{agent_id}/golden/", action="write", resource=RESOURCE)
async def create_golden(powa: Powa, agent_id: Id, body: NewGolden) -> Golden:
    """Keep a golden question; an approved one must be SQL that its data source would run."""
    agent = powa.store.agents.get(agent_id)
    golden = Golden(agent_id=agent.id, **body.model_dump())
    if golden.approved:
        await _check(powa, agent, golden)
    await powa.write(powa.store.goldens.add, golden)
    return golden


@route("GET", "/copilot/v1/agent/{agent_id}/golden/{golden_id}", action="read", resource=RESOURCE)
async def get_golden(powa: Powa, agent_id: Id, golden_id: Id) -> Golden:
    """Get a golden question."""
    return powa.store.goldens.get(agent_id, golden_id)


@route("PATCH", "/copilot/v1/agent/{agent_id}/golden/{golden_id}", action="write", resource=RESOURCE)
async def change_golden(powa: Powa, agent_id: Id, golden_id: Id, body: GoldenChanges) -> Golden:
    """Change a golden question, or approve it."""
    return await _changed(powa, agent_id, golden_id, body)


@route("POST", "/copilot/v1/agent/{agent_id}/golden/{golden_id}/approve", action="write", resource=RESOURCE)
async def approve_golden(powa: Powa, agent_id: Id, golden_id: Id) -> Golden:
    """Say that a golden question is right: from now on the agent learns from it."""
    return await _changed(powa, agent_id, golden_id, GoldenChanges(approved=True))


@route("DELETE", "/copilot/v1/agent/{agent_id}/golden/{golden_id}", action="write", resource=RESOURCE, nothing=200)
async def delete_golden(powa: Powa, agent_id: Id, golden_id: Id) -> None:
    """Delete a golden question."""
    await powa.write(powa.store.goldens.delete, agent_id, golden_id)


@route("POST", "/copilot/v1/agent/{agent_id}/evaluate", action="execute", resource=RESOURCE)
async def evaluate_agent(powa: Powa, agent_id: Id, held_out: bool = False) -> Evaluation:
    """Ask the agent its approved golden questions, and compare its rows with those of their SQL.

    `held_out`: each is asked while the agent does not know it, which tells how it does on new questions.
    """
    agent = powa.store.agents.get(agent_id)
    goldens = [golden for golden in powa.store.goldens.list(agent.id) if golden.approved]
    meter = Meter(powa, agent.id)
    source = FilteredSource(powa, known_source(powa, agent.datasource_id or ""), meter, agent.table_filters)

    apart = Linkers(None) if held_out else None

    async def asked(question: str) -> Answer:
        return await ask(powa, agent, question, {}, other=None if apart is None else Known(apart, without=question))

    try:
        return await evaluated(asked, source, goldens)
    finally:
        await meter.keep(questions=0)
        if apart is not None:
            apart.close()


async def _changed(powa: Powa, agent_id: str, golden_id: str, body: GoldenChanges) -> Golden:
    agent, values = powa.store.agents.get(agent_id), body.model_dump(exclude_none=True)

    def changed(old: Golden) -> Golden:
        new = old.model_copy(update=values)
        same = (new.question, new.sql_text) == (old.question, old.sql_text)
        return new if same or body.approved is not None else new.model_copy(update={"approved": False})

    new = changed(powa.store.goldens.get(agent_id, golden_id))
    if new.approved:
        await _check(powa, agent, new)
    return await powa.write(powa.store.goldens.change, agent_id, golden_id, changed)


async def _check(powa: Powa, agent: SqlAgent, golden: Golden) -> None:
    source = known_source(powa, agent.datasource_id or "")
    await plan_project(powa, golden.sql_text, source=word_of(source.id))
