"""A table of rows that need not be read: a query over what the project's database reaches, and its first rows.

Rows have an order that is part of the query: its first columns, `powa row 1` and so on, hold the row's place. They are
never seen; whoever reads the rows gets them in that order. So steps may work in parallel and still give the same rows
in the same order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from jupyter_powa.data.base import Database, Databases
from jupyter_powa.errors import BlockError
from jupyter_powa.limits import Limit
from jupyter_powa.model.data import Column

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")

RUNS = "powa_runs"
"""The schema of the tables that rest between steps, by workflow, run and block; trees and agents do not see it."""
MOST_HEAD: Limit[int] = 100
"""First rows that are kept in memory beside a relation. Source: ours, as many as a preview shows (`encode.py`)."""


def place_column(number: int) -> str:
    """The name, as SQL writes it, of one of the columns that hold a row's place; the first is 1."""
    return f'"powa row {number}"'


@dataclass(frozen=True, eq=False)
class Relation:
    """Rows of the project's database: to be read whole, in part, or by another query; it counts as a frame."""

    kept_as: ClassVar[str] = "relation"
    """The word of its kind where results are kept (`data/kept.py`)."""

    query: str
    """One SELECT that stands on its own; its first columns are those of the place."""
    schema: tuple[Column, ...]
    """The visible columns, in order."""
    row_count: int
    places: int
    """How many columns hold a row's place; at least one."""
    first: Any = field(repr=False)
    """The first rows: an Arrow table (arro3)."""
    databases: Databases = field(repr=False)
    where: str = ""
    """Which database the query means: `LocalDatabase.place`."""
    fingerprints: tuple[dict[str, Any], ...] = ()
    """What was read, and what told it from any other state of itself."""

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.schema]

    @property
    def num_rows(self) -> int:
        """How many rows there are."""
        return self.row_count

    def __len__(self) -> int:
        return self.row_count

    @property
    def order(self) -> str:
        """The columns of the place, as SQL."""
        return ", ".join(place_column(number) for number in range(1, self.places + 1))

    @property
    def sql(self) -> str:
        """The rows in their order, without the columns of the place: a query for anybody."""
        return f"select * exclude ({self.order}) from ({self.query}\n) as kept order by {self.order}"

    @property
    def df(self) -> pd.DataFrame:
        """All rows as a pandas frame; raises BlockError where they are gone."""
        frame: pd.DataFrame = _waited(self._read(lambda database: database.frame(self.sql)))
        return frame

    def to_pandas(self) -> pd.DataFrame:
        """The same."""
        return self.df

    def to_arrow(self) -> Any:
        """All rows as an Arrow table (arro3)."""
        page = _waited(self._read(lambda database: database.page(self.sql, limit=max(self.row_count, 1))))
        return page.arrow

    def head(self, limit: int = 5) -> Any:
        """The first rows as an Arrow table; no more than are kept beside it (`MOST_HEAD`), and nothing is read."""
        return self.first.slice(0, min(limit, self.first.num_rows))

    def __getitem__(self, column: str | list[str]) -> Any:
        return self.df[column]

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def stored(self) -> dict[str, Any]:
        """What it takes to have it again, as JSON; good for as long as the tables and files that it names."""
        return {
            "relation": self.query,
            "columns": [{"name": column.name, "type": column.type} for column in self.schema],
            "row_count": self.row_count,
            "places": self.places,
            "fingerprints": list(self.fingerprints),
        }

    @classmethod
    async def restored(cls, told: Mapping[str, Any], databases: Databases) -> Relation:
        """The relation that `stored` told of; raises BlockError (`kept_gone`) where what it stands on is gone."""
        database = await databases.open(None, {})
        beside = {"row_count": told["row_count"], "fingerprints": told.get("fingerprints", ())}
        try:
            return await related(database, databases, told["relation"], told["places"], **beside)
        except BlockError as error:
            raise BlockError(f"Rows of an earlier run are gone: {error.message}", code="kept_gone") from None
        finally:
            await database.close()

    async def _read(self, ask: Any) -> Any:
        database = await self.databases.open(None, {})
        try:
            return await ask(database)
        finally:
            await database.close()


async def related(
    database: Database,
    databases: Databases,
    query: str,
    places: int,
    *,
    row_count: int | None = None,
    fingerprints: Sequence[dict[str, Any]] = (),
) -> Relation:
    """The relation of a query on the project's database: its first rows are read, and counted where that is not known.

    Raises BlockError with code `sql_error`.
    """
    order = ", ".join(place_column(number) for number in range(1, places + 1))
    page = await database.page(
        f"select * exclude ({order}) from ({query}\n) as kept order by {order} limit {MOST_HEAD}", limit=MOST_HEAD
    )
    if row_count is None:
        counted = await database.page(f"select count(*) from ({query}\n) as kept", limit=1)
        row_count = int(counted.arrow.column(0).to_pylist()[0])
    where = str(getattr(database, "place", ""))
    return Relation(query, tuple(page.columns), row_count, places, page.arrow, databases, where, tuple(fingerprints))


def _waited(work: Coroutine[Any, Any, T]) -> T:
    """What the coroutine gives, for plain code in any thread: it runs on a loop and in a thread of its own."""
    with ThreadPoolExecutor(1) as one:
        return one.submit(lambda: asyncio.run(work)).result()
