"""A Powa with a server of models on loopback and scripted models, for blocks that ask agents."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from jupyter_powa import assets, documents
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.launch import start, state, wait
from jupyter_powa.model.assets import Asset
from jupyter_powa.model.execution import BlockLog, Execution
from jupyter_powa.model.workflow import Graph, Workflow
from jupyter_powa.models import Models
from jupyter_powa.powa import Powa
from jupyter_powa.settings import Settings
from tests.llm.server import KEY, ModelServer, model_server


class Working:
    """The parts, and short ways to make assets and to run a graph."""

    def __init__(self, powa: Powa, server: ModelServer, folder: Path) -> None:
        self.powa, self.server, self.folder = powa, server, folder
        self.events: list[dict[str, Any]] = []

    def script(self, name: str, *lines: Any) -> str:
        """The word of a model that plays these lines."""
        (self.folder / f"{name}.json").write_text(json.dumps(lines))
        return f"scripted/{name}.json"

    async def agent(self, name: str, **config: Any) -> Asset:
        return await assets.create(self.powa, "agents", {"name": name, **config})

    async def knowledge(self, name: str, texts: dict[str, str], **config: Any) -> Asset:
        made = await assets.create(self.powa, "knowledge_bases", {"name": name, **config})
        for document, text in texts.items():
            await documents.add_document(self.powa, made.id, name=document, text=text)
        return made

    async def orchestration(self, name: str, *agents: str, **config: Any) -> Asset:
        return await assets.create(self.powa, "orchestrations", {"name": name, "agents": list(agents), **config})

    async def run(self, graph: Graph, **variables: Any) -> tuple[Execution, dict[str, BlockLog]]:
        workflow = self.powa.store.workflows.put(Workflow(name="w", blocks=graph.blocks, edges=graph.edges))
        running = await start(self.powa, workflow, variables)
        self.events = [event async for event in running.follow()]
        execution = await wait(self.powa, running.plan.execution_id)
        return execution, {log.block_id: log for log in state(self.powa, execution.id)[1]}


@asynccontextmanager
async def working(folder: Path) -> AsyncIterator[Working]:
    async with model_server() as server:
        servers = {"local": {"url": server.url, "key": "LOCAL_KEY"}}
        settings = Settings(database=":memory:", root_dir=folder, data_dir=folder / "data", model_servers=servers)
        powa = Powa.memory(settings, kernels=LocalKernels({}))
        powa.models = Models(settings, powa.vault, {"LOCAL_KEY": KEY})
        try:
            yield Working(powa, server, folder)
        finally:
            await powa.close()
