"""A workflow, a DuckDB and the copilot's tools on them, for real: what the planner is tested on."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
from pydantic import ValidationError

from jupyter_powa import launch
from jupyter_powa.copilot.draft import Draft
from jupyter_powa.copilot.marked import marked
from jupyter_powa.copilot.tools import tools
from jupyter_powa.copilot.tools.base import Turn
from jupyter_powa.engine.check import normalised
from jupyter_powa.errors import PowaError
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.llm.base import Ask, ModelMessage, Reply, ToolCall, ToolSpec
from jupyter_powa.llm.open import open_llm
from jupyter_powa.model.copilot import CopilotSession
from jupyter_powa.model.workflow import Block, Graph, Workflow
from jupyter_powa.powa import Powa
from jupyter_powa.settings import Settings
from jupyter_powa.talking import Talk

DATA = """
create table customers(id integer primary key, name varchar, email varchar, country varchar, segment varchar,
    signup_date date, active boolean);
create table products(id integer primary key, name varchar, category varchar, price double, stock integer);
create table orders(id integer primary key, customer_id integer references customers(id), order_date date,
    status varchar, amount double);
create table order_items(order_id integer references orders(id), product_id integer references products(id),
    quantity integer, unit_price double);
create table reviews(id integer primary key, product_id integer references products(id), rating integer,
    comment varchar, created_at timestamp);
insert into customers select i, 'Customer ' || i, case when i % 7 = 0 then null else 'c' || i || '@example.com' end,
    ['Germany', 'France', 'Spain', 'Norway'][i % 4 + 1], ['retail', 'business'][i % 2 + 1],
    date '2023-01-01' + (i * 11)::integer, i % 3 <> 0 from range(1, 41) r(i);
insert into products select i, ['Chair', 'Desk', 'Lamp', 'Pen', 'Mug'][i % 5 + 1] || ' ' || i,
    ['Office', 'Kitchen', 'Home'][i % 3 + 1], case when i = 9 then null else round(i * 7.25, 2) end, (i * 13) % 50
    from range(1, 21) r(i);
insert into orders select i, i * 17 % 37 + 1, date '2023-11-01' + (i * 3 % 400)::integer,
    ['paid', 'shipped', 'cancelled', 'open'][i % 4 + 1], round(i * 37 % 500 + i / 10, 2) from range(1, 301) r(i);
insert into order_items select i % 300 + 1, i * 7 % 20 + 1, i % 5 + 1, round(i * 13 % 90 + 0.5, 2)
    from range(1, 801) r(i);
insert into reviews select i, i * 3 % 20 + 1, i % 5 + 1, 'Comment ' || i ||
    case when i % 6 = 0 then ' too slow' else '' end,
    timestamp '2024-01-01 08:00:00' + interval (i * 9) hour from range(1, 121) r(i);
"""


class Desk:
    """One conversation about one workflow. `yes`: whether the user lets the draft run; `answers`: what they answer."""

    def __init__(self, path: Path, graph: dict[str, Any] | None = None, *, yes: bool = True, answers: Any = ()) -> None:
        self.path = str(path / "data.duckdb")
        if not Path(self.path).exists():
            with duckdb.connect(self.path) as connection:
                connection.execute(DATA)
        settings = Settings(database=self.path, data_dir=path, root_dir=path)
        self.powa = Powa.memory(settings, kernels=LocalKernels({}))
        made = graphed(graph or {})
        self.workflow = Workflow(name="Test", blocks=made.blocks, edges=made.edges)
        self.powa.store.workflows.put(self.workflow)
        self.draft = Draft(made, 1)
        self.yes, self.answers = yes, list(answers)
        self.messages = [ModelMessage("system", "You help with workflows.")]
        self.calls: list[tuple[str, dict[str, Any], Any]] = []
        self.tools = list(tools())
        self.planner = open_llm(self.powa.models.access("planner"))

    async def close(self) -> None:
        """Let go of the database."""
        await self.powa.close()

    async def say(self, text: str) -> str:
        """One turn; the answer."""
        self.messages.append(ModelMessage("user", text))
        self.calls = []
        talk = Talk("s")
        turn = Turn(self.powa, CopilotSession(id="s", workflow_id=self.workflow.id), self.workflow, self.draft, talk)
        user = asyncio.ensure_future(self._user(talk))
        try:
            return await self._turn(turn)
        finally:
            talk.close()
            await user

    async def _user(self, talk: Talk) -> None:
        """Whoever reads along, and answers what is asked."""
        async for told in talk.follow():
            if told["event"] == "confirmation_required":
                talk.settle(told["confirmation_id"], self.yes)
            elif told["event"] == "question":
                talk.settle(told["question_id"], self.answers.pop(0) if self.answers else None)

    async def _turn(self, turn: Turn) -> str:
        own: list[ModelMessage] = []
        for _ in range(25):
            said, reply = [], None
            ask = Ask([*self.messages, *own], [ToolSpec(name, "", {}) for name in self.tools])
            async with aclosing(self.planner.stream(ask)) as stream:  # type: ignore[type-var]
                async for piece in stream:
                    if isinstance(piece, Reply):
                        reply = piece
                    else:
                        said.append(piece.text)
            assert reply is not None and (reply.model, reply.usage.cost) == ("planner", 0.0)
            assert "".join(said) == reply.message.content
            if not reply.message.tool_calls:
                self.messages.append(reply.message)
                return reply.message.content
            own.append(reply.message)
            own += [
                ModelMessage("tool", await self._call(turn, call), (), call.id) for call in reply.message.tool_calls
            ]
        raise AssertionError("the turn did not end")

    async def _call(self, turn: Turn, call: ToolCall) -> str:
        given = json.loads(call.arguments)
        result: Any
        try:
            result = await tools()[call.name].model_validate(given).run(turn)
        except PowaError as error:
            result = {"error": error.message, "code": error.code}
        except ValidationError as error:
            raise AssertionError(f"{call.name}: {error}") from None
        self.calls.append((call.name, given, result))
        return marked(call.name, result)

    @property
    def called(self) -> list[str]:
        """The tools of the last turn."""
        return [name for name, _, _ in self.calls]

    async def run(self, variables: dict[str, Any] | None = None) -> Any:
        """Run the graph as it is, as a stored execution, and give its output; its status is `self.status`."""
        self.workflow = self.powa.store.workflows.save_graph(self.workflow.id, self.draft.graph)
        self.draft = Draft(self.draft.graph, self.workflow.version)
        running = await launch.start(self.powa, self.workflow, variables or {}, "manual")
        await launch.wait(self.powa, running.execution.id)
        execution, logs = launch.state(self.powa, running.execution.id)
        self.status, self.error, self.logs = execution.status, execution.error, logs
        return execution.output

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """What a statement gives on the same data."""
        with duckdb.connect(self.path) as connection:
            return connection.execute(sql).df().to_dict("records")

    def block(self, name: str) -> Block:
        return next(block for block in self.draft.graph.blocks if block.name == name)

    @property
    def names(self) -> list[str]:
        return [block.name for block in self.draft.graph.blocks]

    @property
    def edges(self) -> set[str]:
        names = {block.id: block.name for block in self.draft.graph.blocks}
        return {
            f"{names[e.source]}{'' if e.source_handle == 'output' else ':' + e.source_handle}>{names[e.target]}"
            for e in self.draft.graph.edges
        }


def graphed(told: dict[str, Any]) -> Graph:
    """`{"blocks": {"Load": ["sql", {…}]}, "edges": ["Load>Out"]}`; without edges a chain."""
    blocks = told.get("blocks", {})
    listed = [
        {"id": f"b{place}", "name": name, "type": kind, "config": config, **(more[0] if more else {})}
        for place, (name, (kind, config, *more)) in enumerate(blocks.items())
    ]
    ids = {one["name"]: one["id"] for one in listed}
    names = list(blocks)
    drawn = told.get("edges") or [f"{one}>{other}" for one, other in pairwise(names)]
    edges = []
    for word in drawn:
        source, target = word.split(">")
        name, _, handle = source.partition(":")
        edges.append({"source": ids[name], "target": ids[target], "sourceHandle": handle or "output"})
    return normalised(Graph.model_validate({"blocks": listed, "edges": edges}))[0]
