"""Look at the rows of anything from a cell: a frame, a query, a table, a file, a block's output."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from jupyter_powa.data.frames import is_table
from jupyter_powa.errors import BadRequest
from jupyter_powa.explore.tree import SUFFIXES
from jupyter_powa.kernel.looking import KEPT
from jupyter_powa.model.explore import Relation, View
from jupyter_powa.notebook.block_run import BlockRun
from jupyter_powa.notebook.workflow import default_powa
from jupyter_powa.powa import Powa
from jupyter_powa.widgets.explorer import ExplorerWidget

NAME = re.compile(r'(?:[^\W\d]\w*|"[^"]+")(?:\.(?:[^\W\d]\w*|"[^"]+")){0,2}')
SHOWN = 60
"""Characters of a query in a title."""


def explore(
    what: Any = None,
    *,
    source: str | None = None,
    chart: bool | dict[str, str] = False,
    height: int = 560,
    powa: Powa | None = None,
) -> ExplorerWidget:
    """Rows in a grid, beside the tree of what there is; nothing is read but what is seen.

    `what`: a frame (pandas, polars, Arrow, a DuckDB relation), `run["Block"]`, a query, a table's name, or the path of
    a CSV, Parquet or JSON file. `source`: the data source by name; none: the project's database. `chart`: show
    a chart of the rows at first, a fitting one or with this `mark`, `x`, `y`, `color` and `aggregate`; a saved notebook
    keeps its picture. Raises BadRequest for anything else, and BlockError for rows that cannot be had.
    """
    powa = powa or default_powa()
    if what is None:
        return ExplorerWidget(powa, source=source or "", title=source or "", height=height)
    if isinstance(what, str):
        relation, title, name = _named(what, source)
    elif isinstance(what, BlockRun):
        relation, title, name = Relation(**what.relation), what.name, ""
    elif is_table(what):
        relation, title, name = _frame(what, powa)
    else:
        raise BadRequest(f"{type(what).__name__} has no rows to look at: give a frame, a query, a table, a file.")
    view = View(relation=relation)
    drawn = None if chart is False else {} if chart is True else dict(chart)
    return ExplorerWidget(powa, view, name=name, source=source or "", title=title, drawn=drawn, height=height)


def _named(text: str, source: str | None) -> tuple[Relation, str, str]:
    stripped = text.strip()
    if source is None and (stripped.lower().endswith(SUFFIXES) and not any(c.isspace() for c in Path(stripped).name)):
        return Relation(file=str(Path(stripped).absolute())), Path(stripped).name, repr(stripped)
    if NAME.fullmatch(stripped):
        parts = [part.strip('"') for part in re.findall(r'"[^"]+"|\w+', stripped)]
        return Relation(table=parts, source=source), stripped, repr(stripped)
    words = " ".join(stripped.split())
    title = words if len(words) <= SHOWN else f"{words[: SHOWN - 1]}…"
    return Relation(sql=text, source=source), title, repr(text)


def _frame(value: Any, powa: Powa) -> tuple[Relation, str, str]:
    """A frame by its name in the notebook, or held for the widget where it has none."""
    kernel: Any = powa.kernels.kernel  # type: ignore[attr-defined]  # this process is the kernel
    for name, other in dict(kernel.namespace).items():
        if other is value and name.isidentifier() and not name.startswith("_"):
            return Relation(variable=name), name, name
    kind = type(value).__name__
    return Relation(kept=KEPT.hold(value)), kind, ""
