"""A block that failed, and how a name in it is put right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from jupyter_powa.llm.planner.near import listed, nearest
from jupyter_powa.llm.planner.sheet import Box
from jupyter_powa.llm.planner.trouble import Unclear


@dataclass
class Failure:
    """A block that failed: its error, and what other blocks gave in the same run."""

    box: Box
    error: str
    code: str = ""
    line: int | None = None
    outputs: dict[str, Any] = field(default_factory=dict)


def beyond(failure: Failure) -> Unclear:
    """The refusal of what only a person can tell."""
    hint = {
        "missing_input": "Run it with that input, or give it a default: “add an input … with default …”.",
        "missing_key": "Set the key for the server, or choose another model for the block.",
    }.get(failure.code, "")
    if failure.code.startswith("http_"):
        hint = "The other side refused: check the address and what signs in."
    return Unclear(f"{failure.box.name} failed: {failure.error} That is beyond my rules. {hint}".strip())


def swap(box: Box, fieldname: str, old: str, new: str) -> str:
    """Another name in a text of the block; in words."""
    text = str(box.config.get(fieldname) or "")
    made = re.sub(rf'"{re.escape(old)}"|(?<![\w"]){re.escape(old)}(?![\w"])', lambda _: new, text, flags=re.I)
    if made == text:
        raise Unclear(f"{box.name} failed over {old}, which I do not find in its {fieldname}.")
    box.config = {**box.config, fieldname: made}
    return f"wrote {new} instead of {old} in {box.name}"


def real_name(box: Box, said: str, names: Sequence[str], what: str) -> str:
    """The real name that is nearest; raises Unclear where none is."""
    near = nearest(said, names, 2)
    if not near:
        raise Unclear(
            f"{box.name} names the {what} {said}, and there is nothing like it. There are: {listed(list(names))}."
        )
    return near[0]


def keys(output: Any) -> list[Any]:
    """The names inside an output: of an object, or of the columns of rows; a whole result holds them in `output`."""
    if isinstance(output, dict) and "output" in output:
        return [*keys(output["output"]), *output]
    if isinstance(output, list) and output and isinstance(output[0], dict):
        return list(output[0])
    return list(output) if isinstance(output, dict) else []
