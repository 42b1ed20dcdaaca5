"""One workflow run over a grid of inputs and models, as one frame: a row for each run."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import product
from typing import TYPE_CHECKING, Any, Self
from uuid import NAMESPACE_URL, uuid5

from pydantic_core import to_json

from jupyter_powa import launch
from jupyter_powa.blocks import catalog
from jupyter_powa.errors import BadRequest
from jupyter_powa.limits import Limit
from jupyter_powa.model.execution import BlockLog, Execution
from jupyter_powa.model.workflow import Graph
from jupyter_powa.notebook.files import Filed
from jupyter_powa.notebook.inputs import looked_at
from jupyter_powa.notebook.progress import Progress
from jupyter_powa.notebook.run import Run
from jupyter_powa.notebook.started import Started
from jupyter_powa.powa import Powa

if TYPE_CHECKING:
    import pandas as pd

MOST_RUNS: Limit[int] = 10_000
"""Runs of one sweep. Source: ours; each is kept in the store."""
LOOK = 0.05
"""Seconds between two looks at the runs that are under way."""

Grid = Mapping[str, Sequence[Any]] | Sequence[Mapping[str, Any]]
Judge = Callable[[dict[str, Any]], Any]


class Swept(Filed):
    """What a Workflow has of sweeps."""

    id: str
    powa: Powa

    def start(self, variables: dict[str, Any] | None = None, /, *, budget: dict[str, float] | None = None) -> Run:
        """Start it and give the Run."""
        raise NotImplementedError

    def save(self) -> Self:
        """Keep it in the store."""
        raise NotImplementedError

    def sweep(
        self,
        grid: Grid | None = None,
        *,
        models: Sequence[str] = (),
        concurrency: int = 1,
        judge: Judge | None = None,
        budget: dict[str, float] | None = None,
        resume: bool = False,
    ) -> pd.DataFrame:
        """Run it with each combination of a grid, on each of some models, and give a frame with a row for each run.

        `grid`: values by input (`{"city": ["Oslo", "Lima"]}`), or a list of inputs. `models` take the place of the
        model of each block that asks one itself. The columns: the inputs, `model`, `output`, `status`, `error`, `cost`
        (USD; none where a price is not known), `tokens`, `seconds`, `score`, `execution_id`.
        `judge` is given a row of these and gives its `score`. `concurrency`: runs at a time. `budget` is for each run.
        An interrupt stops what runs; `resume` takes from the store what an earlier sweep of the same graph completed.
        """
        cases = _cases(grid)
        if concurrency < 1 or not cases or len(cases) * max(len(models), 1) > MOST_RUNS:
            raise BadRequest(f"A sweep has 1 to {MOST_RUNS:,} runs, one at a time or more.")
        on: list[str | None] = [*models] or [None]
        wanted = [(self._on(model), model, case) for model in on for case in cases]
        for workflow, _, case in wanted:  # before the first of them costs anything
            looked_at(case, workflow.graph, workflow.variables)
        done = {workflow.id: _completed(workflow) if resume else {} for workflow, _, _ in wanted}
        runs: dict[int, Run] = {}
        waiting = []
        for place, (workflow, _, case) in enumerate(wanted):
            kept = done[workflow.id].get(_key({**workflow.variables, **case}))
            if kept is None:
                waiting.append(place)
            else:
                runs[place] = Run(Started(workflow.powa, kept.id, workflow.name, workflow.graph))
        self._all(wanted, runs, waiting, concurrency, budget)
        rows = [_row(self.powa, runs[place], model, case, judge) for place, (_, model, case) in enumerate(wanted)]
        return _frame(rows, cases, bool(models), judge is not None)

    def _all(
        self,
        wanted: Sequence[tuple[Any, str | None, dict[str, Any]]],
        runs: dict[int, Run],
        waiting: list[int],
        concurrency: int,
        budget: dict[str, float] | None,
    ) -> None:
        """Start the runs that are waiting, some at a time, until all have ended."""
        going: list[int] = []
        with Progress(self.name, len(wanted), shown=True) as progress:
            try:
                while waiting or going:
                    while waiting and len(going) < concurrency:
                        place = waiting.pop(0)
                        workflow, _, case = wanted[place]
                        runs[place] = workflow.start(case, budget=budget)
                        going.append(place)
                    going = [place for place in going if runs[place].status in ("pending", "running")]
                    ended = len(wanted) - len(waiting) - len(going)
                    progress.say(f"{ended} of {len(wanted)} runs")
                    if going:
                        time.sleep(LOOK)
            except BaseException:
                for place in going:
                    with suppress(Exception):
                        runs[place].stop()
                raise

    def _on(self, model: str | None) -> Self:
        """The workflow on that model: one of its own, so that the runs of models are told apart."""
        if model is None:
            return self
        graph = self.graph.model_copy(deep=True)
        for block in graph.blocks:
            kind = catalog().get(block.type)
            asks = kind is not None and kind.group == "model" and "model" in kind.model_fields
            if asks and not block.config.get("agent_id"):
                block.config["model"] = model
        if graph == self.graph and not any(block.config.get("model") == model for block in graph.blocks):
            raise BadRequest("No block of this workflow asks a model itself: leave `models` out.")
        key = str(uuid5(NAMESPACE_URL, f"{self.id}:{model}"))
        made = type(self)(
            f"{self.name} on {model}",
            Graph(blocks=graph.blocks, edges=graph.edges),
            variables=self.variables,
            id=key,
            powa=self.powa,
        )
        return made


def _cases(grid: Grid | None) -> list[dict[str, Any]]:
    if not grid:
        return [{}]
    if not isinstance(grid, Mapping):
        return [dict(case) for case in grid]
    for name, values in grid.items():
        if isinstance(values, str) or not isinstance(values, Iterable):
            raise BadRequest(f"The grid gives a list of values for each input; {name!r} has {values!r}.")
    return [dict(zip(grid, case, strict=True)) for case in product(*grid.values())]


def _completed(workflow: Swept) -> dict[str, Execution]:
    """The completed runs of the graph as it is now, by their inputs; the newest of each."""
    workflow.save()
    version = workflow.powa.store.workflows.row(workflow.id).version
    found = workflow.powa.store.executions.list(workflow.id, limit=MOST_RUNS)
    same = [one for one in found if (one.status, one.version, one.trial) == ("completed", version, None)]
    return {_key(one.input): one for one in reversed(same)}


def _key(given: Mapping[str, Any]) -> str:
    """What tells whether two runs were given the same, as they are stored; what JSON cannot say is like nothing."""
    told = to_json(given, inf_nan_mode="constants")
    return json.dumps(json.loads(told), sort_keys=True)


def _row(powa: Powa, run: Run, model: str | None, case: dict[str, Any], judge: Judge | None) -> dict[str, Any]:
    execution = run.execution
    usage = [found for log in launch.state(powa, run.id)[1] if (found := _usage(log)) is not None]
    costs = [one.get("cost", one.get("usd")) for one in usage]
    took = None
    if execution.started_at and execution.completed_at:
        took = (execution.completed_at - execution.started_at).total_seconds()
    row = {
        "model": model,
        "output": execution.output,
        "status": execution.status,
        "error": execution.error,
        "cost": None if None in costs else float(sum(one or 0 for one in costs)),
        "tokens": sum(int(one.get("total_tokens") or 0) for one in usage),
        "seconds": took,
        "score": None,
        "execution_id": execution.id,
    }
    told = {**{_column(name): value for name, value in case.items()}, **row}
    if judge is not None and execution.status == "completed":
        try:
            told["score"] = judge(dict(told))
        except Exception as error:  # the runs are paid for: one that cannot be judged costs no other
            told["error"] = f"judge: {type(error).__name__}: {error}"
    return told


_OWN = ("model", "output", "status", "error", "cost", "tokens", "seconds", "score", "execution_id")


def _column(name: str) -> str:
    """The column of an input; one that is called like a column of ours has `input.` before it."""
    return f"input.{name}" if name in _OWN else name


def _usage(log: BlockLog) -> dict[str, Any] | None:
    usage = log.output.get("usage") if isinstance(log.output, dict) else None
    return usage if isinstance(usage, dict) else None


def _frame(rows: list[dict[str, Any]], cases: list[dict[str, Any]], models: bool, judged: bool) -> pd.DataFrame:
    import pandas as pd

    inputs = dict.fromkeys(_column(name) for case in cases for name in case)
    left = {name for name, wanted in (("model", models), ("score", judged)) if not wanted}
    return pd.DataFrame(rows, columns=[*inputs, *(name for name in _OWN if name not in left)])
