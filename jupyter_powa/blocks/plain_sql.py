"""The SQL of a block as plain Python that asks DuckDB: references are its parameters; and back."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from jupyter_powa.blocks.plain import Names, NotPlain, NotRead, Source, Variable
from jupyter_powa.blocks.plain_values import assigned, literal, value_of
from jupyter_powa.blocks.refs import REFERENCE, SQL_PARTS, Ref, find, ref_of
from jupyter_powa.data.frames import quoted

IMPORT = "import duckdb"
_TABLE = re.compile(r"\b(?:from|join)\s*$", re.IGNORECASE)
_SHORT = 80
"""Characters of a statement that stands on one line."""


class Part(NamedTuple):
    """A piece of a statement that is a field of the config."""

    field: str
    text: str
    back: Callable[[str], Any] = str


def query(parts: Sequence[str | Part], names: Names, values: Mapping[str, Any] | None = None) -> Source:
    """A cell that makes a frame by a statement; `parts`: the statement, with the fields of the config in it.

    `values`: of the statement's own `$name`. Raises NotPlain.
    """
    params: dict[str, str] = {name: literal(value, names) for name, value in (values or {}).items()}
    own = frozenset(params)
    sql = "".join(in_sql(one if isinstance(one, str) else one.text, names, params) for one in parts)
    text = f"{names.own} = duckdb.sql({_python(sql)}{_given(params)}).df()"

    def back(edited: str) -> dict[str, Any]:
        said, given = statement(edited, names, own)
        return {**_fields(parts, said), **({"params": given} if given else {})}

    fields = {"row_count": f"len({names.own})"}
    return Source(text, back, setup=(IMPORT,), frame=True, fields=fields)


def in_sql(text: str, names: Names, params: dict[str, str]) -> str:
    """SQL with each reference as a parameter, which is added to `params`, or as a table; raises NotPlain."""

    def one(match: re.Match[str]) -> str:
        if match["ref"]:
            ref = ref_of(match)
            frame = names.find(ref.name)
            whole = ref.path in ((), ("output",))
            if frame is not None and whole and (frame.frame or _TABLE.search(text[: match.start()])):
                return quoted(names.word(frame))
            return _parameter(ref, names, params) or match[0]
        if match["mark"]:
            raise NotPlain("its values are bound by their place")
        if match["text"] and any(names.python(ref) is not None for ref in find(match["text"])):
            return (match["typed"] or "") + _in_text(match["text"], names, params)
        return match[0]

    return SQL_PARTS.sub(one, text)


def statement(text: str, names: Names, own: frozenset[str] = frozenset()) -> tuple[str, dict[str, Any]]:
    """The statement of a cell, its parameters as references again, and those that are values; raises NotRead."""
    match assigned(text, names.own):
        case ast.Call(
            func=ast.Attribute(
                value=ast.Call(
                    func=ast.Attribute(value=ast.Name(id="duckdb"), attr="sql"),
                    args=[ast.Constant(value=str() as sql)],
                    keywords=keywords,
                ),
                attr="df",
            ),
            args=[],
        ):
            pass
        case _:
            raise NotRead(f'it is not `{names.own} = duckdb.sql("…").df()`')
    params: Any = {}
    for keyword in keywords:
        if keyword.arg != "params" or not isinstance(keyword.value, ast.Dict):
            raise NotRead("duckdb.sql is given something else than `params`")
        params = value_of(keyword.value, names)
    values = {name: value for name, value in params.items() if name in own or not _is_reference(value)}

    def one(match: re.Match[str]) -> str:
        word = (match["named"] or "")[1:]
        return params[word] if word in params and word not in values else match[0]

    return SQL_PARTS.sub(one, sql).strip("\n"), values


def _is_reference(value: Any) -> bool:
    return isinstance(value, str) and REFERENCE.fullmatch(value) is not None


def _parameter(ref: Ref, names: Names, params: dict[str, str]) -> str | None:
    python = names.python(ref)
    if python is None:
        return None
    word = re.sub(r"\W", "_", "_".join([ref.name, *(one for one in ref.path if one != "output")]))
    word, place = (word if word[:1].isalpha() or word[:1] == "_" else f"_{word}"), 2
    found = word
    while params.get(found, python) != python:
        found, place = f"{word}_{place}", place + 1
    params[found] = python
    return f"${found}"


def _in_text(text: str, names: Names, params: dict[str, str]) -> str:
    """A quoted text: a reference alone is a parameter; one inside longer text is joined to it."""
    whole = REFERENCE.fullmatch(text[1:-1].strip())
    if whole is None:
        raise NotPlain("a reference stands inside a longer text of its SQL")
    return _parameter(ref_of(whole), names, params) or text


def _python(sql: str) -> str:
    """The Python for a text of SQL."""
    if "\n" not in sql and '"' not in sql and "\\" not in sql and len(sql) <= _SHORT and sql.isprintable():
        return f'"{sql}"'
    inner = sql.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    inner = "".join(one if one == "\n" or one.isprintable() else repr(one)[1:-1] for one in inner)
    return f'"""\n{inner}\n"""'


def _given(params: Mapping[str, str]) -> str:
    inner = ", ".join(f'"{name}": {python}' for name, python in params.items())
    return f", params={{{inner}}}" if params else ""


def _fields(parts: Sequence[str | Part], sql: str) -> dict[str, Any]:
    """What a statement says in the places of the fields; spaces do not count in what stands between. Raises NotRead."""
    pattern = ""
    for one in parts:
        if isinstance(one, Part):
            pattern += rf"(?P<{one.field}>.+?)"
        else:
            words = r"\s+".join(re.escape(word) for word in one.split())
            before = r"\s*" if one[:1].isspace() else ""
            pattern += before + words + (r"\s*" if one[-1:].isspace() and words else "")
    found = re.fullmatch(rf"\s*{pattern}\s*", sql, re.DOTALL | re.IGNORECASE)
    if found is None:
        shape = "".join(one if isinstance(one, str) else "…" for one in parts)
        raise NotRead(f"its statement has not the form `{shape}`")
    fields = [one for one in parts if isinstance(one, Part) and not one.field.startswith("_")]
    return {one.field: one.back(found[one.field].strip()) for one in fields}


def rows_of(config: Mapping[str, Any], names: Names) -> Variable:
    """The block whose rows come in: that of `rows`, else the one that leads here; raises NotPlain."""
    said = config.get("rows")
    if said:
        whole = REFERENCE.fullmatch(str(said).strip())
        one = names.find(ref_of(whole).name) if whole and ref_of(whole).path in ((), ("output",)) else None
    else:
        one = names.incoming[0] if len(names.incoming) == 1 else None
    if one is None or one.fields.get("output") != one.name or one.parameters:
        raise NotPlain("where its rows come from is known to a run alone")
    return one


def table(config: Mapping[str, Any], names: Names) -> str:
    """The same as SQL names it."""
    return quoted(names.word(rows_of(config, names)))


def string(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def strings(sql: str) -> Any:
    """The text, or the list of texts, that a piece of SQL says; raises NotRead."""
    try:
        found = ast.literal_eval(sql.replace("\\", "\\\\").replace("''", "\\'"))
    except (SyntaxError, ValueError):
        raise NotRead(f"`{sql[:80]}` is no text") from None
    return found
