"""Answers that a step has paid for: a table of the run that an interrupted step, or whoever resumes it, takes up."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from jupyter_powa.blocks.desk import Desk
from jupyter_powa.errors import BlockError

OFTEN = 1.0
"""Seconds of answers that a killed process loses at most."""
EVERY = 2**62
"""More rows than there are."""


@dataclass
class Paid:
    """The answers of one step, by what was asked."""

    desk: Desk
    table: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    _waiting: dict[str, Any] = field(default_factory=dict)
    _kept_at: float = field(default_factory=monotonic)

    @classmethod
    async def of(cls, desk: Desk) -> Paid:
        """What this run has, from an attempt before, and the run that it resumes."""
        paid = cls(desk, await desk.table("answers"))
        terms, ctx = desk.ctx.terms, desk.ctx
        for run in dict.fromkeys((terms.resumed_from, ctx.execution_id)):
            if run:
                paid.answers |= await paid._of(await desk.table("answers", run))
        paid._waiting = dict(paid.answers)
        return paid

    def get(self, key: str) -> Any:
        """The answer that there is, None where there is none."""
        return self.answers.get(key)

    def put(self, key: str, value: Any) -> None:
        """Remember an answer; `keep` writes it down."""
        if key not in self.answers:
            self.answers[key] = self._waiting[key] = value

    async def keep_some(self) -> None:
        """Write down what waits, now and then."""
        if monotonic() - self._kept_at >= OFTEN:
            await self.keep()

    async def keep(self) -> None:
        """Write down what waits."""
        self._kept_at = monotonic()
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, {}
        await self.desk.room()
        await self.desk.database.page(f"create table if not exists {self.table} (asked varchar, answer varchar)")
        told = [json.dumps(value, ensure_ascii=False) for value in waiting.values()]
        await self.desk.database.page(f"insert into {self.table} select unnest(?), unnest(?)", [[*waiting], told])

    async def _of(self, table: str) -> dict[str, Any]:
        try:
            page = await self.desk.database.page(f"select asked, answer from {table}", limit=EVERY)
        except BlockError:
            return {}  # it is not there
        columns = [page.arrow.column(place).to_pylist() for place in (0, 1)]
        return {asked: json.loads(answer) for asked, answer in zip(*columns, strict=True)}
