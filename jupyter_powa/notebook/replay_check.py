"""Run notebooks and workflow files in strict replay and compare what comes out: the answer for CI.

A notebook is executed in a kernel of its own, on a store of its own, and its outputs are compared with the saved ones.
A workflow file is run twice on its own defaults: both runs must end well and give the same.
"""

from __future__ import annotations

import json
import os
import re
import signal
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from jupyter_powa.errors import PowaError
from jupyter_powa.notebook.recording import MIME
from jupyter_powa.replay.current import ENDING, FILE, MODE, begin, end
from jupyter_powa.replay.tape import tape

ENDINGS = (".ipynb", ".powa.json")
WIDGET = "application/vnd.jupyter.widget-view+json"
TIMEOUT = 600.0
"""Seconds that one cell may take."""
SHOWN = 160
"""Characters of an output that words about a difference quote."""
_LEFT_OUT = re.compile(r"^\s*#\s*NBVAL_(IGNORE_OUTPUT|SKIP)\b", re.M)
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Difference:
    """Where an output is another than the saved one. `cell` counts the code cells from 1; 0 is the whole file."""

    cell: int
    words: str


@dataclass
class Checked:
    """What came of one file."""

    file: str
    cells: int = 0
    replayed: int = 0
    refused: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether it gives the same again, and asks nothing that is not recorded."""
        return not self.differences and not self.refused

    def __str__(self) -> str:
        head = f"{'passed' if self.passed else 'failed'}  {self.file}: {self.replayed} replayed, {self.refused} refused"
        return "\n".join([head, *(f"  cell {one.cell}: {one.words}" for one in self.differences)])


def replay_check(path: str | Path, timeout: float = TIMEOUT) -> Checked:
    """Run one file in strict replay and compare. What cannot even be run is told as a difference."""
    path = Path(path)
    try:
        if path.name.endswith(ENDINGS[0]):
            return _notebook(path, timeout)
        if path.name.endswith(ENDINGS[1]):
            return _workflow(path)
        words = f"Only {' and '.join(ENDINGS)} files can be checked."
    except OSError as error:
        words = f"It cannot be read: {error.strerror}."
    except PowaError as error:
        words = error.message
    except (ValueError, KeyError, AttributeError):
        words = "It is no notebook, or a damaged one."
    return Checked(str(path), differences=[Difference(0, words)])


def told(checked: Checked) -> dict[str, Any]:
    """What came of a file as plain values."""
    return {**asdict(checked), "passed": checked.passed}


def recording_of(path: Path) -> Path:
    """The recording beside a file."""
    ending = next(one for one in ENDINGS if path.name.endswith(one))
    return path.with_name(path.name.removesuffix(ending) + ENDING).resolve()


def _notebook(path: Path, timeout: float) -> Checked:
    import nbformat  # late: most notebooks are only run
    from nbclient import NotebookClient

    saved = nbformat.read(path, 4)  # type: ignore[no-untyped-call]
    before = [dict(cell) for cell in nbformat.read(path, 4).cells]  # type: ignore[no-untyped-call]
    with tempfile.TemporaryDirectory(prefix="powa-replay-") as folder:
        given = {MODE: "strict", "JPY_SESSION_NAME": str(path.resolve()), "JUPYTER_DATA_DIR": folder}
        given |= {FILE: str(recording_of(path))} if recording_of(path).exists() else {}
        resources = {"metadata": {"path": str(path.resolve().parent)}}
        client = NotebookClient(saved, timeout=timeout, allow_errors=True, resources=resources)
        try:
            with _signals_kept():
                client.execute(env={**os.environ, **given})
        except (RuntimeError, TimeoutError, LookupError) as error:  # a kernel that is gone, too slow, or not there
            words = next(iter(str(error).strip().splitlines()), type(error).__name__)
            return Checked(str(path), differences=[Difference(0, f"It could not be run to its end: {words}")])
    checked = Checked(str(path))
    for old, new in zip(before, saved.cells, strict=True):
        if new.cell_type == "code":
            checked.cells += 1
            _count(checked, new.outputs)
            if not _is_left_out(old):
                words = _compared(_plain(old["outputs"]), _plain(new.outputs))
                checked.differences += [Difference(checked.cells, words)] if words else []
    return checked


@contextmanager
def _signals_kept() -> Iterator[None]:
    """Interrupts go on to reach whoever takes them: nbclient keeps them for itself where a kernel cannot start."""
    before = {}
    if threading.current_thread() is threading.main_thread():
        before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, taker in before.items():
            if taker is not None:  # one that was not set from Python cannot be
                signal.signal(one, taker)


def _workflow(path: Path) -> Checked:
    from jupyter_powa.notebook.workflow import Workflow
    from jupyter_powa.powa import Powa

    checked, outputs = Checked(str(path), cells=1), []
    begun = begin(recording_of(path), "strict")
    counts = tape(recording_of(path)).counts
    before = Counter(counts)
    try:
        for _ in range(2):
            run = Workflow.from_file(path, powa=Powa.memory()).run(check=False)
            outputs.append(json.dumps(run.output, sort_keys=True, default=str))
            if run.status != "completed":
                checked.differences.append(Difference(1, f"The run {run.status}: {run.error}"))
                break
    finally:
        end(begun)
    checked.replayed, checked.refused = (counts[word] - before[word] for word in ("replayed", "refused"))
    if len(outputs) == 2 and outputs[0] != outputs[1]:
        checked.differences.append(Difference(1, f"Two runs differ: {_short(outputs[0])} and {_short(outputs[1])}"))
    return checked


def _count(checked: Checked, outputs: list[Any]) -> None:
    for output in outputs:
        told = output.get("data", {}).get(MIME, {})
        checked.replayed += told.get("replayed", 0)
        checked.refused += told.get("refused", 0)


def _is_left_out(cell: dict[str, Any]) -> bool:
    """Whether its author says that the outputs differ, in nbval's words."""
    tags = cell["metadata"].get("tags", [])
    return any(tag in ("nbval-ignore-output", "nbval-skip") for tag in tags) or bool(_LEFT_OUT.search(cell["source"]))


def _plain(outputs: list[Any]) -> list[dict[str, str]]:
    """What a reader sees of outputs: streams whole, errors without the way to them, no line about the recording."""
    return [one for one in _merged(outputs) if one]


def _merged(outputs: list[Any]) -> Iterator[dict[str, str]]:
    streams: dict[str, dict[str, str]] = {}
    for output in outputs:
        if output["output_type"] == "stream":
            if output["name"] in streams:
                streams[output["name"]]["text"] += output["text"]
                continue
            streams[output["name"]] = {"text": output["text"]}
            yield streams[output["name"]]
        elif output["output_type"] == "error":
            yield {"error": _COLOURS.sub("", f"{output['ename']}: {output['evalue']}")}
        elif MIME not in output["data"]:
            yield {kind: _text(value) for kind, value in output["data"].items() if kind != WIDGET and value != ""}


def _compared(old: list[dict[str, str]], new: list[dict[str, str]]) -> str:
    """Where two lists of outputs differ, in words; empty where they are the same."""
    for was, became in zip(old, new, strict=False):
        for kind in [*was, *(kind for kind in became if kind not in was)]:
            if was.get(kind) != became.get(kind):
                first, second = _around(was.get(kind, ""), became.get(kind, ""))
                return f"{kind} was {first} and is {second}"
    if len(old) != len(new):
        return f"it had {len(old)} outputs and has {len(new)}: {_short(str((old + new)[-1]))}"
    return ""


def _around(old: str, new: str) -> tuple[str, str]:
    """Both texts from shortly before where they part."""
    start = max(0, next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0) - 20)
    return _short(old[start:]), _short(new[start:])


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _short(text: str) -> str:
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}…")
