"""Where a goal's dataset is written, and what it is called."""

from __future__ import annotations

import re
from typing import Any

from jupyter_powa.llm.planner.conversation import Deed
from jupyter_powa.llm.planner.goals.cut import Part
from jupyter_powa.llm.planner.goals.line import Line
from jupyter_powa.llm.planner.masked import FILE, QUOTED
from jupyter_powa.llm.planner.near import fold
from jupyter_powa.llm.planner.trouble import NotUnderstood, Unclear

_FORMAT = re.compile(r"\b(?:(?:to|as|in|into|a|an|the) )*(parquet|csv|(?:duckdb )?table)\b(?: files?| format)?", re.I)
_MODE = re.compile(
    r"\b(?:append(?:ing)?|add)(?: (?:it|them|to it))?\b|\b(?:replace|overwrite|replacing|overwriting)\b(?: it)?", re.I
)
_QUIET = re.compile(
    r"\b(?:it|them|the|a|an|this|all|rows?|results?|data|data ?set|everything|out|to|as|into|in|under"
    r"|with|called|named|name|call"
    r"|of|file|and|which|is|that|please|instead|exists?|if|there|already|folder)\b|[,:]",
    re.I,
)


def write(line: Line, part: Part) -> Deed[None]:
    """The last step: the dataset's name and its form."""
    if line.tail is None:
        raise Unclear("There are no rows to write yet: begin with a file or a table.")
    config = writing(line, part.said if part.marker.lower().startswith(("as", "to")) else part.text)
    put(line, config)
    return
    yield


def put(line: Line, config: dict[str, Any]) -> None:
    """A write with a name of its own where none was said."""
    name = str(config.get("name") or line.name or _free(line))
    to = str(config.get("to") or "table")
    if to == "table" and any(box.type == "read" and box.config.get("table") == name for box in line.sheet.boxes):
        raise Unclear(
            f"{name} is read by this pipeline: give the dataset another name, as in “write to table {name}_clean”"
        )
    if to == "table" and line.known.schema.named(name) is not None and config.get("mode") != "append":
        line.notes.append(f"There is a table {name} already: a run puts the dataset in its place.")
    made = {"name": name, "to": to}
    if to != "table" and config.get("mode") == "append":
        raise Unclear("Rows can be appended to a table, not to a file: say “append to table …”")
    if to != "table":
        made["path"] = str(config.get("path") or f"{name}.{to}")
    line.put("write", f"Write {name}", {**made, **{word: config[word] for word in ("mode",) if word in config}})


def writing(line: Line, text: str) -> dict[str, Any]:
    """What the words say of a write; raises NotUnderstood for words without a meaning."""
    config: dict[str, Any] = {}
    if found := re.search(f"[{FILE}]", text):
        path = line.masked.inner(found[0]) or ""
        ending = path.rsplit(".", 1)[-1].lower()
        if ending not in ("parquet", "csv"):
            raise Unclear(f"A dataset is written as a table, Parquet or CSV; {path} is none of them")
        config |= {"to": ending, "path": path, "name": re.sub(r"\W+", "_", path.rsplit("/", 1)[-1].rsplit(".", 1)[0])}
        text = text.replace(found[0], " ")
    if found := _MODE.search(text):
        config["mode"] = "append" if re.match(r"a", found[0], re.I) else "replace"
        text = text.replace(found[0], " ")
    if found := _FORMAT.search(text):
        config.setdefault("to", found[1].lower().removeprefix("duckdb "))
        text = text.replace(found[0], " ", 1)
    words = [line.masked.inner(one) or one for one in _QUIET.sub(" ", text).split()]
    if words:
        name = "_".join(words)
        quoted = bool(re.search(f"[{QUOTED}]", text))
        if not re.fullmatch(r"[^\W\d]\w{0,62}", name) or (len(words) > 3 and not quoted):
            raise NotUnderstood(line.masked.full(" ".join(words)))
        config["name"] = name
    return config


def named(line: Line, part: Part) -> Deed[None]:
    """`call it late_flights`."""
    name = writing(line, part.text).get("name")
    if not name:
        raise NotUnderstood(line.masked.full(part.said))
    line.name = name
    return
    yield


def finish(line: Line) -> None:
    """A write behind the last step, where the goal names none."""
    if line.tail is None or line.tail.type == "write" or any(box.type == "write" for box in line.made):
        return
    put(line, {})
    if not line.name:
        name = str(line.tail.config["name"])
        line.notes.append(
            f"You named no place, so the rows become a table {name}; say “write it to parquet as …” for a file."
        )


def _free(line: Line) -> str:
    """A name that no table has."""
    first = fold(line.frame.noun).replace(" ", "_") or "rows"
    taken = {table.name.casefold() for table in line.known.schema.tables}
    name, number = re.sub(r"\W", "_", f"{first}_dataset"), 1
    while name.casefold() in taken:
        number += 1
        name = f"{first}_dataset_{number}"
    return name
