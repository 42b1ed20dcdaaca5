"""The floors: the least that has to be done, written with nothing of ours."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections import deque
from collections.abc import Sequence
from pathlib import Path

Edges = Sequence[tuple[int, int]]


class BareLoop:
    """Dependency counters; two JSON events a block through a queue, one SQLite row a block in one transaction."""

    def __init__(self, count: int, edges: Edges, path: Path) -> None:
        self.count = count
        self.after: list[list[int]] = [[] for _ in range(count)]
        self.needs = [0] * count
        for source, target in edges:
            self.after[source].append(target)
            self.needs[target] += 1
        self.db = sqlite3.connect(path)
        self.db.execute("pragma journal_mode=wal")
        self.db.execute("create table if not exists log (run integer, block integer, status text, output text)")
        self.runs = 0

    async def run(self) -> None:
        """Run it once, and keep every event and log row."""
        self.runs += 1
        events: asyncio.Queue[str | None] = asyncio.Queue()
        kept: list[str] = []

        async def consume() -> None:
            while (event := await events.get()) is not None:
                kept.append(event)

        consumer = asyncio.create_task(consume())
        rows = await self._blocks(events)
        events.put_nowait(None)
        await consumer
        with self.db:
            self.db.executemany("insert into log values (?, ?, ?, ?)", rows)
        assert len(kept) == 2 * self.count

    async def _blocks(self, events: asyncio.Queue[str | None]) -> list[tuple[int, int, str, str]]:
        waiting = list(self.needs)
        ready = deque(block for block, need in enumerate(waiting) if need == 0)
        rows = []
        while ready:
            block = ready.popleft()
            events.put_nowait(json.dumps({"type": "block_start", "block_id": block}))
            output = await self._work(block)
            events.put_nowait(json.dumps({"type": "block_complete", "block_id": block, "data": output}))
            rows.append((self.runs, block, "success", json.dumps(output)))
            for target in self.after[block]:
                waiting[target] -= 1
                if waiting[target] == 0:
                    ready.append(target)
        return rows

    async def _work(self, block: int) -> dict[str, int]:
        return {"output": block}
