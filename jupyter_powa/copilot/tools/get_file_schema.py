"""Read the columns of files in the project's folder."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import Field

from jupyter_powa.copilot.tools.base import Tool
from jupyter_powa.copilot.turn import Turn
from jupyter_powa.errors import BadRequest, BlockError
from jupyter_powa.limits import Limit
from jupyter_powa.reading import look_project

FILES: Limit[int] = 100
"""Names of files that a model is told at once. Source: ours."""
COLUMNS: Limit[int] = 300
"""Columns of a file that a model is told. Source: ours."""
GROUP = {"kind": "group", "path": ["files"], "limit": 1_000}


class GetFileSchema(Tool, name="get_file_schema", saying="Reading the columns of a file…"):
    """Read the columns of a CSV, Parquet or JSON file in the project's folder (or of all that a pattern names): names
    and types, no rows. Without a path, the files that there are.
    """

    path: str | None = Field(
        None, max_length=1_000, description="A path below the project's folder, a pattern, or a name without its end."
    )

    async def run(self, turn: Turn) -> dict[str, Any]:
        """The path as it is and its columns; raises BadRequest for a file that is not there, or that is none."""
        there = await _files(turn)
        if self.path is None:
            return {"files": there[:FILES], "left_out": max(len(there) - FILES, 0)}
        path = _meant(self.path, there)
        if _outside(path, turn.powa.settings.root_dir):
            raise BadRequest(f"{self.path} lies outside of the project's folder.", code="not_allowed")
        form = {"view": {"relation": {"file": path}}, "limit": 1, "format": "json"}
        try:
            answer = look_project(turn.powa, "page", form, kernel_id=turn.kernel_id)
            told = [piece.told async for piece in answer][-1]
        except BlockError as error:
            if error.code in ("file_not_found", "sql_error") and path not in there:
                words = f"There is no file {self.path!r}. {_named(there)}"
                raise BadRequest(words, code="unknown_file") from None
            raise
        columns = [{"column": one["name"], "type": one["type"]} for one in told["shown"]["columns"]]
        return {"path": path, "columns": columns[:COLUMNS], "left_out": max(len(columns) - COLUMNS, 0)}


def _outside(path: str, root: Path) -> bool:
    return not (root / path).resolve().is_relative_to(root.resolve())


async def _files(turn: Turn) -> list[str]:
    pieces = [piece.told async for piece in look_project(turn.powa, "tree", GROUP, kernel_id=turn.kernel_id)]
    return [node["name"] for piece in pieces for node in piece.get("nodes") or ()]


def _meant(path: str, there: list[str]) -> str:
    """The path, or the only file that this is the name of; raises BadRequest where there are several."""
    if path in there or any(letter in path for letter in "*?[") or "." in PurePosixPath(path).name:
        return path
    found = [one for one in there if PurePosixPath(one).name.split(".")[0].casefold() == path.casefold()]
    if len(found) > 1:
        raise BadRequest(f"Several files are called {path!r}: {', '.join(found[:FILES])}.", code="several_files")
    return found[0] if found else path


def _named(there: list[str]) -> str:
    return (
        f"The files: {', '.join(there[:FILES])}." if there else "There are no files with rows in the project's folder."
    )
