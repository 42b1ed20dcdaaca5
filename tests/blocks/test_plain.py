from __future__ import annotations

import ast

import pytest

from jupyter_powa.blocks.plain import Names, NotPlain, Variable, text_of
from jupyter_powa.blocks.refs import find

INPUT = Variable("input", "Input", "Input", {"output": "Input"}, parameters=("city",))
ROWS = Variable("rows", "By region", "By_region", {"output": "By_region", "row_count": "len(By_region)"}, frame=True)
NAMES = Names("Own", (INPUT, ROWS), (ROWS,))
PAIRS = [
    ("<Input.output>", "Input"),
    ("<Input.output.a.0>", 'Input["a"][0]'),
    ("<By region.row_count>", "len(By_region)"),
    ("<By region.output.1.x>", 'By_region.iloc[1]["x"]'),
    ("<By region.output.x>", 'By_region["x"].tolist()'),
    ("{{ city }}", "city"),
]


@pytest.mark.parametrize(("reference", "python"), PAIRS)
def test_a_reference_is_a_piece_of_python_and_back(reference: str, python: str) -> None:
    (ref,) = find(reference)
    assert NAMES.python(ref) == python
    assert NAMES.reference(ast.parse(python, mode="eval").body) == reference


def test_a_reference_by_id_in_braces_or_to_no_block() -> None:
    found = [NAMES.python(ref) for ref in find("<rows.output> {{ Input.a }} {{ By region.row_count }} <Other.output>")]
    assert found == ["By_region", 'Input["a"]', "len(By_region)", None]


def test_what_only_a_run_knows_is_not_plain() -> None:
    (ref,) = find("<Input.usage>")
    with pytest.raises(NotPlain, match="known to a run alone"):
        NAMES.python(ref)


def test_what_comes_in_is_one_value_all_of_them_or_the_one_that_ran() -> None:
    maybe = Variable("c", "C", "C", {"output": "C"}, maybe=True)
    assert NAMES.passed() == "By_region"
    assert Names("x").passed() == "None"
    assert Names("x", (), (INPUT, ROWS)).passed() == '{"Input": Input, "By region": By_region}'
    assert Names("x", (), (ROWS, maybe)).passed() == "next((one for one in (By_region, C) if one is not None), None)"


def test_a_text_stands_in_double_quotes_where_it_can() -> None:
    for text, python in (("a'b", '"a\'b"'), ('a"b', "'a\"b'"), ("a\nb", "'a\\nb'")):
        assert text_of(text) == python
