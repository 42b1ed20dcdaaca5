"""What came of a call of `modify_workflow`, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def skipped(result: Mapping[str, Any]) -> str:
    """What `modify_workflow` did not do."""
    left = [one for one in result.get("skipped") or () if one.get("code") != "nothing_to_change"]
    lines = [str(one.get("message") or one.get("code")) for one in left]
    return "Not done: " + " ".join(lines) if lines else ""


def problems(result: Mapping[str, Any]) -> str:
    """What the checker says of the graph."""
    found = [str(one["message"]) for one in result.get("problems") or () if one.get("stops")]
    return "It cannot run yet: " + " ".join(found[:3]) if found else ""
