"""An answer is never read further than its limit, neither as it comes nor as it unpacks."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator

import pytest

from jupyter_powa.errors import WebError
from jupyter_powa.web.base import Request
from jupyter_powa.web.body import read
from tests.web.conftest import PUBLIC
from tests.web.peer import raw

BOMB = 200_000_000


async def pieces(data: bytes, size: int = 1_000) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def too_large(client, url) -> WebError:
    with pytest.raises(WebError) as told:
        await client.send(Request("GET", url, timeout=60))
    assert told.value.code == "too_large" and "5,000,000 bytes" in told.value.message
    return told.value


@pytest.mark.parametrize("head", ["Content-Length: 200000000", "Connection: close"])
async def test_200_megabytes_are_not_read(client, head):
    wrote = 0

    async def pours(reader, writer):
        nonlocal wrote
        writer.write(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode())
        while wrote < BOMB:
            writer.write(b"x" * 65_536)
            await writer.drain()
            wrote += 65_536

    async with raw(pours, PUBLIC) as here:
        await too_large(client([here.port]), here.url)
        await asyncio.sleep(0)
    assert wrote < BOMB / 4


async def test_a_small_answer_that_unpacks_to_200_megabytes_is_not_unpacked(client):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(BOMB // 1_000_000)) + packer.flush()

    async def bomb(reader, writer):
        head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
        writer.write(head.encode() + packed)
        await writer.drain()

    assert len(packed) < 500_000
    async with raw(bomb, PUBLIC) as here:
        await too_large(client([here.port]), here.url)


@pytest.mark.parametrize("size", [1, 7, 1_000, 100_000])
async def test_what_is_just_as_large_as_it_may_be_comes_through(size):
    text = bytes(range(256)) * 40
    for coding, packed in (("gzip", gzip.compress(text)), ("deflate", zlib.compress(text)), ("", text)):
        assert await read(pieces(packed, size), coding, max(len(text), len(packed)), "host") == text


@pytest.mark.parametrize("coding", ["gzip", "deflate", ""])
async def test_one_byte_more_than_may_be_is_too_large(coding):
    text = b"x" * 1_001
    packed = {"gzip": gzip.compress(text), "deflate": zlib.compress(text), "": text}[coding]
    with pytest.raises(WebError) as told:
        await read(pieces(packed), coding, 1_000, "host")
    assert told.value.code == "too_large"


async def test_several_packed_parts_and_deflate_without_its_header_are_unpacked():
    assert await read(pieces(gzip.compress(b"one ") + gzip.compress(b"two"), 5), "x-gzip", 100, "h") == b"one two"
    packer = zlib.compressobj(wbits=-15)
    assert await read(pieces(packer.compress(b"bare") + packer.flush(), 1), "deflate", 100, "h") == b"bare"
    assert await read(pieces(b""), "gzip", 100, "h") == b""


async def test_many_packed_parts_count_together():
    with pytest.raises(WebError) as told:
        await read(pieces(gzip.compress(b"x" * 100) * 20, 10_000), "gzip", 1_000, "host")
    assert told.value.code == "too_large"


async def test_what_breaks_off_or_is_not_packed_at_all_is_told():
    for data in (gzip.compress(b"hello")[:-3], b"hello"):
        with pytest.raises(WebError) as told:
            await read(pieces(data), "gzip", 100, "host")
        assert told.value.code == "bad_answer"
