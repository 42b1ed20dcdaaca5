from __future__ import annotations

from typing import Any

import pytest

from jupyter_powa import Workflow
from jupyter_powa.model.file import file_of
from jupyter_powa.written.script import function_of, script_of
from tests.notebook.conftest import Make, make, names

__all__ = ["make", "names"]


def given(wf: Workflow, name: str) -> Any:
    """What a variable is after the script of a workflow has run, as a run tells it."""
    scope: dict[str, Any] = {"__name__": "script"}
    exec(script_of(file_of(wf.name, wf.graph)), scope)
    value = scope[name]
    return value.to_dict("records") if hasattr(value, "columns") else value


TABLES = ["select * from orders", "select b.a from big_rows b, Other o where b.a = o.a", "from OTHER"]


@pytest.mark.parametrize("query", TABLES)
def test_sql_may_call_a_block_in_large_and_small_letters_and_behind_a_comma(make: Make, query: str) -> None:
    wf = make()
    for name in ("Orders", "Big rows", "Other"):
        wf.sql(name, "select 1 as a", after=[])
    wf.sql("All", query, after=["Orders", "Big rows", "Other"])
    wf.output("Out", "<All.output>")
    assert wf.run().output == given(wf, "Out") == [{"a": 1}]


def test_a_word_that_is_the_id_of_one_block_and_the_name_of_another_means_the_first(make: Make) -> None:
    wf = make()
    wf.sql("my rows", "select 1 as a")
    wf.sql("my_rows", "select 2 as a")
    wf.sql("All", "select * from my_rows")
    wf.output("Out", "<All.output>")
    assert wf.run().output == given(wf, "Out") == [{"a": 1}]


def test_rows_and_errors_in_a_text_are_as_a_run_tells_them(make: Make) -> None:
    wf = make()
    wf.sql("Rows", "select 1 as a, 'x' as b")
    fails = wf.code("Fails", "1 / 0", after=[])
    wf.code("Instead", "Fails.error", after=fails["error"])
    wf.output("Out", "<Rows.output>, <Rows.output.0>, <Instead.output>", after=["Rows", "Instead"])
    assert wf.run().output == given(wf, "Out")


WAYS = [
    ("<Input.output.n> > 10 and !(<Input.output.n> == 99)", [None, "12", 12, 3, "x", 99, "99"]),
    ("<Input.output.n>", [None, "false", "0", "no", 0]),
    ("<Input.output.n.deep> < <Input.output.m> or <Input.output.n> === 'a'", ["a", {"deep": 1}, {"deep": "1.5"}, {}]),
    ("<Input.output.n> in ['1', 'b']", ["1", 1, "b", None]),
]


@pytest.mark.parametrize(("expression", "values"), WAYS)
def test_a_condition_holds_where_that_of_a_run_does(make: Make, expression: str, values: list[Any]) -> None:
    for value in values:
        wf = make()
        wf.input("Input", {"n": value, "m": 2})
        way = wf.condition("Is it", [{"expression": expression}])
        wf.code("Yes", "'yes'", after=way["if"])
        wf.code("No", "'no'", after=way["else"])
        wf.output("Out", after=["Yes", "No"])
        assert wf.run().output == given(wf, "Out"), value


def test_a_function_of_a_workflow_has_the_imports_that_only_a_module_may_have(make: Make) -> None:
    wf = make()
    wf.code("Root", "if True:\n    from math import *\ntext = '''\nfrom os import *'''\noutput = [sqrt(4), text]")
    scope: dict[str, Any] = {}
    exec(function_of(file_of(wf.name, wf.graph)), scope)
    assert scope["run"]() == wf.run()["Root"].value == [2.0, "\nfrom os import *"]
