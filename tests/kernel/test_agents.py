"""Agents in a real kernel: all that they need has travelled, or lies in a file that is read there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jupyter_powa.kernel.host import HostKernels
from jupyter_powa.kernel.wire import pack, unpack
from jupyter_powa.knowledge.cut import cut
from jupyter_powa.knowledge.file import KnowledgeFile
from jupyter_powa.model.assets import Document, KnowledgeAccess, Orchestration, ProjectAgent
from jupyter_powa.model.plan import ModelAccess, Plan
from tests.kernel.conftest import plan, seen


def planned(folder: Path) -> Plan:
    file = KnowledgeFile(folder / "kb.sqlite")
    file.put(Document(name="travel"), cut("# Hotels\nA hotel may cost 150 a night."))
    (folder / "replies.json").write_text(json.dumps([{"when": "cost", "say": "Up to 150."}, {"say": "Short."}]))
    one = ProjectAgent(name="Support", model="m", knowledge_bases=["k"])
    other = ProjectAgent(name="Editor", model="m")
    return plan(
        ("agent", "Ask", {"agent_id": "Support", "input": "What may a hotel cost?"}),
        ("orchestration", "Desk", {"orchestration_id": "Desk", "input": "What does <Ask.output> cost?"}),
        agents={"Support": one, one.id: one, other.id: other},
        orchestrations={"Desk": Orchestration(name="Desk", agents=[other.id])},
        knowledge={"k": KnowledgeAccess(id="k", name="Handbook", path=str(file.path))},
        models={"m": ModelAccess(provider="scripted", model="m", replies=str(folder / "replies.json"))},
        listed={"agents": [{"name": "Support"}]},
    )


def test_a_plan_arrives_with_its_agents(tmp_path: Path) -> None:
    made = planned(tmp_path)
    assert unpack(json.loads(json.dumps(pack(made)))) == made


@pytest.mark.kernel
@pytest.mark.filterwarnings("default")
async def test_an_agent_looks_things_up_in_a_kernel_that_has_no_store(kernels: HostKernels, tmp_path: Path) -> None:
    kernel = await kernels.get(None)
    events = await seen(kernel, planned(tmp_path))
    assert events.last.status == "completed", events.last.error
    (asked,) = [event for event in events.events if event.type == "block_complete" and event.block_id == "Ask"]
    assert asked.data["output"] == "Up to 150."
    assert [one["document"] for one in asked.data["sources"]] == ["travel"]
    assert events.last.output == "Short."
