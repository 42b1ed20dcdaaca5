"""The databases that a cell reaches: the project's, in this very process, and the data sources by name."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, MutableMapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jupyter_powa.notebook.sql.braces import Filled
from jupyter_powa.notebook.sql.work import HowFar, waited

if TYPE_CHECKING:
    from jupyter_powa.data.base import Database, Databases
    from jupyter_powa.data.local import LocalDatabases
    from jupyter_powa.model.data import Page, Schema
    from jupyter_powa.powa import Powa

ALL = 2**62
"""As a limit: every row."""


class Reach:
    """Runs a cell's statements, and waits for them."""

    def __init__(self, powa: Callable[[], Powa], names: MutableMapping[str, Any]) -> None:
        """`powa` is asked for when it is first needed; `names`: the frames that statements see by name."""
        self._powa, self.names = powa, names
        self.alone = False
        """Whether the cell that runs shows nothing else."""

    @cached_property
    def powa(self) -> Powa:
        """The parts put together."""
        return self._powa()

    @property
    def databases(self) -> Databases:
        """All that can be opened: the project's, stored sources as they are now, and connections of the notebook."""
        from jupyter_powa.data.reachable import Reachable
        from jupyter_powa.sources import accesses

        return Reachable(self._project, accesses(self.powa), self.names)

    @cached_property
    def _project(self) -> LocalDatabases:
        from jupyter_powa.data.local import MEMORY, LocalDatabases
        from jupyter_powa.kernel.local import LocalKernels

        path, kernels = self.powa.settings.database_path, self.powa.kernels
        return kernels.databases if path == MEMORY and isinstance(kernels, LocalKernels) else LocalDatabases(path)

    def page(self, source: str | None, filled: Filled, limit: int) -> Page:
        """The first rows of a statement."""

        async def work(database: Database) -> Page:
            return await database.page(filled.sql, filled.values, limit=limit)

        page: Page = self._done(source, filled, work, None)
        return page

    def frame(self, source: str | None, filled: Filled) -> Any:
        """All rows of a statement as a pandas frame; for one that gives none, what the database counted."""
        far = HowFar()

        async def work(database: Database) -> Any:
            return await database.frame(filled.sql, filled.values, progress=far)

        return self._done(source, filled, work, far)

    async def schema(self, source: str | None) -> list[Schema]:
        """Its tables, for whoever completes; on the `powa` loop."""
        database = await self.databases.look(source)
        try:
            return await database.schema()
        finally:
            await database.close()

    def _done(self, source: str | None, filled: Filled, work: Callable[[Database], Any], far: HowFar | None) -> Any:
        seen, databases = ChainMap(filled.frames, self.names), self.databases

        async def opened() -> Any:
            database = await databases.open(source, seen)
            try:
                return await work(database)
            finally:
                await database.close()

        return waited(opened(), source or "SQL", far, alone=self.alone)
