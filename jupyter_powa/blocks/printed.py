"""What a block prints goes to its own log: the streams are told apart by who prints, not swapped for everyone."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal

Stream = Literal["stdout", "stderr"]
Write = Callable[[str, Stream], None]

_writer: ContextVar[Write | None] = ContextVar("powa_writer", default=None)
_lock = threading.Lock()
_users = 0


class _Switch(io.TextIOBase):
    """A stream that asks who is printing: a block's text goes to its log, all other text where it always went."""

    encoding = "utf-8"

    def __init__(self, stream: Stream, original: Any) -> None:
        self.stream = stream
        self.original = original

    def write(self, text: str) -> int:
        write = _writer.get()
        if write is None:
            return int(self.original.write(text) or 0)
        write(text, self.stream)
        return len(text)

    def flush(self) -> None:
        if _writer.get() is None:
            self.original.flush()

    def close(self) -> None:
        """Nobody closes what is shared."""

    def writable(self) -> bool:
        return True

    def __getattr__(self, name: str) -> Any:
        return getattr(self.original, name)


@contextmanager
def printed(write: Write) -> Iterator[None]:
    """Send what this thread prints, from here to the end, to `write`."""
    _install(1)
    token = _writer.set(write)
    try:
        yield
    finally:
        _writer.reset(token)
        _install(-1)


def _install(change: int) -> None:
    """Put the switches in for the first user and take them out after the last, unless others have replaced them."""
    global _users
    with _lock:
        _users += change
        streams: tuple[Stream, Stream] = ("stdout", "stderr")
        for name in streams:
            current = getattr(sys, name)
            if _users and not isinstance(current, _Switch):
                setattr(sys, name, _Switch(name, current))
            elif not _users and isinstance(current, _Switch):
                setattr(sys, name, current.original)
