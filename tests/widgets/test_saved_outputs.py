"""What the checked-in notebooks keep: each output is small, and shows its parts without a kernel or a script."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jupyter_powa.widgets.base import PowaWidget

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
MOST = 100_000
"""Bytes of one output of a saved notebook."""


def outputs(path: Path) -> list[str]:
    """The outputs of all cells as the file has them."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [json.dumps(output, ensure_ascii=False) for cell in cells for output in cell.get("outputs", [])]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_output_is_large_or_runs_anything(path: Path) -> None:
    for output in outputs(path):
        assert len(output.encode()) < MOST
        assert "<script" not in output and "onload=" not in output


@pytest.mark.parametrize(
    ("stem", "parts"),
    [
        ("01_first_workflow", ["Workflow graph: ", ": success</title>"]),
        (
            "02_ask_the_copilot",
            ["Copilot", "Proposed, not applied", "+ added", "name: Sort by total_amount", "Applied"],
        ),
        ("03_explore_with_sql", ["bar chart: rows by carrier", "10 of 336,776 rows", "NULL"]),
        ("05_ask_a_database", ["line chart: number_of_flights by month", "Confidence", "dataframe"]),
        ("06_goal_to_dataset", ["Workflow graph: "]),
        ("07_rerun_anywhere", ["3 replayed", "1 refused"]),
    ],
)
def test_the_saved_pages_show_graph_chat_change_rows_and_charts(stem: str, parts: list[str]) -> None:
    (path,) = (path for path in NOTEBOOKS if path.stem == stem)
    said = "\n".join(outputs(path))
    assert [part for part in parts if part not in said] == []


def test_each_kind_of_widget_has_a_picture() -> None:
    for kind in PowaWidget.__subclasses__():
        assert kind.picture is not PowaWidget.picture
