"""The project's datasets from a cell: what runs have written, how it came to be, and its rows."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from jupyter_powa.errors import BadRequest
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.model.dataset import Dataset, DatasetStep
from jupyter_powa.model.explore import View
from jupyter_powa.notebook.workflow import default_powa
from jupyter_powa.powa import Powa
from jupyter_powa.reading import look_project

if TYPE_CHECKING:
    import pandas as pd

Written = Literal["csv", "parquet", "json"]
"""The endings of files that a dataset is written to."""


class DatasetHandle:
    """A dataset: `.record` tells how it came to be, `.df` and `.explore()` give its rows."""

    def __init__(self, record: Dataset, powa: Powa | None = None) -> None:
        self.record = record
        self._given = powa

    @property
    def df(self) -> pd.DataFrame:
        """All its rows as a frame; raises BlockError where they are gone."""
        frame: pd.DataFrame = self.explore().frame()
        return frame

    def explore(self, **options: Any) -> Any:
        """Its rows in the explorer."""
        from jupyter_powa.notebook.explore import explore

        relation = self.record.relation
        return explore(relation.file or ".".join(_quoted(word) for word in relation.table or ()), **options)

    def export(self, path: str | Path, *, replace: bool = False) -> Path:
        """Write all its rows to a file whose ending says how: .csv, .parquet or .json; gives the file.

        In CSV, a text that a spreadsheet would take for a formula has an apostrophe before it. Raises BadRequest for
        another ending, BlockError where the file is there already and is not to be replaced, or rows are gone.
        """
        target = Path(path).expanduser().absolute()
        form = target.suffix.lower().removeprefix(".")
        if form not in get_args(Written):
            raise BadRequest(f"{target.name}: end it in .csv, .parquet or .json, which says how it is written.")
        view = View(relation=self.record.relation).model_dump(mode="json")
        arguments = {"view": view, "format": form, "name": str(target), "replace": replace}

        async def written() -> None:
            async for _ in look_project(self._given or default_powa(), "export", arguments):
                pass

        loop_thread().submit(written()).result()
        return target

    def __repr__(self) -> str:
        record = self.record
        steps = [f"  {step.name}: {_rows(step)}{_left(step)}" for step in record.steps]
        head = f"{record.name}: {record.rows:,} rows, {len(record.columns)} columns, config {record.config_hash[:8]}"
        return "\n".join([head, *steps])

    def _repr_html_(self) -> str:
        record = self.record
        lines = [
            f"<tr><td>{escape(step.name)}</td><td>{escape(step.type)}</td><td>{_rows(step)}</td>"
            f"<td>{escape(_left(step).strip(' ;'))}</td></tr>"
            for step in record.steps
        ]
        head = f"<p><b>{escape(record.name)}</b>: {record.rows:,} rows, {len(record.columns)} columns</p>"
        columns = "<tr><th>step</th><th>type</th><th>rows</th><th>left out</th></tr>"
        return f"{head}<table><thead>{columns}</thead><tbody>{''.join(lines)}</tbody></table>"


class DatasetList:
    """The datasets by name (the newest of each) or id; alone in a cell, a table of them."""

    def __init__(self, powa: Powa | None = None) -> None:
        self._given = powa

    @property
    def _powa(self) -> Powa:
        return self._given or default_powa()

    def __getitem__(self, word: str) -> DatasetHandle:
        return DatasetHandle(self._powa.store.datasets.get(word), self._given)

    def __iter__(self) -> Iterator[DatasetHandle]:
        return iter([DatasetHandle(record, self._given) for record in self.records() if record.replaced_by is None])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def records(self) -> list[Dataset]:
        """All records, the newest first, also of datasets that were written again since."""
        return list(self._powa.store.datasets.list(limit=10_000)[0])

    def delete(self, word: str) -> None:
        """Forget the record of that name or id; its rows stay where they are. Raises DatasetNotFound."""
        self._powa.store.datasets.delete(self._powa.store.datasets.get(word).id)

    def _ipython_key_completions_(self) -> list[str]:
        return [one.record.name for one in self]

    def __repr__(self) -> str:
        lines = [f"{one.record.name}: {one.record.rows:,} rows, {len(one.record.columns)} columns" for one in self]
        return "\n".join(lines) or "no datasets yet"


def _rows(step: DatasetStep) -> str:
    if step.rows_out is None:
        return ""
    came = f"{step.rows_in:,} → " if step.rows_in is not None and step.rows_in != step.rows_out else ""
    return f"{came}{step.rows_out:,} rows"


def _left(step: DatasetStep) -> str:
    reasons = (step.rejects or {}).get("reasons") or {}
    return "".join(f"; {count:,} {reason}" for reason, count in reasons.items())


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
