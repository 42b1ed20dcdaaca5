"""What commands read: workflows of files, inputs of a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jupyter_powa.cli import Unusable
from jupyter_powa.errors import BadRequest
from jupyter_powa.model.file import WorkflowFile
from jupyter_powa.written.opening import workflow_in

FILE = "a workflow: *.powa.json, the vendor's JSON, or a notebook"


def opened(path: str) -> WorkflowFile:
    """The workflow of a file; raises Unusable."""
    try:
        return workflow_in(Path(path))
    except BadRequest as error:
        raise Unusable(f"{path}: {error.message}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{path} cannot be read: {error}.") from None


def inputs(given: list[str]) -> dict[str, Any]:
    """The inputs of a run: `name=value` each (a value is JSON, else text), or a JSON object; raises Unusable."""
    found: dict[str, Any] = {}
    for one in given:
        if one.lstrip().startswith("{"):
            try:
                found |= json.loads(one)
            except ValueError as error:
                raise Unusable(f"--input {one}: this is not JSON ({error}).") from None
            continue
        name, equals, value = one.partition("=")
        if not equals or not name:
            raise Unusable(f"--input {one}: write name=value, or a JSON object.")
        found[name] = _value(value)
    return found


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
