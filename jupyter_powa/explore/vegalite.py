"""A chart as a Vega-Lite specification, and as the Altair code that makes the same."""

from __future__ import annotations

from typing import Any

from jupyter_powa.explore.channel import Channel
from jupyter_powa.explore.choice import Mark
from jupyter_powa.explore.marks import Marks

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
"""JupyterLab 4.6 draws versions 3 to 5."""
WIDTH, HEIGHT = 600, 300
CHANNELS = {"x2": "X2", "y2": "Y2", "color": "Color", "xOffset": "XOffset", "yOffset": "YOffset", "x": "X", "y": "Y"}
SUMS = frozenset({"none", "count", "sum"})
"""Numbers that may stand on top of each other."""
SHORT = {"quantitative": "Q", "temporal": "T", "nominal": "N"}


def specification(marks: Marks) -> dict[str, Any]:
    """The chart with its rows inside."""
    return {
        "$schema": SCHEMA,
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": marks.rows},
        "mark": {"type": marks.choice.mark, **_mark(marks)},
        "encoding": _encoding(marks),
    }


def _mark(marks: Marks) -> dict[str, Any]:
    said: dict[str, Any] = {"tooltip": True}
    if marks.choice.mark == "bar":
        said["orient"] = "horizontal" if marks.choice.measure == "x" else "vertical"
    return said


def _encoding(marks: Marks) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for one in marks.channels:
        said |= one.encoding(marks.choice.mark)
    measure, choice = marks.choice.measure, marks.choice
    if "color" in said and measure in ("x", "y") and choice.mark in ("bar", "area") and choice.aggregate not in SUMS:
        said[measure]["stack"] = None  # means on top of each other would say nothing
        beside = "y" if measure == "x" else "x"
        if choice.mark == "bar" and said.get(beside, {}).get("type") == "nominal":
            said[f"{beside}Offset"] = {"field": "color", "type": "nominal", "sort": said["color"]["sort"]}
    return said


def altair(marks: Marks, rows: str, *, counted: bool = True) -> str:
    """The same as Python that runs by itself.

    `rows`: the code that gives the frame `rows`; `counted`: as the database gives them, with the numbers of bars.
    """
    mark = ", ".join(f"{name}={value!r}" for name, value in _mark(marks).items())
    lines = ["import altair as alt", *rows.strip().splitlines(), ""]
    if marks.missing and counted:
        lines.append(f"rows = rows.dropna(subset={marks.missing!r})")
    lines += [line for one in marks.channels if counted for line in _prepared(one, marks.choice.mark)]
    lines += [f"chart = alt.Chart(rows, width={WIDTH}, height={HEIGHT}).mark_{marks.choice.mark}({mark}).encode("]
    for name, said in _encoding(marks).items():
        more = {key: value for key, value in said.items() if key not in ("field", "type")}
        kind = f":{SHORT[said['type']]}" if "type" in said else ""
        written = "".join(f", {key}={_value(key, value)}" for key, value in more.items())
        lines.append(f"    {name}=alt.{CHANNELS[name]}({said['field'] + kind!r}{written}),")
    return "\n".join([*lines, ")", "chart"]) + "\n"


def _value(key: str, value: Any) -> str:
    if key not in ("scale", "axis"):
        return repr(value)
    return f"alt.{key.title()}({', '.join(f'{name}={said!r}' for name, said in value.items())})"


def _prepared(one: Channel, mark: Mark) -> list[str]:
    """The lines that bring a column of the rows to where it is drawn."""
    if one.axis is not None:
        bounds = one.bounds()
        name, last = f"{one.place}_bounds", len(bounds) - 2
        more = f", {one.place}2=[{name}[n + 1] for n in {one.place}]" if one.reaches(mark) else ""
        return [
            f"{name} = {bounds!r}",
            f'{one.place} = rows["{one.place}"].astype(int).clip(0, {last})',
            f"rows = rows.assign({one.place}=[{name}[n] for n in {one.place}]{more})",
        ]
    return []
