"""What a running block says, on its way to events: gathered for a moment, and bounded."""

from __future__ import annotations

import asyncio
from itertools import groupby
from typing import Literal

from jupyter_powa.data.encode import whole_text
from jupyter_powa.engine.compiled import Node
from jupyter_powa.limits import Limit
from jupyter_powa.model.execution import BlockChunk, BlockProgress, Emit

Stream = Literal["stdout", "stderr", "text"]

DELAY = 0.02
"""Seconds that text waits for more of it, so that a thousand prints are a few events (house: seen within 30 ms)."""
LIVE: Limit[int] = 256_000
"""Characters that a block prints which are sent as they come; of what follows only the end is sent. Source: ours,
guarantees.md 2d.
"""
TAIL: Limit[int] = 64_000
"""Characters kept of the end of what a block prints. Source: guarantees.md 2d, ladder 7."""


class Printer:
    """Takes one block's text and progress from any thread, and emits them in the loop's own, until it is closed."""

    _progress: tuple[float | None, str] | None = None
    _sent = 0
    _dropped = 0
    _tail = ""
    _waiting = False
    _closed = False

    def __init__(self, node: Node, loop: asyncio.AbstractEventLoop, emit: Emit) -> None:
        self._node, self._loop, self._emit = node, loop, emit
        self._pieces: list[tuple[str, Stream]] = []  # most blocks say nothing: an empty deque takes ten times as much

    def write(self, text: str, stream: Stream) -> None:
        """Take a piece of text; from any thread. Nothing is taken any more when the block has ended."""
        if text and not self._closed:
            self._pieces.append((text, stream))
            self._wake()

    def progress(self, fraction: float | None, message: str) -> None:
        """Take how far the block is; from any thread. Of several in a moment the last is told."""
        if not self._closed:
            self._progress = (fraction, message)
            self._wake()

    def flush(self) -> None:
        """Emit what has gathered; in the loop's thread."""
        self._waiting = False  # before the pieces are taken: who adds one now asks for another flush
        pieces = self._pieces[:]
        del self._pieces[: len(pieces)]  # a thread may have added another one meanwhile
        for stream, group in groupby(pieces, key=lambda piece: piece[1]):
            self._hand_on(whole_text("".join(text for text, _ in group)), stream)
        if self._progress is not None:
            node, (fraction, message) = self._node, self._progress
            self._progress = None
            self._emit(BlockProgress(node.id, node.type, node.name, fraction, message))

    def close(self) -> None:
        """Emit the rest, and the end of what was held back with a note of what is missing."""
        self._closed = True
        if self._pieces or self._progress is not None:
            self.flush()
        if self._tail:
            note = f"\n… [{self._dropped:,} characters left out] …\n" if self._dropped else ""
            self._chunk(note + self._tail, "stdout")
            self._tail = ""

    def _wake(self) -> None:
        if not self._waiting:
            self._waiting = True
            self._loop.call_soon_threadsafe(self._loop.call_later, DELAY, self.flush)

    def _hand_on(self, text: str, stream: Stream) -> None:
        room = LIVE - self._sent
        if room > 0:
            self._sent += len(text[:room])
            self._chunk(text[:room], stream)
        rest = text[max(room, 0) :]
        if rest:
            tail = self._tail + rest
            self._dropped += max(len(tail) - TAIL, 0)
            self._tail = tail[-TAIL:]

    def _chunk(self, text: str, stream: Stream) -> None:
        node = self._node
        self._emit(BlockChunk(node.id, node.type, node.name, text, stream))
