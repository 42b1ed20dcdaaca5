"""References to earlier outputs, `<Name.output.field>` and `{{ Name.field }}`: find, fill, bind them in SQL."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from jupyter_powa.data.encode import columns, is_frame, length, preview, rows

REFERENCE = re.compile(
    r"<(?P<angle>[\w\- ]{1,100}(?:\.\w+)+)>"  # the canonical form: at least one dot, or it is HTML
    # A name begins and ends with a letter, and spaces are counted: else a row of spaces is tried in too many ways.
    r"|\{\{\s{0,20}(?P<braces>[\w\-](?:[\w\- ]{0,98}[\w\-])?(?:\.\w+)*)\s{0,20}\}\}"
)


class _Missing:
    """The answer where there is no such value."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()


@dataclass(frozen=True, slots=True)
class Ref:
    """One reference: its first word, the path behind it, and which of the two spellings it uses."""

    text: str
    name: str
    path: tuple[str, ...]
    braces: bool


def ref_of(match: re.Match[str]) -> Ref:
    """The reference that a match of REFERENCE found."""
    inner = match["angle"] or match["braces"] or ""
    name, *path = inner.split(".")
    return Ref(match[0], name.strip(), tuple(path), match["angle"] is None)


def find(value: Any) -> Iterator[Ref]:
    """Every reference in a value, however deep."""
    if isinstance(value, str):
        if "<" in value or "{{" in value:
            yield from map(ref_of, REFERENCE.finditer(value))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from find(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from find(item)


def has_reference(value: Any) -> bool:
    """Whether a value holds a reference, however deep."""
    return any(True for _ in find(value))


@dataclass(slots=True)
class Values:
    """What references can reach: the results of blocks by id and by name, and the run's variables."""

    results: Mapping[str, Mapping[str, Any]]
    variables: Mapping[str, Any]

    def get(self, ref: Ref) -> Any:
        """The value behind a reference in its own type, or MISSING: a first word that is no block is no reference."""
        result = self.results.get(ref.name)
        if result is not None:
            return self._of_block(result, ref)
        if ref.braces and ref.name == "variables":
            return walk(self.variables, ref.path)
        if ref.braces and ref.name in self.variables:
            return walk(self.variables[ref.name], ref.path)
        return MISSING

    @staticmethod
    def _of_block(result: Mapping[str, Any], ref: Ref) -> Any:
        if not ref.braces:
            return walk(result, ref.path)
        value = walk(result.get("output"), ref.path)  # {{b.f}} is <b.output.f>, else <b.f> (contract 3.2)
        return walk(result, ref.path) if value is MISSING else value


def walk(value: Any, path: Sequence[str]) -> Any:
    """Follow a path through plain values and frames; never through attributes of objects."""
    for word in path:
        value = _step(value, word)
        if value is MISSING:
            return MISSING
    return value


def _step(value: Any, word: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(word, MISSING)
    if isinstance(value, list | tuple):
        place = _place(word, len(value))
        return MISSING if place is None else value[place]
    return _of_frame(value, word) if is_frame(value) else MISSING


def _of_frame(frame: Any, word: str) -> Any:
    """A column as a list, or the row of that number by column."""
    if hasattr(frame, "iloc"):
        if word in frame.columns:
            column = frame[word]
            return column.tolist() if hasattr(column, "tolist") else column
        place = _place(word, len(frame))
        return MISSING if place is None else {str(name): item for name, item in frame.iloc[place].items()}
    if word in columns(frame):
        return [row[word] for row in rows(frame, length(frame))]
    place = _place(word, length(frame))
    return MISSING if place is None else rows(frame, place + 1)[place]


def _place(word: str, length: int) -> int | None:
    """The number that a word is, where a list of that length has such an item."""
    found = int(word) if len(word) < 10 and word.isascii() and word.isdigit() else length
    return found if found < length else None


def as_text(value: Any) -> str:
    """A value inside longer text: text as it is, all else as JSON (contract 3.2)."""
    return value if isinstance(value, str) else json.dumps(preview(value), ensure_ascii=False)


def fill(value: Any, values: Values) -> Any:
    """A copy with each reference replaced, once; what was put in is never scanned again.

    A text that is one reference and nothing else becomes the value itself, in its own type.
    What cannot be resolved stays as it was written.
    """
    if isinstance(value, str):
        whole = REFERENCE.fullmatch(value.strip()) if "<" in value or "{{" in value else None
        if whole is None:
            return fill_text(value, values)
        found = values.get(ref_of(whole))
        return value if found is MISSING else found
    if isinstance(value, Mapping):
        return {key: fill(item, values) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [fill(item, values) for item in value]
    return value


def fill_text(text: str, values: Values) -> str:
    """The text with each reference replaced by its value as text."""

    def replaced(match: re.Match[str]) -> str:
        value = values.get(ref_of(match))
        return match[0] if value is MISSING else as_text(value)

    return REFERENCE.sub(replaced, text) if "<" in text or "{{" in text else text


SQL_PARTS = re.compile(
    # What is left alone: comments, `$$text$$`, `e'text'`, "names". What is not closed goes on to the end.
    r"(?P<alone>--[^\n]*|/\*.*?(?:\*/|\Z)|\$(?P<tag>(?:[A-Za-z_]\w*)?)\$.*?(?:\$(?P=tag)\$|\Z)"
    r"|\b[eE]'(?:[^'\\]|\\(?:.|\Z)|'')*(?:'|\Z)"
    r'|"(?:[^"]|"")*(?:"|\Z))'
    r"|(?P<typed>\b(?:date|time|timestamp|timestamptz|interval)\s*)?(?P<text>'(?:[^']|'')*')|(?P<unclosed>'.*)"
    r"|(?P<named>\$[A-Za-z_]\w*)"
    r"|(?P<mark>\?)"
    rf"|(?P<ref>{REFERENCE.pattern})",
    re.DOTALL,
)


@dataclass(slots=True)
class Bound:
    """A statement with placeholders, the values for them in order, and the frames that it names."""

    sql: str
    values: list[Any]
    frames: dict[str, Any]
    unresolved: list[Ref] = field(default_factory=list)
    """The references that have no value; they stay in the statement."""


def bind(sql: str, values: Values, params: Sequence[Any] | Mapping[str, Any] = ()) -> Bound:
    """The statement with each reference turned into a bound value, never into text.

    `'<a.output.b>'` binds like the bare reference; inside a longer quoted text the value is joined to it, and behind
    `date` and the like it is cast.
    A reference to a frame becomes a table name. Comments and quoted names are left alone.
    `params` fills the statement's own `?` (a list) or `$name` (a mapping).
    """
    bound = Bound("", [], {})
    given = iter(params if not isinstance(params, Mapping) else ())

    def one(match: re.Match[str]) -> str:
        if match["ref"]:
            if (value := values.get(ref := ref_of(match))) is MISSING:
                bound.unresolved.append(ref)
            return _placeholder(value, match[0], bound)
        if match["text"]:
            made = _quoted(match["text"], values, bound)  # `date '…'` takes no placeholder, a cast does
            return (
                match[0] if made == match["text"] else f"cast({made} as {typed})" if (typed := match["typed"]) else made
            )
        if match["mark"] and not isinstance(params, Mapping):
            value = next(given, MISSING)
            return match[0] if value is MISSING else _placeholder(value, match[0], bound)
        if match["named"] and isinstance(params, Mapping) and match["named"][1:] in params:
            return _placeholder(params[match["named"][1:]], match[0], bound)
        return match[0]

    bound.sql = SQL_PARTS.sub(one, sql)
    return bound


def _placeholder(value: Any, written: str, bound: Bound) -> str:
    if value is MISSING:
        return written
    if is_frame(value):
        name = f"powa_frame_{len(bound.frames) + 1}"
        bound.frames[name] = value
        return f'"{name}"'
    bound.values.append(value)
    return "?"


def _quoted(literal: str, values: Values, bound: Bound) -> str:
    if "<" not in literal and "{{" not in literal:
        return literal
    whole = REFERENCE.fullmatch(literal[1:-1].strip())
    if whole is not None and not is_frame(value := values.get(ref_of(whole))):
        return _placeholder(value, literal, bound)
    parts, end = [], 0
    for match in REFERENCE.finditer(literal[1:-1]):
        value = values.get(ref_of(match))
        if value is not MISSING:
            parts += [_literal(literal[1:-1][end : match.start()]), "?"]
            bound.values.append(as_text(value))
            end = match.end()
    return (
        "(" + " || ".join(part for part in [*parts, _literal(literal[1:-1][end:])] if part) + ")" if parts else literal
    )


def _literal(inner: str) -> str:
    return f"'{inner}'" if inner else ""
