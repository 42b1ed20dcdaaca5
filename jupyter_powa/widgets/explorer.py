"""The explorer: rows of anything, in a grid that shows any number of them, beside the tree of what there is."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import traitlets

from jupyter_powa.errors import BlockError
from jupyter_powa.explore.verbs import Piece
from jupyter_powa.kernel.looking import KEPT
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.limits import Limit
from jupyter_powa.model.explore import Shown, View
from jupyter_powa.powa import Powa
from jupyter_powa.reading import look_project
from jupyter_powa.widgets.base import PowaWidget
from jupyter_powa.widgets.cells import is_number, texts
from jupyter_powa.widgets.drawing import chart_svg
from jupyter_powa.widgets.fallback import MAX_ROWS, page_html

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

LARGEST: Limit[int] = 60_000
"""Bytes of the first page that is saved with a notebook. Source: ours; an output stays below 100 kB."""

PATIENCE = 2.0
"""Seconds that counting may take for the page that is saved: it should say the same wherever it is run."""


class ExplorerWidget(PowaWidget):
    """Rows as they are looked at; `.sql`, `.to_python()` and `.frame()` give what is seen back as code and as rows."""

    view = traitlets.Dict(None, allow_none=True, help="What is looked at; none: only the tree.").tag(sync=True)
    source = traitlets.Unicode("", help="The data source; empty: the project's database.").tag(sync=True)
    title = traitlets.Unicode(help="What is said above it.").tag(sync=True)
    first = traitlets.Bytes(b"", help="The first page as Arrow, for a reader without a kernel.").tag(sync=True)
    tabs = traitlets.Dict(None, allow_none=True, help="The open queries and tables, kept over a reload.").tag(sync=True)
    drawn = traitlets.Dict(None, allow_none=True, help="The chart that is shown first; none: rows.").tag(sync=True)
    height = traitlets.Int(560, help="Height in pixels.").tag(sync=True)

    def __init__(
        self,
        powa: Powa,
        view: View | None = None,
        *,
        name: str = "",
        drawn: dict[str, str] | None = None,
        **traits: Any,
    ) -> None:
        """Show these rows, or (None) what there is; raises BlockError for rows that cannot be had.

        `name`: what Python calls the rows, for code that is given back. `drawn`: the chart that is shown first.
        """
        self._name = name
        self._held = view.relation.kept if view is not None else None
        shown = None if view is None else view.model_dump(mode="json", exclude_none=True)
        super().__init__(powa, _view="explorer", view=shown, drawn=drawn, **traits)
        try:
            if view is not None:
                self._take_first()
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        """Let go of what was handed over, and end the widget."""
        if self._held is not None:
            KEPT.let_go(self._held)
        super().close()

    @property
    def sql(self) -> str:
        """The statement that gives all rows as they are looked at, with its values written in."""
        return str(self._first()["shown"]["sql"])

    def to_python(self) -> str:
        """Python that opens the same rows again."""
        view = self._looked_at
        plain = self._name and not (view.filters or view.orders or view.columns)
        source = f", source={self.source!r}" if self.source else ""
        return f"import jupyter_powa as powa\n\npowa.explore({self._name if plain else repr(self.sql)}{source})"

    def frame(self) -> pd.DataFrame:
        """All rows as they are looked at."""
        kernel: Any = self._powa.kernels.kernel  # type: ignore[attr-defined]  # a widget lives beside a kernel of its own
        work = kernel.whole(self._looked_at, self._powa.settings.database_path)
        frame: pd.DataFrame = loop_thread().submit(work).result()
        return frame

    def chart(self, **wish: Any) -> alt.Chart:
        """The rows as a chart of Altair: a fitting one, or with this `mark`, `x`, `y`, `color` and `aggregate`.

        Raises BlockError: `not_installed` where Altair is not there, `no_chart` for rows that give none.
        """
        try:
            import altair as alt
        except ImportError:
            raise BlockError("Charts need Altair: pip install jupyter_powa[chart].", code="not_installed") from None

        spec = self._specification(wish)
        return alt.Chart.from_dict({name: value for name, value in spec.items() if name != "$schema"})

    def _specification(self, wish: dict[str, Any]) -> dict[str, Any]:
        async def drawn() -> Piece:
            arguments = {"view": self._looked_at.model_dump(mode="json"), **wish}
            return await anext(look_project(self._powa, "chart", arguments))

        spec: dict[str, Any] = loop_thread().submit(drawn()).result().told["spec"]
        return spec

    @property
    def _looked_at(self) -> View:
        if self.view is None:
            raise BlockError("Nothing is looked at yet: open a table or run a query first.", code="nothing_open")
        return View.model_validate(self.view)

    def _piece(self, form: str) -> Piece:
        async def first() -> Piece:
            arguments = {"view": self._looked_at.model_dump(mode="json"), "format": form, "patience": PATIENCE}
            return await anext(look_project(self._powa, "page", arguments))

        return loop_thread().submit(first()).result()

    def _first(self) -> dict[str, Any]:
        return self._piece("json").told

    def _take_first(self) -> None:
        data = self._piece("arrow").data or b""
        self.first = data if len(data) <= LARGEST else b""

    def picture(self) -> str:
        """The first rows as a table, and below it the chart where one is drawn, as static HTML."""
        if self.view is None:
            return f"<div><em>{escape(self.title or 'Explorer')}</em></div>"
        piece = self._piece("arrow")
        drawn = "" if self.drawn is None else chart_svg(self._specification(self.drawn))
        return _pictured(Shown.model_validate(piece.told), piece.data or b"") + drawn

    def __repr__(self) -> str:
        return f"ExplorerWidget({self.title!r})" if self.title else "ExplorerWidget()"


def _pictured(shown: Shown, data: bytes) -> str:
    from arro3.io import read_ipc_stream

    table = read_ipc_stream(data).read_all()
    table = table.slice(0, min(MAX_ROWS, table.num_rows))
    cells = [texts(table.column(place), column.type) for place, column in enumerate(shown.columns)]
    heads = [(column.name, column.type, is_number(column.type)) for column in shown.columns]
    return page_html(heads, list(zip(*cells, strict=True)), shown.row_count)
