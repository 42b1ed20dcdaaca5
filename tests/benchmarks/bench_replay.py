"""Replay of recorded calls against reading the recorder's own file: what one call costs more than that."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from pydantic_core import from_json

from jupyter_powa.llm.base import Ask, Llm, ModelMessage, Reply, ToolSpec
from jupyter_powa.llm.recorded import RecordedLlm
from jupyter_powa.llm.scripted import ScriptedLlm
from jupyter_powa.model.plan import Recording
from jupyter_powa.replay import tape
from jupyter_powa.replay.recorder import Recorder
from jupyter_powa.web.base import Request, Response, Web
from jupyter_powa.web.recorded import RecordedWeb
from tests.benchmarks.figures import Figure

CALLS = 500
TOOLS = [ToolSpec(f"tool_{n}", "What it does, in a sentence or two. " * 4, {"type": "object"}) for n in range(12)]
SYSTEM = "You build workflows. " * 300
BODY = b'{"rows": [' + b",".join(b'{"id": %d, "name": "Ada"}' % n for n in range(100)) + b"]}"


class Answers:
    """A client that answers at once."""

    async def send(self, request: Request) -> Response:
        """The same for all."""
        return Response(200, {"content-type": "application/json"}, BODY, request.url)

    async def close(self) -> None:
        """Nothing is held."""


async def played(recorder: Recorder, llm: Callable[[], Llm], web: Callable[[], Web]) -> None:
    """All calls of a run: half of them of a model with a copilot's prompt, half over HTTP."""
    model, client = RecordedLlm(recorder, "m", llm), RecordedWeb(recorder, web)
    for number in range(CALLS // 2):
        ask = Ask([ModelMessage("system", SYSTEM), ModelMessage("user", f"Question {number}")], TOOLS, 0.7)
        assert [piece async for piece in model.stream(ask) if isinstance(piece, Reply)]
        await client.send(Request("GET", "https://api.example.com/rows", params={"page": number}))


async def measure() -> list[Figure]:
    """Milliseconds of a call in strict mode, the file read once included, over reading and parsing the same file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.recording.jsonl"
        recording = Recording(path=str(path))
        await played(Recorder(recording), lambda: ScriptedLlm([{"say": "An answer.", "always": True}]), Answers)
        size, overs = path.stat().st_size, []
        for _ in range(5):
            began = perf_counter()
            for line in path.read_bytes().splitlines():
                from_json(line)
            floor = perf_counter() - began
            strict = Recorder(recording.model_copy(update={"mode": "strict"}))
            strict.tape = tape.Tape(path)  # as in a process that has not read it yet
            began = perf_counter()
            await played(strict, lambda: ScriptedLlm([]), Answers)
            overs.append((perf_counter() - began - floor) * 1_000 / CALLS)
        note = f"{CALLS} calls, {size / 1e6:.1f} MB, read in {floor * 1_000:.1f} ms"
        return [Figure("replay, per call over the file's own read", sorted(overs)[2], 1.0, "ms", note=note)]
