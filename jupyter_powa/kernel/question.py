"""Answers questions about the project's database where the file may be opened: in this process."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from jupyter_powa.data.digest import digest
from jupyter_powa.data.guard import SqlTimeout
from jupyter_powa.data.local import MEMORY, LocalDatabases
from jupyter_powa.data.plain import plain
from jupyter_powa.data.reachable import Reachable
from jupyter_powa.errors import BlockError, PowaError
from jupyter_powa.model.data import Schema, Table
from jupyter_powa.model.question import (
    Answer,
    BindQuestion,
    ConnectQuestion,
    DigestQuestion,
    ListQuestion,
    Question,
    ReadQuestion,
)

log = logging.getLogger(__name__)

QUESTION: TypeAdapter[Question] = TypeAdapter(Question)


async def answer(question: Question, memory: LocalDatabases, variables: Mapping[str, Any] | None = None) -> Answer:
    """The answer; `memory` is the database of this process, for a project that has no file."""
    project = memory if question.database == MEMORY else LocalDatabases(question.database)
    database = await Reachable(project, question.sources, variables).look(question.source)
    try:
        if isinstance(question, ReadQuestion):
            page = await database.read(
                question.sql,
                question.values,
                limit=question.limit,
                seconds=question.seconds,
                memory=question.memory,
            )
            return Answer(rows=plain(page))
        if isinstance(question, ConnectQuestion):
            return Answer(connected=await database.met())
        if isinstance(question, BindQuestion):
            await database.bind(question.sql, seconds=question.seconds)
            return Answer()
        async with asyncio.timeout(question.seconds):
            if isinstance(question, DigestQuestion):
                tables = {table.name: table for table in await database.describe()}
                return Answer(digests={word: digest(names, tables) for word, names in question.tables.items()})
            if isinstance(question, ListQuestion):
                return Answer(schemas=[_named(schema) for schema in await database.schema()])
            return Answer(tables=await database.describe(question.tables))
    except TimeoutError:
        raise SqlTimeout(question.seconds) from None
    finally:
        await database.close()


def _named(schema: Schema) -> Schema:
    return Schema(name=schema.name, tables=[Table(name=table.name) for table in schema.tables])


async def told(packed: dict[str, Any], memory: LocalDatabases, variables: Mapping[str, Any] | None = None) -> str:
    """The answer to what `pack` wrote, or the error, as JSON text; it raises nothing."""
    try:
        return _text(
            {"answer": (await answer(QUESTION.validate_python(packed), memory, variables)).model_dump(mode="json")}
        )
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


def _text(said: dict[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
