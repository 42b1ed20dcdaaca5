"""How values become columns and come back: ids, times, JSON."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from pydantic_core import from_json, to_json

__all__ = ["from_json", "is_id", "json_text", "moment", "stamp"]

_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


def is_id(text: str) -> bool:
    """Whether a text can be an id of ours at all; anything else is not even looked up."""
    return _ID.fullmatch(text) is not None


def stamp(time: datetime) -> str:
    """A time as text that sorts: UTC, always with microseconds."""
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str) -> datetime:
    """The time that `stamp` wrote."""
    return datetime.fromisoformat(text)


def json_text(value: Any) -> str:
    """A value as JSON; what JSON cannot say (NaN) becomes null."""
    return to_json(value, inf_nan_mode="null").decode()
