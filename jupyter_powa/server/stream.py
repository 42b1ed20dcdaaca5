"""Write a stream of events as server-sent events (guarantees 2c)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from uuid import uuid4

from pydantic_core import to_json
from tornado.iostream import StreamClosedError
from tornado.web import RequestHandler

from jupyter_powa.errors import PowaError
from jupyter_powa.running import Told

log = logging.getLogger(__name__)

HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-cache",
    "X-Accel-Buffering": "no",  # a proxy in between must not collect events
    "Content-Encoding": "identity",  # nor the server, where it compresses text
}


class Sse:
    """One reader of a stream. Each event is one write; a silent stream gets a comment now and then."""

    def __init__(self, handler: RequestHandler, events: AsyncIterator[Told], beat: float, stall: float) -> None:
        """`beat`: seconds between comments of a silent stream; `stall`: seconds a write may take."""
        self._handler, self._events = handler, events
        self._beat, self._stall = beat, stall
        self._writing = asyncio.Lock()
        self._silent = True
        self._task: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Write until the events end or the reader leaves."""
        for name, value in HEADERS.items():
            self._handler.set_header(name, value)
        self._task = asyncio.create_task(self._write_all())
        self._timer = asyncio.get_running_loop().call_later(self._beat, self._tick)
        try:
            await asyncio.wait({self._task})
        finally:
            self._timer.cancel()
            self._task.cancel()
            if (close := getattr(self._events, "aclose", None)) is not None:
                with suppress(RuntimeError):  # it is still at its last step, and ends by being cancelled
                    await close()

    def leave(self) -> None:
        """The reader has left."""
        if self._task is not None:
            self._task.cancel()

    async def _write_all(self) -> None:
        try:
            await self._write(b"")  # the headers, at once
            async for event in self._events:
                await self._write(b"data: " + event.json + b"\n\n")
        except StreamClosedError:
            pass
        except TimeoutError:
            log.warning("A reader of %s did not read for %s s and was let go", self._handler.request.path, self._stall)
            self._handler.request.connection.close()  # type: ignore[union-attr]
        except Exception as error:  # the status is sent: what is left is to say so in the stream
            with suppress(StreamClosedError, TimeoutError):
                await self._write(b"data: " + _told(error) + b"\n\n")

    async def _write(self, data: bytes) -> None:
        async with self._writing:
            if data:
                self._handler.write(data)
                self._silent = False
            async with asyncio.timeout(self._stall):
                await self._handler.flush()

    def _tick(self) -> None:
        """Say that it lives, where it was silent; a timer, since a task for each reader takes more memory."""
        if self._silent:
            self._beating = asyncio.create_task(self._say_so())
        self._silent = True
        self._timer = asyncio.get_running_loop().call_later(self._beat, self._tick)

    async def _say_so(self) -> None:
        with suppress(StreamClosedError, TimeoutError):
            await self._write(b": still here\n\n")
            self._silent = True


def _told(error: Exception) -> bytes:
    if isinstance(error, PowaError):
        words, code, error_code = error.message, error.code, error.error_code or "EXECUTION_FAILED"
    else:
        error_id = uuid4().hex[:8]
        log.error("A stream broke [%s]", error_id, exc_info=error)
        words, code, error_code = (
            f"The stream broke; the log tells more under {error_id}.",
            "internal_error",
            "INTERNAL_ERROR",
        )
    return to_json({"type": "error", "error": words, "code": code, "error_code": error_code})
