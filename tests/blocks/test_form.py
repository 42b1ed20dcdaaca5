from __future__ import annotations

import pytest

from jupyter_powa.blocks.base import Record
from jupyter_powa.blocks.form import Form
from jupyter_powa.blocks.refs import Values
from jupyter_powa.errors import BlockError
from tests.blocks.test_base import Shout

NOTHING = Values({}, {})


def test_a_form_without_references_is_read_once() -> None:
    form = Form(Shout, {"text": "x"})
    assert form.ready(NOTHING) is form.ready(NOTHING)


def test_a_form_whose_values_a_run_could_change_is_read_for_each() -> None:
    words: list[str] = ["a"]
    form = Form(Shout, {"text": "x", "words": words})
    block = form.ready(NOTHING)
    assert isinstance(block, Shout)
    block.words.append("b")
    assert words == ["a"]
    assert form.ready(NOTHING) != block


def test_a_form_is_filled_and_what_does_not_fit_is_told() -> None:
    values = Values({"a": Record(output=3)}, {})
    form = Form(Shout, {"text": "n <a.output>", "times": "<a.output>"})
    assert form.ready(values) == Shout(text="n 3", times=3)
    for config in ({"text": "x", "times": "<a.output.x>"}, {"text": "<a.output>"}, {"text": "x", "times": []}):
        with pytest.raises(BlockError) as error:
            Form(Shout, config).ready(values)
        assert error.value.code == "invalid_config"
