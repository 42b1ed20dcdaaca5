"""Answers questions about the project's database where the file may be opened: in this process."""

from __future__ import annotations

import asyncio
import decimal
import json
import logging
from typing import Any

from pydantic import TypeAdapter

from jupyter_powa.data.encode import MAX_SIZE, preview
from jupyter_powa.data.guard import SqlTimeout
from jupyter_powa.data.local import MEMORY, LocalDatabases
from jupyter_powa.errors import BlockError, PowaError
from jupyter_powa.model.data import Page, Rows
from jupyter_powa.model.question import Answer, Question, ReadQuestion

log = logging.getLogger(__name__)

QUESTION: TypeAdapter[Question] = TypeAdapter(Question)


async def answer(question: Question, memory: LocalDatabases) -> Answer:
    """The answer; `memory` is the database of this process, for a project that has no file."""
    databases = memory if question.database == MEMORY else LocalDatabases(question.database)
    database = await databases.look()
    try:
        if isinstance(question, ReadQuestion):
            page = await database.read(question.sql, question.values, limit=question.limit, seconds=question.seconds)
            return Answer(rows=plain(page))
        async with asyncio.timeout(question.seconds):
            return Answer(tables=await database.describe(question.tables))
    except TimeoutError:
        raise SqlTimeout(question.seconds) from None
    finally:
        await database.close()


async def told(packed: dict[str, Any], memory: LocalDatabases) -> str:
    """The answer to what `pack` wrote, or the error, as JSON text; it raises nothing."""
    try:
        return _text({"answer": (await answer(QUESTION.validate_python(packed), memory)).model_dump(mode="json")})
    except Exception as error:
        return _text({"error": error_told(error)})


def heard(said: dict[str, Any]) -> Answer:
    """The answer that `told` wrote; raises the error that it told."""
    if "answer" in said:
        return Answer.model_validate(said["answer"])
    raise error_of(said["error"])


def error_told(error: Exception) -> dict[str, Any]:
    """An error on its way to another process."""
    if isinstance(error, PowaError):
        return {**error.body(), "status": error.status, "line": getattr(error, "line", None)}
    log.error("A question could not be answered", exc_info=error)
    return {"error": f"The database failed: {type(error).__name__}.", "code": "internal_error"}


def error_of(told: dict[str, Any]) -> PowaError:
    """The error that `error_told` wrote."""
    error = BlockError(told["error"], code=told["code"], line=told.get("line"))
    error.status = told.get("status", 500)
    error.error_code = told.get("error_code", "")
    error.details = told.get("details")
    return error


def plain(page: Page) -> Rows:
    """The rows in plain JSON values, as many of them as fit into one answer."""
    cells = [_cells(page, place) for place in range(len(page.columns))]
    rows: list[list[Any]] = []
    room = MAX_SIZE
    for values in zip(*cells, strict=True):
        row = [preview(value) for value in values]
        room -= len(json.dumps(row, default=str))
        if rows and room < 0:
            return Rows(columns=page.columns, rows=rows, more=True)
        rows.append(row)
    return Rows(columns=page.columns, rows=rows, more=page.more)


def _cells(page: Page, place: int) -> list[Any]:
    """A column's values; DuckDB's integers of 128 bits come as decimals."""
    column = page.arrow.column(place)
    try:
        values: list[Any] = column.to_pylist()
    except (ValueError, OverflowError):  # a date that Python has no word for
        values = [_cell(column, row) for row in range(page.arrow.num_rows)]
    if page.columns[place].type in ("HUGEINT", "UHUGEINT"):
        return [int(value) if isinstance(value, decimal.Decimal) else value for value in values]
    return values


def _cell(column: Any, row: int) -> Any:
    try:
        return column[row].as_py()
    except (ValueError, OverflowError):
        return "[out of range]"


def _text(said: dict[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
