from __future__ import annotations

import json
import time
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_powa.blocks.base import Record
from jupyter_powa.blocks.refs import Values, as_text, bind, fill, find, has_reference

ORDERS = Record(
    output={"count": 3, "who": {"name": "o'hara"}, "list": [10, {"x": 11}], "output": "inner"}, columns=["a", "b"]
)
VALUES = Values(
    {"b1": ORDERS, "My Orders": ORDERS, "one": Record(output=[1, 2]), "looks": Record(output="<b1.output.count>")},
    {"city": "Bonn", "deep": {"x": [5]}, "none": None},
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("<b1.output.count>", 3),
        ("<My Orders.output.count>", 3),
        ("<b1.output>", ORDERS["output"]),
        ("<b1.output.who.name>", "o'hara"),
        ("<b1.output.list.1.x>", 11),
        ("<b1.columns>", ["a", "b"]),
        ("{{b1.count}}", 3),
        ("{{ b1.count }}", 3),
        ("{{ My Orders.count }}", 3),
        ("{{b1.columns}}", ["a", "b"]),
        ("{{b1}}", ORDERS["output"]),
        ("{{one.output}}", [1, 2]),
        ("{{one.0}}", 1),
        ("{{variables.city}}", "Bonn"),
        ("{{city}}", "Bonn"),
        ("{{deep.x.0}}", 5),
        ("{{variables.none}}", None),
        ("  <b1.output.count>  ", 3),
    ],
)
def test_a_reference_that_stands_alone_keeps_the_type_of_its_value(text: str, value: Any) -> None:
    assert fill(text, VALUES) == value
    assert fill({"deep": [text, {"er": text}]}, VALUES) == {"deep": [value, {"er": value}]}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("n=<b1.output.count>!", "n=3!"),
        ("<b1.output.count><b1.output.count>", "33"),
        ("who: <b1.output.who>", """who: {"name": "o'hara"}"""),
        ("{{one}} and {{city}}", "[1, 2] and Bonn"),
        ("{{none}}.", "null."),
        ("Müller: {{city}}", "Müller: Bonn"),
    ],
)
def test_inside_longer_text_it_is_text_and_json_for_all_but_text(text: str, filled: str) -> None:
    assert fill(text, VALUES) == filled


@pytest.mark.parametrize(
    "text",
    [
        "<nobody.output>",
        "<b1.output.nothing>",
        "{{nothing}}",
        "{{ variables.nothing }}",
        "<b1.output.list.7>",
        "<b1.output.list.-1>",
        "<b1.output.list.99999999999999999999>",
        "<b1.output." + "9" * 5_000 + ">",
        "<b>bold</b>",
        "<b1.__class__>",
        "<b1.output.who.__dict__>",
        "{{ b1.output.who.keys }}",
        "a < b and c > d",
        "<br>",
        "{{}}",
        "{{ }}",
        "<b1>",
        "<variables.city>",
    ],
)
def test_what_cannot_be_resolved_stays_as_it_was_written(text: str) -> None:
    assert fill(text, VALUES) == text
    assert fill(f"before {text} behind", VALUES) == f"before {text} behind"


def test_what_was_put_in_is_never_scanned_again() -> None:
    assert fill("<looks.output>", VALUES) == "<b1.output.count>"
    assert fill("see <looks.output>", VALUES) == "see <b1.output.count>"
    assert fill("<looks.output> {{city}}", VALUES) == "<b1.output.count> Bonn"
    text = Values({"a": Record(output="[1, 2]"), "b": Record(output="true")}, {})
    assert fill("<a.output>", text) == "[1, 2]"
    assert fill("<b.output>", text) == "true"


def test_filling_gives_a_copy_and_leaves_the_original() -> None:
    config: dict[str, Any] = {"a": ["{{city}}"], "b": ({"c": []},), "n": 1}
    filled = fill(config, VALUES)
    assert filled == {"a": ["Bonn"], "b": [{"c": []}], "n": 1}
    filled["b"][0]["c"].append(1)
    assert config == {"a": ["{{city}}"], "b": ({"c": []},), "n": 1}


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, pa.table])
def test_a_frames_column_is_a_list_and_its_row_an_object(kind: Any) -> None:
    values = Values({"q": Record(output=kind({"n": [1, 2], "s": ["x", "y"]}))}, {})
    assert fill("<q.output.s>", values) == ["x", "y"]
    assert fill("<q.output.1>", values) == {"n": 2, "s": "y"}
    assert fill("<q.output.0.n>", values) == 1
    assert fill("<q.output.7>", values) == "<q.output.7>"
    assert fill("<q.output.t>", values) == "<q.output.t>"
    assert fill("<q.output>", values) is values.results["q"]["output"]
    assert json.loads(fill("<q.output>!", values)[:-1]) == [{"n": 1, "s": "x"}, {"n": 2, "s": "y"}]


def test_a_frame_with_two_columns_of_one_name_can_still_be_asked() -> None:
    frame = pd.DataFrame([[1, 2]], columns=["a", "a"])
    assert fill("<q.output.a>", Values({"q": Record(output=frame)}, {})).shape == (1, 2)


def test_every_reference_is_found_however_deep() -> None:
    refs = list(find({"a": ["<x y.output.z>", {"b": "{{ v }} and {{w.u}}"}], "n": 5}))
    assert [(ref.name, ref.path, ref.braces) for ref in refs] == [
        ("x y", ("output", "z"), False),
        ("v", (), True),
        ("w", ("u",), True),
    ]
    assert has_reference(["<a.b>"]) and not has_reference({"a": "<b> {{ }} < c"})


def test_as_text_is_json_in_its_own_letters() -> None:
    assert [as_text(value) for value in ("x", 1, True, None, ["ü"], float("nan"))] == [
        "x",
        "1",
        "true",
        "null",
        '["ü"]',
        "null",
    ]


@pytest.mark.parametrize(
    "text", ["{{" + " " * 200_000, "{{ " * 70_000, "<" * 200_000, "{{a" + " b" * 100_000, "<a" + ".b" * 100_000]
)
def test_no_text_takes_long_to_search(text: str) -> None:
    began = time.perf_counter()
    assert fill(text, VALUES) == text
    assert time.perf_counter() - began < 1


texts = st.lists(
    st.sampled_from(
        [
            "<",
            ">",
            "{{",
            "}}",
            "b1",
            ".output",
            ".",
            " ",
            "city",
            "variables",
            "'",
            '"',
            "$$",
            "--",
            "/*",
            "*/",
            "\n",
            "?",
            "$a",
            "é",
            "0",
            "e'",
        ]
    )
    | st.text(max_size=3),
    max_size=30,
).map("".join)


@given(texts)
def test_filling_and_binding_never_raise(text: str) -> None:
    fill(text, VALUES)
    fill({"x": [text]}, VALUES)
    bound = bind(text, VALUES)
    if not has_reference(text):
        assert (bound.sql, bound.values) == (text, [])


@given(texts)
def test_no_value_ever_becomes_a_part_of_the_statement(text: str) -> None:
    marked = Values({"b1": Record(output="%MARK%")}, {"city": "%MARK%"})
    assert "%MARK%" not in bind(text, marked).sql
