"""What an answer needs: the port to the database, and the brief that says who asks what of whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from jupyter_powa.agents.link import Linker
from jupyter_powa.llm.base import Llm
from jupyter_powa.model.agents import Chat, Context, SqlAgent, Stage
from jupyter_powa.model.data import Page, Table

Telling = Callable[[Stage], None]
"""Takes each step of an answer as it ends."""


class Source(Protocol):
    """A database that an agent asks. Cancelling the caller stops the statement; nothing here can write."""

    @property
    def kind(self) -> str:
        """The kind of the data source: `duckdb`, `postgresql`, `mariadb`, …"""

    async def describe(self, tables: Sequence[str] | None = None) -> list[Table]:
        """The tables (of these names) with columns, keys, comments and about how many rows; raises BlockError."""

    async def read(self, sql: str, *, limit: int = 100, seconds: float = 30.0) -> Page:
        """The first rows of a query that the guard lets through; raises SqlRefused, SqlTimeout, BlockError."""

    async def bind(self, sql: str) -> None:
        """Whether the database would take a query (EXPLAIN, not run); raises what `read` raises."""


@dataclass(frozen=True)
class Brief:
    """What whoever answers a question is handed."""

    agent: SqlAgent
    context: Context
    source: Source
    linker: Linker
    llm: Llm | None = None
    """The model that writes the SQL; None: the planner."""
    history: Sequence[Chat] = ()
    """The conversation before, oldest first."""
    filters: Mapping[str, str] = field(default_factory=dict)
    """A condition on the rows of each table (the config's `table_filter` and `table_filters`)."""
    limit: int = 1_000
    """Most rows of an answer."""
    seconds: float = 30.0
    """Seconds that one query may take."""
