"""The steps of one answer, each told as it ends, and what they took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Literal

from jupyter_powa.errors import PowaError
from jupyter_powa.llm.base import Usage
from jupyter_powa.model.agents import Stage, Used

Name = Literal["understand", "link", "write", "check", "run", "look", "repair"]


class Track:
    """What has happened so far on the way to an answer."""

    def __init__(self, told: Callable[[Stage], None] | None = None) -> None:
        self.stages: list[Stage] = []
        self.used = Used()
        self._told = told
        self._costs: list[float | None] = []

    @contextmanager
    def step(self, name: Name) -> Iterator[Stage]:
        """A step, measured from here to its end; one that raises is told as it went, and goes on raising."""
        stage, began = Stage(name=name), perf_counter()
        try:
            yield stage
        except PowaError as error:
            stage.ok, stage.words = False, error.message
            raise
        except BaseException:
            stage.ok = False
            raise
        finally:
            stage.milliseconds = round((perf_counter() - began) * 1e3, 3)
            self.stages.append(stage)
            if self._told is not None:
                self._told(stage)

    def spent(self, usage: Usage) -> None:
        """Count what a model took."""
        self.used.prompt_tokens += usage.prompt_tokens
        self.used.completion_tokens += usage.completion_tokens
        self._costs.append(usage.cost)
        known = [cost for cost in self._costs if cost is not None]
        self.used.cost = sum(known) if len(known) == len(self._costs) else None

    def queried(self, rows: int) -> None:
        """Count a query that was run."""
        self.used.queries += 1
        self.used.rows += rows
