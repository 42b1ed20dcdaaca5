"""What a run has spent on models so far, and whether its budget allows for more."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

from jupyter_powa.errors import BlockError
from jupyter_powa.model.plan import Budget


@dataclass(slots=True)
class Spent:
    """Tokens and dollars of one run, all its blocks together."""

    budget: Budget | None = None
    prompt_tokens: int = 0
    completion_tokens: int = 0
    usd: float = 0.0
    unpriced: bool = False
    """Whether a call was made whose price nobody knows."""
    began: float = 0.0
    """By the monotonic clock; 0 where no time is counted."""

    @classmethod
    def under(cls, budget: Budget | None) -> Spent:
        """Nothing yet, of this budget."""
        return cls(budget, began=monotonic())

    def add(self, prompt_tokens: int = 0, completion_tokens: int = 0, usd: float | None = 0.0) -> None:
        """Count what a call has cost; `usd` is None where its price is not known."""
        self.prompt_tokens += prompt_tokens
        self.completion_tokens += completion_tokens
        self.usd += usd or 0.0
        self.unpriced |= usd is None

    def check(self) -> None:
        """Raise BlockError (`budget_exceeded`) where the budget is used up: before a call, not in the midst of one.

        Also (`unknown_price`) where it is in dollars, and a price is not known.
        """
        if (budget := self.budget) is None:
            return
        if budget.usd is not None and self.unpriced:
            raise BlockError(UNPRICED, code="unknown_price")
        tokens, seconds = self.prompt_tokens + self.completion_tokens, monotonic() - self.began
        said = ""
        if budget.usd is not None and self.usd >= budget.usd:
            said = f"{self.usd:.4f} of {budget.usd:g} USD"
        elif budget.tokens is not None and tokens >= budget.tokens:
            said = f"{tokens:,} of {budget.tokens:,} tokens"
        elif budget.seconds is not None and seconds >= budget.seconds:
            said = f"{seconds:.0f} of {budget.seconds:g} s"
        if said:
            raise BlockError(f"The budget of this run is used up: {said}. {RAISE}", code="budget_exceeded")


RAISE = "What had finished is kept: resume the run with a larger budget."
UNPRICED = (
    "The price of a model is not known, so a budget in USD cannot be kept: give the budget in tokens, or its prices "
    "in `model_servers`."
)
