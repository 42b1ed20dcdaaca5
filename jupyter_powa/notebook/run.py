"""One execution, as a cell sees it: how it went, and each block's output by the block's name."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

from jupyter_powa.errors import PowaError
from jupyter_powa.model.execution import Execution
from jupyter_powa.notebook.block_run import BlockRun
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

    def why(self, name: str) -> str:
        """Why a block was run, or was not, in words; raises KeyError for a block that is not there."""
        block = next((one for one in self._started.graph.blocks if name in (one.name, one.id)), None)
        if block is None:
            raise KeyError(f"No block is called {name!r}.")
        self.wait()
        if (log := self._started.logs().get(block.id)) is None:
            return "It was not a part of this run."
        if log.why:
            return log.why
        return (log.error or "It was skipped.") if log.status == "skipped" else "All blocks of this run were run."

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
        logs = self._started.logs().values()
        ran, kept = sum(log.status in ("success", "error") for log in logs), sum(log.kept for log in logs)
        told = f"{ran - kept} of {len(self._started.graph.blocks)} blocks ran{f', {kept} kept' if kept else ''}"
        error = f", error={execution.error!r}" if execution.error else ""
        return f"Run({name!r}, {execution.status}, {told}{error})"

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
