"""Recording from a cell: the words of `%powa record`, the line below a cell, and a notebook that runs again offline."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from jupyter_powa.errors import BadRequest
from jupyter_powa.notebook.recording import MIME, recording
from jupyter_powa.replay.tape import tape
from tests.notebook.sql.conftest import Notebook, notebook
from tests.notebook.world import World

__all__ = ["notebook"]
ROOT = Path(__file__).parents[2]
KEY = "key-marker-5d0c1a"

CELLS = [
    """
from jupyter_powa import Powa, Workflow, project, recording
from jupyter_powa.settings import Settings

place = "127.0.0.1:PORT"
servers = {"here": {"url": f"http://{place}/v1", "key": "HERE_KEY"}}
powa = Powa.memory(Settings(database=":memory:", allowed_addresses=[place], model_servers=servers))
session = recording("notebook.recording.jsonl").begin()
""",
    """
wf = Workflow("Weather", powa=powa)
wf.general_api("Fetch", url=f"http://{place}/weather?city=Oslo")
wf.llm("Ask", model="here/small", prompt="One word for <Fetch.output>", temperature=1.0)
wf.llm("Again", model="here/small", prompt="One word for <Fetch.output>", temperature=1.0, after="Ask")
wf.output("Report", {"weather": "<Fetch.output>", "words": ["<Ask.output>", "<Again.output>"]})
wf.run().output
""",
    """
answer = wf.ask("Say hello", model="here/small")
answer.content
""",
]


REFUSED = [
    'wf.ask("Say goodbye", model="here/small")',
    'import socket\nsocket.socket().connect(("192.0.2.1", 80))',
]


@pytest.fixture
def world() -> Iterator[tuple[ThreadingHTTPServer, list[str]]]:
    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (World,), {"asked": asked}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server, asked
    server.shutdown()
    server.server_close()
    thread.join()


def executed(cells: list[str], folder: Path, **environment: str) -> list[list[dict[str, Any]]]:
    """The outputs of each cell, run in a kernel of its own."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell.strip()) for cell in cells])  # type: ignore[no-untyped-call]
    client = NotebookClient(book, timeout=60, allow_errors=True, resources={"metadata": {"path": str(folder)}})
    path = os.pathsep.join([str(ROOT / "tests" / "offline"), str(ROOT), os.environ.get("PYTHONPATH", "")])
    client.execute(env={**os.environ, "PYTHONPATH": path, **environment})
    return [[dict(output) for output in cell.outputs] for cell in book.cells]


def lines(outputs: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [one["data"][MIME] for cell in outputs for one in cell if MIME in one.get("data", {})]


def shown(outputs: list[dict[str, Any]]) -> str:
    return str(next(one["data"]["text/plain"] for one in outputs if one["output_type"] == "execute_result"))


@pytest.mark.kernel
def test_restart_and_run_all_gives_the_same_bytes_without_the_world_and_without_keys(
    world: tuple[ThreadingHTTPServer, list[str]], tmp_path: Path
) -> None:
    server, asked = world
    cells = [cell.replace("PORT", str(server.server_port)) for cell in CELLS]
    first = executed(cells, tmp_path, HERE_KEY=KEY)
    assert [line.get("recorded") for line in lines(first)] == [3, 1] and len(asked) == 4
    assert f"Bearer {KEY}" in asked[1] and KEY not in (tmp_path / "notebook.recording.jsonl").read_text()
    server.shutdown()
    strict = [executed(cells + REFUSED, tmp_path, POWA_RECORDING_MODE="strict") for _ in range(2)]
    assert json.dumps(strict[0]) == json.dumps(strict[1])
    assert [line.get("replayed") for line in lines(strict[0])] == [3, 1, None] and len(asked) == 4
    assert shown(strict[0][1]) == shown(first[1]) and "word 3" in shown(first[1])
    goodbye, elsewhere = (next(one for one in cell if one["output_type"] == "error") for cell in strict[0][-2:])
    assert "'Say goodbye' to small is not recorded in notebook.recording.jsonl" in goodbye["evalue"]
    assert elsewhere["evalue"] == "offline: 192.0.2.1:80 is not reached from here"


def test_the_words_of_a_cell_say_where_calls_are_recorded(
    notebook: Notebook, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "x.jsonl"

    def said(words: str) -> str:
        capsys.readouterr()
        notebook.run(f"%powa record {words}")
        return capsys.readouterr().out

    try:
        assert said("status") == "nothing is recorded or played\n"
        assert said(f"{file} --mode strict") == "mode strict, in x.jsonl\n"
        assert said("status").startswith("recording x.jsonl: no calls\nmode strict, in")
        assert said("list") == "no calls yet\n" and said("prune").startswith("0 calls")
        assert said("refresh all of them") == "No call holds this text or has this key.\n"
    finally:
        assert said("off") == "Calls are no longer recorded or played here.\n"
    assert said("status") == "nothing is recorded or played\n"
    with pytest.raises(Exception, match="Write: %powa record"):
        notebook.run("%powa record a b")


def test_a_kernel_that_has_asked_for_nothing_prunes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    tape(file).keep({"kind": "model", "key": "k", "request": {"model": "m", "messages": []}, "answer": {}})
    with recording(file) as session:
        with pytest.raises(BadRequest, match="every call would go"):
            session.prune()
        assert len(session.calls()) == 1


def test_an_unknown_mode_is_refused_before_anything_is_recorded() -> None:
    with pytest.raises(BadRequest, match="no recording mode 'loose'"):
        recording("x.jsonl", mode="loose")
