"""What any block may be given beside its config."""

from typing import Any

import pytest
from pydantic import ValidationError

from jupyter_powa import Workflow
from jupyter_powa.model.workflow import Block
from jupyter_powa.powa import Powa


def test_a_block_without_options_is_told_as_before() -> None:
    block = Block(id="a", type="code")
    told = {"id": "a", "type": "code", "name": "a", "config": {}, "position": {"x": 0.0, "y": 0.0}, "enabled": True}
    assert block.model_dump() == told and not block.careful


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": 0},
        {"timeout": float("inf")},
        {"retry": {"attempts": 1}},
        {"retry": {"attempts": 11}},
        {"retry": {"wait": -1}},
        {"retry": {"when": []}},
        {"expect": {"columns": [{"name": ""}]}},
        {"expect": {"columns": [{"name": "a", "type": "list"}]}},
        {"expect": {"unique": [[]]}},
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Block(id="a", type="code", **options)


def test_options_survive_the_store_and_are_set_from_a_cell(powa: Powa) -> None:
    wf = Workflow("W", powa=powa)
    wf.code("Try", "1").set(timeout=5, retry=3, expect={"min_rows": 1})
    wf.save()
    (block,) = powa.store.workflows.get(wf.id).blocks
    assert block.timeout == 5 and block.retry is not None and block.retry.attempts == 3
    assert block.expect is not None and block.expect.min_rows == 1
    version = powa.store.workflows.get(wf.id).version
    wf.save()
    assert powa.store.workflows.get(wf.id).version == version
