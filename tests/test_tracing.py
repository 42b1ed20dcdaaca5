"""Spans, where a process has set a tracer provider: heard with the SDK's own exporter, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

SETUP = """
import asyncio, json
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

told = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(told))
trace.set_tracer_provider(provider)
"""
TELL = """
ids = {span.context.span_id: span.name for span in told.get_finished_spans()}
print(json.dumps([{
    "name": span.name, "parent": span.parent and ids.get(span.parent.span_id), "kind": span.kind.name,
    "status": span.status.status_code.name, "attributes": dict(span.attributes), "events": len(span.events),
} for span in told.get_finished_spans()]))
"""
RUN = """
from jupyter_powa import Powa, Workflow
powa = Powa.memory()
wf = Workflow("w", powa=powa)
wf.input("Input", {"said": "private words"})
wf.sql("Rows", "select 'private words' as said")
wf.code("Bad", "raise ValueError('private words')", after="Rows")
wf.run(check=False)
"""
CARRIED = """
import contextvars
from jupyter_powa import Powa, Workflow, launch
from jupyter_powa.kernel.local import LocalKernel
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.kernel.wire import pack, unpack
powa = Powa.memory()
wf = Workflow("w", powa=powa)
wf.code("One", "1")
stored = powa.store.workflows.get(wf.save().id)
async def asked():
    with trace.get_tracer("a server").start_as_current_span("request"):
        return pack((await launch.prepared(powa, stored, None, "api")).plan)
packed = loop_thread().submit(asked()).result()
elsewhere = LocalKernel({}).run(unpack(packed), lambda event: None)
contextvars.Context().run(lambda: loop_thread().submit(elsewhere).result())
"""
TURN = """
from pathlib import Path
from jupyter_powa import Powa, Workflow
Path("replies.json").write_text(json.dumps([
    {"when": "look", "calls": [{"name": "get_block_info", "arguments": {"block_type": "sql"}}]},
    {"say": "private words", "always": True},
]))
wf = Workflow("w", powa=Powa.memory())
wf.code("One", "1")
wf.ask("look, private words", model="scripted/replies.json", show=False)
"""


def spans(tmp_path: Any, code: str) -> list[dict[str, Any]]:
    done = subprocess.run([sys.executable, "-c", SETUP + code + TELL], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    assert "private words" not in json.dumps(told)
    assert sum(span["events"] for span in told) == 0
    return told


def test_a_run_its_blocks_and_its_statements_are_spans_under_each_other(tmp_path: Any) -> None:
    told = {span["name"]: span for span in spans(tmp_path, RUN)}
    assert {name: span["parent"] for name, span in told.items()} == {
        "run workflow": None,
        "run block input": "run workflow",
        "run block sql": "run workflow",
        "duckdb": "run block sql",
        "run block code": "run workflow",
    }
    assert told["duckdb"]["kind"] == "CLIENT" and told["duckdb"]["attributes"] == {"db.system.name": "duckdb"}
    block = told["run block code"]
    assert (block["status"], block["attributes"]["powa.block.name"]) == ("ERROR", "Bad")
    assert block["attributes"]["error.type"] == told["run workflow"]["attributes"]["error.type"]
    assert (told["run workflow"]["status"], told["run workflow"]["attributes"]["powa.trigger"]) == ("ERROR", "notebook")
    assert told["run block sql"]["status"] == "UNSET"


def test_a_run_in_another_process_goes_on_under_the_span_that_started_it(tmp_path: Any) -> None:
    told = {span["name"]: span["parent"] for span in spans(tmp_path, CARRIED)}
    assert told == {"request": None, "run workflow": "request", "run block code": "run workflow"}


def test_a_turn_its_model_calls_and_its_tools_are_spans_as_the_conventions_name_them(tmp_path: Any) -> None:
    told = spans(tmp_path, TURN)
    turn, tool = told[-1], told[1]
    assert [(span["name"], span["parent"]) for span in told[:3]] == [
        ("chat scripted/replies.json", "invoke_agent copilot"),
        ("execute_tool get_block_info", "invoke_agent copilot"),
        ("chat scripted/replies.json", "invoke_agent copilot"),
    ]
    assert (turn["name"], turn["attributes"]["gen_ai.operation.name"]) == ("invoke_agent copilot", "invoke_agent")
    assert turn["attributes"]["gen_ai.conversation.id"]
    assert tool["attributes"] == {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "get_block_info"}
    call = told[0]["attributes"]
    assert (call["gen_ai.operation.name"], call["gen_ai.provider.name"]) == ("chat", "jupyter_powa.scripted")
    assert call["gen_ai.response.finish_reasons"] == ["tool_calls"] and call["gen_ai.usage.output_tokens"] >= 0


@pytest.mark.parametrize("loaded", ["", "from opentelemetry import trace\n"])
def test_where_nobody_has_set_a_provider_nothing_is_loaded_and_there_is_no_tracer(loaded: str) -> None:
    code = (
        f"{loaded}import sys\nfrom jupyter_powa.tracing import NOTHING, span, tracer\n"
        "assert tracer() is None and span('x', {}) is NOTHING\n"
        f"assert ('opentelemetry' in sys.modules) is {bool(loaded)}\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
