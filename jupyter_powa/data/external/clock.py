"""The end of a query from outside: a clock that stops it, and a caller who may."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

from jupyter_powa.data.guard import SqlTimeout
from jupyter_powa.errors import BlockError, PowaError

AGAIN = 0.5
"""Seconds after which a query is stopped again: the first word may have come between two statements."""


class Ending:
    """Stops a query, and tells why it was stopped to whoever sees it fail."""

    def __init__(self, seconds: float) -> None:
        """`seconds` are what the query may take."""
        self._seconds = seconds
        self._lock = threading.Lock()
        self._cancel: Callable[[], None] | None = None
        self._timer: threading.Timer | None = None
        self._over = False
        self.why: str | None = None
        """Why it was stopped; None where it was not."""

    def stop(self) -> None:
        """Stop it for a caller who wants no answer any more; from any thread."""
        self._end("stopped")

    def error(self) -> PowaError:
        """The error of a query that was stopped."""
        if self.why == "stopped":
            return BlockError("The query was stopped.", code="stopped")
        return SqlTimeout(self._seconds)

    @contextlib.contextmanager
    def watch(self, cancel: Callable[[], None]) -> Iterator[None]:
        """Let the clock run meanwhile; `cancel` stops the statement that runs. Raises where it was stopped before."""
        with self._lock:
            if self.why is not None:
                raise self.error()
            self._cancel = cancel
            self._wait(self._seconds, "late")
        try:
            yield
        finally:
            with self._lock:  # so nothing is cancelled that comes after the query
                self._over = True
                if self._timer is not None:
                    self._timer.cancel()

    def _wait(self, seconds: float, why: str) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(seconds, self._end, (why,))
        self._timer.daemon = True
        self._timer.start()

    def _end(self, why: str) -> None:
        with self._lock:
            if self._over:
                return
            self.why = self.why or why
            if self._cancel is None:
                return
            with contextlib.suppress(Exception):  # it ended in this moment, or the server is gone
                self._cancel()
            self._wait(AGAIN, why)
