"""Queries with mistakes that models make: how many bind again without a model, and how many are then right.

On DuckDB, PostgreSQL and MariaDB; beside it what DuckDB's own suggestions alone would mend.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sqlglot

from jupyter_powa.agents.ask import answer
from jupyter_powa.agents.base import Brief
from jupyter_powa.agents.check import checked
from jupyter_powa.agents.evaluate import same
from jupyter_powa.agents.fix import fixed
from jupyter_powa.agents.look import looked
from jupyter_powa.data.plain import plain
from jupyter_powa.errors import PowaError
from jupyter_powa.llm.scripted import ScriptedLlm
from tests.agents.asking import Asked, brief, context_of, local
from tests.agents.placed import placed
from tests.agents.planner.databases import DATABASES, MEANINGS
from tests.agents.planner.questions import FIRST, LATER
from tests.benchmarks.figures import Figure
from tests.benchmarks.mistakes import KINDS, made

GOALS = {"bind again": 0.96, "exactly right": 0.85, "with two model calls": 0.98, "caught by the result check": 0.5}
EACH = 2
"""Mistakes of one kind in one query."""


@dataclass
class Score:
    """What became of the mistakes."""

    total: int = 0
    bound: int = 0
    right: int = 0
    floor: int = 0
    modelled: int = 0
    seeming: int = 0
    """Queries that look right and are not."""
    caught: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


async def measure() -> list[Figure]:
    """The shares of all three databases."""
    figures = []
    for dialect in ("duckdb", "postgres", "mysql"):
        score = Score()
        for name in DATABASES:
            async with _asked(name, dialect) as asked:
                await _measured(asked, name, dialect, score)
        note = f"of {score.total} mistakes; worst: {_worst(score)}"
        shares = {"bind again": score.bound, "exactly right": score.right, "with two model calls": score.modelled}
        figures += [
            Figure(f"repair {dialect}: {word}", count / score.total, GOALS[word], "", True, note)
            for word, count in shares.items()
        ]
        if dialect == "duckdb":
            own = score.floor / score.total
            figures.append(Figure("repair duckdb: by its own suggestions alone", own, 0.0, "", True, "the floor"))
        caught = score.caught / max(score.seeming, 1)
        word = "caught by the result check"
        figures.append(Figure(f"repair {dialect}: {word}", caught, GOALS[word], "", True, f"of {score.seeming}"))
    return figures


@asynccontextmanager
async def _asked(name: str, dialect: str) -> AsyncIterator[Brief]:
    if dialect == "duckdb":
        source = await local(DATABASES[name], Path(tempfile.mkdtemp()))
        yield brief(source, await context_of(source, MEANINGS[name]))
        return
    with placed(DATABASES[name], dialect) as server:
        yield brief(server, await context_of(server, MEANINGS[name]))


async def _measured(asked: Brief, name: str, dialect: str, score: Score) -> None:
    for _, sql in [*FIRST[name], *LATER[name]]:
        right = sqlglot.transpile(sql, read="duckdb", write=dialect)[0]
        if (rows := await _rows(asked, right)) is None:
            continue
        for kind in KINDS:
            texts = {made(right, kind, seed, asked.context, dialect) for seed in range(EACH)} - {None, right}
            for text in sorted(one for one in texts if one is not None):
                await _one(asked, right, rows, kind, text, score)


async def _one(asked: Brief, right: str, rows: list[Any], kind: str, text: str, score: Score) -> None:
    try:
        await checked(asked, text)
    except PowaError as error:
        wrong = error.message
    else:
        await _seeming(asked, text, rows, score)
        return
    score.total += 1
    score.kinds[kind] += 1
    mended = await fixed(asked, text, wrong)
    got = await _rows(asked, mended.sql) if mended is not None else None
    score.bound += mended is not None
    exact = got is not None and same(rows, got)
    score.right += exact
    if not exact:
        score.failed[kind] += 1
        score.wrong.append(f"{kind}: {text}\n   -> {mended.sql if mended else wrong}")
    if mended is not None and got is not None and not exact:
        await _seeming(asked, mended.sql, rows, score)
    if asked.source.kind == "duckdb":
        score.floor += await _suggested(asked, text, wrong, rows)
    said = [{"say": {"sql": one, "explanation": "as asked"}} for one in (text, text, right)]
    answered = await answer(replace(asked, llm=ScriptedLlm(said)), "Show it")
    score.modelled += not answered.error_text


async def _seeming(asked: Brief, text: str, rows: list[Any], score: Score) -> None:
    """A query that the database takes, and that gives other rows: whether a look at it tells."""
    try:
        page = await asked.source.read(text, limit=1_000)
    except PowaError:
        return
    if same(rows, plain(page).rows):
        return
    score.seeming += 1
    score.caught += any(one.wrong or one.weight < 0 for one in looked(text, page, asked.context, asked.source.kind))


async def _rows(asked: Brief, sql: str) -> list[Any] | None:
    try:
        return plain(await asked.source.read(sql, limit=1_000)).rows
    except PowaError:
        return None


async def _suggested(asked: Brief, text: str, wrong: str, rows: list[Any]) -> bool:
    """Whether what DuckDB itself says of the mistake mends it."""
    assert isinstance(asked.source, Asked)
    for _ in range(3):
        try:
            await asked.source.bind(text)
        except PowaError as error:
            wrong = error.message
        else:
            got = await _rows(asked, text)
            return got is not None and same(rows, got)
        missing = re.search(
            r'(?:column|table|name|function) (?:with name )?"?(\w+)"? (?:not found|does not)', wrong, re.I
        )
        hint = re.search(r'(?:Did you mean|Candidate bindings:|candidates?:) "([^"]+)"', wrong, re.I)
        if missing is None or hint is None:
            return False
        text = re.sub(rf"\b{missing[1]}\b", hint[1].rpartition(".")[2], text)
    return False


def _worst(score: Score) -> str:
    return ", ".join(f"{kind} {count}/{score.kinds[kind]}" for kind, count in score.failed.most_common(4))
