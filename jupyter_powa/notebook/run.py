"""One execution, as a cell sees it: how it went, and each block's output by the block's name."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from jupyter_powa.data.encode import columns, is_frame, length, preview_result, rows
from jupyter_powa.errors import PowaError
from jupyter_powa.model.execution import BlockLog, Execution
from jupyter_powa.notebook.started import Started
from jupyter_powa.widgets.fallback import graph_svg, status_html, table_html, text_html

if TYPE_CHECKING:
    import pandas as pd


class ExecutionFailed(PowaError):
    """The run failed; `run` is the Run, with what had finished."""

    code = "execution_failed"

    def __init__(self, message: str, run: Run) -> None:
        super().__init__(message)
        self.run = run

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the block and its own lines, none of ours."""
        traces = [log.trace for log in self.run._started.logs().values() if log.trace]
        return [f"{type(self).__name__}: {self.message}", *(["", traces[0].rstrip()] if traces else [])]


class BlockRun:
    """What one block did in one run: `.df`, `.value`, `.logs`, `.error`, `.input`, `.duration_ms`, `.attempts`."""

    def __init__(self, log: BlockLog, result: Mapping[str, Any] | None, execution_id: str = "") -> None:
        self._log = log
        self._result = result
        self.relation = {"block": log.block_id, "execution_id": execution_id}
        """Where the explorer finds its rows."""

    @property
    def name(self) -> str:
        """The block's name."""
        return self._log.block_name

    @property
    def status(self) -> str:
        """running, success, error or skipped."""
        return self._log.status

    @property
    def duration_ms(self) -> float | None:
        """How long it took, in milliseconds."""
        return self._log.duration_ms

    @property
    def attempts(self) -> int:
        """How often it was tried."""
        return self._log.attempts

    @property
    def error(self) -> str | None:
        """What went wrong, or why it was skipped."""
        return self._log.error

    @property
    def line(self) -> int | None:
        """The line of its own text that failed."""
        return self._log.line

    @property
    def logs(self) -> str:
        """What it printed."""
        return self._log.printed

    @property
    def input(self) -> Any:
        """A preview of what came in, by the name of the block that sent it."""
        return self._log.input

    @property
    def result(self) -> dict[str, Any]:
        """Its output and what it tells beside it, by name; the very objects where it ran in this process."""
        self._must_have_run()
        return dict(self._result if self._result is not None else self._log.output or {})

    @property
    def value(self) -> Any:
        """Its output; the very object where it ran in this process, else what was remembered of it."""
        return self.result.get("output")

    @property
    def df(self) -> pd.DataFrame:
        """Its output as a pandas frame; raises TypeError where it is no table."""
        import pandas as pd

        value = self.value
        if isinstance(value, pd.DataFrame):
            return value
        if hasattr(value, "to_pandas"):
            converted: pd.DataFrame = value.to_pandas()
            return converted
        if is_frame(value):
            from arro3.core import Table

            table = Table.from_arrow(value)
            return pd.DataFrame({name: table.column(name).to_pylist() for name in table.column_names})
        if isinstance(value, list) and all(isinstance(row, dict) for row in value):
            return pd.DataFrame(value)
        if isinstance(value, dict):
            return pd.DataFrame([value])
        raise TypeError(f"The output of block {self.name!r} is no table but {type(value).__name__}: use .value")

    def _must_have_run(self) -> None:
        if self.status == "error":
            line = f", line {self.line}" if self.line else ""
            raise RuntimeError(f"Block {self.name!r} failed{line}: {self.error}")
        if self.status != "success":
            raise RuntimeError(f"Block {self.name!r} has no output: it is {self.status}. {self.error or ''}".rstrip())

    def __repr__(self) -> str:
        if self.status != "success":
            return f"BlockRun({self.name!r}, {self.status}{f': {self.error}' if self.error else ''})"
        value = self.value
        if is_frame(value):
            return f"BlockRun({self.name!r}, {length(value):,} rows, {len(columns(value))} columns)"
        text = repr(value)
        return f"BlockRun({self.name!r}, {text if len(text) <= 200 else text[:200] + '…'})"

    def _repr_html_(self) -> str:
        head = status_html(self.status, self.name)
        if self.status != "success":
            return head + text_html(self._log.trace or self.error or "")
        value = self.value
        if is_frame(value):
            return head + table_html(columns(value), rows(value, 10), length(value))
        printed = text_html(self.logs) if self.logs else ""
        return head + text_html(repr(preview_result({"output": value})["output"])[:5_000]) + printed


class Run:
    """One execution of a workflow. `run["Block"].df` is a block's output; `await run` and `run.wait()` wait."""

    def __init__(self, started: Started) -> None:
        self._started = started

    @property
    def id(self) -> str:
        """The execution's id."""
        return self._started.execution_id

    @property
    def execution(self) -> Execution:
        """What is known of the execution."""
        return self._started.execution()

    @property
    def status(self) -> str:
        """pending, running, completed or failed."""
        return self.execution.status

    @property
    def output(self) -> Any:
        """The run's output, in plain values; waits for the end."""
        return self.wait().execution.output

    @property
    def error(self) -> str | None:
        """The first failing block and what it said; None while there is none."""
        return self.execution.error

    @property
    def blocks(self) -> pd.DataFrame:
        """A row for each block that has started or was skipped, in the graph's order: type, status, ms and error."""
        import pandas as pd

        names = ["block", "type", "status", "ms", "error"]
        logs = self._started.in_order()
        return pd.DataFrame(
            [(log.block_name, log.block_type, log.status, log.duration_ms, log.error) for log in logs], columns=names
        )

    def wait(self, timeout: float | None = None) -> Run:
        """Wait for the end, showing how far it is; an interrupt stops the run. Gives the run, failed or not."""
        self._started.wait(timeout)
        return self

    def resume(self, *, budget: dict[str, float] | None = None) -> Run:
        """Take up a run that failed, was stopped or broken off, and give the new Run at once; wait for it as for this.

        What had finished is not run again. Raises Conflict where it completed or the saved graph was changed since.
        """
        return Run(self._started.resumed(budget))

    def stop(self) -> None:
        """Stop it; what had finished stays."""
        self._started.stop()

    def check(self) -> Run:
        """Raise ExecutionFailed where the run failed; else give the run."""
        if self.execution.status == "failed":
            raise ExecutionFailed(self.execution.error or "The run failed.", self)
        return self

    def __await__(self) -> Generator[Any, None, Run]:
        yield from self._started.ended().__await__()
        return self.check()

    def __getitem__(self, name: str) -> BlockRun:
        self.wait()
        for log in self._started.logs().values():
            if name in (log.block_name, log.block_id):
                return BlockRun(log, self._started.outputs().get(log.block_id), self.id)
        raise KeyError(f"No block of this run is called {name!r}; there are: {', '.join(self)}")

    def __iter__(self) -> Iterator[str]:
        return iter([log.block_name for log in self._started.in_order()])

    def __len__(self) -> int:
        return len(self._started.logs())

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def __repr__(self) -> str:
        execution, name = self.execution, self._started.name
        ran = sum(log.status in ("success", "error") for log in self._started.logs().values())
        error = f", error={execution.error!r}" if execution.error else ""
        return f"Run({name!r}, {execution.status}, {ran} of {len(self._started.graph.blocks)} blocks ran{error})"

    def _repr_html_(self) -> str:
        execution = self.execution
        statuses = {log.block_id: log.status for log in self._started.logs().values()}
        parts = [status_html(execution.status, self._started.name), graph_svg(self._started.graph, statuses)]
        if execution.error:
            parts.append(text_html(execution.error))
        elif execution.output is not None:
            parts.append(_output_html(execution.output))
        return "".join(parts)


def _output_html(output: Any) -> str:
    if isinstance(output, list) and output and all(isinstance(row, dict) for row in output):
        return table_html(list(output[0]), output, len(output))
    text = output if isinstance(output, str) else repr(output)
    return text_html(text if len(text) <= 5_000 else f"{text[:5_000]}…")
