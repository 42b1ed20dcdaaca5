"""How fast a step goes: rows (or items) done, how many a second, and the time that is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

OFTEN = 0.25
"""Seconds between two times that it is told."""


@dataclass
class Pace:
    """Counts rows, and tells how it goes."""

    tell: Callable[[float | None, str], None]
    total: int
    done: int = 0
    things: str = "rows"
    """What is counted."""
    began: float = field(default_factory=monotonic)
    _told: float = 0.0

    def add(self, rows: int) -> None:
        """Count rows that are done; it is told now and then, and at the end."""
        self.done += rows
        moment = monotonic()
        if moment - self._told >= OFTEN or self.done >= self.total:
            self._told = moment
            self.tell(min(1.0, self.done / self.total) if self.total else None, self.words(moment - self.began))

    def words(self, seconds: float) -> str:
        """`4,312 of 10,000 rows · 212 rows/s · 27 s left`."""
        said = f"{self.done:,} of {self.total:,} {self.things}"
        if not self.done or seconds <= 0:
            return said
        rate = self.done / seconds
        left = f" · {lasting((self.total - self.done) / rate)} left" if self.done < self.total else ""
        return f"{said} · {rate:,.{0 if rate >= 10 else 1}f} {self.things}/s{left}"


def lasting(seconds: float) -> str:
    """A time in words: `27 s`, `4 min`, `1 h 20 min`."""
    whole = max(1, round(seconds))
    if whole < 120:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"
