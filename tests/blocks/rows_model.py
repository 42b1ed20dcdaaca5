"""Models for steps that ask for rows, behind the server of `tests/llm/server.py`: they answer what they are asked.

`labels` calls a text with `good` positive and any other one negative. `makes` makes rows that count up from the number
of the first. `… badly` does the same and is busy, cut, torn off and off the schema in turn.
"""

from __future__ import annotations

import json
import re
from typing import Any

from aiohttp import web

from tests.llm.server import COUNTED, END, ModelServer, begin, behaves, said, tell


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
    first, last = map(int, re.findall(r"number (\d+) to (\d+)", body["messages"][-1]["content"] + " number 1 to 1")[0])
    return json.dumps({"rows": [{"n": n, "word": f"w{n % 10}"} for n in range(first, last + 1)]})


def well(answer: Any, name: str) -> None:
    @behaves(name)
    async def whole(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        return await tell(request, said([answer(body)]), END)


def badly(answer: Any, name: str) -> None:
    @behaves(f"{name} badly")
    async def trouble(server: ModelServer, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        turn, text = len(server.asked) % 7, answer(body)
        if turn == 1:
            return web.json_response({"error": {"message": "slow down"}}, status=429, headers={"Retry-After": "0"})
        if turn == 3:
            return await tell(request, said([text[:9]]), END.replace(b'"stop"', b'"length"'))
        if turn == 5:
            response = await begin(request)
            await response.write(said([text[:9]]))
            assert request.transport is not None
            request.transport.abort()
            return response
        return await tell(request, said(['{"label": "neither"}' if turn == 6 else text]), END)


for name, answer in {"labels": labelled, "makes": made}.items():
    well(answer, name)
    badly(answer, name)

assert COUNTED  # each answer is counted with the tokens of the server
