"""How good an agent is: its golden questions asked, and its answers compared with those of the golden SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter
from typing import Any

from pydantic import BaseModel, Field

from jupyter_powa.agents.base import Source
from jupyter_powa.data.plain import plain
from jupyter_powa.errors import PowaError
from jupyter_powa.limits import Limit
from jupyter_powa.model.agents import Answer, Golden

MOST: Limit[int] = 10_000
"""Rows of a golden query that are compared. Source: ours."""
DIGITS = 6
"""Significant digits in which two numbers must agree."""


class Evaluated(BaseModel):
    """One golden question, asked."""

    golden_id: str = Field(description="The golden question.")
    question: str = Field(description="The question in words.")
    correct: bool = Field(description="Whether the answer's rows are those of the golden SQL.")
    stage: str = Field("", description="The step that failed, or `result` where only the rows are others.")
    words: str = Field("", description="What was wrong.")
    sql_text: str = Field("", description="The SQL that the agent wrote.")
    confidence: float | None = Field(None, description="How far the agent itself trusted its answer.")
    seconds: float = Field(0.0, description="How long the answer took.")
    prompt_tokens: int = Field(0, description="Tokens that were sent to models.")
    completion_tokens: int = Field(0, description="Tokens that came back.")


class Evaluation(BaseModel):
    """All golden questions of an agent, asked."""

    total: int = Field(0, description="Questions that were asked.")
    correct: int = Field(0, description="Answers whose rows are right.")
    accuracy: float | None = Field(None, description="The share of right answers; none where nothing was asked.")
    median_seconds: float = Field(0.0, description="How long an answer takes, half of them longer.")
    prompt_tokens: int = Field(0, description="Tokens that were sent to models, in all.")
    completion_tokens: int = Field(0, description="Tokens that came back, in all.")
    stages: dict[str, int] = Field(default_factory=dict, description="How many failed at which step.")
    entries: list[Evaluated] = Field(default_factory=list, description="Each question.")


async def evaluated(ask: Callable[[str], Awaitable[Answer]], source: Source, goldens: Sequence[Golden]) -> Evaluation:
    """Ask each golden question and compare; one whose own SQL fails counts as failed, with stage `golden`."""
    entries = [await _one(ask, source, golden) for golden in goldens]
    correct = sum(one.correct for one in entries)
    times = sorted(one.seconds for one in entries)
    return Evaluation(
        total=len(entries),
        correct=correct,
        accuracy=correct / len(entries) if entries else None,
        median_seconds=times[len(times) // 2] if times else 0.0,
        prompt_tokens=sum(one.prompt_tokens for one in entries),
        completion_tokens=sum(one.completion_tokens for one in entries),
        stages=dict(Counter(one.stage for one in entries if not one.correct)),
        entries=entries,
    )


async def _one(ask: Callable[[str], Awaitable[Answer]], source: Source, golden: Golden) -> Evaluated:
    began = perf_counter()
    said = await ask(golden.question)
    entry = Evaluated(
        golden_id=golden.id,
        question=golden.question,
        correct=False,
        sql_text=said.sql_text,
        confidence=said.confidence,
        seconds=perf_counter() - began,
        prompt_tokens=said.used.prompt_tokens,
        completion_tokens=said.used.completion_tokens,
    )
    failed = next((stage.name for stage in reversed(said.stages) if not stage.ok), "")
    if said.error_text or not said.sql_text:
        entry.stage, entry.words = failed or "write", said.error_text or said.asks or said.words
        return entry
    try:
        page = plain(await source.read(golden.sql_text, limit=MOST))
    except PowaError as error:
        entry.stage, entry.words = "golden", f"The golden SQL itself fails: {error.message}"
        return entry
    mine = [[row.get(name) for name in said.col_keys] for row in said.content]
    entry.correct = same(page.rows, mine, ordered=golden.ordered)
    if not entry.correct:
        entry.stage = "result"
        entry.words = f"{len(mine):,} rows and {len(said.col_keys)} columns, where the golden SQL gives "
        entry.words += f"{len(page.rows):,} rows and {len(page.columns)} columns."
    return entry


def same(golden: Sequence[Sequence[Any]], answer: Sequence[Sequence[Any]], *, ordered: bool = False) -> bool:
    """Whether the answer has the golden rows; it may have more columns, and call or order them otherwise."""
    if len(golden) != len(answer):
        return False
    if not golden:
        return True
    wanted = [[_value(row[place]) for row in golden] for place in range(len(golden[0]))]
    given = [[_value(row[place]) for row in answer] for place in range(len(answer[0]))]
    fits = [
        [n for n, column in enumerate(given) if (column == one if ordered else Counter(column) == Counter(one))]
        for one in wanted
    ]
    return _fit(wanted, given, fits, [], ordered)


def _fit(
    wanted: list[list[str]], given: list[list[str]], fits: list[list[int]], chosen: list[int], ordered: bool
) -> bool:
    """Whether the columns from here on can be found among those that are left, so that whole rows agree."""
    if len(chosen) == len(wanted):
        rows = list(zip(*wanted, strict=True))
        mine = list(zip(*(given[place] for place in chosen), strict=True))
        return rows == mine if ordered else Counter(rows) == Counter(mine)
    return any(
        _fit(wanted, given, fits, [*chosen, place], ordered) for place in fits[len(chosen)] if place not in chosen
    )


def _value(value: Any) -> str:
    """A value as it is compared: numbers in six digits, a day as the moment at which it begins."""
    if isinstance(value, bool) or value is None:
        return repr(value)
    if isinstance(value, int | float):
        return f"{float(value):.{DIGITS}g}"
    text = str(value)
    try:
        return f"{float(text):.{DIGITS}g}"
    except ValueError:
        return text.replace("T00:00:00", "").removesuffix(" 00:00:00")
