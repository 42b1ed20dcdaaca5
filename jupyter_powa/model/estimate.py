"""An estimate: what a run would take, before it is started."""

from __future__ import annotations

from pydantic import BaseModel, Field


class StepEstimate(BaseModel):
    """What one step would take."""

    block_id: str = Field(description="The block.")
    name: str = Field(description="What people call it.")
    type: str = Field(description="Its block type.")
    rows_in: int | None = Field(None, description="Rows that come in; None: not known.")
    rows_out: int | None = Field(None, description="Rows that it passes on; None: not known.")
    model: str | None = Field(None, description="The model that it asks; None: none.")
    requests: int | None = Field(None, description="How often the model is asked.")
    prompt_tokens: int | None = Field(None, description="Tokens that it is asked.")
    completion_tokens: int | None = Field(None, description="Tokens that it answers.")
    usd: float | None = Field(None, description="US dollars for the model; None: its price is not known.")
    seconds: float | None = Field(None, description="How long it takes; None: not known.")
    measured: bool = Field(False, description="Whether an earlier run or trial says so, rather than a guess.")


class Estimate(BaseModel):
    """What a run would take."""

    steps: list[StepEstimate] = Field(description="Each step, in the order in which they run.")
    rows: int | None = Field(None, description="Rows that models are asked for; None: not known.")
    tokens: int | None = Field(None, description="Tokens of all models, questions and answers; None: not known.")
    usd: float | None = Field(None, description="US dollars for models; None: a price, or how much, is not known.")
    seconds: float | None = Field(None, description="How long the run takes, about; None: not known.")
    words: list[str] = Field(default_factory=list, description="What is not known and what is only guessed, and why.")
