"""What any block may be given beside its config: a time limit, another attempt, what its output must be like (ours)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
ColumnName = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Bound = int | Annotated[float, Field(allow_inf_nan=False)] | str
ColumnType = Literal["any", "integer", "number", "text", "boolean", "date", "timestamp"]


class Option(BaseModel):
    """Base of the options: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Retry(Option):
    """Try a block again where it fails. What it does elsewhere may then be done more than once."""

    attempts: int = Field(3, ge=2, le=10, description="Attempts in all.")
    wait: float = Field(1.0, ge=0, le=3_600, allow_inf_nan=False, description="Seconds before the second attempt.")
    factor: float = Field(2.0, ge=1, le=10, allow_inf_nan=False, description="How much longer each further wait is.")
    max_wait: float = Field(60.0, ge=0, le=3_600, allow_inf_nan=False, description="Longest wait, in seconds.")
    on: list[str] = Field(
        default_factory=list,
        max_length=50,
        description="Codes of failures that are worth it; empty: all but those that would fail alike.",
    )


class ExpectedColumn(Option):
    """What one column must be like."""

    name: ColumnName = Field(description="Its name.")
    type: ColumnType = Field("any", description="What its values are; a number may be an integer.")
    required: bool = Field(True, description="Whether it must be there.")
    max_null_rate: float = Field(1.0, ge=0, le=1, description="Largest share of missing values.")
    unique: bool = Field(False, description="Whether no value may be there twice.")
    min: Bound | None = Field(None, description="Smallest value.")
    max: Bound | None = Field(None, description="Largest value.")


class Expect(Option):
    """The contract of a block's output, which must be a table: a frame, or a list of objects."""

    columns: list[ExpectedColumn] = Field(default_factory=list, max_length=1_000, description="By name, in any order.")
    extra_columns: bool = Field(True, description="Whether there may be others.")
    min_rows: int | None = Field(None, ge=0, description="Fewest rows.")
    max_rows: int | None = Field(None, ge=0, description="Most rows.")
    unique: list[Annotated[list[ColumnName], Field(min_length=1, max_length=20)]] = Field(
        default_factory=list, max_length=20, description="Columns that together tell rows apart."
    )


def absent(value: Any) -> bool:
    """Whether an option was not given: then it is not told either, as clients of other systems expect."""
    return value is None
