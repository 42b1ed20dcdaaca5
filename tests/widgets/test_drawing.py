"""Charts as static pictures."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from jupyter_powa.widgets.drawing import MOST, chart_svg, rows_svg

ROWS: list[dict[str, Any]] = [
    {"a": "EU", "b": 120, "c": "x"},
    {"a": "US", "b": -40, "c": "y"},
    {"a": None, "b": 1, "c": "y"},
]


def shapes(svg: str) -> dict[str, int]:
    names = [element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()]
    return {name: names.count(name) for name in names}


def heights(svg: str) -> list[float]:
    return [float(found) for found in re.findall(r'height="([\d.]+)" fill="#2f7de1" fill-opacity="0.85"', svg)]


def test_bars_are_as_high_as_their_values_and_rows_without_one_are_left_out() -> None:
    svg = rows_svg({"mark": "bar", "x": "a", "y": "b"}, ROWS)
    first, second = heights(svg)
    assert first / second == pytest.approx(3, rel=0.01)
    assert all(f">{word}</text>" in svg for word in ("EU", "US", "a", "b", "-50", "150"))


def test_colours_are_told_and_text_from_outside_stays_text() -> None:
    rows: list[dict[str, Any]] = [{"a": "<script>", "b": 1, "c": '"><b>'}, {"a": "y", "b": 2, "c": "z"}]
    svg = rows_svg({"mark": "bar", "x": "a", "y": "b", "color": "c"}, rows)
    assert "<script" not in svg and "<b>" not in svg and "&lt;script&gt;" in svg and shapes(svg)["rect"] == 4


@pytest.mark.parametrize(("mark", "shape"), [("line", "path"), ("area", "path"), ("point", "circle")])
def test_moments_and_numbers_are_lines_and_points(mark: str, shape: str) -> None:
    rows = [{"at": f"2026-0{month}-01T00:00:00Z", "n": month * 1_500_000} for month in (1, 2, 3)]
    svg = rows_svg({"mark": mark, "x": "at", "y": "n"}, rows)
    assert shapes(svg)[shape] >= 2 and "2026-01-01" in svg and "5M" in svg


def test_squares_are_darker_where_more_is() -> None:
    encoding = {
        "x": {"field": "x", "type": "quantitative"},
        "x2": {"field": "x2"},
        "y": {"field": "y", "type": "quantitative"},
        "y2": {"field": "y2"},
        "color": {"field": "color", "type": "quantitative", "title": "rows"},
    }
    rows = [{"x": n, "x2": n + 1, "y": n, "y2": n + 1, "color": 10.0 * n} for n in range(3)]
    svg = chart_svg({"mark": {"type": "rect"}, "encoding": encoding, "data": {"values": rows}})
    assert re.findall(r'fill-opacity="(0\.10|0\.55|1\.00)"', svg) == ["0.10", "0.55", "1.00"]


def test_many_marks_stay_within_what_an_output_may_have() -> None:
    rows = [{"x": n * 1.234567, "y": (n * 7_919) % 1_000, "c": f"a name of some length {n % 5}"} for n in range(5_000)]
    svg = rows_svg({"mark": "point", "x": "x", "y": "y", "color": "c"}, rows)
    assert 500 < shapes(svg)["circle"] <= MOST and len(svg) < 60_000


@pytest.mark.parametrize(
    ("chart", "rows"),
    [
        (None, ROWS),
        ({"mark": "bar", "x": "a", "y": "b"}, []),
        ({"mark": "bar", "x": "a", "y": "none"}, ROWS),
        ({"mark": "bar", "x": "a"}, ROWS),
        ({"mark": "line", "x": "b", "y": "b"}, [{"b": float("nan")}]),
        ({"mark": "line", "x": "b", "y": "b"}, [{"b": float("inf")}, {"b": 1.0}]),
    ],
)
def test_what_cannot_be_drawn_is_no_picture(chart: Any, rows: Any) -> None:
    assert rows_svg(chart, rows) == ""
