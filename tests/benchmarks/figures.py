"""A figure, how it is taken, and how it is printed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass
class Figure:
    """One measured value and its goal. `at_least`: more is better."""

    name: str
    value: float
    goal: float
    unit: str = "x"
    at_least: bool = False
    note: str = ""

    @property
    def reached(self) -> bool:
        """Whether the value reaches its goal."""
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    def row(self) -> str:
        """One line of the table."""
        sign = "≥" if self.at_least else "≤"
        mark = "ok" if self.reached else "MISSED"
        return f"{self.name:<62} {self.value:>9.2f} {self.unit:<4} {sign} {self.goal:<7g} {mark:<7} {self.note}\n"


def head() -> str:
    """The first line of the table."""
    return f"{'figure':<62} {'value':>9} {'':<4} {'goal':<9} {'':<7} note\n"


async def seconds(work: Callable[[], Awaitable[object]]) -> float:
    """How long one call takes."""
    began = perf_counter()
    await work()
    return perf_counter() - began


async def in_turn(
    rounds: int, subject: Callable[[], Awaitable[object]], floor: Callable[[], Awaitable[object]]
) -> tuple[float, float, float]:
    """The median of the pairwise ratios subject / floor, and the median seconds of each; they take turns."""
    await subject()
    await floor()
    pairs = [(await seconds(subject), await seconds(floor)) for _ in range(rounds)]
    return (
        median(one / other for one, other in pairs),
        median(one for one, _ in pairs),
        median(other for _, other in pairs),
    )
