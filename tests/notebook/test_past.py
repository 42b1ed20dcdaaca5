"""What a workflow has done, and parts of it that are run again, or held."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jupyter_powa import Workflow
from jupyter_powa.errors import BadRequest
from jupyter_powa.notebook.project import Project
from tests.notebook.conftest import Make


def ran(run: Any) -> list[str]:
    """The blocks that a run has run itself."""
    return [name for name in run if run[name].reused_from is None]


def test_blocks_are_run_like_cells(sales: Workflow, names: dict[str, Any]) -> None:
    first = sales.run(at_least=100)
    assert first.why("Big") == "All blocks of this run were run."
    again = sales.run(at_least=100, rerun="changed")
    assert (ran(again), again.output) == ([], first.output)
    held, taken = (run["Big"].df["amount"].to_numpy() for run in (first, again))
    assert np.shares_memory(held, taken), (
        "a frame of its own over the very cells: changing one in place leaves the other"
    )
    assert again["Big"].reused_from == first.id
    assert "0 of 3 blocks ran, 3 kept" in repr(again)
    sales.sql("Big", "select * from orders where amount > 100", after="Input")
    edited = sales.run(at_least=100, rerun="changed")
    assert (ran(edited), edited.why("Big")) == (["Big", "Report"], "Its config has changed: query.")
    names["orders"].loc[0, "amount"] = 999
    moved = sales.run(at_least=100, rerun="changed")
    assert (ran(moved), moved.why("Big")) == (["Big", "Report"], "The notebook's orders has changed.")
    alone = sales.run(only="Big")
    assert ([*alone], ran(alone)) == (["Input", "Big"], ["Big"])
    assert alone.why("Report") == "It was not a part of this run."
    assert alone.execution.part is not None and alone.execution.part.only == sales["Big"].block.id
    assert ran(sales.run(onward="Report")) == ["Report"]
    assert ran(sales.run(at_least=1, upto="Big")) == ["Input", "Big"]


def test_a_part_that_is_not_there_is_told_before_anything_runs(sales: Workflow) -> None:
    with pytest.raises(BadRequest, match=r"no block is called 'Bigg'\. Did you mean 'Big'"):
        sales.run(only="Bigg")
    with pytest.raises(BadRequest, match="rerun"):
        sales.run(rerun="some")  # type: ignore[arg-type]
    assert sales.runs.empty


def test_a_pinned_block_holds_its_output_until_it_is_let_go(sales: Workflow, names: dict[str, Any]) -> None:
    with pytest.raises(LookupError, match="run it first"):
        sales.pin("Big")
    sales.run(at_least=100)
    sales.pin("Big")
    names["orders"].loc[:, "amount"] = 500
    sales.sql("Big", "select * from orders", after="Input")
    held = sales.run(at_least=0)
    assert (held.why("Big"), len(held["Big"].df)) == ("It is pinned.", 2)
    assert "pin" not in json.loads(sales.to_json())["blocks"][1]
    sales.unpin("Big")
    assert len(sales.run(at_least=0)["Big"].df) == 3


def test_a_pinned_output_of_plain_values_outlives_the_kernel(make: Make, tmp_path: Path) -> None:
    file = tmp_path / "count"
    wf = make("Counted")
    wf.code("Count", f"from pathlib import Path\nPath({str(file)!r}).write_text('ran')\noutput = [1, 2]")
    wf.output("Out", "<Count.output>")
    wf.run()
    wf.pin("Count")
    file.unlink()
    Project(wf.powa).cache.clear()
    assert (wf.run().output, file.exists()) == ([1, 2], False)


def test_what_is_kept_can_be_measured_and_forgotten(sales: Workflow) -> None:
    cache = Project(sales.powa).cache
    sales.run(at_least=100)
    assert (len(cache), cache.size > 0, "memory" in cache.location) == (3, True, True)
    assert repr(cache).startswith("Cache(3 results, 0.0 MB")
    cache.clear()
    assert sales.run(at_least=100, rerun="changed").why("Big") == "Nothing is kept of it."
