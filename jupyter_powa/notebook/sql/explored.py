"""A query's rows in the explorer: those that were read are not asked for again."""

from __future__ import annotations

from jupyter_powa.explore.kept import Result
from jupyter_powa.kernel.looking import KEPT
from jupyter_powa.model.data import Page
from jupyter_powa.model.explore import Relation, View
from jupyter_powa.notebook.sql.braces import Filled
from jupyter_powa.notebook.sql.reach import Reach
from jupyter_powa.notebook.sql.written import written
from jupyter_powa.widgets.explorer import ExplorerWidget


def explored(reach: Reach, filled: Filled, source: str | None, page: Page, title: str) -> ExplorerWidget | None:
    """The explorer on a result that is all in `page`, or on the statement; None where that cannot be written."""
    kept = None if page.more else KEPT.put(Result(page.arrow, page.columns))
    sql = None if kept else written(filled, reach.dialect(source))
    if kept is None and sql is None:
        return None
    if sql is not None:
        reach.names.update(filled.frames)  # the statement finds them by their names
    relation = Relation(kept=kept) if kept else Relation(sql=sql, source=source)
    return ExplorerWidget(reach.powa, View(relation=relation), source=source or "", title=title or "SQL")
