"""What one block did in one run, as a cell sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jupyter_powa.data.encode import columns, is_frame, length, preview_result, rows
from jupyter_powa.model.execution import BlockLog
from jupyter_powa.widgets.fallback import status_html, table_html, text_html

if TYPE_CHECKING:
    import pandas as pd


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
    def reused_from(self) -> str | None:
        """The execution that made its result, where this one has kept it."""
        return self._log.reused_from

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
