"""What a plan carries for its blocks: stored secrets, ways to models, and the project assets that they name."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from pydantic import SecretStr

from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.base import Needs
from jupyter_powa.briefing.packed import packed, sql_agent
from jupyter_powa.errors import BadRequest, Conflict, InvalidGraph, NotFound, PowaError
from jupyter_powa.model.assets import (
    Asset,
    AssetType,
    KnowledgeAccess,
    KnowledgeBase,
    Orchestration,
    ProjectAgent,
)
from jupyter_powa.model.plan import ModelAccess, Plan, Secret, SqlAgentAccess
from jupyter_powa.model.source import SourceAccess
from jupyter_powa.model.workflow import Graph, Problem, Workflow
from jupyter_powa.powa import Powa
from jupyter_powa.redact import known
from jupyter_powa.replay.current import current, has_file
from jupyter_powa.runnable import invalid, runnable
from jupyter_powa.sources import access_to
from jupyter_powa.unknown import SourceNotFound, WorkflowNotFound

SAME = 1_000
"""Workflows with a word in their names that are looked through for it."""


async def luggage(powa: Powa, graph: Graph) -> dict[str, Any]:
    """The `secrets`, `models`, assets and `web` of a Plan; raises InvalidGraph: no run starts that cannot end well."""
    carried = await _packed(powa, graph, ())
    return {**carried, "dask": powa.settings.dask}


async def _packed(powa: Powa, graph: Graph, path: tuple[Workflow, ...]) -> dict[str, Any]:
    """What a graph needs; `path`: the workflows that are being packed, each mapped by the one before."""
    kinds, carried, problems = catalog(), _Luggage(powa, path), []
    for block in graph.blocks:
        if not block.enabled or (needs := kinds[block.type].needs(block.config)) is None:
            continue
        try:
            await carried.add(needs)
        except PowaError as error:
            unnamed = isinstance(error, BadRequest) or error.code == "secret_not_found"
            code = "missing_secret" if unnamed else error.code
            words = f"Block {block.name!r}: {error.message}"
            problems.append(Problem(code=code, message=words, block_id=block.id))
    if problems:
        raise invalid(problems)
    return carried.carried()


def missing(powa: Powa, graph: Graph) -> list[Problem]:
    """The agents that blocks name and nobody has made; what a graph says by itself `check` tells."""
    kinds, found = catalog(), []
    for block in graph.blocks:
        if not block.enabled or block.type not in kinds or (needs := kinds[block.type].needs(block.config)) is None:
            continue
        for word in needs.agents if needs.sql_agents else ():
            try:
                _project_agent(powa, word) or sql_agent(powa, word)
            except PowaError as error:
                words = f"Block {block.name!r}: {error.message}"
                found.append(Problem(code=error.code, message=words, block_id=block.id, field="agent_id", stops=True))
    return found


class _Luggage:
    """What is carried so far. Each asset brings what it needs: an orchestration its agents, an agent its model."""

    def __init__(self, powa: Powa, path: tuple[Workflow, ...]) -> None:
        self._powa, self._path = powa, path
        self._recording = current(powa.settings)
        self.secrets: dict[str, Secret] = {}
        self.models: dict[str, ModelAccess] = {}
        self.agents: dict[str, ProjectAgent] = {}
        self.sql_agents: dict[str, SqlAgentAccess] = {}
        self.orchestrations: dict[str, Orchestration] = {}
        self.knowledge: dict[str, KnowledgeAccess] = {}
        self.sources: dict[str, SourceAccess] = {}
        self.listed: dict[AssetType, list[dict[str, Any]]] = {}
        self.workflows: dict[str, Plan] = {}

    async def add(self, needs: Needs) -> None:
        """Pack what a block needs; raises NotFound, BadRequest."""
        self.secrets |= {name: self._secret(name) for name in needs.secrets}
        for word in needs.models:
            self._model(word)
        for word in needs.agents:
            if needs.sql_agents and not _project_agent(self._powa, word):
                await self._sql_agent(word)
            else:
                self._agent(word)
        for word in needs.knowledge_bases:
            self._knowledge(word)
        for word in needs.orchestrations:
            self._orchestration(word)
        for word in needs.sources:
            with suppress(SourceNotFound):  # it may be a connection of the notebook that it runs in
                self.sources[word] = access_to(self._powa, word)
        for word in needs.workflows:
            await self._workflow(word)
        for kind in needs.listed:
            self.listed[kind] = [_told(asset) for asset in self._powa.store.assets.list(kind)]

    def carried(self) -> dict[str, Any]:
        """The fields of the plan; what is secret among them is kept out of all that is told from now on."""
        known.remember(*(secret.value.get_secret_value() for secret in self.secrets.values()))
        known.remember(*(one.key.get_secret_value() for one in self.models.values() if one.key is not None))
        return {
            "secrets": self.secrets,
            "models": self.models,
            "agents": self.agents,
            "sql_agents": self.sql_agents,
            "orchestrations": self.orchestrations,
            "knowledge": self.knowledge,
            "listed": self.listed,
            "sources": self.sources,
            "workflows": self.workflows,
            "web": self._powa.web,
            "recording": self._recording,
        }

    def _secret(self, name: str) -> Secret:
        """A stored secret; where calls are played it need not be there, and an empty one is bound to no host."""
        try:
            return self._powa.vault.get(name)
        except NotFound:
            if has_file(self._recording):
                return Secret(value=SecretStr(""), hosts=[])
            raise

    def _model(self, word: str) -> None:
        if word not in self.models:
            self.models[word] = self._powa.models.access(word)

    def _agent(self, word: str) -> None:
        if word in self.agents:
            return
        agent = self._powa.store.assets.get("agents", word)
        assert isinstance(agent, ProjectAgent)
        self.agents |= {word: agent, agent.id: agent}
        self._model(agent.model)
        for base in agent.knowledge_bases:
            self._knowledge(base)

    async def _sql_agent(self, word: str) -> None:
        if word in self.sql_agents:
            return
        access, model = await packed(self._powa, sql_agent(self._powa, word))
        self.sql_agents[word] = access
        if access.source is not None:
            self.sources[access.source] = access_to(self._powa, access.source)
        if model is not None:
            self.models[access.agent.model] = model

    async def _workflow(self, word: str) -> None:
        """A mapped workflow with all that it needs, and nothing that only others need."""
        if word in self.workflows:
            return
        found = stored_workflow(self._powa, word)
        path = (*self._path, found)
        if found.id in (one.id for one in self._path):
            way = " → ".join(repr(one.name) for one in path)
            raise Conflict(f"A workflow may not map itself: {way}.", code="maps_itself")
        try:
            graph = runnable(found.graph)
            carried = await _packed(self._powa, graph, path)
        except InvalidGraph as error:
            first = next((one["message"] for one in error.details or ()), error.message)
            words = f"The workflow {found.name!r} cannot run: {first}"
            raise Conflict(words, code="workflow_unfit") from None
        given: dict[str, Any] = {
            "graph": graph,
            "variables": found.variables,
            "database": self._powa.settings.database_path,
        }
        self.workflows[word] = Plan.model_construct(workflow_id=found.id, **given, **carried)

    def _knowledge(self, word: str) -> None:
        if word in self.knowledge:
            return
        base = self._powa.store.assets.get("knowledge_bases", word)
        assert isinstance(base, KnowledgeBase)
        path = str(self._powa.knowledge.file(base.id).path)
        access = KnowledgeAccess(id=base.id, name=base.name, path=path, embedding_model=base.embedding_model)
        self.knowledge |= {word: access, base.id: access}
        if base.embedding_model:
            self._model(base.embedding_model)

    def _orchestration(self, word: str) -> None:
        found = self._powa.store.assets.get("orchestrations", word)
        assert isinstance(found, Orchestration)
        self.orchestrations |= {word: found, found.id: found}
        for agent in found.agents:
            self._agent(agent)
        if found.strategy == "supervisor":
            if found.supervisor:
                self._agent(found.supervisor)
            else:
                self._model(found.model)


def stored_workflow(powa: Powa, word: str) -> Workflow:
    """The stored workflow of that id or name; raises WorkflowNotFound, Conflict where several have the name."""
    with suppress(WorkflowNotFound):
        return powa.store.workflows.get(word)
    rows, _ = powa.store.workflows.list(q=word, sort="name", order="asc", limit=SAME)
    named = [row.id for row in rows if row.name.casefold() == word.strip().casefold()]
    if len(named) > 1:
        raise Conflict(f"{len(named)} workflows are called {word!r}: name one by its id.", code="ambiguous_workflow")
    if not named:
        raise NotFound(f"There is no stored workflow {word!r}: save it first, or correct its name.")
    return powa.store.workflows.get(named[0])


def _told(asset: Asset) -> dict[str, Any]:
    return asset.model_dump(mode="json", exclude={"documents", "chunks"})


def _project_agent(powa: Powa, word: str) -> bool:
    """Whether the word is a project agent's; raises Conflict where a SQL agent that people made is called so too."""
    try:
        powa.store.assets.get("agents", word)
    except NotFound:
        return False
    made = [one for one in powa.store.agents.list() if one.type == "USER"]
    if any(word.strip().casefold() == one.name.casefold() for one in made):
        words = f"A project agent and a SQL agent are both called {word!r}: name one by its id."
        raise Conflict(words, code="ambiguous_agent")
    return True
