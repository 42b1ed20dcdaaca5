"""What a run would take before it is started: rows, tokens, money and time, from what earlier runs took, or guessed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.base import BlockType
from jupyter_powa.blocks.modelled import Modelled
from jupyter_powa.blocks.refs import has_reference
from jupyter_powa.engine.check import in_order
from jupyter_powa.engine.journal import masked
from jupyter_powa.errors import PowaError
from jupyter_powa.llm.open import prices_of
from jupyter_powa.model.estimate import Estimate, StepEstimate
from jupyter_powa.model.execution import BlockLog
from jupyter_powa.model.workflow import Block, Graph, Workflow
from jupyter_powa.powa import Powa
from jupyter_powa.reading import look_project
from jupyter_powa.runnable import runnable

RUNS = 10
"""Earlier runs that are looked at."""
ROW = 400
"""Characters of a row that nobody has seen yet."""
ANSWER_SECONDS = 1.5
"""Seconds of one request that nobody has measured yet."""
TRIAL = "A trial run makes it closer."


async def estimate(powa: Powa, workflow: Workflow, trial: int | None = None, kernel_id: str | None = None) -> Estimate:
    """What a run of the workflow would take; `trial`: of one that reads so many rows. Raises InvalidGraph.

    Nothing is run and no model is asked; rows of tables and files are counted, in the kernel where it would run.
    """
    work = _Work(powa, runnable(workflow.graph), *_past(powa, workflow.id), trial, kernel_id)
    steps = [await work.step(block) for block in work.order]
    asking = [step for step in steps if step.model is not None]
    seconds = _sum([step.seconds for step in steps if not asking or step.model or step.seconds is not None])
    if seconds is not None and seconds > (limit := powa.settings.execution_timeout):
        work.words.append(f"A run is stopped after {limit:g} s; in a cell, after its budget's seconds.")
    return Estimate(
        steps=steps,
        rows=_sum([step.rows_out for step in asking if issubclass(catalog()[step.type], Modelled)]),
        tokens=_sum([_sum([step.prompt_tokens, step.completion_tokens]) for step in asking]),
        usd=_sum([step.usd for step in asking]),
        seconds=seconds,
        words=list(dict.fromkeys(work.words)),
    )


@dataclass
class _Work:
    """One estimate as it is made."""

    powa: Powa
    graph: Graph
    past: Mapping[str, BlockLog]
    whole: set[str]
    """The blocks of which that log is of no trial."""
    trial: int | None
    kernel_id: str | None
    words: list[str] = field(default_factory=list)
    _rows: dict[str, int | None] = field(default_factory=dict)

    @property
    def order(self) -> list[Block]:
        """The blocks that run, each behind all that come before it."""
        blocks = {block.id: block for block in self.graph.blocks}
        return [blocks[key] for key in in_order(self.graph) if blocks[key].enabled]

    async def step(self, block: Block) -> StepEstimate:
        """What one block would take."""
        kind = catalog()[block.type]
        past = self._log(block)
        source = self._source(block)
        rows_in = self._rows.get(source.id) if source is not None else None
        made = StepEstimate(block_id=block.id, name=block.name, type=block.type, rows_in=rows_in)
        if issubclass(kind, Modelled):
            await self._asking(made, block, kind, past, source)
        else:
            made.rows_out = await self._passed(block, kind, rows_in, past)
            told = _told(past)
            if past is not None and past.duration_ms is not None:
                seen = told.get("rows_in") or told.get("row_count") or 0
                now = rows_in if rows_in is not None else made.rows_out
                more = now / seen if seen and now is not None else 1.0
                made.seconds, made.measured = round(past.duration_ms / 1_000 * max(more, 0.01), 3), True
            await self._one_answer(made, block, kind, told)
        self._rows[block.id] = made.rows_out
        return made

    async def _passed(
        self, block: Block, kind: type[BlockType], rows_in: int | None, past: BlockLog | None
    ) -> int | None:
        """Rows that a block without a model passes on."""
        config, told = block.config, _told(past)
        if kind.type == "read":
            return await self._read(block, told)
        if rows_in is None or "rows" not in kind.model_fields:
            return None
        if (size := config.get("size")) is not None or config.get("fraction") is not None:
            return min(rows_in, int(size)) if size else round(rows_in * float(config["fraction"]))
        came, went = told.get("rows_in"), told.get("row_count")
        if type(came) is int and type(went) is int and came > 0:
            return round(rows_in * went / came)
        if any(issubclass(catalog()[one.type], Modelled) for one in self._behind(block)):
            self.words.append(f"{block.name} was not run yet: it is taken to pass all rows on. {TRIAL}")
        return rows_in

    async def _read(self, block: Block, told: Mapping[str, Any]) -> int | None:
        """Rows of a source: counted, else as many as were read before."""
        config = block.config
        where = {"source": config["connection"]} if config.get("connection") else {}
        path, table, query = (config.get(word) for word in ("path", "table", "query"))
        found: int | None = None
        if table:
            found = await self._count({**where, "table": str(table).split(".")})
            found = found if found is not None else await self._count({"variable": str(table)})
        elif type(path) is str:
            found = await self._count({"file": path})
        elif query and not has_reference(query):
            found = await self._count({**where, "sql": query})
        if found is None and block.id in self.whole and type(told.get("row_count")) is int:
            found = told["row_count"]
        if found is None:
            self.words.append(f"How many rows {block.name} reads is not known. {TRIAL}")
            return self.trial
        return found if self.trial is None else min(found, self.trial)

    async def _count(self, relation: dict[str, Any]) -> int | None:
        try:
            form = {"view": {"relation": relation}}
            look = look_project(self.powa, "count", form, kernel_id=self.kernel_id)
            async with aclosing(look) as answer:  # type: ignore[type-var]
                return int((await anext(answer)).told["row_count"])
        except PowaError:
            return None  # the run itself says what is wrong

    async def _asking(
        self, made: StepEstimate, block: Block, kind: type[Modelled], past: BlockLog | None, source: Block | None
    ) -> None:
        """A step that asks a model for rows."""
        config = block.config
        made.model = str(config.get("model") or self.powa.settings.default_model)
        if source is not None and made.rows_in is None:
            self.words.append(f"How many rows {block.name} asks {made.model} for is not known.")
            return
        count = config.get("count")
        if self.trial is not None and type(count) is int:
            config = {**config, "count": min(count, self.trial)}
        form = kind.model_validate({**config, "rows": None})
        characters = self._characters(source)
        guess = form.guess(made.rows_in or 0, characters or ROW)
        made.rows_out, made.requests = guess.rows, guess.requests
        made.prompt_tokens, made.completion_tokens = guess.prompt_tokens, guess.completion_tokens
        cost = _told(past).get("cost")
        seen = cost.get("requests") if isinstance(cost, Mapping) else None
        at_once = min(form.concurrency, max(guess.requests, 1))
        if isinstance(cost, Mapping) and seen and past is not None:
            more = guess.requests / seen
            made.prompt_tokens = round(cost["prompt_tokens"] * more)
            made.completion_tokens = round(cost["completion_tokens"] * more)
            one = (past.duration_ms or 0.0) / 1_000 / ceil(seen / min(form.concurrency, seen))
            made.seconds, made.measured = round(one * ceil(guess.requests / at_once), 1), True
        else:
            made.seconds = round(ANSWER_SECONDS * ceil(guess.requests / at_once), 1)
            self.words.append(f"{block.name}: its tokens and time are guessed, as it was not run yet. {TRIAL}")
        await self._priced(made)

    async def _one_answer(
        self, made: StepEstimate, block: Block, kind: type[BlockType], told: Mapping[str, Any]
    ) -> None:
        """A block that asks a model once a run, as far as an earlier run says what that took."""
        needs = kind.needs(block.config)
        if needs is None or not (needs.models or needs.agents):
            return
        made.model = (needs.models or needs.agents)[0] or self.powa.settings.default_model
        if isinstance(usage := told.get("usage"), Mapping) and {"prompt_tokens", "completion_tokens"} <= usage.keys():
            made.requests, made.usd = 1, usage.get("cost")
            made.prompt_tokens, made.completion_tokens = usage["prompt_tokens"], usage["completion_tokens"]
        else:
            self.words.append(f"What {block.name} asks {made.model} is only known once it has run.")

    async def _priced(self, made: StepEstimate) -> None:
        try:
            prices = await prices_of(self.powa.models.access(made.model or ""))
        except PowaError as error:
            self.words.append(f"{made.name}: {error.message}")
            return
        if prices is None:
            words = "no price list has it; `prices` of its server in `model_servers` say it."
            self.words.append(f"What {made.model} costs is not known: {words}")
        elif made.prompt_tokens is not None and made.completion_tokens is not None:
            made.usd = (made.prompt_tokens * prices[0] + made.completion_tokens * prices[1]) / 1e6

    def _log(self, block: Block) -> BlockLog | None:
        """What an earlier run tells of this block, if it was as it is now."""
        log = self.past.get(block.id)
        same = log is not None and log.config_snapshot == masked(block.config)
        return log if same else None

    def _source(self, block: Block) -> Block | None:
        """The block whose rows this one works on."""
        before = [edge.source for edge in self.graph.edges if edge.target == block.id]
        blocks = {one.id: one for one in self.graph.blocks}
        named = str(block.config.get("rows") or "").strip("<>").partition(".")[0]
        return next((blocks[key] for key in before if named in (key, blocks[key].name)), None) or (
            blocks[before[0]] if before else None
        )

    def _behind(self, block: Block) -> list[Block]:
        """All blocks that come after one."""
        found = {block.id}
        for one in self.order:
            if any(edge.target == one.id and edge.source in found for edge in self.graph.edges):
                found.add(one.id)
        return [one for one in self.order if one.id in found and one.id != block.id]

    def _characters(self, source: Block | None) -> float | None:
        """How long a row is, by the rows that an earlier run has shown."""
        rows = _told(self.past.get(source.id)).get("output") if source is not None else None
        return len(json.dumps(rows, ensure_ascii=False)) / len(rows) if isinstance(rows, list) and rows else None


def _past(powa: Powa, workflow_id: str) -> tuple[dict[str, BlockLog], set[str]]:
    """The newest log of each block that ended well in a run of its own, and which of these are of no trial."""
    found: dict[str, BlockLog] = {}
    whole: set[str] = set()
    for execution in powa.store.executions.list(workflow_id, RUNS):
        for log in powa.store.logs.list(execution.id):
            if log.status == "success" and not log.kept and log.block_id not in found:
                found[log.block_id] = log
                whole |= {log.block_id} if execution.trial is None else set()
    return found, whole


def _told(log: BlockLog | None) -> Mapping[str, Any]:
    return log.output if log is not None and isinstance(log.output, dict) else {}


def _sum(values: list[Any]) -> Any:
    """The sum; None where one of them is not known."""
    return None if any(value is None for value in values) else sum(values)
