"""A workflow from a cell: build it, run it, look at it, keep it."""

from __future__ import annotations

import inspect
import json
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self
from uuid import NAMESPACE_URL, uuid5

from jupyter_powa import launch
from jupyter_powa.blocks import catalog
from jupyter_powa.engine.check import check, normalised
from jupyter_powa.errors import BadRequest
from jupyter_powa.model.file import gathered
from jupyter_powa.model.workflow import Graph, Problem
from jupyter_powa.notebook.books import Booked
from jupyter_powa.notebook.builder import Builder, Placed
from jupyter_powa.notebook.deployment import Deployable
from jupyter_powa.notebook.inputs import Asked, asked_of, looked_at
from jupyter_powa.notebook.past import Past
from jupyter_powa.notebook.recording import watch
from jupyter_powa.notebook.run import Run
from jupyter_powa.notebook.started import Started
from jupyter_powa.notebook.stored import waited
from jupyter_powa.notebook.sweep import Swept
from jupyter_powa.notebook.talkable import Talkable
from jupyter_powa.notebook.versions import Versioned
from jupyter_powa.powa import Powa
from jupyter_powa.store.webhooks import bare
from jupyter_powa.unknown import WorkflowNotFound
from jupyter_powa.widgets.fallback import graph_svg, problems_html

if TYPE_CHECKING:
    from jupyter_powa.widgets.workflow import WorkflowWidget


@cache
def default_powa() -> Powa:
    """The Powa of this process, on the store that the server and other notebooks share."""
    watch()
    return Powa()


class Workflow(Booked, Deployable, Past, Swept, Talkable, Versioned):
    """A named graph. Add blocks by their type (`wf.sql("Late", "select …")`), run it, and look into what came out.

    It is kept in the store when it is run, shown or saved. One of the same name in the same notebook is the same
    workflow: running the notebook again changes it instead of adding another.
    """

    def __init__(
        self,
        name: str,
        graph: Graph | None = None,
        *,
        description: str | None = None,
        variables: dict[str, Any] | None = None,
        id: str | None = None,
        powa: Powa | None = None,
    ) -> None:
        self.name = name
        self.description = description
        self.variables = dict(variables or {})
        """Defaults under the variables of a run."""
        self.powa = powa or default_powa()
        self.id = id or str(uuid5(NAMESPACE_URL, f"jupyter_powa:{here()}:{name}"))
        self._builder = Builder(graph)

    @classmethod
    def load(cls, name: str, *, powa: Powa | None = None) -> Self:
        """The workflow of that id or name from the store; raises WorkflowNotFound."""
        powa = powa or default_powa()
        try:
            found = powa.store.workflows.get(name)
        except WorkflowNotFound:
            rows, _ = powa.store.workflows.list(q=name)
            match = [row for row in rows if row.name == name]
            if not match:
                raise
            found = powa.store.workflows.get(match[0].id)
        workflow = cls(found.name, description=found.description, variables=found.variables, id=found.id, powa=powa)
        workflow._take(found)
        return workflow

    @classmethod
    def from_json(cls, source: str | Path | dict[str, Any], *, powa: Powa | None = None) -> Self:
        """A workflow from a file, a text or a value: a `*.powa.json` file, or the vendor's export (contract 3.7)."""
        value = gathered(source if isinstance(source, dict) else json.loads(_text(source)))
        if not isinstance(value, dict):
            raise BadRequest("A workflow file holds an object with `blocks` and `edges`.")
        return cls(
            str(value.get("name") or "Imported workflow"),
            Graph.model_validate({key: value[key] for key in ("blocks", "nodes", "edges") if key in value}),
            description=value.get("description"),
            variables=value.get("variables"),
            powa=powa,
        )

    def to_json(self, path: str | Path | None = None) -> str:
        """The workflow in the export format, stable from run to run; also written to `path` where one is given."""
        value = {"name": self.name, "description": self.description, "version": 1, "variables": self.variables}
        value |= bare(self.graph).model_dump(by_alias=True, exclude={"blocks": {"__all__": {"pin"}}})
        text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
        if path is not None:
            Path(path).write_text(text, encoding="utf-8")
        return text

    @property
    def graph(self) -> Graph:
        """The blocks and edges as they are now, also where they were edited by hand or by the copilot."""
        self._catch_up()
        return self._builder.graph

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the graph, and what may be; nothing runs for this."""
        graph, notes = normalised(self.graph)
        return [*notes, *check(graph)]

    def add(self, type: str, name: str, /, *values: Any, after: Any = None, **config: Any) -> Placed:
        """Add a block of a type, or replace the one of that name; see `Builder.add`."""
        self._catch_up()
        return self._builder.add(type, name, *values, after=after, **config)

    def connect(self, source: Any, target: Any) -> None:
        """Draw an edge from a block, or from one of its ways out, to a block."""
        self._catch_up()
        self._builder.connect(source, target)

    def remove(self, name: str) -> None:
        """Take a block and its edges out."""
        self._catch_up()
        self._builder.remove(name)

    def run(
        self,
        variables: dict[str, Any] | None = None,
        /,
        *,
        check: bool = True,
        trial: int | None = None,
        budget: dict[str, float] | None = None,
        only: str | None = None,
        upto: str | None = None,
        onward: str | None = None,
        rerun: Literal["all", "changed"] = "all",
        **more: Any,
    ) -> Run:
        """Run it in this process with these variables and give the Run.

        From plain code it waits for the end, and an interrupt stops the run. From code that awaits (a cell with
        `await` in it, an async function) it gives the Run at once: `await wf.run(...)`. A failed run raises
        ExecutionFailed, with the Run in its `run`; `check=False` gives the Run all the same. `trial`: rows that a step
        reads, at most, and nothing is written. `budget`: `usd`, `tokens`, `seconds` that it may use up; it stops then,
        and `run.resume()` goes on. Inputs of these names are given in the dict.

        Like cells: `only="Block"` runs that block on the kept results of what it needs, `upto="Block"` it and all that
        it needs, `onward="Block"` it and what depends on it. `rerun="changed"` runs what was edited, or stands on
        something that has changed, and what depends on it; `run.why("Block")` tells why.
        """
        asked = Asked(trial=trial, budget=budget, only=only, upto=upto, onward=onward, rerun=rerun)
        run = self._start({**(variables or {}), **more}, asked)
        caller = sys._getframe(1)
        if caller.f_code.co_flags & inspect.CO_COROUTINE:
            return run
        run.wait()
        return run.check() if check else run

    def start(
        self,
        variables: dict[str, Any] | None = None,
        /,
        *,
        trial: int | None = None,
        budget: dict[str, float] | None = None,
        only: str | None = None,
        upto: str | None = None,
        onward: str | None = None,
        rerun: Literal["all", "changed"] = "all",
        **more: Any,
    ) -> Run:
        """Start it and give the Run at once; `run.wait()` or `await run` waits, `run.stop()` stops it."""
        asked = Asked(trial=trial, budget=budget, only=only, upto=upto, onward=onward, rerun=rerun)
        return self._start({**(variables or {}), **more}, asked)

    def _start(self, variables: dict[str, Any], asked: Asked) -> Run:
        terms = asked_of(asked)
        given = looked_at(variables, self.graph, self.variables)

        async def begin() -> Started:
            running = await launch.start(self.powa, await self._saved(), given, "notebook", terms=terms)
            plan = running.plan
            return Started(self.powa, plan.execution_id, self.name, plan.graph, show=True)

        return Run(waited(begin()))

    def widget(self, height: int = 420) -> WorkflowWidget:
        """The live graph. It follows every run of this workflow, wherever that was started."""
        from jupyter_powa.widgets.workflow import WorkflowWidget

        self.save()
        return WorkflowWidget(self.powa, self.id, height=height)

    def __getitem__(self, name: str) -> Placed:
        self._catch_up()
        return self._builder._way(name).placed

    def _ipython_key_completions_(self) -> list[str]:
        return [block.name for block in self._builder.blocks.values()]

    def __getattr__(self, name: str) -> Callable[..., Placed]:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in catalog():
            raise AttributeError(f"A workflow has no attribute and no block type {name!r}.")
        self._catch_up()
        adder: Callable[..., Placed] = getattr(self._builder, name)
        return adder

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *catalog()]

    def __repr__(self) -> str:
        graph = self.graph
        return f"Workflow({self.name!r}, blocks={len(graph.blocks)}, edges={len(graph.edges)})"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        if not self._builder.blocks or any(problem.stops for problem in self.problems):
            return {"text/plain": repr(self), "text/html": graph_svg(self.graph) + problems_html(self.problems)}
        bundle = self.widget()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        data["text/plain"] = repr(self)
        return bundle


def here() -> str:
    """What tells this notebook, or this program, from others."""
    return os.environ.get("JPY_SESSION_NAME") or str(Path(sys.argv[0]).resolve())


def _text(source: str | Path) -> str:
    looks_like_json = isinstance(source, str) and source.lstrip().startswith("{")
    return str(source) if looks_like_json else Path(source).read_text(encoding="utf-8")
