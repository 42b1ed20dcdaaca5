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
    from jupyter_powa.widgets.explorer import ExplorerWidget


class Query:
    """Rows that are looked at without being loaded. `query.df`, `.polars` and `.arrow` load them.

    `from name` in a later cell reads from the query of that variable: it becomes part of that statement.
    """

    def __init__(
        self, reach: Reach, saved: Saved, composed: Composed, page: Page, rows: int, *, explorer: bool = False
    ) -> None:
        """`page`: its first rows, as many as were read; `rows` of them are shown as a plain table."""
        self._reach, self.saved, self._composed, self._page, self._rows = reach, saved, composed, page, rows
        self._explorer = explorer
        self._widget: ExplorerWidget | None = None

    @property
    def sql(self) -> str:
        """The statement with its values written in, for anywhere else; with `?` where one cannot be written as SQL."""
        return written(self.filled, self._reach.dialect(self.source)) or self.filled.sql.strip()

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

    @property
    def first(self) -> Page:
        """Its first rows."""
        page = self._page
        more = page.more or page.arrow.num_rows > self._rows
        return page.model_copy(
            update={"arrow": page.arrow.slice(0, min(self._rows, page.arrow.num_rows)), "more": more}
        )

    def explore(self) -> ExplorerWidget | None:
        """The rows in the explorer; None where the notebook's values cannot be written into the statement."""
        from jupyter_powa.notebook.sql.explored import explored

        if self._widget is None:
            self._widget = explored(self._reach, self._composed.filled, self.source, self._page, self.saved.name)
        return self._widget

    def __repr__(self) -> str:
        from jupyter_powa.notebook.sql.table import text

        return text(self.first)

    def _repr_html_(self) -> str:
        from jupyter_powa.notebook.sql.table import html

        return html(self.first)

    def _repr_mimebundle_(self, **more: Any) -> Any:
        """The explorer where there is a notebook to show it; else nothing, so that the plain table is shown."""
        from jupyter_powa.kernel.local import in_kernel

        widget = self.explore() if self._explorer and in_kernel() else None
        if widget is None:
            return None
        bundle = widget._repr_mimebundle_(**more)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        data["text/plain"] = repr(self)
        return bundle


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
