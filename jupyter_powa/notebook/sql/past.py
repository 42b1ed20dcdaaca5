"""Statements of cells go into the project's history, which the explorer shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from jupyter_powa.data.encode import is_frame, length
from jupyter_powa.errors import PowaError
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.model.explore import PastQuery
from jupyter_powa.model.workflow import now
from jupyter_powa.notebook.sql.braces import Filled
from jupyter_powa.notebook.sql.query import Query
from jupyter_powa.notebook.sql.reach import Reach
from jupyter_powa.notebook.sql.written import written


class Given:
    """What a statement gave; None until it has."""

    result: Any = None

    @property
    def rows(self) -> int | None:
        """How many rows it gave; None where nobody counted them."""
        if isinstance(self.result, Query):
            first = self.result.first
            return None if first.more else first.arrow.num_rows
        return length(self.result) if is_frame(self.result) else None


@contextmanager
def remembered(reach: Reach, source: str | None, filled: Filled) -> Iterator[Given]:
    """Remember the statement that runs within, how long it took and how it ended; nothing waits for that."""
    started, began, given = now(), perf_counter(), Given()
    error: str | None = None
    try:
        yield given
    except PowaError as failed:
        error = failed.message
        raise
    except KeyboardInterrupt:
        error = "The statement was stopped."
        raise
    finally:
        from jupyter_powa.reading import remember_query

        query = PastQuery(
            sql=written(filled, reach.dialect(source)) or filled.sql.strip(),
            source=source,
            started_at=started,
            milliseconds=round((perf_counter() - began) * 1e3, 3),
            row_count=None if error else given.rows,
            error=error,
        )
        loop_thread().submit(remember_query(reach.powa, query))
