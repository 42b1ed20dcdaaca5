"""A pipeline that is there, changed in words: the step that is spoken of, or a new one at its place."""

from __future__ import annotations

import re
from typing import Any

from jupyter_powa.llm.planner.conversation import Deed
from jupyter_powa.llm.planner.goals import drawing, steps
from jupyter_powa.llm.planner.goals.cut import Part
from jupyter_powa.llm.planner.goals.line import Line, chain, main, ordered, right_of
from jupyter_powa.llm.planner.goals.rules import rules
from jupyter_powa.llm.planner.goals.writes import writing
from jupyter_powa.llm.planner.near import fold, singular
from jupyter_powa.llm.planner.sheet import Box
from jupyter_powa.llm.planner.trouble import NotUnderstood, Unclear

KINDS = {
    "filter": "filter",
    "exclude": "filter",
    "derive": "derive",
    "join": "join",
    "sample": "sample",
    "deduplicate": "deduplicate",
    "split": "train_test_split",
    "validate": "validate",
    "label": "label",
    "generate": "generate",
    "write": "write",
}
"""The type of step that a part makes."""
_WORDS = {
    "join": "join",
    "merge": "join",
    "sample": "sample",
    "sampling": "sample",
    "split": "train_test_split",
    "filter": "filter",
    "deduplication": "deduplicate",
    "dedup": "deduplicate",
    "check": "validate",
    "validation": "validate",
    "rule": "validate",
    "label": "label",
    "labelling": "label",
    "labels": "label",
    "column": "derive",
    "new column": "derive",
    "write": "write",
    "output": "write",
}
"""What a step is called."""
_THE = re.compile(r"^(?:the |my |that |this |all )+|\s+(?:steps?|blocks?|part)$", re.I)


def refine(line: Line, part: Part) -> Deed[list[str]]:
    """Do what a part asks of the pipeline, and give what was done; raises NotUnderstood, Unclear."""
    there = chain(line.sheet)
    if part.kind == "exclude" and (gone := _removed(line, part, there)):
        return gone
    if part.kind == "seed":
        return _seeded(there, part)
    if part.kind == "name":
        return _set(line, _one(there, "write"), {"name": writing(line, part.text).get("name")})
    kind = KINDS.get(part.kind)
    if part.kind in ("read", "subject"):
        before = line.tail
        line.tail = there[0]
        yield from steps.read(line, part)
        line.tail = before
        return []
    if part.kind == "columns" and (gone := _underived(line, part, there)):
        return gone
    if part.kind == "columns":
        line.tail = there[0]
        yield from steps.columns(line, part)
        return [f"let {there[0].name} read only {', '.join(there[0].config['columns'])}"]
    if kind is None:
        raise Unclear("I have no step for it")
    held = next((box for box in there if box.type == kind), None)
    if held is not None and kind in _CHANGED:
        return _changed(line, held, part)
    place = ordered([box.type for box in there], kind)
    line.tail, line.before = there[max(place, 1) - 1], there[place] if place < len(there) else None
    yield from steps.WORKS[part.kind](line, part)
    line.before = None
    return []


_CHANGED = ("sample", "train_test_split", "deduplicate", "validate", "write")
"""Steps of which a pipeline has one: what is said of them changes it."""


def _one(there: list[Box], kind: str) -> Box:
    found = next((box for box in there if box.type == kind), None)
    if found is None:
        raise Unclear(f"The pipeline has no {kind} step")
    return found


def _changed(line: Line, box: Box, part: Part) -> list[str]:
    """Another value for what the words name; all else stays as it was."""
    line.tail = main(line.sheet, box)
    if box.type == "sample":
        told = drawing.sampling(line, part.text)
        return _set(line, box, told, drop=("size",) if "fraction" in told else ("fraction",) if "size" in told else ())
    if box.type == "train_test_split":
        return _set(line, box, drawing.splitting(line, part.text))
    if box.type == "deduplicate":
        return _set(line, box, drawing.alike(line, part))
    if box.type == "validate":
        found, aside = rules(part.text, line)
        old = [rule for rule in box.config.get("rules") or () if not any(_same(rule, one) for one in found)]
        return (
            _set(line, box, {"rules": [*old, *found], **({"on_violation": aside} if aside else {})})
            if found or aside
            else []
        )
    return _set(line, box, writing(line, part.said if part.marker.lower().startswith(("as", "to")) else part.text))


def _same(rule: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(rule.get(word) == other.get(word) for word in ("type", "column", "columns")) and rule["type"] != "sql"


def _set(line: Line, box: Box, told: dict[str, Any], drop: tuple[str, ...] = ()) -> list[str]:
    if not told:
        raise NotUnderstood(box.name)
    config = {word: value for word, value in box.config.items() if word not in drop} | told
    if box.type == "write":
        config = _written(box.config, config, told)
    if config == box.config:
        raise Unclear(f"{box.name} is so already")
    old, box.config = box.name, config
    named = {
        "sample": lambda: f"Sample {drawing.much(config)}",
        "train_test_split": lambda: f"Split {drawing.shares(config)}",
        "write": lambda: f"Write {config['name']}",
    }.get(box.type)
    if named is not None and named() != old and re.match(r"(?:Sample|Split|Write) ", old):
        box.name = line.sheet.unique(named())
        line.sheet.rename_references(old, box.name, line.sheet.boxes)
    said = ", ".join(f"{word} {_short(value)}" for word, value in told.items() if word != "rules")
    more = f"{len(config['rules'])} rules" if "rules" in told else ""
    return [f"changed {old}: {', '.join(one for one in (said, more) if one)}"]


def _written(old: dict[str, Any], config: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """A write whose path goes with its name and its form."""
    to, usual = str(config.get("to") or "table"), f"{old.get('name')}.{old.get('to')}"
    if to == "table":
        return {word: value for word, value in config.items() if word != "path"}
    if "path" not in told and (old.get("path") in (None, usual) or told.get("to") not in (None, old.get("to"))):
        folder = str(old.get("path") or "").rpartition("/")[0]
        config["path"] = f"{folder}/{config['name']}.{to}" if folder else f"{config['name']}.{to}"
    return config


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return " / ".join(f"{name} {share * 100:g} %" for name, share in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value * 100:g} %" if isinstance(value, float) else str(value)


def _seeded(there: list[Box], part: Part) -> list[str]:
    number = re.match(r"\s*(\d+)", part.text)
    chance = [box for box in there if box.type in ("sample", "train_test_split")]
    if number is None or not chance:
        raise Unclear("No step of this pipeline draws by chance" if number else "Say the seed as a number")
    for box in chance:
        box.config = {**box.config, "seed": int(number[1])}
    return [f"gave {' and '.join(box.name for box in chance)} the seed {number[1]}"]


def _removed(line: Line, part: Part, there: list[Box]) -> list[str]:
    """Take a step or a rule out; empty where the words are about rows."""
    plain = line.masked.full(part.text).strip("\"'“”")
    words = _THE.sub("", _THE.sub("", plain)).strip()
    named = [box for box in line.sheet.boxes if fold(box.name) == fold(plain) or fold(box.name) == fold(words)]
    head, _, tail = [*re.split(r"\s+(of|on|for|by|with|from)\s+", words, maxsplit=1), "", ""][:3]
    kind = (
        _WORDS.get(fold(head)) or _WORDS.get(singular(fold(head))) or _WORDS.get(singular(fold(words.split(" ")[-1])))
    )
    if not named and kind is None:
        return []
    found = named or [box for box in there if box.type == kind]
    if tail and not named:
        if kind == "validate" and found:
            return _unruled(line, found[0], tail)
        found = [box for box in found if fold(tail) in fold(f"{box.name} {box.config}")] or found
    if not found:
        raise Unclear(
            f"The pipeline has no such step as “{plain}”. There are: {', '.join(box.name for box in line.sheet.boxes)}"
        )
    if len(found) > 1 and not re.match(r"all\b", plain, re.I):
        raise Unclear(f"Which one: {', '.join(box.name for box in found)}? Name it, as in “remove {found[-1].name}”")
    for box in found:
        out(line, box)
    return [f"removed {box.name}" for box in found]


def _underived(line: Line, part: Part, there: list[Box]) -> list[str]:
    """Take a computed column out again; empty where the words name none."""
    name = line.masked.full(part.text).strip()
    box = next((box for box in there if box.type == "derive" and name in box.config.get("columns", {})), None)
    if box is None or not re.match(r"(?:drop|remove|exclude|delete)", part.marker, re.I):
        return []
    kept = {word: text for word, text in box.config["columns"].items() if word != name}
    if not kept:
        out(line, box)
    box.config = {**box.config, "columns": kept}
    return [f"removed the column {name}"]


def _unruled(line: Line, box: Box, tail: str) -> list[str]:
    name = line.columns(tail)[0] if line.tail else tail.strip()
    kept = [
        rule for rule in box.config["rules"] if name != rule.get("column") and name not in (rule.get("columns") or ())
    ]
    if len(kept) == len(box.config["rules"]):
        raise Unclear(f"{box.name} has no rule about {tail}")
    if not kept:
        out(line, box)
        return [f"removed {box.name}"]
    box.config = {**box.config, "rules": kept}
    return [f"took the rules about {name} out of {box.name}"]


def out(line: Line, box: Box) -> None:
    """Take a step out of the pipeline: what it stood between is connected; the other rows of a join go with it."""
    sheet, left, right = line.sheet, main(line.sheet, box), right_of(line.sheet, box)
    behind = sheet.targets(box)
    sheet.boxes.remove(box)
    sheet.wires = [wire for wire in sheet.wires if box.id not in (wire[0], wire[2])]
    while right is not None and not sheet.targets(right):
        before = main(sheet, right)
        sheet.boxes.remove(right)
        sheet.wires = [wire for wire in sheet.wires if right.id not in (wire[0], wire[2])]
        right = before
    if left is None:
        return
    for target in behind:
        sheet.connect(left, target)
    sheet.rename_references(box.name, left.name, behind)
