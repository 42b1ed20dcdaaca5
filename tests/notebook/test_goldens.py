"""Golden questions from a cell."""

from __future__ import annotations

import pytest

from jupyter_powa.errors import NotFound, PowaError
from jupyter_powa.notebook.sql_agents import SqlAgentHandle

COUNT = "select count(*) as n from orders"


def test_one_is_kept_once_by_its_words_approved_and_deleted(shop: SqlAgentHandle) -> None:
    assert "no golden question" in repr(shop.golden)
    first = shop.golden.add("How many?", "select 1 as n")
    assert shop.golden.add("How many?", COUNT).id == first.id
    assert shop.golden["How many?"].sql_text == COUNT and repr(shop.golden) == "· How many?"
    assert shop.golden.approve("How many?").approved and repr(shop.golden) == "✓ How many?"
    shop.golden.delete(first.id)
    assert len(shop.golden) == 0
    with pytest.raises(NotFound, match="no golden question 'How many\\?'"):
        shop.golden.approve("How many?")


def test_what_does_not_run_is_not_approved(shop: SqlAgentHandle) -> None:
    with pytest.raises(PowaError, match="ghosts"):
        shop.golden.add("How many?", "select * from ghosts", approved=True)
    assert len(shop.golden) == 0
