"""What a block's error means and how its config may be mended; the nearest real name, never an invented one."""

from __future__ import annotations

import re

from jupyter_powa.llm.planner.failure import Failure, beyond, keys, real_name, swap
from jupyter_powa.llm.planner.mending_code import mend_code
from jupyter_powa.llm.planner.near import nearest
from jupyter_powa.llm.planner.schema import Schema, quoted
from jupyter_powa.llm.planner.sheet import Box, Sheet
from jupyter_powa.llm.planner.trouble import Unclear

KEYWORDS = [
    "select",
    "from",
    "where",
    "group",
    "order",
    "by",
    "having",
    "limit",
    "join",
    "left",
    "inner",
    "distinct",
    "as",
    "on",
    "and",
    "or",
    "not",
    "union",
    "values",
    "with",
]


def mend(failure: Failure, sheet: Sheet, schema: Schema) -> str:
    """Change the block on the sheet, and say how; raises Unclear where only a person can tell."""
    box, error = failure.box, failure.error
    if failure.code == "timeout" or re.search(r"\btime(?:d out| limit)\b|took longer", error, re.I):
        return _timeout(box)
    if failure.code == "unresolved_reference" or "has no value" in error:
        return _reference(failure, sheet)
    if box.type == "sql":
        return _sql(failure, sheet, schema)
    if box.type in ("code", "function"):
        return mend_code(failure, sheet)
    raise beyond(failure)


def _timeout(box: Box) -> str:
    old = float(box.options.get("timeout") or box.config.get("timeout") or 300)
    new = min(old * 3, 86_400.0)
    box.options = {**box.options, "timeout": new}
    return f"gave {box.name} {new:g} s instead of {old:g} s"


def _sql(failure: Failure, sheet: Sheet, schema: Schema) -> str:
    box, error = failure.box, failure.error
    if found := re.search(r"Table with name \"?(.+?)\"? does not exist", error):
        names = [table.name for table in schema.tables] + [one.name for one in sheet.boxes if one is not box]
        name = real_name(box, found[1], names, "table")
        source = sheet.by_name(name)
        if source is not None and source not in sheet.before(box):
            if box in sheet.before(source):
                raise Unclear(f"{box.name} reads {name}, which comes behind it.")
            sheet.connect(source, box)
            if name.casefold() == found[1].casefold():
                return f"connected {name} to {box.name}, which reads it"
        return swap(box, "query", found[1], quoted(name))
    column = re.search(r"(?:Referenced column|column named) \"(.+?)\"", error) or re.search(
        r"does not have a column named \"(.+?)\"", error
    )
    if column:
        bindings = re.search(r"Candidate bindings?: ?(.+)", error, re.S)
        names = [name.rpartition(".")[2] for name in re.findall(r'"([^"]+)"', bindings[1])] if bindings else []
        names += [
            one.name
            for table in schema.tables
            if re.search(rf"\b{re.escape(table.name)}\b", box.query, re.I)
            for one in table.columns
        ]
        names += [str(name) for output in failure.outputs.values() for name in keys(output)]
        return swap(box, "query", column[1], quoted(real_name(box, column[1], list(dict.fromkeys(names)), "column")))
    if "Conversion Error" in error and re.search(r"(?<!try_)\bcast\(", box.query, re.I):
        box.config = {**box.config, "query": re.sub(r"(?<!try_)\bcast\(", "try_cast(", box.query, flags=re.I)}
        return f"let {box.name} give nothing, instead of failing, for values that cannot be converted"
    if "Parser Error" in error or "syntax error" in error:
        return _syntax(failure)
    raise beyond(failure)


def _syntax(failure: Failure) -> str:
    """A keyword with a slip, or a comma too many; what is missing, only a person can tell."""
    box, query = failure.box, failure.box.query
    made = re.sub(r",(\s*,)+", ",", query)
    if made != query:
        box.config = {**box.config, "query": made}
        return f"took out a comma too many in {box.name}"
    for word in re.findall(r"(?<![\w\"'.])[A-Za-z]{3,8}(?![\w\"'(.])", query):
        near = [key for key in KEYWORDS if len(key) > 3 and sorted(key) == sorted(word.lower()) and key != word.lower()]
        near = near or [
            key
            for key in nearest(word.lower(), [key for key in KEYWORDS if len(key) > 3], 1)
            if abs(len(key) - len(word)) == 1
        ]
        if near and word.lower() not in KEYWORDS:
            return swap(box, "query", word, near[0])
    raise Unclear(
        f"The statement of {box.name} has a syntax error: {failure.error} A missing comma, quote or bracket is beyond "
        f"my rules: mend it by hand, as in “change the query of {box.name} to `select …`”."
    )


def _reference(failure: Failure, sheet: Sheet) -> str:
    box, error = failure.box, failure.error
    found = re.search(r"(<([\w\- ]+)\.([\w.]+)>|\{\{\s*([\w\- ]+?)(?:\.([\w.]+))?\s*\}\})", error)
    if found is None:
        raise beyond(failure)
    name, path = found[2] or found[4] or "", found[3] or found[5] or ""
    source = sheet.by_name(name)
    if source is None:
        near = real_name(box, name, [one.name for one in sheet.boxes if one is not box], "block")
        sheet.rename_references(name, near, [box])
        source = sheet.by_name(near)
        if source is not None and source not in sheet.before(box):
            sheet.connect(source, box)
        return f"let {box.name} read {near} instead of {name}, which is no block"
    if source not in sheet.before(box) and source is not box:
        if box in sheet.before(source):
            raise Unclear(f"{box.name} reads {name}, which comes behind it: only a person can tell what was meant.")
        sheet.connect(source, box)
        return f"connected {name} to {box.name}, which reads it"
    has = re.search(r"(?:output has|it has): (.+?)\.?$", error)
    names = [one.strip() for one in has[1].split(",")] if has else [str(key) for key in keys(failure.outputs.get(name))]
    last = path.split(".")[-1]
    near = real_name(box, last, names, "field")
    for key, value in list(box.config.items()):
        if isinstance(value, str) and found[1] in value:
            box.config = {
                **box.config,
                key: value.replace(found[1], re.sub(rf"{re.escape(last)}(?=\W*$)", near, found[1])),
            }
            return f"wrote {near} instead of {last} in a reference of {box.name}"
    raise beyond(failure)
