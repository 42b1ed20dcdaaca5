"""Take a request's body as it comes, and hold no more of it than the route may read (guarantees 2c)."""

from __future__ import annotations

import asyncio

from tornado.web import RequestHandler

from jupyter_powa.errors import BodyTooLarge

DISCARD = 200_000_000
"""Bytes beyond what a route may read that are still taken, unkept, so that its refusal arrives; then it is hung up."""


PATIENCE = 30.0
"""Seconds that a caller who is not signed in has for its body (guarantees 1.3: every wait has an end)."""


class Bodies(RequestHandler):
    """A handler that is asked for its body's limit before the body is read."""

    _stream_request_body = True  # what tornado's decorator sets
    whole = False
    """Whether the body was read to its end."""

    def begin_body(self, limit: int) -> None:
        """Take at most so many bytes."""
        self._limit, self._held, self._size = limit, bytearray(), 0
        self.request.connection.set_max_body_size(limit + DISCARD)  # type: ignore[union-attr]

    def part_ways(self) -> None:
        """Say that the connection ends where a request is refused before its body was read: Tornado hangs up then."""
        sends = self.request.headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in self.request.headers
        if sends and not self.whole:
            self.set_header("Connection", "close")

    def hurry(self) -> None:
        """Hang up on whoever does not send the whole body in time: for callers that are not signed in."""
        self._timer = asyncio.get_running_loop().call_later(PATIENCE, self.request.connection.close)  # type: ignore[union-attr]

    def data_received(self, chunk: bytes) -> None:
        """Keep a piece, or count it where there is too much already."""
        self._size += len(chunk)
        if self._size <= self._limit:
            self._held += chunk
        else:
            self._held.clear()

    @property
    def body(self) -> bytes:
        """The whole body; raises BodyTooLarge."""
        if self._size > self._limit:
            raise BodyTooLarge(self._limit)
        return bytes(self._held)
