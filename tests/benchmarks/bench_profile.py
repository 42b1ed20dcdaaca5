"""Column profiles: how soon statistics and a sample are there, and counting exactly against DuckDB's SUMMARIZE."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import duckdb

from jupyter_powa.data.local import MEMORY, LocalDatabases
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.profile import ProfileForm, profile
from jupyter_powa.model.explore import View
from tests.benchmarks.bench_explore import ROWS
from tests.benchmarks.figures import Figure

SIZES = [1_000_000, 10_000_000, *([100_000_000] if os.environ.get("POWA_BENCH_LARGE") else [])]
ROUNDS = 3
STATISTICS_MS = 10
SAMPLE_MS = 500


async def measure() -> list[Figure]:
    """The figures of profiles."""
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"{size}.duckdb"
            connection = duckdb.connect(str(path))
            connection.execute(f"create table t as {ROWS.format(size)}")
            connection.execute(f"copy t to '{path.with_suffix('.parquet')}'")
            connection.execute("checkpoint")
            look = Look(LocalDatabases(str(path)), LocalDatabases(MEMORY))
            for what in ("table", "Parquet"):
                figures += [one async for one in _figures(look, connection, path, size, what)]
            connection.close()
    return figures


async def _figures(look: Look, connection: Any, path: Path, size: int, what: str) -> AsyncIterator[Figure]:
    parquet = str(path.with_suffix(".parquet"))
    relation = {"table": ["t"]} if what == "table" else {"file": parquet}
    view = View.model_validate({"relation": relation})
    source = "t" if what == "table" else f"'{parquet}'"
    rounds = [(await _stages(look, view), _summarized(connection, source)) for _ in range(ROUNDS + 1)][1:]
    name = f"profile, {size:.0e} rows, {what}".replace("e+0", "e")
    for stage, goal in (("statistics", STATISTICS_MS), ("sample", SAMPLE_MS)):
        yield Figure(f"{name}: {stage}", 1_000 * median(stages[stage] for stages, _ in rounds), goal, "ms")
    exact, floor = median(stages["exact"] for stages, _ in rounds), median(floor for _, floor in rounds)
    ratio = median(floor / stages["exact"] for stages, floor in rounds)
    note = f"{exact:.2f} s with histograms against {floor:.2f}"
    yield Figure(f"{name}: SUMMARIZE / exact", ratio, 3, at_least=True, note=note)


async def _stages(look: Look, view: View) -> dict[str, float]:
    """Seconds until all columns are known so well."""
    began, found = perf_counter(), dict[str, float]()
    async for piece in profile(look, ProfileForm(view=view)):
        for column in piece.told.get("columns", ()):
            found[column["stage"]] = perf_counter() - began
    return found


def _summarized(connection: Any, source: str) -> float:
    began = perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(f"summarize select * from {source}").fetchall()
    return perf_counter() - began
