"""What a run has spent, against its budget."""

from __future__ import annotations

import pytest

from jupyter_powa.blocks.spent import Spent
from jupyter_powa.errors import BlockError
from jupyter_powa.model.plan import Budget


@pytest.mark.parametrize(
    ("budget", "words"),
    [
        (Budget(tokens=10), "10 of 10 tokens"),
        (Budget(usd=0.5), "0.5000 of 0.5 USD"),
        (Budget(seconds=1e-9), "of 1e-09 s"),
    ],
)
def test_a_used_up_budget_lets_no_further_call_through(budget: Budget, words: str) -> None:
    spent = Spent.under(budget)
    spent.add(prompt_tokens=8, completion_tokens=2, usd=0.5)
    with pytest.raises(BlockError, match="used up") as error:
        spent.check()
    assert error.value.code == "budget_exceeded"
    assert words in error.value.message


def test_what_is_within_the_budget_or_has_none_may_go_on() -> None:
    for budget in (None, Budget(), Budget(tokens=11, usd=1, seconds=100)):
        spent = Spent.under(budget)
        spent.add(prompt_tokens=8, completion_tokens=2, usd=0.5)
        spent.check()


def test_a_budget_in_dollars_is_not_kept_by_guessing_a_price() -> None:
    spent = Spent.under(Budget(usd=1))
    spent.add(8, 2, None)
    with pytest.raises(BlockError, match="price of a model is not known") as error:
        spent.check()
    assert error.value.code == "unknown_price"
