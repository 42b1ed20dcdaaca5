"""The vectors of the server on loopback: one direction for each thing that a text is about, whatever its words."""

from __future__ import annotations

import re
from typing import Any

from aiohttp import web

from jupyter_powa.llm.embedding import LARGEST

ABOUT = [{"car", "automobile", "vehicle"}, {"dog", "puppy", "hound"}, {"money", "salary", "wage", "pay"}]


def vector(text: str) -> list[float]:
    words = set(re.findall(r"\w+", text.casefold()))
    return [float(len(words & one)) for one in ABOUT] + [0.1]


async def answer(body: dict[str, Any], authorization: str) -> web.StreamResponse:
    kind, texts = body["model"], body["input"]
    if kind == "echoes the key":
        return web.json_response({"error": {"message": f"Incorrect API key: {authorization}"}}, status=401)
    if kind == "one too few":
        texts = texts[1:]
    if kind == "no numbers":
        return web.json_response({"data": [{"index": 0, "embedding": "AAAA"}]})
    if kind == "too large":
        return web.Response(body=b"[" + b" " * LARGEST, content_type="application/json")
    if kind == "html":
        return web.Response(text="<html>", content_type="text/html")
    longer = [0.5] if kind == "longer vectors" else []
    rows = [
        {"object": "embedding", "index": place, "embedding": vector(text) + longer} for place, text in enumerate(texts)
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return web.json_response({"object": "list", "model": kind, "data": rows[::-1], "usage": usage})
