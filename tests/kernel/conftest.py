"""A real kernel manager of the Jupyter server, and plans in a few words."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from jupyter_powa.kernel.base import Kernel
from jupyter_powa.kernel.host import HostKernels
from jupyter_powa.model.execution import Event
from jupyter_powa.model.plan import Plan
from jupyter_powa.model.workflow import Block, Edge, Graph

HERE = str(Path(__file__).parents[2])


def plan(*blocks: tuple[str, str, dict[str, Any]], chain: bool = True, **more: Any) -> Plan:
    """A plan of these blocks (type, name, config), one behind the other or side by side."""
    made = [Block(id=name, type=kind, name=name, config=config) for kind, name, config in blocks]
    edges = [Edge(source=a.id, target=b.id) for a, b in itertools.pairwise(made)] if chain else []
    return Plan(workflow_id="w", graph=Graph(blocks=made, edges=edges), **more)


def code(text: str, name: str = "Code", **more: Any) -> Plan:
    return plan(("code", name, {"code": text}), **more)


class Seen:
    """The events of a run, and when each was seen."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.times: list[float] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        self.times.append(time.time())

    @property
    def types(self) -> list[str]:
        return [event.type for event in self.events]

    @property
    def last(self) -> Any:
        return self.events[-1]

    def of(self, kind: str) -> Any:
        return next(event for event in self.events if event.type == kind)


async def seen(kernel: Kernel, one: Plan) -> Seen:
    """What a whole run tells."""
    events = Seen()
    await kernel.run(one, events)
    return events


@pytest.fixture
async def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncMappingKernelManager]:
    monkeypatch.setenv("PYTHONPATH", HERE + os.pathsep + os.environ.get("PYTHONPATH", ""))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-for-kernels")
    (tmp_path / "files").mkdir()
    manager = AsyncMappingKernelManager(  # type: ignore[no-untyped-call]  # jupyter_server says no types
        root_dir=str(tmp_path), connection_dir=str(tmp_path / "files")
    )
    yield manager
    await manager.shutdown_all(now=True)


@pytest.fixture
async def kernels(manager: AsyncMappingKernelManager) -> AsyncIterator[HostKernels]:
    kernels = HostKernels(manager)
    yield kernels
    await kernels.close()
