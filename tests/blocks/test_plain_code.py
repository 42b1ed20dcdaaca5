from __future__ import annotations

import pytest

from jupyter_powa.blocks.plain import NotPlain
from jupyter_powa.blocks.plain_code import plain_code
from tests.blocks.test_plain import NAMES


@pytest.mark.parametrize(
    ("code", "plain"),
    [
        ("Input.output['n'] * 2", "Own = Input['n'] * 2"),
        ("output = By_region.output.head()", "output = By_region.head()\nOwn = output"),
        ("x = 1\nresult = x  # ü\n# end", "x = 1\nresult = x  # ü\n# end\nOwn = result"),
        ("import os", "import os\nOwn = None"),
        ("f'{Input.output[\"n\"]} of {By_region.row_count}'", "Own = f'{Input[\"n\"]} of {len(By_region)}'"),
        ("variables['city']", "Own = Input['city']"),
        ("output = variables.get('n', {Input.output['ü'] for Input in []})", None),
        ("await thing(Input.output)", "Own = await thing(Input)"),
        (
            "Input = Input.output\nInput.append(1)\noutput = Input",
            "Input = Input\nInput.append(1)\noutput = Input\nOwn = output",
        ),
    ],
)
def test_code_is_plain_and_comes_back(code: str, plain: str | None) -> None:
    source = plain_code(code, NAMES)
    if plain is not None:
        assert source.text == plain
        meant = code.replace("variables[", "Input.output[")
        assert source.back(source.text) == {"code": meant}


def test_an_output_that_is_set_here_or_there_is_chosen_as_in_a_run() -> None:
    code = "if Input.output:\n    output = 1\nelse:\n    result = 2"
    source = plain_code(code, NAMES)
    for given, expected in ((1, 1), (0, 2)):
        scope = {"Input": given, "output": "of another cell"}
        exec(source.text, scope)
        assert scope["Own"] == expected
    assert source.back(source.text) == {"code": code}


def test_edited_code_names_blocks_and_its_output_again() -> None:
    source = plain_code("1", NAMES)
    edited = "n = len(By_region)\nif n:\n    Own = Input['a']\nelse:\n    Own = city"
    assert source.back(edited) == {
        "code": "n = By_region.row_count\nif n:\n    output = Input.output['a']\nelse:\n    output = city"
    }
    assert source.back("Own = 2") == {"code": "2"}


def test_progress_is_defined_where_it_is_used() -> None:
    assert "def progress" in plain_code("progress(0.5)", NAMES).setup[0]
    assert plain_code("progress = 1", NAMES).setup == ()


@pytest.mark.parametrize("code", ["input_data", "Input", "By_region.sql", "Input.output(", "exit()"])
def test_what_only_a_run_gives_is_not_plain(code: str) -> None:
    with pytest.raises(NotPlain):
        plain_code(code, NAMES)
