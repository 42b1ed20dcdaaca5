"""Run a graph: each block as soon as what it waits for is done; what happens comes out as events."""

from __future__ import annotations

import asyncio
from collections import deque
from time import perf_counter
from typing import Any

from jupyter_powa.blocks.base import BlockContext, BlockType, Record, Result
from jupyter_powa.blocks.refs import Values
from jupyter_powa.blocks.sockets import Sockets
from jupyter_powa.blocks.spent import Spent
from jupyter_powa.data.encode import preview_result, whole_text
from jupyter_powa.data.kept import stored
from jupyter_powa.data.kept import taken as restored
from jupyter_powa.engine.careful import Turn, carefully
from jupyter_powa.engine.compiled import Node, compiled
from jupyter_powa.engine.footing import Looks
from jupyter_powa.engine.kept import Batch, Clean, KeptResults
from jupyter_powa.engine.outcome import PASSED, Outcome
from jupyter_powa.engine.printer import Printer
from jupyter_powa.engine.reuse import Reuse
from jupyter_powa.engine.shown import glance, told
from jupyter_powa.errors import BlockError
from jupyter_powa.limits import Limit
from jupyter_powa.model.execution import BlockComplete, BlockFailed, BlockSkipped, BlockStart, Done, Emit
from jupyter_powa.model.plan import Plan

TURN = 0.002
"""Seconds after which the loop gets a turn, so that others in the process see events as they happen."""
COMING = 2
"""Tasks that are on their way to ready blocks at a time: with two, as many wait in a few turns as there are blocks."""
MAX_ERROR: Limit[int] = 20_000
"""Characters of an error's text, and of its trace. Source: ours; guarantees.md 2d, 50 MB of exception text."""


async def run(
    plan: Plan, sockets: Sockets, emit: Emit, kept: KeptResults | None = None, clean: Clean | None = None
) -> dict[str, Record]:
    """Run the plan's graph to its end and give each block's result by block id; the last event is Done.

    The graph must have passed `check`. Independent blocks run at the same time, blocks of an `exclusive` type one at
    a time. A block runs if any edge to it is taken (an OR-join), once all of them are decided. A failed block ends its
    branch, unless an edge leaves it by `error`. Cancelling the caller cancels the blocks that run.
    `kept`: where results are kept for later runs, and taken from; `clean` takes secrets out of what is told of them.
    """
    return await GraphRun(plan, sockets, emit, KeptResults() if kept is None else kept, clean).go()


class GraphRun:
    """One run of one graph."""

    def __init__(self, plan: Plan, sockets: Sockets, emit: Emit, kept: KeptResults, clean: Clean | None) -> None:
        self.nodes = compiled(plan.graph)
        self.sockets, self.emit, self.id = sockets, emit, plan.execution_id
        self.looks = Looks(sockets, plan.variables)
        self.reuse = Reuse(plan, self.nodes, self.looks, kept.of(plan.workflow_id))
        self.made = Batch(plan.execution_id, self.nodes, plan.terms.trial, clean=clean, database=plan.database)
        self.kept, self.workflow_id = kept, plan.workflow_id
        self.terms, self.spent = plan.terms, Spent.under(plan.terms.budget)
        self.loop = asyncio.get_running_loop()
        self.waiting = [len(node.before) for node in self.nodes]
        self.reached = [not node.before for node in self.nodes]
        self.results: dict[str, Record] = {}
        self.named: dict[str, Record] = {}
        self.values = Values(self.named, plan.variables)
        self.shown: dict[str, Any] = {}
        self.error: str | None = None
        self.code: str | None = None
        self.output: tuple[int, Any] = (0, None)
        self.tasks: set[asyncio.Task[None]] = set()
        self.ready: deque[Node] = deque()
        self.coming = 0
        self.began = self.turn = perf_counter()

    async def go(self) -> dict[str, Record]:
        """Run it to its end."""
        try:
            self.ready.extend(self._settled([node for node in self.nodes if not node.before]))
            self._spawn()
            while self.tasks:
                done, _ = await asyncio.wait(self.tasks, return_when=asyncio.FIRST_EXCEPTION)
                self.tasks -= done
                for task in done:
                    task.result()
        finally:
            for task in self.tasks:
                task.cancel()
            await asyncio.gather(*self.tasks, return_exceptions=True)
            self.made.origins = self.reuse.origins
            self.kept.add(self.workflow_id, self.made)
        took = self._since(self.began)
        self.emit(Done("completed" if self.error is None else "failed", self.output[1], took, self.error, self.code))
        return self.results

    def _spawn(self) -> None:
        """See to it that tasks are on their way where blocks are ready; there need not be one for each."""
        while self.coming < min(COMING, len(self.ready)):
            self.coming += 1
            self.tasks.add(self.loop.create_task(self._work()))

    async def _work(self) -> None:
        """Run ready blocks, one after the other; those that follow a block come before others.

        Where a block waits, those that were spawned before it take the next ones: ten thousand blocks that do not
        wait need a few tasks.
        """
        self.coming -= 1
        while self.ready:
            node = self.ready.popleft()
            self._spawn()
            outcome = await self._take(node) if self.reuse.choosing else None
            if outcome is None:
                outcome = await (self._alone(node) if node.form.kind.exclusive else self._attempt(node, Turn()))
            self._next(self._settle(node, outcome))
            if (moment := perf_counter()) - self.turn > TURN:
                self.turn = moment
                await asyncio.sleep(0)

    def _next(self, nodes: list[Node]) -> None:
        """The first of these is next, the others come after all that are ready."""
        if nodes:
            self.ready.extend(nodes[1:])
            self.ready.appendleft(nodes[0])

    def _settle(self, node: Node, outcome: Outcome) -> list[Node]:
        """The blocks that are ready now that this one has ended; those that nothing leads to are skipped on the way."""
        decided: list[Node] = []
        for target, handle in node.after:
            self.waiting[target.place] -= 1
            if outcome.takes(handle):
                self.reached[target.place] = True
            if self.waiting[target.place] == 0:
                decided.append(target)
        return self._settled(decided) if decided else decided

    def _settled(self, decided: list[Node]) -> list[Node]:
        """Of blocks whose edges are all decided, and of those behind them, the ones that are to run."""
        ready = []
        for node in decided:  # grows while it is read: a skipped block decides those behind it
            if node.enabled and self.reached[node.place] and node.id not in self.reuse.left:
                ready.append(node)
                continue
            if node.id not in self.reuse.left:
                reason = "No way that leads here was taken." if node.enabled else "The block is disabled."
                self.emit(BlockSkipped(*node.head, reason))
            for target, _ in node.after:
                self.waiting[target.place] -= 1
                if self.waiting[target.place] == 0:
                    decided.append(target)
        return ready

    async def _take(self, node: Node) -> Outcome | None:
        """Take the result that an earlier run has kept, in place of running the block; None where it is to run."""
        try:
            if (taken := self.reuse.of(node, self.results)) is None:
                return None
            told = taken.told
            if (record := taken.record) is None:
                record = Record(await restored(told, self.sockets.databases))
        except BlockError as error:
            return self._failed(node, error, perf_counter(), 0)
        event = BlockComplete(*node.head, told.data, told.duration_ms, told.route)
        event.attempts, event.kept, event.stored = 0, True, told.stored
        event.reused_from, event.why = taken.origin or None, taken.why
        return self._ended(node, record, told.data, event)

    async def _alone(self, node: Node) -> Outcome:
        async with Turn(self.sockets.exclusive) as turn:
            outcome = await self._attempt(node, turn)
            self.looks.forget()  # code may have changed what the next block looks at
            return outcome

    async def _attempt(self, node: Node, turn: Turn) -> Outcome:
        """Run one block and tell how it went; whatever it raises is the block's failure, not ours."""
        self.emit(BlockStart(*node.head, self.reuse.why.get(node.id, "")))
        if node.footing:
            self.made.states[node.id] = self.looks.state(node.footing)
        began = perf_counter()
        results = self.results
        inputs = {other.name: results[other.id] for other in node.before if other.id in results}
        printer = Printer(node, self.loop, self.emit)
        said, terms = (printer.write, printer.progress), (self.terms, self.spent)
        ctx = BlockContext(node.id, node.name, self.values, inputs, self.sockets, *said, *terms, execution_id=self.id)
        try:
            block = node.form.ready(self.values)
            value = await (block.run(ctx) if node.options is None else carefully(block, node.options, ctx, turn))
        except Exception as error:
            printer.close()
            return self._failed(node, told(error), began, turn.attempts)
        except asyncio.CancelledError as error:
            printer.close()
            if (task := asyncio.current_task()) is None or task.cancelling():
                raise
            return self._failed(node, told(error), began, turn.attempts)  # the block's own: nobody cancelled the run
        printer.close()
        return self._complete(node, block, value, began, turn.attempts)

    def _complete(self, node: Node, block: BlockType, value: Any, began: float, attempts: int) -> Outcome:
        if issubclass(type(value), Result):  # its class alone is asked: the value may be any object of a user's
            record, route = Record(value.fields, output=value.output), value.route
        else:
            record, route = Record(output=value), None
        data = preview_result(record, block.preview_rows)
        again, took = stored(record, data), self._since(began)
        event = BlockComplete(*node.head, data, took, route, None, attempts, False, again)
        self.made.keep(node.id, event, record)
        return self._ended(node, record, data, event)

    def _ended(self, node: Node, record: Record, data: dict[str, Any], event: BlockComplete) -> Outcome:
        """Remember a result for those that follow, and tell of it."""
        self._keep(node, record, data)
        if (final := node.form.kind.final) or not node.after:
            self._offer(final, data["output"])
        event.input = self._incoming(node)
        self.emit(event)
        return PASSED if event.route is None else Outcome(ok=True, route=event.route)

    def _failed(self, node: Node, error: BlockError, began: float, attempts: int) -> Outcome:
        words, took = whole_text(error.message[:MAX_ERROR]), self._since(began)
        if node.handles_errors:
            record = Record(output=None, error=words, code=error.code)
            self._keep(node, record, dict(record))
        elif self.error is None:
            line = f" (line {error.line})" if error.line else ""
            self.error, self.code = f"Block {node.name!r}{line}: {words}", error.code
        trace, came_in = whole_text(error.trace[-MAX_ERROR:]), self._incoming(node)
        id, type, name = node.head
        self.emit(BlockFailed(id, type, name, words, error.code, took, error.line, came_in, trace, attempts))
        return Outcome(failed=True, code=error.code)

    def _keep(self, node: Node, record: Record, data: dict[str, Any]) -> None:
        self.results[node.id] = self.named[node.id] = record
        self.named.setdefault(node.name, record)
        self.shown[node.id] = glance(data.get("output"))

    def _offer(self, final: bool, output: Any) -> None:
        """The run's output is the last output block's; where none ran, the last block's that leads nowhere."""
        rank = 2 if final else 1
        if rank >= self.output[0]:
            self.output = (rank, output)

    def _incoming(self, node: Node) -> dict[str, Any]:
        return {other.name: self.shown[other.id] for other in node.before if other.id in self.shown}

    def _since(self, began: float) -> float:
        return round((perf_counter() - began) * 1_000, 3)
