"""The copilot: edits of a large graph, what a model is shown, a turn against litellm alone, and 50 turns at once."""

from __future__ import annotations

import asyncio
import json
from itertools import pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import httpx

from jupyter_powa.copilot.draft import Draft
from jupyter_powa.copilot.outline import state
from jupyter_powa.copilot.take import take_turn
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.llm.provider import litellm
from jupyter_powa.model.copilot import CopilotSession
from jupyter_powa.model.workflow import Block, Edge, Graph, Position, Workflow
from jupyter_powa.powa import Powa
from jupyter_powa.settings import ModelServer, Settings
from tests.benchmarks.bench_model import MESSAGES
from tests.benchmarks.beside import beside
from tests.benchmarks.figures import Figure
from tests.server.running import Server, begin

ROUNDS, TURNS = 15, 50
REST = 0.5
"""Seconds after an answer through litellm: it goes on in a thread of its own, and would slow down what follows."""


def chain(count: int) -> Graph:
    """A chain of SQL blocks, as people write them."""
    blocks = [
        Block(
            id=f"{n:08x}-0000-4000-8000-000000000000",
            type="sql",
            name=f"Step {n}",
            config={
                "query": f'select region, customer, sum(amount) as total_{n}, count(*) as orders\nfrom "Step {n - 1}"\n'
                f"where amount > {n} and placed_on >= date '2026-01-01'\ngroup by region, customer\n"
                f"order by total_{n} desc",
                "max_rows": 1_000,
                "output_as": "frame",
            },
            position=Position(x=260.0 * n, y=(n % 5) * 40.0),
        )
        for n in range(count)
    ]
    edges = [Edge(source=one.id, target=two.id) for one, two in pairwise(blocks)]
    return Graph(blocks=blocks, edges=edges)


def edits(graph: Graph, count: int) -> dict[str, Any]:
    """So many edits: blocks to add, edges to draw to them, blocks to change."""
    third = count // 3
    return {
        "add_blocks": [{"id": f"n{n}", "type": "output", "name": f"New {n}"} for n in range(third)],
        "add_edges": [{"source": f"Step {n}", "target": f"n{n}"} for n in range(third)],
        "update_blocks": [{"id": f"Step {n}", "config": {"max_rows": 7}} for n in range(count - 2 * third)],
    }


async def measure() -> list[Figure]:
    """All of them."""
    return [*_edits(), await _shown(), *await _turns(), *await _door()]


def _edits() -> list[Figure]:
    took = {}
    for blocks, count in ((1_000, 200), (2_000, 400)):
        graph = chain(blocks)
        rounds = []
        for _ in range(5):
            draft = Draft(graph, 1)
            began = perf_counter()
            edited, _ = draft.edit(edits(graph, count))
            rounds.append(perf_counter() - began)
            assert len(edited.applied) == count and not edited.skipped
        took[blocks] = median(rounds)
    return [
        Figure("200 edits of a graph of 1,000 blocks, checked", took[1_000], 0.5, unit="s"),
        Figure("twice as many edits of twice as many blocks", took[2_000] / took[1_000], 2.5, note="2 is linear"),
    ]


async def _shown() -> Figure:
    library = await asyncio.to_thread(litellm)
    graph = chain(50)
    whole = json.dumps(graph.model_dump(mode="json", by_alias=True), separators=(",", ":"))
    text = state(graph, "Change the limit of Step 17 to 20")
    told, all_of_it = (library.token_counter(model="gpt-4o", text=one) for one in (text, whole))
    note = f"{told:,} of {all_of_it:,} tokens"
    return Figure("what a model is shown of 50 blocks / their JSON, tokens", told / all_of_it, 0.25, note=note)


async def _turns() -> list[Figure]:
    """A turn in this process against litellm alone, on the same model server."""
    figures = []
    async with beside("model_server") as url:
        library = await asyncio.to_thread(litellm)
        with TemporaryDirectory() as folder:
            settings = Settings(data_dir=Path(folder), database=":memory:")
            settings.model_servers = {"bench": ModelServer(url=url)}
            powa = Powa(settings, kernels=LocalKernels({}))
            workflow = powa.store.workflows.put(Workflow(name="w"))
            for model, words in (("paced", "200 paced pieces"), ("burst", "a burst of 2,000 pieces")):
                pairs = []
                for _ in range(ROUNDS if model == "burst" else 5):
                    session = powa.store.conversations.add(CopilotSession(workflow_id=workflow.id))
                    ours = await _turn(powa, session.id, f"bench/{model}")
                    pairs.append((ours, await _alone(library, url, model)))
                    await asyncio.sleep(REST)
                later = median(ours[0] - theirs[0] for ours, theirs in pairs) * 1e3
                ratio = median(ours[1] / theirs[1] for ours, theirs in pairs)
                figures.append(Figure(f"{words}: the first one later than with litellm alone", later, 5.0, unit="ms"))
                figures.append(Figure(f"{words}: the whole turn / litellm alone", ratio, 1.2))
            await powa.close()
    return figures


async def _turn(powa: Powa, session_id: str, model: str) -> tuple[float, float]:
    began, first = perf_counter(), 0.0
    async for told in take_turn(powa, session_id, "Tell me.", None, model).follow():
        if told["event"] == "content_delta" and not first:
            first = perf_counter() - began
    assert told["event"] == "complete", told
    return first, perf_counter() - began


async def _alone(library: Any, url: str, model: str) -> tuple[float, float]:
    began, first = perf_counter(), 0.0
    given = {"model": f"openai/{model}", "messages": MESSAGES, "api_base": url, "api_key": "k", "max_retries": 0}
    async for piece in await library.acompletion(stream=True, **given):
        if not first and piece.choices and piece.choices[0].delta.content:
            first = perf_counter() - began
    return first, perf_counter() - began


async def _door() -> list[Figure]:
    """A server with a copilot in it: the first event of a turn, and 50 turns at once."""
    async with beside("model_server") as url:
        with TemporaryDirectory() as folder:
            config = f"c.BenchApp.model_servers = {{'bench': {{'url': '{url}'}}}}"
            running = await asyncio.to_thread(begin, Path(folder), config, extension="tests.benchmarks.door")
            try:
                assert running("PUT", "/api/copilot/settings/model", {"model": "bench/m"}).status_code == 200
                async with httpx.AsyncClient(headers=running.headers, timeout=60, trust_env=False) as client:
                    return [await _first_status(running, client), *await _at_once(running, client)]
            finally:
                running.process.kill()
                running.process.wait()


async def _session(running: Server, client: httpx.AsyncClient) -> str:
    workflow = (await client.post(f"{running.address}/api/workflows", json={"name": "w"})).json()["id"]
    made = await client.post(f"{running.address}/api/copilot/sessions", json={"workflow_id": workflow})
    return f"{running.address}/api/copilot/sessions/{made.json()['id']}/chat"


async def _first_status(running: Server, client: httpx.AsyncClient) -> Figure:
    pairs = []
    for _ in range(40):
        place = await _session(running, client)
        began = perf_counter()
        async with client.stream("POST", place, json={"message": "Tell me."}) as reply:
            async for line in reply.aiter_lines():
                if '"status"' in line:
                    first = perf_counter() - began
                    break
        await asyncio.sleep(0.15)  # the turn goes on without its reader; the next must not run beside it
        began = perf_counter()
        (await client.get(f"{running.address}/api/powa-trivial")).raise_for_status()
        pairs.append((first, perf_counter() - began))
    ours, floor = median(one for one, _ in pairs), median(two for _, two in pairs)
    note = f"{ours * 1e3:.1f} ms against {floor * 1e3:.1f} ms"
    return Figure("POST chat to its first status / a trivial handler's answer", ours / floor, 3.0, note=note)


async def _at_once(running: Server, client: httpx.AsyncClient) -> list[Figure]:
    places = [await _session(running, client) for _ in range(TURNS)]

    async def talk(place: str) -> bool:
        reply = await client.post(place, json={"message": "Tell me."})
        return '"event":"complete"' in reply.text

    talking = asyncio.gather(*(talk(place) for place in places))
    longest = 0.0
    while not talking.done():
        began = perf_counter()
        (await client.get(f"{running.address}/api/powa-trivial")).raise_for_status()
        longest = max(longest, perf_counter() - began)
        await asyncio.sleep(0.01)
    ended = sum(await talking)
    return [
        Figure(f"{TURNS} turns at once that complete", ended, TURNS, unit="", at_least=True),
        Figure("longest answer to another request meanwhile", longest, 1.0, unit="s"),
    ]
