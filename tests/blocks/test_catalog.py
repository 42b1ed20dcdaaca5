"""What holds for every block type on the shelf, also for those that are still to be written."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from jupyter_powa import blocks
from jupyter_powa.blocks import catalog, describe, kinds, register
from jupyter_powa.blocks.__main__ import page
from jupyter_powa.blocks.base import BlockContext, BlockType
from jupyter_powa.blocks.refs import find
from jupyter_powa.engine.check import check
from jupyter_powa.kernel.outside import Outside
from jupyter_powa.llm.base import Llm
from jupyter_powa.llm.scripted import ScriptedLlm
from jupyter_powa.model.assets import Orchestration, ProjectAgent
from jupyter_powa.model.plan import Plan, WebRules
from jupyter_powa.model.wired import to_wire
from jupyter_powa.web.base import Request, Response, Web
from tests.engine.running import graph_of, ran
from tests.web.peer import Peer, peer

SHELF = [kind for kind in kinds() if kind.__module__.startswith("jupyter_powa.")]
each = pytest.mark.parametrize("kind", SHELF, ids=lambda kind: kind.type)


def described(schema: Any, path: str = "") -> list[str]:
    """The fields, however deep, that nobody described."""
    found = []
    for name, field in schema.get("properties", {}).items():
        if not field.get("description"):
            found.append(f"{path}{name}")
    for name, inner in schema.get("$defs", {}).items():
        found += described(inner, f"{name}.")
    return found


@each
def test_it_has_words_for_people(kind: type[BlockType]) -> None:
    first = inspect.cleandoc(kind.__doc__ or "").splitlines()[0]
    assert first.endswith(".") and len(first) < 100
    assert kind.title and kind.icon
    assert kind.type == kind.type.lower()


@each
def test_every_field_is_described(kind: type[BlockType]) -> None:
    assert described(kind.model_json_schema()) == []


@each
def test_its_schema_and_all_that_is_told_of_it_are_json(kind: type[BlockType]) -> None:
    info = describe(kind)
    told = info.model_dump(mode="json", by_alias=True)
    assert json.loads(json.dumps(told)) == told
    assert told["schema"]["type"] == "object"
    assert told["handles"]


@each
def test_its_example_is_valid(kind: type[BlockType]) -> None:
    assert [problem for problem in check(graph_of({"it": (kind.type, kind.example)})) if problem.stops] == []


REPLIES = [
    {"say": {"label": "positive", "confidence": 1}, "when": "which label fits this review"},
    {"say": {"rows": [{"text": "A fine day."}]}, "when": "make up"},
    "Oslo",
]
"""What models say, also to steps that want rows."""


class Nearby(Outside):
    """Requests go to a peer on loopback, whatever host they name: over real HTTP, but not to the internet."""

    def __init__(self, plan: Plan, peer: Peer) -> None:
        agent = ProjectAgent(name="Writer")
        there = {
            "web": WebRules(allowed_addresses=[peer.place]),
            "agents": {agent.id: agent},
            "workflows": {"Greeting": Plan(workflow_id="greeting", graph=graph_of({"Input": "input"}))},
            "orchestrations": {"Newsroom": Orchestration(name="Newsroom", agents=[agent.id])},
        }
        super().__init__(plan.model_copy(update=there))
        self.peer = peer

    def web(self) -> Web:
        return self

    def llm(self, word: str) -> Llm:
        return ScriptedLlm(REPLIES)

    async def send(self, request: Request) -> Response:
        url = urlsplit(request.url)._replace(scheme=self.peer.scheme, netloc=self.peer.place).geturl()
        return await super().web().send(replace(request, url=url))


@each
async def test_its_example_runs_and_what_comes_out_is_json(kind: type[BlockType]) -> None:
    names = {ref.name for ref in find(kind.example)} | {"Input"}
    given = {"count": 12, "text": "x"}
    before = {name: ("code", {"code": f"output = {given!r}"}) for name in sorted(names)}
    graph = graph_of({**before, "it": (kind.type, kind.example)}, [f"{name}>it" for name in before])
    async with peer() as here:
        it = await ran(graph, {"city": "Bonn"}, outside=lambda plan: Nearby(plan, here))
    assert it.done.status == "completed", it.done.error
    json.dumps([to_wire(event, Plan(workflow_id="w", graph=graph), 1) for event in it.events], allow_nan=False)


@each
def test_it_has_its_own_file_and_its_own_test(kind: type[BlockType]) -> None:
    name = Path(inspect.getfile(kind)).name
    assert (Path(__file__).parent / f"test_{name}").exists()


@each
def test_each_of_its_words_leads_to_it(kind: type[BlockType]) -> None:
    assert {catalog()[word] for word in (kind.type, *kind.aliases)} == {kind}


@pytest.mark.parametrize(
    "word",
    [
        *("input", "starter", "manual", "output", "response", "code", "function", "condition", "split", "sql"),
        *("general_api", "api_call", "llm", "agent", "orchestration", "platform_api", "webhook"),
    ],
)
def test_the_contracts_words_are_on_the_shelf(word: str) -> None:
    assert word in catalog()


def test_the_catalog_prints_as_a_page() -> None:
    text = page()
    for kind in SHELF:
        assert f"`{kind.type}`" in text
        assert all(f"`{name}`: " in text for name in kind.model_json_schema().get("properties", {}))


@pytest.fixture
def fresh() -> Iterator[None]:
    """Take what a test registers off the shelf again."""
    before = dict(blocks._written)
    yield
    blocks._written.clear()
    blocks._written.update(before)
    catalog.cache_clear()


async def test_a_type_that_a_notebook_registers_runs_and_its_cell_can_be_run_again(fresh: None) -> None:
    for answer in (1, 2):

        @register
        class Own(BlockType, type="own", title="Own", aliases=("mine",)):
            """Give a number."""

            async def run(self, ctx: BlockContext, answer: int = answer) -> int:
                return answer

        assert catalog()["mine"] is Own
        assert (await ran(graph_of({"it": "own"}))).output == answer


@pytest.mark.parametrize("word", ["code", "starter"])
def test_a_word_that_is_taken_cannot_be_registered(word: str, fresh: None) -> None:
    class Thief(BlockType, type=word):
        """Take another's word."""

    with pytest.raises(TypeError, match=word):
        register(Thief)
    assert catalog()[word] is not Thief
