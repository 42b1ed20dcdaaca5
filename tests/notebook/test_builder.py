"""A graph in a few readable lines."""

from __future__ import annotations

import inspect

import pytest

from jupyter_powa.errors import BadRequest
from jupyter_powa.notebook.builder import Builder


def edges(builder: Builder) -> list[str]:
    return [f"{edge.source}:{edge.source_handle}>{edge.target}" for edge in builder.graph.edges]


def test_a_block_stands_behind_the_last_one_when_it_names_none() -> None:
    builder = Builder()
    builder.input("Input", {"n": 1})
    builder.code("Double", "2")
    assert edges(builder) == ["input:output>double"]


def test_a_block_stands_behind_those_that_its_references_name() -> None:
    builder = Builder()
    builder.input("Input", {"n": 1})
    builder.code("First", "1")
    builder.output("Report", {"n": "<Input.output.n>", "first": "{{First.output}}"})
    assert edges(builder) == ["input:output>first", "input:output>report", "first:output>report"]


def test_a_block_stands_behind_those_that_its_sql_and_its_code_name() -> None:
    builder = Builder()
    builder.code("Orders", "1", after=[])
    builder.code("All items", "2", after=[])
    builder.sql("Joined", 'select * from Orders join "All items" using (id)')
    builder.code("Seen", "All_items.output, input_data['Orders']")
    assert edges(builder) == [
        "orders:output>joined",
        "all_items:output>joined",
        "orders:output>seen",
        "all_items:output>seen",
    ]


def test_an_entry_stands_behind_nothing() -> None:
    builder = Builder()
    builder.code("One", "1")
    builder.input("Input", {})
    assert edges(builder) == []


def test_a_way_out_is_chosen_by_its_name() -> None:
    builder = Builder()
    choice = builder.condition("Enough?", [{"expression": "1 > 2"}])
    builder.code("Yes", "1", after=choice["if"])
    builder.code("No", "1", after=choice["else"])
    assert edges(builder) == ["enough:if>yes", "enough:else>no"]
    assert choice._ipython_key_completions_() == ["if", "else", "error"]


def test_an_arrow_draws_an_edge_once() -> None:
    builder = Builder()
    one, two = builder.code("One", "1"), builder.code("Two", "2", after=[])
    one >> two
    one["error"] >> two
    one >> two
    assert edges(builder) == ["one:output>two", "one:error>two"]


def test_a_block_of_the_same_name_takes_the_old_ones_place() -> None:
    builder = Builder()
    builder.input("Input", {"n": 1})
    builder.code("Double", "2")
    builder.output("Report", "<Double.output>")
    builder.code("Double", "4", after="Input")
    assert [block.config for block in builder.graph.blocks][1] == {"code": "4"}
    assert sorted(edges(builder)) == ["double:output>report", "input:output>double"]


def test_a_removed_block_takes_its_edges_along() -> None:
    builder = Builder()
    builder.code("One", "1")
    builder.code("Two", "2")
    builder.remove("One")
    assert [block.name for block in builder.graph.blocks] == ["Two"]
    assert edges(builder) == []


def test_an_unknown_type_and_an_unknown_block_are_named_with_those_that_there_are() -> None:
    builder = Builder()
    with pytest.raises(BadRequest, match=r"no block type 'sq'.*sql"):
        builder.add("sq", "A")
    builder.code("One", "1")
    with pytest.raises(BadRequest, match=r"no block 'Onee'.*'One'"):
        builder.code("Two", "1", after="Onee")
    with pytest.raises(AttributeError):
        builder.no_such_type("A")


def test_every_type_is_a_method_with_its_fields_and_its_words() -> None:
    builder = Builder()
    assert {"sql", "code", "input"} <= set(dir(builder))
    assert list(inspect.signature(builder.sql).parameters)[:2] == ["block_name", "query"]
    assert "Run one SQL statement" in (inspect.getdoc(builder.sql) or "")


def test_ids_tell_the_name_and_do_not_clash() -> None:
    builder = Builder()
    builder.code("By hour!", "1")
    builder.code("By hour?", "1")
    assert list(builder.blocks) == ["by_hour", "by_hour_2"]


def test_text_of_several_lines_is_taken_without_the_indentation_of_its_cell() -> None:
    builder = Builder()
    code = builder.code(
        "Sum",
        """
        total = 0
        if True:
            total += 1
        """,
    )
    assert code.block.config["code"] == "total = 0\nif True:\n    total += 1"


def test_a_block_that_could_not_be_placed_is_not_added() -> None:
    builder = Builder()
    builder.code("One", "1")
    with pytest.raises(BadRequest):
        builder.code("Two", "2", after="nope")
    assert list(builder.blocks) == ["one"]
