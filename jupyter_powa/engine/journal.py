"""Fold the events of one execution into what is remembered of it: the Execution and a BlockLog for each block."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any

from jupyter_powa.limits import Limit
from jupyter_powa.model.execution import (
    BlockChunk,
    BlockComplete,
    BlockFailed,
    BlockLog,
    BlockProgress,
    BlockSkipped,
    BlockStart,
    Done,
    Event,
    Execution,
    ExecutionStart,
    RunError,
)
from jupyter_powa.model.workflow import Graph, now

KEPT: Limit[int] = 65_536
"""Characters kept of the beginning, and of the end, of what a block prints. Source: guarantees.md 2d, ladder 7."""
MASK = "***"
_SECRET = re.compile(r"passw|secret|token(?!s)|api[-_ ]?key|authorization|credential|private[-_ ]?key", re.IGNORECASE)


class Journal:
    """One execution as it stands after the events so far. Reads no clock but its own and does no input or output."""

    def __init__(self, execution: Execution, graph: Graph) -> None:
        self.execution = execution
        self.logs: dict[str, BlockLog] = {}
        """By block id, in the order in which the blocks started."""
        self.progress: dict[str, str] = {}
        """How far blocks that run are, in their words; it is not kept."""
        self.changed: set[str] = set()
        """The blocks that started or ended since `take`."""
        self.ended = False
        self._configs = {block.id: block.config for block in graph.blocks}
        self._printed: dict[str, Printed] = {}

    def record(self, event: Event) -> None:
        """Fold one event; what comes after the end is ignored."""
        if not self.ended and (fold := _FOLDS.get(type(event))) is not None:
            fold(self, event)

    def take(self) -> list[BlockLog]:
        """The logs of the blocks that started or ended since the last call."""
        taken = [self._told(self.logs[block_id]) for block_id in self.changed]
        self.changed.clear()
        return taken

    def snapshot(self) -> list[BlockLog]:
        """All logs as they are now, in the order in which the blocks started; from any thread."""
        return [self._told(log) for log in list(self.logs.values())]  # another thread may be looking

    def _told(self, log: BlockLog) -> BlockLog:
        if (printed := self._printed.get(log.block_id)) is not None:
            log.printed = printed.text()
        return log

    def _start(self, event: ExecutionStart) -> None:
        if self.execution.started_at is None:
            self.execution.started_at = datetime.fromisoformat(event.started_at)
        self.execution.status, self.execution.kernel = "running", event.kernel

    def _begin(self, event: BlockStart) -> None:
        log = self._add(event, "running")
        if event.why:
            log.why = event.why

    def _add(self, event: Any, status: Any) -> BlockLog:
        log = BlockLog(event.block_id, event.block_type, event.block_name, status, len(self.logs) + 1)
        if config := self._configs.get(event.block_id):
            log.config_snapshot = masked(config)
        self.logs[event.block_id] = log
        self.changed.add(event.block_id)
        return log

    def _far(self, event: BlockProgress) -> None:
        if event.message:
            self.progress[event.block_id] = event.message

    def _chunk(self, event: BlockChunk) -> None:
        printed = self._printed.get(event.block_id)
        if printed is None:
            printed = self._printed[event.block_id] = Printed()
        printed.add(event.chunk)

    def _complete(self, event: BlockComplete) -> None:
        log = self._end(event, "success")
        log.output, log.route, log.kept, log.stored = event.data, event.route, event.kept, event.stored
        if event.kept:
            log.reused_from, log.why = event.reused_from, event.why

    def _failed(self, event: BlockFailed) -> None:
        log = self._end(event, "error")
        log.error, log.code, log.line, log.trace = event.error, event.code, event.line, event.trace

    def _end(self, event: Any, status: Any) -> BlockLog:
        log = self.logs.get(event.block_id) or self._add(event, status)
        log.status, log.duration_ms, log.input = status, event.duration_ms, event.input
        log.attempts = event.attempts
        self.changed.add(event.block_id)
        return log

    def _skipped(self, event: BlockSkipped) -> None:
        self._add(event, "skipped").error = event.reason

    def _done(self, event: Done) -> None:
        self.execution.output = event.output
        self._close(event.status, event.error, event.code)

    def _broke(self, event: RunError) -> None:
        self.execution.broke = True
        self._close("failed", event.error, event.code)

    def _close(self, status: Any, error: str | None, code: str | None) -> None:
        for log in self.logs.values():
            if log.status == "running":  # its end was not told: the run broke first
                log.status, log.error, log.code = "error", error, code
                self.changed.add(log.block_id)
        ended = self.execution
        ended.status, ended.error, ended.code, ended.completed_at = status, error, code, now()
        self.ended = True


_FOLDS: dict[type, Callable[[Journal, Any], None]] = {
    ExecutionStart: Journal._start,
    BlockStart: Journal._begin,
    BlockChunk: Journal._chunk,
    BlockProgress: Journal._far,
    BlockComplete: Journal._complete,
    BlockFailed: Journal._failed,
    BlockSkipped: Journal._skipped,
    Done: Journal._done,
    RunError: Journal._broke,
}


class Printed:
    """Text of any length, of which the beginning and the end are kept."""

    def __init__(self) -> None:
        self._head: list[str] = []
        self._room = KEPT
        self._tail: deque[str] = deque()
        self._held = 0
        self._dropped = 0

    def add(self, text: str) -> None:
        """Add some text to the end."""
        if self._room:
            self._head.append(text[: self._room])
            text = text[self._room :]
            self._room -= len(self._head[-1])
        if text:
            self._tail.append(text)
            self._held += len(text)
            while self._held - len(self._tail[0]) >= KEPT:
                self._dropped += len(self._tail[0])
                self._held -= len(self._tail.popleft())

    def text(self) -> str:
        """The beginning, a note of how much is left out, and the end."""
        head, tail = "".join(self._head), "".join(self._tail)
        dropped = self._dropped + max(0, len(tail) - KEPT)
        if not dropped:
            return head + tail
        return f"{head}\n… {dropped:,} characters left out …\n{tail[-KEPT:]}"


def masked(config: Any) -> Any:
    """A config without its secrets: what stands under a name like password, token or api_key becomes ***."""
    if isinstance(config, dict):
        pair = config.get("key") or config.get("name")
        hidden = isinstance(pair, str) and _SECRET.search(pair) is not None  # a header written as {key, value}
        return {
            key: MASK
            if item and (_SECRET.search(str(key)) or (hidden and key == "value"))
            else masked(item)
            if isinstance(item, (dict, list))
            else item
            for key, item in config.items()
        }
    return [masked(item) for item in config] if isinstance(config, list) else config
