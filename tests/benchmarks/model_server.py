"""`python -m tests.benchmarks.model_server` streams 400 prepared pieces to whoever asks; prints its port first.

A process of its own, so that its work is not counted with the client's.
"""

from __future__ import annotations

import asyncio
import json
import sys

from aiohttp import web

PIECES = 400


def events() -> bytes:
    """One whole answer: its pieces vary, since litellm gives up where a hundred are the same."""
    head = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    pieces = [{"index": 0, "delta": {"content": f" word{n}"}, "finish_reason": None} for n in range(PIECES)]
    told = [{**head, "choices": [piece]} for piece in pieces]
    told.append({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    usage = {"prompt_tokens": 5, "completion_tokens": PIECES, "total_tokens": PIECES + 5}
    told.append({**head, "choices": [], "usage": usage})
    return b"".join(b"data: " + json.dumps(one).encode() + b"\n\n" for one in told) + b"data: [DONE]\n\n"


async def answer(request: web.Request) -> web.StreamResponse:
    """The answer, in writes of a few pieces each."""
    await request.read()
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    for start in range(0, len(WHOLE), 2_000):
        await response.write(WHOLE[start : start + 2_000])
    await response.write_eof()
    return response


WHOLE = events()


async def main() -> None:
    """Serve until it is ended."""
    app = web.Application()
    app.router.add_post("/v1/chat/completions", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
