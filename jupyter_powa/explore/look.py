"""Where a look may go: the databases, variables, files and kept outputs of one process."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import AsyncIterator, Callable, Mapping, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_powa.data.base import Database, Databases
from jupyter_powa.data.frames import is_table
from jupyter_powa.data.told import restored
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.dialect import dialect_of
from jupyter_powa.explore.kept import Kept
from jupyter_powa.explore.statement import ROWS, written
from jupyter_powa.model.explore import Relation, View

Outputs = Callable[[str, str], Any]
"""Takes an execution's and a block's id, and gives the block's whole output; raises BlockError."""


def no_outputs(execution_id: str, block_id: str) -> Any:
    """For a process that keeps none."""
    raise BlockError("The outputs of that run are not kept here: run it again.", code="output_gone")


@dataclass(frozen=True)
class Look:
    """What can be looked at from one process."""

    databases: Databases
    memory: Databases
    """A database for what lies in memory: frames and outputs need no file."""
    variables: MutableMapping[str, Any] = field(default_factory=dict)
    outputs: Outputs = no_outputs
    root: Path = field(default_factory=Path)
    """Where relative paths of files begin."""
    kept: Kept = field(default_factory=Kept)
    """Results of queries that need not be run again."""
    confined: bool = False
    """Whether files outside of `root` are refused: where somebody else than this process's user asks."""

    @asynccontextmanager
    async def at(self, relation: Relation) -> AsyncIterator[tuple[Database, Relation]]:
        """The database that has the relation's rows, and the relation as that database is asked for it.

        Raises BlockError for a variable, a file or an output that is not there, or that holds no rows.
        """
        frames: Mapping[str, Any] = {}
        where = self.databases
        if relation.variable is not None:
            frames, where = {relation.variable: self._variable(relation.variable)}, self.memory
        elif relation.block is not None:
            frames, where = {ROWS: self._output(str(relation.execution_id), relation.block)}, self.memory
        elif relation.kept is not None:
            result = self.kept.get(relation.kept)
            frames, where = {ROWS: result.table}, self.memory
            if result.kind == "duckdb":  # what was told as text sorts and compares as what it is
                types = {column.name: column.type for column in result.columns}
                relation = relation.model_copy(update={"sql": restored(types, ROWS)})
        elif relation.file is not None:
            relation, where = relation.model_copy(update={"file": str(self.path(relation.file))}), self.memory
        elif relation.sql is not None:
            frames = self.seen()
        looks = relation.table is not None
        database = await (where.look(relation.source) if looks else where.open(relation.source, frames))
        try:
            yield database, relation
        finally:
            await database.close()

    def written(self, view: View, kind: str) -> str:
        """The view as SQL for people; a result that is kept is written as the query that gave it."""
        result = None if view.relation.kept is None else self.kept.get(view.relation.kept)
        if result is None or result.made_by is None:
            return written(view, dialect_of(kind))
        return written(view.model_copy(update={"relation": result.made_by}), dialect_of(result.kind))

    def seen(self) -> ChainMap[str, Any]:
        """The notebook's variables, as a statement sees them: a table of the same name comes first."""
        return ChainMap({}, self.variables)

    def path(self, name: str) -> Path:
        """A file's whole path; raises BlockError where whoever asks may not see it, or it is not there."""
        found = (self.root / name).resolve()
        if self.confined and not found.is_relative_to(self.root.resolve()):
            raise BlockError(f"{name} lies outside of the notebooks' folder.", code="not_allowed")
        if not found.is_file() and not any(letter in name for letter in "*?["):
            raise BlockError(f"There is no file {name}.", code="file_not_found")
        return found

    def _variable(self, name: str) -> Any:
        if name not in self.variables:
            raise BlockError(f"There is no variable {name!r} in this notebook. Run its cell.", code="unknown_variable")
        return table_of(self.variables[name], f"The variable {name}")

    def _output(self, execution_id: str, block_id: str) -> Any:
        return table_of(self.outputs(execution_id, block_id), "The block's output")


def table_of(value: Any, what: str) -> Any:
    """A value as a table; raises BlockError where it is none."""
    if is_table(value):
        return value
    if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        import pandas as pd

        return pd.DataFrame(value)
    raise BlockError(f"{what} is no table: it is of type {type(value).__name__}.", code="not_a_table")
