"""Look up a block type."""

import pytest

from jupyter_powa.blocks import catalog
from jupyter_powa.errors import BadRequest


async def test_it_tells_fields_ways_out_and_an_example(use):
    told = await use("get_block_info", block_type="condition")
    assert "branches" in told["fields"] and told["fields"]["branches"]["description"]
    assert "if" in told["handles"] and "error" in told["handles"] and told["example"]
    sql = await use("get_block_info", block_type="sql")
    assert sql["fields"]["query"]["required"] and sql["fields"]["max_rows"]["default"] == 1_000


@pytest.mark.parametrize("word", sorted(catalog()))
async def test_every_type_can_be_looked_up_by_each_of_its_words(use, word):
    told = await use("get_block_info", block_type=word)
    assert word in (told["type"], *told["aliases"])


async def test_an_unknown_type_is_told_with_those_there_are(use):
    with pytest.raises(BadRequest, match=r"Known: .*sql"):
        await use("get_block_info", block_type="magic")
