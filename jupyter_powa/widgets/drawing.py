"""A chart as a static SVG picture, from its specification in Vega-Lite: for readers without a kernel or scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from jupyter_powa.limits import Limit
from jupyter_powa.widgets.fallback import FONT
from jupyter_powa.widgets.scales import Bands, Line, moment

WIDTH, HEIGHT, LEFT, BELOW, ABOVE, RIGHT = 640, 300, 72, 64, 22, 14
MOST: Limit[int] = 600
"""Marks that are drawn; of more, every second, third and so on. Source: ours; a saved output has 100 kB."""
NAME = 18
"""Characters of a name below the axis."""
COLOURS = ("#2f7de1", "#e07b39", "#2e9e5b", "#a05fd0", "#c94f6d", "#7a8a99", "#b8a11f", "#2aa3a3")
"""Legible on light and on dark pages."""
Row = Mapping[str, Any]
Scale = Line | Bands


def rows_svg(chart: Mapping[str, Any] | None, rows: Sequence[Row]) -> str:
    """A chart of rows by the names of its columns (mark, x, y, color); empty where nothing can be drawn."""
    if not chart or not rows:
        return ""
    kinds = {}
    for place in ("x", "y", "color"):
        if name := chart.get(place):
            values = [row.get(name) for row in rows if row.get(name) is not None]
            kinds[place] = {"field": name, "title": name, "type": _kind(values)}
    if chart["mark"] == "bar" and "x" in kinds:
        kinds["x"]["type"] = "nominal"
    return chart_svg({"mark": chart["mark"], "encoding": kinds, "data": {"values": rows}})


def chart_svg(spec: Mapping[str, Any]) -> str:
    """The picture; empty for a chart that has no rows, or of a kind that is not drawn here."""
    mark = spec["mark"] if type(spec["mark"]) is str else spec["mark"]["type"]
    said: Mapping[str, Any] = spec["encoding"]
    if not {"x", "y"} <= said.keys():
        return ""
    names = [said[place]["field"] for place in ("x", "y")]
    all_rows = [row for row in spec["data"]["values"] if all(row.get(name) is not None for name in names)]
    rows = all_rows[:: -(-len(all_rows) // MOST)] if all_rows else []
    try:
        return _Picture(mark, said, rows).svg() if rows else ""
    except (ValueError, TypeError, OverflowError):  # a value that is no number, or no moment
        return ""


class _Picture:
    def __init__(self, mark: str, said: Mapping[str, Any], rows: list[Row]) -> None:
        self.mark, self.said, self.rows = mark, said, rows
        self.stacked = mark == "bar" and "color" in said and "xOffset" not in said and "yOffset" not in said
        self.upright = said["x"]["type"] != "quantitative" or said["y"]["type"] == "quantitative"
        self.x = self._scale("x", LEFT, WIDTH - RIGHT)
        self.y = self._scale("y", HEIGHT - BELOW, ABOVE)
        color = said.get("color")
        self.shades = color is not None and color["type"] == "quantitative"
        named = color is not None and not self.shades
        self.colors = self._names("color") if named else []

    def _scale(self, place: str, start: float, end: float) -> Scale:
        said = self.said[place]
        if said["type"] == "nominal":
            return Bands(self._names(place), *((end, start) if place == "y" else (start, end)))
        ends = [said["field"], *([self.said[f"{place}2"]["field"]] if f"{place}2" in self.said else [])]
        moments = said["type"] == "temporal"
        measure = place == ("y" if self.upright else "x")
        zero = self.mark in ("bar", "area") and measure and f"{place}2" not in self.said
        read = moment if moments else float
        values = [read(row[name]) for row in self.rows for name in ends if row.get(name) is not None]
        if self.stacked and measure:
            values = self._tops(place)
        return Line(values, start, end, zero=zero, moments=moments)

    def _tops(self, measure: str) -> list[float]:
        beside, tops = "x" if measure == "y" else "y", dict[str, float]()
        for row in self.rows:
            name = str(row[self.said[beside]["field"]])
            tops[name] = tops.get(name, 0.0) + float(row[self.said[measure]["field"]])
        return list(tops.values())

    def _names(self, place: str) -> list[str]:
        field = self.said[place]["field"]
        there = list(dict.fromkeys(str(row.get(field)) for row in self.rows))
        order = self.said[place].get("sort")
        known = [str(name) for name in order if str(name) in there] if type(order) is list else []
        return known + [name for name in there if name not in known]

    def svg(self) -> str:
        marks = {"bar": self._bars, "line": self._lines, "area": self._lines, "rect": self._rects}.get(
            self.mark, self._points
        )()
        title = f"{self.mark} chart: {self._title('y')} by {self._title('x')}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(title)}" '
            f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" style="max-width:100%;height:auto" font-family="{FONT}" '
            f'font-size="11" fill="currentColor">'
            f"{self._axes()}{marks}{self._legend()}</svg>"
        )

    def _title(self, place: str) -> str:
        return str(self.said[place].get("title") or self.said[place]["field"])

    def _axes(self) -> str:
        parts = []
        slanted = isinstance(self.x, Bands) and len(self.x.names) > 6
        for at, word in self.x.ticks():
            below = HEIGHT - BELOW + 14
            side = "end" if slanted or at > WIDTH - 40 else "middle"
            turn = f' transform="rotate(-30 {at:.1f} {below})"' if slanted else ""
            parts.append(f'<text x="{at:.1f}" y="{below}" text-anchor="{side}"{turn}>{escape(_short(word))}</text>')
        for at, word in self.y.ticks():
            parts.append(f'<text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{escape(_short(word, 11))}</text>')
            parts.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="currentColor" stroke-opacity="0.15"/>')
        x, y = (escape(_short(self._title(place), 60)) for place in ("x", "y"))
        parts.append(
            f'<text x="{(LEFT + WIDTH) / 2:g}" y="{HEIGHT - 4}" text-anchor="middle" font-weight="600">{x}</text>'
        )
        parts.append(f'<text x="4" y="12" font-weight="600">{y}</text>')
        return "".join(parts)

    def _color(self, row: Row) -> str:
        if not self.colors:
            return COLOURS[0]
        return COLOURS[self.colors.index(str(row.get(self.said["color"]["field"]))) % len(COLOURS)]

    def _bars(self) -> str:
        far, near = ("x", "y") if self.upright else ("y", "x")
        across, along = (self.x, self.y) if self.upright else (self.y, self.x)
        zero = along.at(max(0.0, along.low)) if isinstance(along, Line) else 0.0
        tops: dict[str, float] = {}
        parts, grouped = [], bool(self.colors) and not self.stacked
        for row in self.rows:
            value, name = float(row[self.said[near]["field"]]), str(row[self.said[far]["field"]])
            foot = tops.get(name, 0.0) if self.stacked else 0.0
            tops[name] = foot + value
            start, end = (along.at(foot) if self.stacked else zero), along.at(foot + value)
            first, width = self._width(across, far, row)
            if grouped:
                width /= len(self.colors)
                first += width * self.colors.index(str(row.get(self.said["color"]["field"])))
            low, size = min(start, end), max(abs(end - start), 0.5)
            box = (first, low, width, size) if self.upright else (low, first, size, width)
            parts.append(_rect(*box, self._color(row)))
        return "".join(parts)

    def _width(self, across: Scale, place: str, row: Row) -> tuple[float, float]:
        """Where a bar begins, and how wide it is."""
        at = across.at(row[self.said[place]["field"]])
        if (until := self.said.get(f"{place}2")) and row.get(until["field"]) is not None:
            end = across.at(row[until["field"]])
            return min(at, end) + 0.5, max(abs(end - at) - 1, 1)
        width = across.width or max(2.0, 0.6 * (WIDTH - LEFT - RIGHT) / max(1, len(self.rows)))
        return at - width / 2, width

    def _lines(self) -> str:
        paths: dict[str, list[Row]] = {}
        for row in self.rows:
            paths.setdefault(self._color(row), []).append(row)
        parts, floor = [], HEIGHT - BELOW
        for color, rows in paths.items():
            rows.sort(key=lambda row: self.x.number(row[self.said["x"]["field"]]))
            places = [f"{self._at(row)[0]:.1f} {self._at(row)[1]:.1f}" for row in rows]
            line = "M" + "L".join(places)
            if self.mark == "area":
                ends = [self._at(rows[-1])[0], self._at(rows[0])[0]]
                parts.append(
                    f'<path d="{line}L{ends[0]:.1f} {floor}L{ends[1]:.1f} {floor}Z" fill="{color}" fill-opacity="0.3"/>'
                )
            parts.append(f'<path d="{line}" fill="none" stroke="{color}" stroke-width="2"/>')
        return "".join(parts)

    def _points(self) -> str:
        return "".join(
            f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="3" fill="{self._color(row)}" fill-opacity="0.6"/>'
            for row, at in ((row, self._at(row)) for row in self.rows)
        )

    def _rects(self) -> str:
        values = [float(row["color"]) for row in self.rows if self.shades]
        most = max(values, default=1.0) or 1.0
        parts = []
        for row in self.rows:
            (x, width), (y, height) = self._width(self.x, "x", row), self._width(self.y, "y", row)
            share = float(row["color"]) / most if self.shades else 0.6
            parts.append(_rect(x, y, width, height, COLOURS[0] if self.shades else self._color(row), 0.1 + 0.9 * share))
        return "".join(parts)

    def _at(self, row: Row) -> tuple[float, float]:
        return self.x.at(row[self.said["x"]["field"]]), self.y.at(row[self.said["y"]["field"]])

    def _legend(self) -> str:
        parts, at = [], WIDTH - RIGHT
        for place, name in reversed(list(enumerate(self.colors[: len(COLOURS)]))):
            word = _short(name)
            at -= 7 * len(word) + 22
            parts.append(f'<rect x="{at}" y="3" width="10" height="10" fill="{COLOURS[place]}"/>')
            parts.append(f'<text x="{at + 14}" y="12">{escape(word)}</text>')
        return "".join(parts)


def _rect(x: float, y: float, width: float, height: float, color: str, strength: float = 0.85) -> str:
    size = f'width="{width:.1f}" height="{height:.1f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{color}" fill-opacity="{strength:.2f}"/>'


def _kind(values: Sequence[Any]) -> str:
    if values and all(type(value) in (int, float) for value in values):
        return "quantitative"
    try:
        return "temporal" if values and all(moment(str(value)) is not None for value in values) else "nominal"
    except ValueError:
        return "nominal"


def _short(text: str, most: int = NAME) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
