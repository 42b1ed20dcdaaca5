"""Secrets go in and do not come out: a search for their values over every answer, log and file."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import requests

from tests.llm.server import KEY, model_server
from tests.server.running import Server, begin

STORED = "stored-marker-71f3/8+x=y"
FROM_ENVIRONMENT = "environment-marker-0a5c"
OPENED = {"secrets.json", "config.py"}
"""Where the values stand on purpose: the file of the stored secrets, and this test's own configuration."""


class Echo(BaseHTTPRequestHandler):
    """Answers with everything that it was sent."""

    def do_GET(self) -> None:
        told = json.dumps({"path": self.path, "headers": dict(self.headers)}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: Any) -> None:
        pass


def prove() -> Iterator[str]:
    peer = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=peer.serve_forever, daemon=True).start()
    os.environ["POWA_PROOF_KEY"] = KEY
    os.environ["POWA_PROOF_VALUE"] = FROM_ENVIRONMENT
    try:
        with TemporaryDirectory() as folder, _model_server() as model:
            yield from _searched(Path(folder), f"127.0.0.1:{peer.server_port}", model)
    finally:
        del os.environ["POWA_PROOF_KEY"], os.environ["POWA_PROOF_VALUE"]
        peer.shutdown()


def _searched(folder: Path, peer: str, model: str) -> Iterator[str]:
    servers = {"local": {"url": model, "key": "POWA_PROOF_KEY"}}
    lines = [f"c.PowaApp.allowed_addresses = ['{peer}']", f"c.PowaApp.model_servers = {servers!r}"]
    server = begin(folder, *lines, extension="jupyter_powa")
    answers: list[str] = []
    try:
        secret = _used(server, peer, answers)
    finally:
        server.process.terminate()
        server.process.wait(60)
    values = {"stored": STORED, "from the environment": FROM_ENVIRONMENT, "model's": KEY, "token": server.token}
    values["webhook's"] = secret
    texts = {f"answer {place}": answer.encode() for place, answer in enumerate(answers)}
    texts |= {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name not in OPENED}
    found = [
        f"the {what} secret is in {place}"
        for what, value in values.items()
        for place, text in texts.items()
        if any(form in text for form in _forms(value)) and "runtime" not in place.lower()
    ]
    assert not found, "; ".join(found)
    assert b"***" in b"".join(texts.values()), "nothing was ever masked: the search proves nothing"
    yield f"{len(values)} secrets, {len(answers)} answers, {len(texts) - len(answers)} files: none found"


def _used(server: Server, peer: str, answers: list[str]) -> str:
    """Use every kind of secret in every way; the webhook's own secret comes back for the search."""

    def ask(method: str, path: str, body: Any = None, **options: Any) -> Any:
        reply = server(method, path, body, **options)
        if not path.endswith("/arm"):  # the one place where a secret is told, once
            answers.append(f"{reply.text} {dict(reply.headers)}")
        return reply.json() if reply.text.startswith("{") else None

    ask("PUT", "/api/powa/secrets/peer", {"value": STORED, "hosts": [peer.partition(":")[0]]})
    ask("PUT", "/api/powa/secrets/other", {"value": "env:POWA_PROOF_VALUE", "hosts": [peer.partition(":")[0]]})
    ask("GET", "/api/powa/secrets")

    def call(secret: str, scheme: str, **more: str) -> dict[str, Any]:
        return {"url": f"http://{peer}/x", "auth": {"secret": secret, "scheme": scheme, **more}}

    blocks = [
        {"id": "hook", "type": "webhook"},
        {"id": "bearer", "type": "general_api", "config": call("peer", "bearer")},
        {"id": "query", "type": "general_api", "config": call("other", "query", name="k")},
        {"id": "basic", "type": "general_api", "config": call("peer", "basic", user="u")},
        {"id": "llm", "type": "llm", "config": {"model": "local/echoes the key", "prompt": "x"}},
        {"id": "code", "type": "code", "config": {"code": "import os\nprint(dict(os.environ))\n1 / 0"}},
        {"id": "all", "type": "output", "config": {"output": ["<bearer.output>", "<query.output>", "<basic.output>"]}},
    ]
    edges = [{"source": "hook", "target": one["id"]} for one in blocks[1:6]]
    edges += [{"source": one, "target": "all"} for one in ("bearer", "query", "basic")]
    workflow = ask("POST", "/api/workflows", {"name": "w", "blocks": blocks, "edges": edges})["id"]
    done = ask("POST", f"/api/workflows/{workflow}/execute", {})
    assert [log["status"] for log in done["block_logs"]].count("success") == 5, done
    ask("POST", f"/api/workflows/{workflow}/execute/stream", {})
    ask("GET", f"/api/workflows/{workflow}/executions/{done['execution_id']}/logs")
    armed = ask("POST", f"/api/workflows/{workflow}/arm")
    secret: str = armed["secret"]
    for url in (f"{armed['webhook_url']}?token=x{secret}", f"{armed['webhook_url']}?token={secret}"):
        answers.append(requests.post(url, json={}, timeout=60).text)
    ask("GET", f"/api/workflows?token={server.token}&secret={quote(STORED)}")
    return secret


def _forms(value: str) -> set[bytes]:
    raw = value.encode()
    return {
        raw,
        quote(value, safe="").encode(),
        base64.b64encode(raw).rstrip(b"="),
        base64.b64encode(b"u:" + raw)[4:-4],
    }


class _model_server:
    """The model server of the tests, on a loop in a thread of its own."""

    def __enter__(self) -> str:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._manager = model_server()
        return asyncio.run_coroutine_threadsafe(self._manager.__aenter__(), self._loop).result().url

    def __exit__(self, *_: Any) -> None:
        asyncio.run_coroutine_threadsafe(self._manager.__aexit__(None, None, None), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
