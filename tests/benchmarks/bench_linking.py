"""Schema linking without a model: how often all tables that a question needs are in the text, and how long it takes.

Reads `tables.jsonl.gz` and `questions.jsonl.gz` of the folder that POWA_SCHEMA_LINKING names: real warehouse schemas
with questions (the public Spider 2.0 set, cut down). They are too large for this repository: without the folder nothing
is measured.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from collections import defaultdict
from pathlib import Path
from time import perf_counter
from typing import Any

from jupyter_powa.agents.index import Index
from jupyter_powa.agents.link import TOKEN, Linker
from jupyter_powa.model.agents import Context, ContextColumn, ContextTable
from tests.benchmarks.figures import Figure

HARD = 8_000
"""Tokens of a schema above which its questions are hard."""
GOALS = {4_000: (0.90, 0.58), 8_000: (0.93, 0.68)}
PAIR = re.compile(r'"([^"]+)": "?([^",}]*)')


async def measure() -> list[Figure]:
    """The recall at each budget, of all questions and of the hard ones, and the 99th percentile of the time."""
    folder = os.environ.get("POWA_SCHEMA_LINKING")
    if not folder:
        return []
    schemas = _schemas(Path(folder))
    questions = [(one["question"], one["database"], set(one["tables"])) for one in _lines(Path(folder), "questions")]
    figures = []
    for tokens, goals in GOALS.items():
        found: dict[bool, list[bool]] = {False: [], True: []}
        times = []
        for question, database, needed in questions:
            linker, hard = schemas[database]
            began = perf_counter()
            linked = linker.link(question, tokens=tokens)
            times.append(perf_counter() - began)
            assert len(linked.text) <= tokens * TOKEN
            found[hard].append(needed <= set(linked.tables))
        every = [*found[False], *found[True]]
        for name, hits, goal in (("all", every, goals[0]), ("hard", found[True], goals[1])):
            share = sum(hits) / len(hits)
            note = f"of {len(hits)} questions"
            figures.append(Figure(f"linking: tables shown in {tokens:,} tokens, {name}", share, goal, "", True, note))
        slow = sorted(times)[int(len(times) * 0.99)] * 1e3
        figures.append(Figure(f"linking: 99th percentile at {tokens:,} tokens, warm", slow, 20, "ms"))
    return figures


def _schemas(folder: Path) -> dict[str, tuple[Linker, bool]]:
    tables: dict[str, list[ContextTable]] = defaultdict(list)
    for one in _lines(folder, "tables"):
        tables[one["database"]].append(_table(one))
    made = {}
    for database, found in tables.items():
        context = Context(name=database, datasource_id=database, tables=found)
        index = Index()
        index.refresh(context)
        linker = Linker(context, index)
        made[database] = (linker, not linker.link("", tokens=HARD).complete)
    return made


def _table(one: dict[str, Any]) -> ContextTable:
    sample = _sample(one["sample"] or "")
    columns = [
        ContextColumn(name=name, type=kind, description=said, values=[sample[name]] if sample.get(name) else [])
        for name, kind, said in zip(one["columns"], one["types"], one["descriptions"], strict=True)
    ]
    return ContextTable(name=one["table"], columns=columns)


def _sample(text: str) -> dict[str, Any]:
    """The values of the one row that is told; it may be cut in the middle."""
    try:
        return {name: value for name, value in json.loads(text).items() if isinstance(value, str | int | float)}
    except json.JSONDecodeError:
        return dict(PAIR.findall(text))


def _lines(folder: Path, name: str) -> list[dict[str, Any]]:
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]
