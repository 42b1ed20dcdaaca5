"""Read blocks of the draft whole."""

import pytest

from jupyter_powa.copilot.outline import WHOLE
from jupyter_powa.errors import BadRequest


async def test_all_of_it_or_the_blocks_that_are_named(use):
    whole = await use("read_workflow")
    assert [block["name"] for block in whole["blocks"]] == ["Start", "Count"]
    assert whole["edges"] == [{"source": "Start", "sourceHandle": "output", "target": "Count"}]
    one = await use("read_workflow", blocks=["count"])
    assert one["blocks"][0]["config"] == {"code": "output = variables['n'] * 10"}


async def test_a_text_of_up_to_20000_characters_is_read_whole(use):
    text = "x" * WHOLE
    await use("modify_workflow", update_blocks=[{"id": "Count", "config": {"code": text}}])
    assert (await use("read_workflow", blocks=["Count"]))["blocks"][0]["config"]["code"] == text


async def test_a_name_that_is_not_there_is_told_with_those_that_are(use):
    with pytest.raises(BadRequest, match="Start, Count"):
        await use("read_workflow", blocks=["Nobody"])
