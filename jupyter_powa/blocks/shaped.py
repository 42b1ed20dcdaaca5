"""The columns of rows that a model makes: their types as JSON schema, as SQL, and as it is told of them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from jupyter_powa.data.frames import quoted

Type = Literal["text", "integer", "number", "boolean", "date", "timestamp"]
SQL: dict[str, str] = {
    "text": "varchar",
    "integer": "bigint",
    "number": "double",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
}
BIGINT = 2**63
JSON: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer", "minimum": -BIGINT, "maximum": BIGINT - 1},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    "timestamp": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}"},
}


class Shape(BaseModel):
    """What one column holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Type = Field("text", description="text, integer, number, boolean, date or timestamp (without a zone).")
    description: str = Field("", description="What it means, for the model.")
    values: list[str | int | float | bool] = Field(default_factory=list, description="Those that are allowed.")
    min: float | None = Field(None, description="integer, number: the smallest value.")
    max: float | None = Field(None, description="integer, number: the largest value.")
    optional: bool = Field(False, description="Whether it may be empty.")

    @property
    def schema_of(self) -> dict[str, Any]:
        """Its JSON schema."""
        if self.values:
            return {"enum": [*self.values, *([None] if self.optional else [])]}
        told = dict(JSON[self.type])
        if self.type in ("integer", "number"):
            told |= {"minimum": self.min} if self.min is not None else {}
            told |= {"maximum": self.max} if self.max is not None else {}
        return {"anyOf": [told, {"type": "null"}]} if self.optional else told

    def words(self, name: str) -> str:
        """A line for the model."""
        kind = f"{self.type}, may be null" if self.optional else self.type
        return f"- {name} ({kind}): {self.description}" if self.description else f"- {name} ({kind})"


def shapes(columns: Mapping[str, Type | Shape]) -> dict[str, Shape]:
    """Each column with what it holds."""
    return {name: Shape(type=one) if isinstance(one, str) else one for name, one in columns.items()}


def schema(columns: Mapping[str, Shape]) -> dict[str, Any]:
    """The JSON schema of an answer that holds rows."""
    fields = {name: one.schema_of for name, one in columns.items()}
    row = {"type": "object", "properties": fields, "required": [*fields], "additionalProperties": False}
    rows = {"type": "array", "items": row, "minItems": 1}
    return {"type": "object", "properties": {"rows": rows}, "required": ["rows"], "additionalProperties": False}


def wrong(row: Mapping[str, Any], columns: Mapping[str, Shape]) -> str:
    """What is wrong with a row that a JSON schema does not see: a day that no calendar has; empty where nothing is."""
    for name, one in columns.items():
        value = row[name]
        if value is not None and one.type in ("date", "timestamp"):
            try:
                _moment(str(value))
            except ValueError:
                return f"{name}: {value!r} is no {one.type}"
    return ""


def listed(row: Mapping[str, Any], columns: Mapping[str, Shape]) -> str:
    """A row as a JSON list in the order of the columns; moments are in UTC, without a zone."""
    values = [
        _moment(str(row[name])).isoformat(" ") if one.type == "timestamp" and row[name] is not None else row[name]
        for name, one in columns.items()
    ]
    return json.dumps(values, ensure_ascii=False)


def selected(columns: Mapping[str, Shape], source: str) -> str:
    """The columns as SQL, of such lists in a column."""
    return ", ".join(
        f"cast(json_extract_string({source}, '$[{place}]') as {SQL[one.type]}) as {quoted(name)}"
        for place, (name, one) in enumerate(columns.items())
    )


def key(row: Mapping[str, Any], names: Sequence[str]) -> str:
    """What makes two rows the same."""
    return json.dumps([row[name] for name in names], ensure_ascii=False, sort_keys=True, default=str)


def _moment(text: str) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(text)
    return moment.astimezone(datetime.UTC).replace(tzinfo=None) if moment.tzinfo else moment
