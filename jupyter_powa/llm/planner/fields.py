"""Fields of a block's config by the words for them, and values that fit what the catalog says of them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from jupyter_powa.llm.planner.editing import Editing
from jupyter_powa.llm.planner.masked import KEPT
from jupyter_powa.llm.planner.near import alike, listed, nearest
from jupyter_powa.llm.planner.sheet import Box
from jupyter_powa.llm.planner.trouble import Unclear

_ALSO = {
    "address": "url",
    "link": "url",
    "endpoint": "url",
    "question": "prompt",
    "text": "prompt",
    "system message": "system_prompt",
    "system": "system_prompt",
    "instructions": "system_prompt",
    "maximum rows": "max_rows",
    "rows": "max_rows",
    "preview rows": "max_rows",
    "python": "code",
    "script": "code",
    "source code": "code",
    "sql": "query",
    "statement": "query",
    "value": "output",
    "result": "output",
    "verb": "method",
    "http method": "method",
    "schema": "json_schema",
    "condition": "branches",
    "expression": "branches",
    "status code": "status",
    "maximum tokens": "max_tokens",
    "number of branches": "branches",
    "ways": "branches",
}
_SECRET = re.compile(r"authorization|api[-_ ]?key|token|password|secret|cookie", re.I)


def chosen(field: str, box: Box, told: Mapping[str, Any]) -> tuple[str, str]:
    """The field that the words mean, and the key in it (a header, a parameter, a variable); raises Unclear."""
    fields = list(told.get("fields") or {})
    plain = re.sub(r"^(?:the|its|a|an) ", "", field.strip(), flags=re.I)
    if inner := re.fullmatch(r"(header|param|parameter|query parameter)s? (.+)", plain, re.I):
        name = "headers" if inner[1].lower() == "header" else "params"
        if name in fields:
            return name, inner[2]
    if box.type in ("input", "starter", "manual") and "input" in fields:
        variable = re.sub(
            r"^(?:default|value|variable|default value)(?: of| for)? |(?:'s)? default(?: value)?$",
            "",
            plain,
            flags=re.I,
        )
        found = [name for name in box.config.get("input") or {} if alike(variable, name)]
        if found:
            return "input", found[0]
    word = _ALSO.get(plain.lower(), plain)
    scored = sorted(((alike(word, name), name) for name in fields), reverse=True)
    if scored and scored[0][0] > 0:
        return scored[0][1], ""
    near = nearest(plain, fields)
    there = f"Did you mean {listed(near, 'or')}?" if near else f"It has: {listed(fields)}."
    raise Unclear(f"{box.name} (type {box.type}) has no field “{plain}”. {there}")


def fitted(name: str, key: str, value: str, box: Box, told: Mapping[str, Any], editing: Editing) -> dict[str, Any]:
    """The new config entry; raises Unclear for a value of another kind."""
    schema = (told.get("fields") or {}).get(name) or {}
    text = editing.plain(value)
    if key:
        if name == "headers" and _SECRET.search(key):
            raise Unclear(
                "A secret does not belong in a header, where everybody can read it: store it as a secret and name it "
                "in `auth`."
            )
        return {name: {**dict(box.config.get(name) or {}), key: _plain(text)}}
    if name == "branches" and box.type == "condition":
        return {name: [{"expression": _expression(text)}, *(box.config.get(name) or [])[1:]]}
    kinds = _kinds(schema)
    quoted = bool(re.fullmatch(KEPT, value.strip()))
    if options := schema.get("enum") or _options(schema):
        found = [one for one in options if str(one).casefold() == text.casefold()]
        if not found:
            raise Unclear(f"{name} is one of {listed([str(one) for one in options], 'or')}; “{text}” is none.")
        return {name: found[0]}
    return {name: _as(kinds, text, name, quoted)}


def _as(kinds: list[str], text: str, name: str, quoted: bool) -> Any:
    if "string" in kinds or (not kinds and quoted):
        return text
    if ("integer" in kinds or "number" in kinds) and (found := re.fullmatch(r"(-?\d+(?:\.\d+)?)(?: \w+)?", text)):
        number = float(found[1])
        if number == int(number):
            return int(number)
        if "number" in kinds:
            return number
    if "boolean" in kinds and text.lower() in ("true", "false", "yes", "no", "on", "off"):
        return text.lower() in ("true", "yes", "on")
    if {"array", "object"} & set(kinds):
        try:
            made = json.loads(text)
        except ValueError:
            made = None
        if isinstance(made, list | dict):
            return made
        example = "[1, 2]" if "array" in kinds else '{"a": 1}'
        raise Unclear(f"{name} takes JSON, as in `{example}`.")
    if not kinds:
        return _plain(text)
    raise Unclear(f"{name} takes {listed(kinds, 'or')}; “{text}” is none.")


def _plain(text: str) -> Any:
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?\d+\.\d+", text) else text


def _kinds(schema: Mapping[str, Any]) -> list[str]:
    one = schema.get("type")
    kinds = [one] if isinstance(one, str) else list(one or ())
    kinds += [str(some["type"]) for some in schema.get("anyOf") or () if "type" in some]
    return [kind for kind in kinds if kind and kind != "null" and kind[:1].islower()]


def _options(schema: Mapping[str, Any]) -> list[Any]:
    return [word for some in schema.get("anyOf") or () for word in some.get("enum") or ()]


def _expression(text: str) -> str:
    """A condition as the user wrote it."""
    if not re.search(r"[<>=!]|\bin\b|\band\b|\bor\b|\bnot\b|<", text):
        raise Unclear(
            "Write the condition as an expression, as in “set the condition of Check to `<Load.row_count> > 10`”."
        )
    return text
