"""What an answer takes besides the model: on 50 tables, with the planner, and with a model that answers at once."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

from jupyter_powa.agents.ask import answer
from jupyter_powa.agents.base import Brief
from jupyter_powa.llm.scripted import ScriptedLlm
from jupyter_powa.model.agents import Stage
from tests.agents.asking import brief, context_of, local
from tests.agents.planner.databases import MEANINGS, SHOP
from tests.agents.planner.questions import FIRST
from tests.benchmarks.figures import Figure

TABLES, COLUMNS = 50, 20


async def measure() -> list[Figure]:
    """Milliseconds of a whole answer without the query itself and the model, and until the first step is told."""
    asked = await _asked()
    planner, first = await _timed(asked, [question for question, _ in FIRST["shop"]])
    line = {"say": {"sql": "select count(*) from customers", "explanation": "x"}, "always": True}
    model, _ = await _timed(replace(asked, llm=ScriptedLlm([line])), ["How many customers are there?"] * 9)
    note = f"{TABLES} tables of {COLUMNS} columns"
    return [
        Figure("asking: the planner's own time, median", median(planner), 100, "ms", note=note),
        Figure("asking: the planner's own time, slowest", max(planner), 100, "ms", note=note),
        Figure("asking: the time around a model, median", median(model), 100, "ms", note=note),
        Figure("asking: until the first step is told, slowest", max(first), 10, "ms", note=note),
    ]


async def _asked() -> Brief:
    more = "".join(
        f"create table noise_{place} ({', '.join(f'field_{place}_{n} integer' for n in range(COLUMNS))});\n"
        for place in range(TABLES - 6)
    )
    source = await local(SHOP + more, Path(tempfile.mkdtemp()))
    return brief(source, await context_of(source, MEANINGS["shop"]))


async def _timed(asked: Brief, questions: list[str]) -> tuple[list[float], list[float]]:
    """Of each question after the first: all steps but the run, and the time until the first one was told."""
    whole: list[float] = []
    first: list[float] = []
    for question in questions:
        told: list[float] = []
        began = perf_counter()

        def tell(stage: Stage, began: float = began, told: list[float] = told) -> None:
            told.append((perf_counter() - began) * 1e3)

        said = await answer(asked, question, tell)
        run = sum(stage.milliseconds for stage in said.stages if stage.name == "run")
        whole.append((perf_counter() - began) * 1e3 - run)
        first.append(told[0])
    return whole[1:], first[1:]
