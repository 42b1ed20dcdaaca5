"""A weather service and a model on loopback, standing in for the world: what it says is recorded and played.

`python -m tests.notebook.world` serves what `notebooks/07_rerun_anywhere.ipynb` was recorded from.
"""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PORT = 8901
"""Where the notebook's recording came from."""
WORDS = ("", "mild", "grey")


class World(BaseHTTPRequestHandler):
    """A weather service and a model; each answer is another one."""

    asked: list[str]
    words: tuple[str, ...] = ()
    """What the model says in turn; without any, which time it is."""

    def do_GET(self) -> None:
        self._answer({"city": "Oslo", "seen": self._count()})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        piece = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "small"}
        choice = {"index": 0, "delta": {"content": self._said()}, "finish_reason": "stop"}
        body = f"data: {json.dumps({**piece, 'choices': [choice]})}\n\ndata: [DONE]\n\n".encode()
        self._send("text/event-stream", body)

    def _said(self) -> str:
        count = self._count()
        return self.words[(count - 1) % len(self.words)] if self.words else f"word {count}"

    def _count(self) -> int:
        type(self).asked.append(f"{self.path} {self.headers.get('Authorization')}")
        return len(type(self).asked)

    def _answer(self, value: Any) -> None:
        self._send("application/json", json.dumps(value).encode())

    def _send(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Nothing is printed."""


def main() -> None:
    """Serve until it is interrupted."""
    ThreadingHTTPServer(("127.0.0.1", PORT), type("Own", (World,), {"asked": [], "words": WORDS})).serve_forever()


if __name__ == "__main__":
    main()
