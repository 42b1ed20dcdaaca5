"""What an execution may reach outside: the web, models and project assets, opened when they are first asked for."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Any

from jupyter_powa.blocks.sockets import Fleet, Sockets
from jupyter_powa.blocks.spent import Spent
from jupyter_powa.errors import BlockError, PowaError
from jupyter_powa.knowledge.file import KnowledgeFile
from jupyter_powa.knowledge.search import search
from jupyter_powa.llm.base import Embedder, Llm
from jupyter_powa.model.assets import AssetType, Found, Orchestration, ProjectAgent
from jupyter_powa.model.plan import Plan, Secret, SqlAgentAccess, Terms
from jupyter_powa.redact import known
from jupyter_powa.replay.current import current
from jupyter_powa.replay.recorder import Recorder
from jupyter_powa.web.base import Web


class Outside:
    """The web, the models and the project assets of one plan. Nothing is loaded or opened before it is asked for."""

    __slots__ = ("_embedders", "_models", "_plan", "_recorder", "_web")

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._web: Web | None = None
        self._recorder = _recorder(plan)
        self._models: dict[str, Llm] = {}
        self._embedders: dict[str, Embedder] = {}

    def web(self) -> Web:
        """The client for HTTP requests."""
        if self._web is None:
            self._web = self._opened()
        return self._web

    def _opened(self) -> Web:
        from jupyter_powa.web.client import HttpClient  # late: most runs reach nothing

        if self._recorder is None:
            return HttpClient(self._plan.web)
        from jupyter_powa.web.recorded import RecordedWeb

        return RecordedWeb(self._recorder, lambda: HttpClient(self._plan.web))

    def secret(self, name: str) -> Secret:
        """A stored secret; raises BlockError where the plan has none of that name."""
        try:
            return self._plan.secrets[name]
        except KeyError:
            raise BlockError(f"There is no stored secret {name!r}.", code="unknown_secret") from None

    def llm(self, word: str) -> Llm:
        """The model that a block calls by this word; raises BlockError where the plan does not say how to reach it."""
        from jupyter_powa.llm.open import open_llm  # late: litellm takes seconds to load

        if word not in self._models:
            if word not in self._plan.models:
                raise BlockError(f"There is no model {word!r} in this run.", code="unknown_model")
            self._models[word] = open_llm(self._plan.models[word], self._recorder)
        return self._models[word]

    def agent(self, word: str) -> ProjectAgent:
        """A project agent; raises BlockError where the plan has none of that id or name."""
        try:
            return self._plan.agents[word]
        except KeyError:
            raise BlockError(f"There is no agent {word!r}.", code="agent_not_found") from None

    def sql_agent(self, word: str) -> SqlAgentAccess | None:
        """A SQL agent; None where the plan has none of that id or name."""
        return self._plan.sql_agents.get(word)

    def orchestration(self, word: str) -> Orchestration:
        """An orchestration; raises BlockError where the plan has none of that id or name."""
        try:
            return self._plan.orchestrations[word]
        except KeyError:
            raise BlockError(f"There is no orchestration {word!r}.", code="orchestration_not_found") from None

    def listed(self, kind: AssetType) -> list[dict[str, Any]]:
        """All project assets of a kind, as far as the plan lists them."""
        return self._plan.listed.get(kind, [])

    def mapped(self, word: str, sockets: Sockets, terms: Terms, spent: Spent) -> AbstractAsyncContextManager[Fleet]:
        """Where a mapped workflow runs: on the cluster, if one is set and no calls are recorded; else here."""
        from jupyter_powa.kernel.each import Here  # late, as above

        if word not in self._plan.workflows:
            raise BlockError(f"There is no workflow {word!r} in this run.", code="workflow_not_found")
        inner = self._plan.workflows[word].model_copy(update={"terms": Terms(trial=terms.trial)})
        if self._plan.dask and self._recorder is None:
            from jupyter_powa.kernel.cluster import Cluster

            return Cluster(self._plan.dask, inner, spent, Outside)
        return Here(inner, Outside(inner), sockets, spent)

    async def search(self, word: str, question: str, limit: int) -> list[Found]:
        """What a knowledge base has on a question, from its file; raises BlockError."""
        if word not in self._plan.knowledge:
            raise BlockError(f"There is no knowledge base {word!r}.", code="knowledge_base_not_found")
        base = self._plan.knowledge[word]
        embed = self._embedder(base.embedding_model).embed if base.embedding_model else None
        try:
            found = await search(KnowledgeFile(base.path), question, limit, embed)
        except BlockError:
            raise
        except PowaError as error:
            raise BlockError(f"{base.name}: {error.message}", code=error.code) from None
        return [one.model_copy(update={"knowledge_base": base.name}) for one in found]

    def _embedder(self, word: str) -> Embedder:
        from jupyter_powa.llm.open import open_embedder  # late: as above

        if word not in self._embedders:
            if word not in self._plan.models:
                raise BlockError(f"There is no model {word!r} in this run.", code="unknown_model")
            self._embedders[word] = open_embedder(self._plan.models[word], self._recorder)
        return self._embedders[word]

    async def close(self) -> None:
        """Let go of every connection."""
        opened: list[Any] = [*self._models.values(), *self._embedders.values(), *([self._web] if self._web else [])]
        for one in opened:
            await one.close()


def _recorder(plan: Plan) -> Recorder | None:
    """What records and plays: as the plan says, unless this process says strict, which holds whoever has sent the plan.

    No secret of the plan gets into the file: a kernel that a server has sent it to knows of none before.
    """
    here = current()
    recording = here if here is not None and here.mode == "strict" else plan.recording or here
    if recording is None:
        return None
    known.remember(*(one.value.get_secret_value() for one in plan.secrets.values()))
    known.remember(*(one.key.get_secret_value() for one in plan.models.values() if one.key is not None))
    return Recorder(recording)
