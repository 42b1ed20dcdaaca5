"""How an agent did with its golden questions, as a cell shows it."""

from __future__ import annotations

from typing import Any

from jupyter_powa.agents.evaluate import Evaluation


class Evaluated:
    """An evaluation: `total`, `correct`, `accuracy`, `entries`, and what else the API tells of it."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._told = evaluation

    def __getattr__(self, name: str) -> Any:
        if name in Evaluation.model_fields:
            return getattr(self._told, name)
        raise AttributeError(f"An evaluation has no {name!r}; it has: {', '.join(Evaluation.model_fields)}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *Evaluation.model_fields]

    def __repr__(self) -> str:
        if not self._told.total:
            return "Nothing was asked: no golden question of this agent is approved."
        lines = [f"{self._told.correct} of {self._told.total} right"]
        for one in self._told.entries:
            lines.append(f"✓ {one.question}" if one.correct else f"✕ {one.question} ({one.stage}) {one.words}".rstrip())
        return "\n".join(lines)
