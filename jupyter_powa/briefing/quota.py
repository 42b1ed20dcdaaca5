"""How much SQL agents have used in a month, and how much they may: counted as it happens, and kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime

from jupyter_powa.errors import QuotaExceeded
from jupyter_powa.llm.base import Ask, Delta, Llm, Reply
from jupyter_powa.model.agents import QuotaRow, Used
from jupyter_powa.model.workflow import now
from jupyter_powa.powa import Powa

EVENTS = {
    "questions": ("Questions that agents were asked", "questions"),
    "tokens": ("Tokens that were sent to models and came back", "tokens"),
    "queries": ("Queries that agents ran", "queries"),
    "rows": ("Rows that these queries gave", "rows"),
}
"""What is counted: in words, and in what. Source: contract §6, the vendor counts tokens; the others are ours."""


def limits(powa: Powa) -> dict[str, int]:
    """The most of each in a month; 0 where there is no limit."""
    return {event: int(getattr(powa.settings, f"quota_{event}")) for event in EVENTS}


def quota(powa: Powa, start: datetime | None, end: datetime | None, event: str | None) -> list[QuotaRow]:
    """What was used from `start` (else this month's beginning) to `end`, and the limits of a month."""
    used = powa.store.usage.sums(start or month(), end)
    return [
        QuotaRow(name=name, description=words, unit=unit, usage=used.get(name, 0), value=limits(powa)[name])
        for name, (words, unit) in EVENTS.items()
        if event is None or event == name
    ]


def month(after: int = 0) -> datetime:
    """When this month began in UTC, or (`after`) one that many months later."""
    today = now().astimezone(UTC)
    years, place = divmod(today.month - 1 + after, 12)
    return datetime(today.year + years, place + 1, 1, tzinfo=UTC)


class Meter:
    """Counts what one question uses, and ends it where the month's limit is reached."""

    def __init__(self, powa: Powa, agent_id: str | None = None) -> None:
        """Raises QuotaExceeded where nothing is left."""
        self._powa, self._agent_id = powa, agent_id
        self._limits = {event: most for event, most in limits(powa).items() if most}
        self._before = powa.store.usage.sums(month()) if self._limits else {}
        self.tokens = self.queries = self.rows = 0
        self.exceeded: QuotaExceeded | None = None
        """Why the question was ended, where it was."""
        self._check({"questions": 1})

    def check(self) -> None:
        """Raises QuotaExceeded where what was used so far leaves nothing for more."""
        self._check({"tokens": self.tokens, "queries": self.queries, "rows": self.rows, "questions": 1})

    async def keep(self, told: Used | None = None, questions: int = 1) -> None:
        """Store what was used: as the answer tells it, or as it was counted here, where that is more.

        An answer counts the queries of its own; one that was stopped counts nothing any more.
        """
        told = told or Used()
        amounts = {
            "tokens": max(self.tokens, told.prompt_tokens + told.completion_tokens),
            "queries": max(self.queries, told.queries),
            "rows": max(self.rows, told.rows),
        }
        await self._powa.write(self._powa.store.usage.add, {"questions": questions, **amounts}, self._agent_id)

    def _check(self, used: dict[str, int]) -> None:
        for event, most in self._limits.items():
            mine = used.get(event, 0)
            # Of questions, this one is among them; of the rest, something must be left to be used.
            left = most - self._before.get(event, 0) - mine + (1 if event == "questions" else 0)
            if left <= 0:
                again = round((month(1) - now()).total_seconds()) + 1
                words, unit = EVENTS[event]
                said = f"{words}: the {most:,} {unit} that there may be in a month are used up. Ask again next month, "
                self.exceeded = QuotaExceeded(f"{said}or raise quota_{event} in the server's configuration.", again)
                raise self.exceeded


class MeteredLlm:
    """A model whose tokens are counted (`llm.base.Llm`)."""

    def __init__(self, llm: Llm, meter: Meter) -> None:
        self._llm, self._meter = llm, meter

    async def stream(self, ask: Ask) -> AsyncIterator[Delta | Reply]:
        """The answer as it comes; raises QuotaExceeded before it is asked."""
        self._meter.check()
        async with aclosing(self._llm.stream(ask)) as answer:  # type: ignore[type-var]
            async for piece in answer:
                if isinstance(piece, Reply):
                    self._meter.tokens += piece.usage.prompt_tokens + piece.usage.completion_tokens
                yield piece

    async def window(self) -> int | None:
        """As the model says."""
        return await self._llm.window()

    async def close(self) -> None:
        """Let go of connections."""
        await self._llm.close()
