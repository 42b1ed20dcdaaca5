"""Where values of a chart stand on a static picture: numbers and moments on a line, names in bands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

TICKS = 5


class Line:
    """Numbers, or moments, along a line."""

    def __init__(self, values: Sequence[float], start: float, end: float, *, zero: bool, moments: bool = False) -> None:
        """`start`, `end`: pixels; `zero`: the line begins there."""
        low, high = min(values), max(values)
        if zero:
            low, high = min(low, 0.0), max(high, 0.0)
        if low == high:
            low, high = low - 0.5, high + 0.5
        self.step = 0.0 if moments else _step(high - low)
        if not moments:
            low, high = math.floor(low / self.step) * self.step, math.ceil(high / self.step) * self.step
        self.low, self.high, self._start, self._end, self._moments = low, high, start, end, moments
        self.width = 0.0

    def at(self, value: Any) -> float:
        """The pixel of a value."""
        share = (self.number(value) - self.low) / (self.high - self.low)
        return self._start + share * (self._end - self._start)

    def number(self, value: Any) -> float:
        """The value as a number."""
        return moment(value) if self._moments else float(value)

    def ticks(self) -> list[tuple[float, str]]:
        """Pixels, and what is said there."""
        if self._moments:
            span = self.high - self.low
            values = [self.low + span * place / (TICKS - 1) for place in range(TICKS)]
            return [
                (self._start + (value - self.low) / span * (self._end - self._start), _said(value, span))
                for value in values
            ]
        count = round((self.high - self.low) / self.step)
        values = [self.low + self.step * place for place in range(count + 1)]
        return [(self.at(value), _number(value)) for value in values]


class Bands:
    """Names, each in a band of its own."""

    def __init__(self, names: Sequence[str], start: float, end: float) -> None:
        self.names = list(dict.fromkeys(names))
        self._start, self._step = start, (end - start) / max(1, len(self.names))
        self.width = abs(self._step) * 0.8

    def at(self, value: Any) -> float:
        """The pixel in the middle of a name's band."""
        return self._start + (self.names.index(str(value)) + 0.5) * self._step

    def number(self, value: Any) -> float:
        """The name's place."""
        return float(self.names.index(str(value)))

    def ticks(self) -> list[tuple[float, str]]:
        """Pixels and names; where there are many, some of them."""
        every = max(1, math.ceil(len(self.names) / 24))
        return [(self.at(name), name) for name in self.names[::every]]


def moment(value: Any) -> float:
    """A moment as seconds; raises ValueError for what is none."""
    if type(value) in (int, float):
        return float(value) / 1_000
    found = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _said(value: float, span: float) -> str:
    form = "%Y" if span > 1e8 * 3 else "%Y-%m-%d" if span > 3e5 else "%m-%d %H:%M"
    return datetime.fromtimestamp(value, UTC).strftime(form)


def _step(span: float) -> float:
    """The round step that makes about as many ticks as are wanted."""
    rough = span / TICKS
    power: float = 10 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1.0, 2.0, 2.5, 5.0, 10.0) if factor * power >= rough * 0.999)


def _number(value: float) -> str:
    for size, word in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            return f"{value / (1e3 if word == 'k' else size):.4g}{word}"
    return f"{value:.4g}"
