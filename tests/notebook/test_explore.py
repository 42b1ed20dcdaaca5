"""Looking at rows from a cell."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from jupyter_powa import Powa, Workflow
from jupyter_powa.errors import BadRequest, BlockError
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.kernel.looking import KEPT
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.notebook.explore import explore

SALES = pd.DataFrame({"amount": [1, 2, 3]})


@pytest.fixture
def powa() -> Iterator[Powa]:
    powa = Powa.memory(kernels=LocalKernels({"sales": SALES}))
    yield powa
    loop_thread().submit(powa.close()).result()


def test_the_name_is_the_function_also_when_the_package_of_that_name_was_imported_before() -> None:
    import jupyter_powa
    import jupyter_powa.explore.page  # what binds the name, were it left to the import system

    assert jupyter_powa.explore is explore


def test_a_frame_is_looked_at_by_its_name(powa: Powa) -> None:
    widget = explore(SALES, powa=powa)
    assert (widget.view["relation"]["variable"], widget.title) == ("sales", "sales")
    assert widget.frame()["amount"].tolist() == [1, 2, 3]


def test_a_frame_without_a_name_is_held_until_the_widget_ends(powa: Powa) -> None:
    widget = explore(pd.DataFrame({"a": [7]}), powa=powa)
    assert widget.frame()["a"].tolist() == [7]
    kept = widget.view["relation"]["kept"]
    widget.close()
    with pytest.raises(BlockError):
        KEPT.get(kept)


def test_a_query_a_table_and_a_file_are_told_apart(powa: Powa, tmp_path: Path) -> None:
    made = explore("select 42 as answer", powa=powa)
    assert (made.view["relation"]["sql"], made.frame()["answer"].tolist()) == ("select 42 as answer", [42])
    loop_thread().submit(_create(powa)).result()
    assert explore("main.orders", powa=powa).frame()["id"].tolist() == [5]
    assert explore('"orders"', powa=powa).view["relation"]["table"] == ["orders"]
    (tmp_path / "some.csv").write_text("a\n9\n")
    assert explore(str(tmp_path / "some.csv"), powa=powa).frame()["a"].tolist() == [9]


async def _create(powa: Powa) -> None:
    await (await powa.kernels.databases.open(None, {})).page("create table orders as select 5 as id")  # type: ignore[attr-defined]


def test_a_blocks_output_is_looked_at_where_it_is(powa: Powa) -> None:
    workflow = Workflow("Explored", powa=powa)
    workflow.sql("Rows", "select * from range(5) t(i)")
    run = workflow.run()
    assert explore(run["Rows"], powa=powa).frame()["i"].tolist() == [0, 1, 2, 3, 4]


def test_a_picture_has_a_chart_where_one_was_asked_for(powa: Powa) -> None:
    rows = "select * from (values ('EU', 3), ('US', 1)) t(region, n)"
    assert "<svg" not in explore(rows, powa=powa).picture()
    for chart in (True, {"mark": "bar", "x": "region", "y": "n"}):
        assert "bar chart: sum of n by region" in explore(rows, chart=chart, powa=powa).picture()


def test_without_anything_there_is_the_tree(powa: Powa) -> None:
    assert explore(powa=powa).view is None


def test_what_has_no_rows_is_told(powa: Powa) -> None:
    with pytest.raises(BadRequest, match="int has no rows"):
        explore(3, powa=powa)


def test_the_package_gives_explore_also_after_its_folder_of_that_name_was_imported() -> None:
    code = "import jupyter_powa.explore.page; from jupyter_powa import explore; import jupyter_powa as powa; "
    code += "print(explore.__module__, powa.explore is explore)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["jupyter_powa.notebook.explore", "True"]
