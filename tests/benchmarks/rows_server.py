"""`python -m tests.benchmarks.rows_server` answers steps that ask a model, each after 50 ms; prints its port first."""

from __future__ import annotations

import asyncio
import json
import re
import sys

from aiohttp import web

SECONDS = 0.05
"""Seconds before each answer."""


async def answer(request: web.Request) -> web.Response:
    """A label for a row, or as many rows as are asked for, in one piece."""
    arrived = asyncio.get_running_loop().time()
    body = await request.json()
    text = body["messages"][2]["content"]
    if wanted := re.search(r"number (\d+) to (\d+)", text):
        first, last = map(int, wanted.groups())
        said = {"rows": [{"n": n - 1} for n in range(first, last + 1)]}
    else:
        number = int(re.findall(r'\{"n": (\d+)\}', text)[0])
        said = {"label": "odd" if number % 2 else "even", "confidence": 0.9}
    head = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    piece = {"index": 0, "delta": {"content": json.dumps(said)}, "finish_reason": "stop"}
    usage = {"prompt_tokens": len(text) // 4, "completion_tokens": 15, "total_tokens": len(text) // 4 + 15}
    told = [{**head, "choices": [piece]}, {**head, "choices": [], "usage": usage}]
    data = b"".join(b"data: " + json.dumps(one).encode() + b"\n\n" for one in told) + b"data: [DONE]\n\n"
    await asyncio.sleep(arrived + SECONDS - asyncio.get_running_loop().time())
    return web.Response(body=data, content_type="text/event-stream")


async def main() -> None:
    """Serve until it is ended."""
    app = web.Application()
    app.router.add_post("/v1/chat/completions", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
