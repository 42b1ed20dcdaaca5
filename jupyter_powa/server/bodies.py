"""Take a request's body as it comes, and hold no more of it than the route may read (guarantees 2c)."""

from __future__ import annotations

import asyncio
import sys

from tornado.web import RequestHandler

from jupyter_powa.errors import BodyTooLarge
from jupyter_powa.limits import Limit

DISCARD: Limit[int] = 200_000_000
"""Bytes beyond what a route may read that are still taken, unkept, before it is refused. Source: ours,
guarantees.md 2c.
"""


PATIENCE: Limit[float] = 30.0
"""Seconds that a caller who is not signed in has for its body. Source: guarantees.md 1.3, every wait has an end."""


LINGER: Limit[float] = 5.0
"""Seconds in which what a caller still sends is taken, so that a refusal before the body's end arrives. Source: ours,
guarantees.md 1.3.
"""


class Bodies(RequestHandler):
    """A handler that is asked for its body's limit before the body is read."""

    _stream_request_body = True  # what tornado's decorator sets
    patience = PATIENCE
    whole = False
    """Whether the body was read to its end."""
    away = False
    """Whether the caller was told that it sends too much, before the body's end."""

    def begin_body(self, limit: int) -> None:
        """Take at most so many bytes."""
        self._limit, self._held, self._size = limit, bytearray(), 0
        # Tornado hangs up without words: nothing is too large for it, and `turn_away` has the words.
        self.request.connection.set_max_body_size(sys.maxsize)  # type: ignore[union-attr]

    @property
    def says_too_much(self) -> bool:
        """Whether the body's length, as it is told ahead, is more than is taken."""
        told = self.request.headers.get("Content-Length", "")
        return told.isdecimal() and int(told) > self._limit + DISCARD

    def turn_away(self) -> None:
        """Refuse before the body's end. Who hung up now would cut off the refusal from whoever still sends."""
        if self.away:
            return
        self.away = True
        self.tell_too_large(BodyTooLarge(self._limit))
        if self.request.headers.get("Expect", "").lower() == "100-continue" and not self._size:
            self.finish()  # nothing was sent, and nothing will be
        else:
            asyncio.get_running_loop().call_later(LINGER, self.request.connection.close)  # type: ignore[union-attr]

    def tell_too_large(self, error: BodyTooLarge) -> None:
        """Write the whole reply, and do not end the request."""
        raise NotImplementedError

    def part_ways(self) -> None:
        """Say that the connection ends where a request is refused before its body was read: Tornado hangs up then."""
        sends = self.request.headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in self.request.headers
        if sends and not self.whole:
            self.set_header("Connection", "close")

    def hurry(self) -> None:
        """Hang up on whoever does not send the whole body in time: for callers that are not signed in."""
        self._timer = asyncio.get_running_loop().call_later(self.patience, self.request.connection.close)  # type: ignore[union-attr]

    def data_received(self, chunk: bytes) -> None:
        """Keep a piece, or count it where there is too much already."""
        self._size += len(chunk)
        if self._size <= self._limit:
            self._held += chunk
            return
        self._held.clear()
        if self._size > self._limit + DISCARD:
            self.turn_away()

    @property
    def body(self) -> bytes:
        """The whole body; raises BodyTooLarge."""
        if self._size > self._limit:
            raise BodyTooLarge(self._limit)
        return bytes(self._held)
