"""`python -m tests.benchmarks.model_server` streams prepared pieces to whoever asks; prints its port first.

The model `m` gives 400 at once, `burst` 2,000 at once, `paced` 200 with a moment before each.

A process of its own, so that its work is not counted with the client's.
"""

from __future__ import annotations

import asyncio
import json
import sys

from aiohttp import web

PIECES, BURST, PACED = 400, 2_000, 200
PACE = 0.005
"""Seconds before each piece of a paced answer."""


def events(count: int = PIECES) -> list[bytes]:
    """One whole answer: its pieces vary, since litellm gives up where a hundred are the same."""
    head = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    pieces = [{"index": 0, "delta": {"content": f" word{n}"}, "finish_reason": None} for n in range(count)]
    told = [{**head, "choices": [piece]} for piece in pieces]
    told.append({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    usage = {"prompt_tokens": 5, "completion_tokens": count, "total_tokens": count + 5}
    told.append({**head, "choices": [], "usage": usage})
    return [*(b"data: " + json.dumps(one).encode() + b"\n\n" for one in told), b"data: [DONE]\n\n"]


async def answer(request: web.Request) -> web.StreamResponse:
    """The answer, in writes of a few pieces each."""
    model = (await request.json())["model"].rpartition("/")[2]
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    if model == "paced":
        for piece in events(PACED):
            await asyncio.sleep(PACE)
            await response.write(piece)
    else:
        whole = WHOLE[BURST if model == "burst" else PIECES]
        for start in range(0, len(whole), 2_000):
            await response.write(whole[start : start + 2_000])
    await response.write_eof()
    return response


WHOLE = {count: b"".join(events(count)) for count in (PIECES, BURST)}


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
