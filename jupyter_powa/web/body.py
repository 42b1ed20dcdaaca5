"""Read an answer's body in pieces, and never more of it than may be, also once it is unpacked."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable

from jupyter_powa.errors import WebError

CODINGS = "gzip, deflate"
"""What is asked for: what can be unpacked piece by piece with a limit."""
PIECE = 65_536
"""Bytes that are read at a time."""


async def read(pieces: AsyncIterable[bytes], coding: str, limit: int, host: str) -> bytes:
    """The body; raises WebError (`too_large`, `bad_answer`). `limit` counts what came, and what it was unpacked to."""
    unpack = _Unpacking(coding.strip().lower(), limit, host)
    came, found = 0, bytearray()
    async for piece in pieces:
        came += len(piece)
        found += unpack(piece, limit - len(found) + 1)
        if came > limit or len(found) > limit:
            raise too_large(limit, host)
    unpack.end()
    return bytes(found)


def too_large(limit: int, host: str) -> WebError:
    """The error for an answer that is larger than it may be."""
    return WebError(f"The answer of {host} is larger than {limit:,} bytes.", code="too_large")


class _Unpacking:
    """Unpacks gzip and deflate; an answer that is not packed goes through as it is."""

    def __init__(self, coding: str, limit: int, host: str) -> None:
        if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise self._broken(host, "is packed in a way that was not asked for")
        self._packed = coding not in ("", "identity")
        self._bits = 31 if "gzip" in coding else 15
        self._host, self._limit = host, limit
        self._now = zlib.decompressobj(self._bits)
        self._begun = False

    def __call__(self, piece: bytes, most: int) -> bytes:
        if not self._packed:
            return piece
        if not self._begun and piece and self._bits == 15 and piece[0] & 0x0F != 8:
            self._now = zlib.decompressobj(-15)  # many servers send deflate without the header that it should have
        found = bytearray()
        while piece:
            self._begun = True
            try:
                found += self._now.decompress(piece, most - len(found))
            except zlib.error:
                raise self._broken(self._host, "cannot be unpacked") from None
            if self._now.unconsumed_tail:
                raise too_large(self._limit, self._host)
            piece = self._now.unused_data
            if piece and self._bits == 31 and piece.strip(b"\0"):
                self._now = zlib.decompressobj(31)  # another one behind it
            else:
                piece = b""
        return bytes(found)

    def end(self) -> None:
        if self._packed and self._begun and not self._now.eof:
            raise self._broken(self._host, "broke off")

    @staticmethod
    def _broken(host: str, what: str) -> WebError:
        return WebError(f"The answer of {host} {what}.", code="bad_answer")
