"""Rows that a model labels are paid for once: a run is killed in the midst of them, and taken up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from jupyter_powa.blocks.paid import OFTEN

ROWS, AT_ONCE, ANSWER = 1_000, 16, 0.05
PROGRAM = """
import sys
from pathlib import Path
from jupyter_powa.notebook.workflow import Workflow
from jupyter_powa.powa import Powa
from jupyter_powa.settings import Settings

folder, word, url = Path(sys.argv[1]), *sys.argv[2:]
settings = Settings(root_dir=folder, data_dir=folder / "data", model_servers={"local": {"url": url}})
wf = Workflow("killed", id="6f1d0a8e-0000-4000-8000-000000000002", powa=Powa(settings))
wf.read("Rows", query="select range as n from range(%d)")
wf.label("Label", model="local/m", categories=["even", "odd"])
wf.write("Written", name="labels")
run = wf.run() if word == "run" else wf.last().resume().wait().check()
frame = run["Written"].df
print(len(frame), frame["n"].nunique(), frame["label"].tolist() == ["even", "odd"] * (len(frame) // 2))
"""


class Answers(BaseHTTPRequestHandler):
    """Answers after a moment, and counts the rows that it was asked for."""

    protocol_version = "HTTP/1.1"
    asked: list[int] = []  # noqa: RUF012

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        number = json.loads(body["messages"][2]["content"].splitlines()[-2])["n"]
        self.asked.append(number)
        time.sleep(ANSWER)
        said = json.dumps({"label": "odd" if number % 2 else "even", "confidence": 1})
        choice = {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop"}
        usage = {"prompt_tokens": 1, "completion_tokens": 1}
        told = json.dumps({"id": "c", "model": "m", "choices": [choice], "usage": usage}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing is told."""


class Server(ThreadingHTTPServer):
    """Says nothing of readers that were killed."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing is told."""


def prove() -> Iterator[str]:
    with TemporaryDirectory() as name, Server(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        folder, url = Path(name), f"http://127.0.0.1:{server.server_port}/v1"
        (folder / "program.py").write_text(PROGRAM % ROWS)
        killed = _started(folder, "run", url)
        until = time.monotonic() + 120
        while len(Answers.asked) < ROWS // 2:
            assert time.monotonic() < until and killed.poll() is None, killed.communicate()
            time.sleep(0.02)
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        time.sleep(2 * ANSWER)
        before = len(Answers.asked)
        said, _ = _started(folder, "resume", url).communicate(timeout=120)
        server.shutdown()
        assert said.strip() == f"{ROWS} {ROWS} True", said
        again = len(Answers.asked) - ROWS
        lost = (OFTEN + 1) * AT_ONCE / ANSWER  # the answers of about a second, and those under way
        assert 0 <= again < min(before, lost), (before, again)
        yield f"kill -9 after {before} of {ROWS:,} rows: {again} asked for again, no row lost, none doubled"


def _started(folder: Path, word: str, url: str) -> subprocess.Popen[str]:
    env = {**os.environ, "JUPYTER_DATA_DIR": str(folder / "data")}
    command = [sys.executable, str(folder / "program.py"), str(folder), word, url]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
