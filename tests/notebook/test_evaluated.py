"""How an agent did with its golden questions."""

from __future__ import annotations

import pytest

from jupyter_powa.notebook.sql_agents import SqlAgentHandle


def test_right_and_wrong_answers_are_told_apart(shop: SqlAgentHandle) -> None:
    assert repr(shop.evaluate()).startswith("Nothing was asked")
    shop.golden.add("How many orders are there?", "select count(*) as n from orders", approved=True)
    shop.golden.add("How many unicorns are there?", "select 0 as n", approved=True)
    done = shop.evaluate(held_out=True)
    assert (done.total, done.correct, done.accuracy) == (2, 1, 0.5)
    lines = repr(done).splitlines()
    assert lines[:2] == ["1 of 2 right", "✓ How many orders are there?"]
    assert lines[2].startswith("✕ How many unicorns are there? (")
    with pytest.raises(AttributeError, match="accuracy"):
        done.score  # noqa: B018
