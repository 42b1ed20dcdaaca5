"""What a running block prints, on its way to events: gathered for a moment, and bounded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import groupby
from typing import Literal

Stream = Literal["stdout", "stderr", "text"]

DELAY = 0.02
"""Seconds that text waits for more of it, so that a thousand prints are a few events (house: seen within 30 ms)."""
LIVE = 256_000
"""Characters of one block that are sent as they come; of what follows only the end is sent."""
TAIL = 64_000
"""Characters kept of the end (guarantees.md 2d, ladder 7)."""


class Printer:
    """Takes pieces of text from any thread, and hands them on in the loop's own."""

    def __init__(self, loop: asyncio.AbstractEventLoop, emit: Callable[[str, Stream], None]) -> None:
        self._loop = loop
        self._emit = emit
        self._pieces: list[tuple[str, Stream]] = []
        self._sent = 0
        self._dropped = 0
        self._tail = ""
        self._waiting = False

    def write(self, text: str, stream: Stream) -> None:
        """Take a piece of text; from any thread."""
        if not text:
            return
        self._pieces.append((text, stream))
        if not self._waiting:
            self._waiting = True
            self._loop.call_soon_threadsafe(self._loop.call_later, DELAY, self.flush)

    def flush(self) -> None:
        """Hand on what has gathered; in the loop's thread."""
        self._waiting = False
        pieces, self._pieces = self._pieces, []
        for stream, group in groupby(pieces, key=lambda piece: piece[1]):
            self._hand_on("".join(text for text, _ in group), stream)

    def _hand_on(self, text: str, stream: Stream) -> None:
        room = LIVE - self._sent
        if room > 0:
            self._sent += len(text[:room])
            self._emit(text[:room], stream)
        rest = text[max(room, 0) :]
        if rest:
            tail = self._tail + rest
            self._dropped += max(len(tail) - TAIL, 0)
            self._tail = tail[-TAIL:]

    def close(self) -> None:
        """Hand on the rest, and the end of what was held back with a note of what is missing."""
        self.flush()
        if self._tail:
            note = f"\n… [{self._dropped:,} characters left out] …\n" if self._dropped else ""
            self._emit(note + self._tail, "stdout")
            self._tail = ""
