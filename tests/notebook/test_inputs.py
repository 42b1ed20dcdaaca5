"""What a cell gives to a run is looked at before anything starts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from jupyter_powa import Workflow
from jupyter_powa.errors import BadRequest
from tests.notebook.conftest import Make


def test_a_misspelt_input_is_refused_with_a_guess(sales: Workflow) -> None:
    with pytest.raises(BadRequest, match=r"no input 'at_leest'; the inputs are: at_least. Did you mean 'at_least'"):
        sales.run(at_leest=5)
    assert len(sales.runs) == 0


def test_an_input_that_only_a_reference_names_is_taken(make: Make) -> None:
    wf = make()
    wf.input("Input", {"n": 1})
    wf.output("Report", "{{who}} and {{variables.other}}")
    assert wf.run(who="Ada", other="Bob").output == "Ada and Bob"


def test_a_frame_is_no_input_and_the_error_says_what_to_do(sales: Workflow) -> None:
    with pytest.raises(BadRequest, match=r"'at_least' is a DataFrame.*sees the notebook's frames"):
        sales.run(at_least=pd.DataFrame())


def test_a_block_that_runs_a_workflow_is_told_at_once(make: Make, names: dict[str, Any]) -> None:
    names["inner"] = inner = make("Inner")
    inner.code("One", "1")
    outer = make("Outer")
    outer.code("Runs", "output = inner.run().output")
    assert "cannot run a workflow" in (outer.run(check=False).error or "")
