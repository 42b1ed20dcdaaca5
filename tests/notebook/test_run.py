"""A run and its blocks, as a cell sees them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from jupyter_powa import Workflow
from jupyter_powa.notebook.block_run import BlockRun
from tests.notebook.conftest import Make


def test_a_blocks_value_is_the_very_object_that_it_gave(make: Make, names: dict[str, Any]) -> None:
    names["thing"] = thing = object()
    wf = make()
    wf.code("Give", "output = thing")
    assert wf.run()["Give"].value is thing


def test_a_blocks_frame_is_its_output_without_a_copy(sales: Workflow) -> None:
    run = sales.run(at_least=100)
    assert run["Big"].df is run["Big"].value
    assert run["Big"].df.equals(pd.DataFrame({"region": ["EU", "US"], "amount": [120, 200]}))


@pytest.mark.parametrize(
    "value",
    [pl.DataFrame({"a": [1, 2]}), pa.table({"a": [1, 2]}), [{"a": 1}, {"a": 2}]],
    ids=["polars", "arrow", "rows"],
)
def test_whatever_is_a_table_becomes_a_frame(make: Make, names: dict[str, Any], value: Any) -> None:
    names["value"] = value
    wf = make()
    wf.code("Give", "output = value")
    assert wf.run()["Give"].df["a"].tolist() == [1, 2]


def test_what_is_no_table_says_so(make: Make) -> None:
    wf = make()
    wf.code("Give", "42")
    with pytest.raises(TypeError, match="no table but int"):
        _ = wf.run()["Give"].df


def test_what_a_block_printed_and_took_is_kept(make: Make) -> None:
    wf = make()
    wf.input("Input", {"n": 3})
    wf.code("Say", "print('n is', Input.output['n'])")
    block = wf.run()["Say"]
    assert block.logs == "n is 3\n"
    assert block.input == {"Input": {"n": 3}}
    assert block.duration_ms is not None and block.attempts == 1
    assert block.error is None


def test_a_skipped_and_a_failed_block_have_no_value_and_say_why(make: Make) -> None:
    wf = make()
    wf.code("Fails", "raise ValueError('no')")
    wf.code("Behind", "1")
    run = wf.run(check=False)
    with pytest.raises(RuntimeError, match=r"Block 'Fails' failed, line 1: ValueError: no"):
        _ = run["Fails"].value
    with pytest.raises(RuntimeError, match="'Behind' has no output: it is skipped"):
        _ = run["Behind"].df


def test_blocks_are_found_by_name_and_id_and_listed_in_the_graphs_order(sales: Workflow) -> None:
    run = sales.run(at_least=1)
    assert list(run) == run._ipython_key_completions_() == ["Input", "Big", "Report"]
    assert run["big"].name == "Big"
    assert run.blocks["status"].tolist() == ["success"] * 3
    with pytest.raises(KeyError, match=r"No block of this run is called 'Bug'.*Input, Big, Report"):
        run["Bug"]


def test_an_earlier_run_gives_what_was_remembered_of_it(sales: Workflow) -> None:
    first = sales.run(at_least=150)
    for _ in range(25):  # more than stay in memory whole
        sales.run(at_least=1)
    earlier = sales.last(first.id)
    assert earlier["Big"].df["amount"].tolist() == [200]
    assert earlier.output == first.output


def test_a_run_and_its_blocks_show_themselves_the_same_each_time(sales: Workflow) -> None:
    run = sales.run(at_least=100)
    assert repr(run) == "Run('Sales', completed, 3 of 3 blocks ran)"
    assert repr(run["Big"]) == "BlockRun('Big', 2 rows, 2 columns)"
    assert run._repr_html_() == sales.run(at_least=100)._repr_html_()
    assert "<table" in run["Big"]._repr_html_()
    assert "120" in run["Big"]._repr_html_()


def test_what_a_row_holds_is_shown_as_text(make: Make, names: dict[str, Any]) -> None:
    names["evil"] = pd.DataFrame({"<img src=x onerror=alert(1)>": ["<script>alert(1)</script>"]})
    wf = make("<b>name</b>")
    wf.code("<i>block</i>", "output = evil")
    run = wf.run()
    shown = run._repr_html_() + run["<i>block</i>"]._repr_html_()
    for tag in ("<script", "<img", "<i>", "<b>"):
        assert tag not in shown


def test_a_block_of_a_failed_run_shows_its_lines(make: Make) -> None:
    wf = make()
    wf.code("Fails", "x = 1\nraise ValueError('no')")
    shown = wf.run(check=False)["Fails"]
    assert isinstance(shown, BlockRun)
    assert "line 2" in shown._repr_html_()
    assert repr(shown) == "BlockRun('Fails', error: ValueError: no)"
