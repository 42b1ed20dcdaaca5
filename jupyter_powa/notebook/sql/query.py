"""A query that a cell ran: it shows its first rows, and gives all of them when asked. Later cells read from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_powa.notebook.sql.braces import Filled
from jupyter_powa.notebook.sql.options import Kind
from jupyter_powa.notebook.sql.reach import ALL, Reach
from jupyter_powa.notebook.sql.saved import Composed, Saved
from jupyter_powa.notebook.sql.written import written

if TYPE_CHECKING:
    from jupyter_powa.model.data import Page


class Query:
    """Rows that are looked at without being loaded. `query.df`, `.polars` and `.arrow` load them.

    `from name` in a later cell reads from the query of that variable: it becomes part of that statement.
    """

    def __init__(self, reach: Reach, saved: Saved, composed: Composed, first: Page) -> None:
        self._reach, self.saved, self._composed, self.first = reach, saved, composed, first

    @property
    def sql(self) -> str:
        """The statement with its values written in, for anywhere else; with `?` where one cannot be written as SQL."""
        return written(self.filled) or self.filled.sql.strip()

    @property
    def filled(self) -> Filled:
        """The statement as it ran: with `?`, its values in order, and the frames in braces."""
        return self._composed.filled

    @property
    def source(self) -> str | None:
        """The data source by name; None: the project's database."""
        return self.saved.source

    @property
    def columns(self) -> list[str]:
        """The columns' names."""
        return list(self.saved.columns)

    @property
    def df(self) -> Any:
        """All rows as a pandas frame; the statement runs anew."""
        return loaded(self._reach, self.source, self._composed, "frame")

    @property
    def polars(self) -> Any:
        """All rows as a polars frame; the statement runs anew."""
        return loaded(self._reach, self.source, self._composed, "polars")

    @property
    def arrow(self) -> Any:
        """All rows as an Arrow table; the statement runs anew."""
        return loaded(self._reach, self.source, self._composed, "arrow")

    def __repr__(self) -> str:
        from jupyter_powa.notebook.sql.table import text

        return text(self.first)

    def _repr_html_(self) -> str:
        from jupyter_powa.notebook.sql.table import html

        return html(self.first)


def loaded(reach: Reach, source: str | None, composed: Composed, kind: Kind) -> Any:
    """All rows of a statement: `frame` for pandas, `polars`, `arrow` (pyarrow's table where that is installed)."""
    if kind == "frame":
        return reach.frame(source, composed.filled)
    page = reach.page(source, composed.filled, ALL)
    return _polars(page) if kind == "polars" else _arrow(page)


def _polars(page: Page) -> Any:
    import polars  # type: ignore[import-not-found,unused-ignore]

    frame = polars.DataFrame(page.arrow)
    huge = [column.name for column in page.columns if column.type == "HUGEINT"]  # like a sum's
    for name in huge:
        whole = frame[name].cast(polars.Int64, strict=False)
        if whole.null_count() == frame[name].null_count():
            frame = frame.with_columns(whole)
    return frame


def _arrow(page: Page) -> Any:
    try:
        import pyarrow  # type: ignore[import-untyped,import-not-found,unused-ignore]
    except ImportError:
        return page.arrow
    return pyarrow.table(page.arrow)
