"""What a run would take, as a cell shows it."""

from __future__ import annotations

from html import escape

from jupyter_powa.blocks.pace import lasting
from jupyter_powa.model.estimate import Estimate, StepEstimate

UNKNOWN = "not known"


class Estimated:
    """`.rows`, `.tokens`, `.usd`, `.seconds` (None where they are not known), `.steps`, and `.words` that say why."""

    def __init__(self, told: Estimate) -> None:
        self.told = told
        self.rows, self.tokens, self.usd, self.seconds = told.rows, told.tokens, told.usd, told.seconds
        self.steps: list[StepEstimate] = told.steps
        self.words: list[str] = told.words

    @property
    def summary(self) -> str:
        """All of it in one line."""
        time = UNKNOWN if self.seconds is None else f"about {lasting(self.seconds)}"
        if not any(step.model for step in self.steps):
            return f"No model is asked. Time: {time}."
        rows = UNKNOWN if self.rows is None else f"{self.rows:,}"
        tokens = UNKNOWN if self.tokens is None else f"{self.tokens:,}"
        return f"Rows by a model: {rows}. Tokens: {tokens}. Cost: {_usd(self.usd)}. Time: {time}."

    def __repr__(self) -> str:
        lines = [f"  {step.name}: {', '.join(_told(step))}" for step in self.steps if _told(step)]
        return "\n".join([self.summary, *lines, *self.words])

    def _repr_html_(self) -> str:
        told = [(step.name, step.type, ", ".join(_told(step))) for step in self.steps]
        lines = [f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>" for cells in told]
        said = "".join(f"<li>{escape(words)}</li>" for words in self.words)
        head = "<tr><th>step</th><th>type</th><th>would take</th></tr>"
        table = f"<table><thead>{head}</thead><tbody>{''.join(lines)}</tbody></table>"
        return f"<p>{escape(self.summary)}</p>{table}{f'<ul>{said}</ul>' if said else ''}"


def _told(step: StepEstimate) -> list[str]:
    said = [f"{step.rows_out:,} rows"] if step.rows_out is not None else []
    if step.model is not None:
        said += [f"{step.requests:,} requests of {step.model}"] if step.requests is not None else []
        said += [f"cost {_usd(step.usd)}"]
    said += [f"about {lasting(step.seconds)}"] if step.seconds is not None and step.seconds >= 1 else []
    return said


def _usd(usd: float | None) -> str:
    if usd is None:
        return UNKNOWN
    return f"{usd:,.2f} USD" if usd >= 0.01 or usd == 0 else f"{usd:.6f} USD"
