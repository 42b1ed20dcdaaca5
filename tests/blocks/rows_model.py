"""Models for steps that ask for rows, behind the server of `tests/llm/server.py`: they answer what they are asked.

`labels` calls a text with `good` positive and any other one negative. `makes` makes rows that count up from the number
of the first. `… badly` does the same, but when it is asked something for the first time it is busy, or its answer is
cut, torn off or none that fits.
"""

from __future__ import annotations

import json
import re
from typing import Any
from zlib import crc32

from aiohttp import web

from tests.llm.server import END, ModelServer, begin, behaves, said, tell


def data(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows that stand between the marks of a request."""
    text = body["messages"][2]["content"]
    (inner,) = re.findall(r"\n(data-\w+)\n(.*)\n\1", text, re.DOTALL)[0][1:]
    return [json.loads(line) for line in inner.split("\n")]


def label(row: dict[str, Any]) -> dict[str, Any]:
    told = {"label": "positive" if "good" in row["text"] else "negative", "confidence": float(row.get("sure", 0.9))}
    return {"powa_row": row["powa_row"], **told} if "powa_row" in row else told


def labelled(body: dict[str, Any]) -> str:
    rows = [label(row) for row in data(body)]
    return json.dumps({"rows": rows} if "powa_row" in rows[0] else rows[0])


def made(body: dict[str, Any]) -> str:
    """Rows as many as are asked for: `n` counts, `word` repeats itself after ten."""
    first, last = map(int, re.findall(r"number (\d+) to (\d+)", body["messages"][2]["content"])[0])
    return json.dumps({"rows": [{"n": n, "word": f"w{n % 10}"} for n in range(first, last + 1)]})


def well(answer: Any, name: str) -> None:
    @behaves(name)
    async def whole(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        return await tell(request, said([answer(body)]), END)


def badly(answer: Any, name: str) -> None:
    @behaves(f"{name} badly")
    async def ill(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        text, asked = answer(body), body["messages"][2]["content"]
        first = sum(one["messages"][2]["content"] == asked for one in server.asked) == 1
        trouble = crc32(asked.encode()) % 5 if first else 4
        if trouble == 0:
            return web.json_response({"error": {"message": "slow down"}}, status=429, headers={"Retry-After": "0"})
        if trouble == 1:
            return await tell(request, said([text[:9]]), END.replace(b'"stop"', b'"length"'))
        if trouble == 2:
            response = await begin(request)
            await response.write(said([text[:9]]))
            assert request.transport is not None
            request.transport.abort()
            return response
        return await tell(request, said(['{"label": "neither"}' if trouble == 3 else text]), END)


for name, answer in {"labels": labelled, "makes": made}.items():
    well(answer, name)
    badly(answer, name)
