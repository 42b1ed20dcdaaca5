"""Variables of a run: an input block, or more of them in the one that is there."""

from __future__ import annotations

import re

from jupyter_powa.llm.planner.editing import Editing
from jupyter_powa.llm.planner.trouble import NotUnderstood

INPUTS = ("input", "starter", "manual", "webhook")
_INPUTS = re.compile(
    r"(?:add|create|insert)(?: an?| the)?(?: run)? (?:input|parameter|variable|start)s?(?: block"
    r"| step)?(?: (?:called|named|for|with|of))?\s*(?P<names>.*)",
    re.I | re.S,
)


def add_input(clause: str, editing: Editing) -> bool:
    """`add an input city = Oslo and limit`; False where the clause says something else."""
    found = _INPUTS.fullmatch(clause)
    if found is None:
        return False
    variables: dict[str, object] = {}
    for one in re.split(r",|\band\b", found["names"]):
        said = re.fullmatch(
            r"\s*(?:an? |the )?(\w+|[\ue400-\ue5ff])\s*(?:\(?(?:=|:|default(?:s to)?"
            r"|with(?: the)? default(?: of)?|is|of)\s*(.+?)\)?)?\s*",
            one,
        )
        if said is None or said[1].lower() in ("block", "after", "before"):
            if one.strip():
                raise NotUnderstood(editing.masked.full(clause))
            continue
        variables[editing.plain(said[1])] = _default(editing.plain(said[2])) if said[2] else "string"
    sheet = editing.sheet
    box = next((one for one in sheet.boxes if one.type in INPUTS[:3]), None)
    if box is not None:
        box.config = {**box.config, "input": {**dict(box.config.get("input") or {}), **variables}}
        editing.said.append(f"added {', '.join(variables)} to {box.name}")
        return True
    firsts = [one for one in sheet.boxes if not sheet.sources(one)]
    box = sheet.add("input", "Input", {"input": variables})
    for one in firsts:
        sheet.connect(box, one)
    return True


def _default(text: str) -> object:
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    if re.fullmatch(r"-?\d+\.\d+", text):
        return float(text)
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    return {"text": "string", "word": "string"}.get(text.lower(), text)
