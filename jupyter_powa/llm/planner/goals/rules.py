"""What a goal wants checked, as the rules of a validate step."""

from __future__ import annotations

import re
from typing import Any

from jupyter_powa.llm.planner.filters import Filters
from jupyter_powa.llm.planner.frame import WORD, Frame
from jupyter_powa.llm.planner.goals.line import Left, Line
from jupyter_powa.llm.planner.near import listed
from jupyter_powa.llm.planner.schema import Column
from jupyter_powa.llm.planner.trouble import NotUnderstood, Unclear

_VERB = r"(?:is|are|was|were|has|have|must|should|shall|never|always|contains?|lies?|stays?|=|<|>|<=|>=|be)"
_CUT = re.compile(
    rf"(?:,\s*(?:and\s+)?|\s+and\s+)(?=no (?:nulls?|missing|empty|duplicates?)\b|(?:that )?(?:(?!\band\b"
    rf"|,)[\w.\ue000-\ue9ff]+\s+){{1,4}}?{_VERB}(?:\s|$))"
)
_REJECT = re.compile(
    r",?\s*(?:\b(?:and|or|otherwise|else)\s+)?\b(?:reject|drop|remove|set aside|put aside)s? (?:the |those )?"
    r"(?:bad|others?|wrong|rest|rows? (?:that|which) .*|violations?|violating rows)(?: rows| ones)?\s*$",
    re.I,
)
_MODAL = re.compile(r"^(?:(?:must|should|shall|can|may|has to|have to|is|are|be|it|always)\b\s*)+", re.I)
_NOT_NULL = re.compile(
    r"(?:(?:must|should|shall|is|are|be|has|have|always|can) )*(?:(?:never|not|no) (?:be )?(?:empty|null|missing|nulls?"
    r"|missing values?|blank|gaps?)|complete|filled(?: in)?|set|given|there|present|non-?null)"
    r"(?: values?)?",
    re.I,
)
_RATE = re.compile(
    r"(?:is|are|may be|can be)?\s*(?:empty|null|missing) in (?:at most|no more than|less than|under) "
    r"(\d+(?:\.\d+)?)\s?(?:%|percent)(?: of (?:the )?rows)?",
    re.I,
)
_UNIQUE = re.compile(
    r"(?:(?:must|should|shall|is|are|be|has|have|always) )*(?:unique|distinct|no (?:duplicates?|repeats)|never repeated"
    r"|a key|the key)",
    re.I,
)


_NONE = "I know no such check: say which column it is about, as in “amount is at least 0”"


_OPERATOR = re.compile(r"[<>=]|over|under|above|below|at |more|less|after|before|since|contains|starts|ends|not", re.I)


def rules(text: str, line: Line) -> tuple[list[dict[str, Any]], str]:
    """The rules, and what happens to rows that break one (`reject`, or empty); what is no rule goes to what is left."""
    aside = "reject" if _REJECT.search(text) else ""
    text = _REJECT.sub("", text)
    found: list[dict[str, Any]] = []
    waiting: list[str] = []
    for piece in _CUT.split(re.sub(r"\bthat\b", " ", text, flags=re.I).strip()):
        try:
            found += _rule(" ".join([*waiting, piece]), line)
            waiting = []
        except NotUnderstood:
            line.left.append(Left(line.masked.full(piece), _NONE))
        except Unclear as trouble:
            line.left.append(Left(line.masked.full(piece), str(trouble)))
    return found, aside


def _rule(text: str, line: Line) -> list[dict[str, Any]]:
    frame = line.frame
    text = text.strip(" ,")
    if found := re.fullmatch(
        r"(?:there (?:are|is) )?(?:no|never) (?:duplicates?|repeated rows|duplicate rows)(?: (?:by|of|in|on"
        r"|per) (.+))?",
        text,
        re.I,
    ):
        return [unique(line.columns(found[1]) if found[1] else [column.name for column in frame.columns])]
    if found := re.fullmatch(r"(?:there (?:are|is) )?no (?:nulls?|missing values?|empty values?) in (.+)", text, re.I):
        return [not_null(name) for name in line.columns(found[1])]
    columns, rest = _columns(text, frame, line)
    if _UNIQUE.fullmatch(rest):
        return [unique([column.name for column in columns])]
    made = []
    for column in columns:
        if _NOT_NULL.fullmatch(rest):
            made.append(not_null(column.name))
        elif share := _RATE.fullmatch(rest):
            made.append(not_null(column.name, round(float(share[1]) / 100, 6)))
        else:
            made.append(_compared(column, rest, frame, line))
    return made


def _columns(text: str, frame: Frame, line: Line) -> tuple[list[Column], str]:
    """The columns that a check begins with, and the words behind them; raises Unclear where there is none."""
    words, at = WORD.findall(text), 0
    found: list[Column] = []
    while at < len(words):
        if words[at].lower() in (
            ",",
            "and",
            "both",
            "each",
            "every",
            "all",
            "the",
            "column",
            "columns",
            "values",
            "of",
            "value",
        ):
            at += 1
            continue
        taken = frame.take(words, at, line.masked)
        if taken is None and frame.open and not found and re.match(r"[^\W\d]", words[at]):
            taken = (Column(words[at]), at + 1)
        if taken is None:
            break
        found.append(taken[0])
        at = taken[1]
    rest = " ".join(words[at:])
    if not found:
        said = re.split(rf"\s{_VERB}\s", f" {text} ", maxsplit=1)[0].strip()
        if said and said != text:
            raise frame.missing(line.masked.full(said))
        raise NotUnderstood(text)
    return found, re.sub(r" - (?=\d)", " -", f" {rest}").strip()


def _compared(column: Column, rest: str, frame: Frame, line: Line) -> dict[str, Any]:
    rest = _MODAL.sub("", rest).strip()
    number = r"(-?\s?\d+(?:\.\d+)?)"
    if found := re.fullmatch(
        rf"(?:lies? |stays? )?(?:between|within|in|from) {number} (?:and|to|-) {number}", rest, re.I
    ):
        return between(column.name, *(_number(one) for one in found.groups()))
    if found := re.fullmatch(
        rf"(?:at least|>=|> =|no less than|not less than|never under|never below) {number}", rest, re.I
    ):
        return between(column.name, _number(found[1]), None)
    if found := re.fullmatch(
        rf"(?:at most|<=|< =|no more than|not more than|never over|never above) {number}", rest, re.I
    ):
        return between(column.name, None, _number(found[1]))
    if column.numeric and re.fullmatch(r"(?:non-? ?negative|never negative|not negative)", rest, re.I):
        return between(column.name, 0, None)
    if re.fullmatch(r"positive", rest, re.I) and column.numeric:
        return condition(f"{column.sql} > 0")
    among = re.fullmatch(r"(?:one of|in|either|any of|only|among)\b:?\s*\(?(.+?)\)?", rest, re.I)
    if among and not column.numeric and not column.dated:
        return values(column.name, _texts(among[1], line))
    said = rest if _OPERATOR.match(rest) else f"is {rest}"
    read = Filters(f"{column.name} {said}", frame, line.masked)
    return condition(read.sql)


def _texts(text: str, line: Line) -> list[str]:
    parts = re.split(r",|\bor\b|\band\b|(?<=[\ue400-\ue5ff])\s+(?=[\ue400-\ue5ff])", text)
    return [line.masked.inner(one.strip()) or line.masked.full(one).strip() for one in parts if one.strip()]


def _number(text: str) -> int | float:
    value = float(text.replace(" ", ""))
    return int(value) if value.is_integer() else value


def not_null(column: str, most: float = 0.0) -> dict[str, Any]:
    """A column that is never empty, or only in this share of the rows."""
    return {"type": "not_null", "column": column, **({"max_rate": most} if most else {})}


def unique(columns: list[str]) -> dict[str, Any]:
    """Columns that no two rows have alike."""
    return {"type": "unique", "columns": columns}


def between(column: str, least: float | None, most: float | None) -> dict[str, Any]:
    """Values between two bounds, both included."""
    bounds = {"min": least, "max": most}
    return {"type": "range", "column": column} | {word: value for word, value in bounds.items() if value is not None}


def values(column: str, among: list[str]) -> dict[str, Any]:
    """Values out of a list."""
    return {"type": "values", "column": column, "values": among}


def condition(sql: str) -> dict[str, Any]:
    """A condition that every row meets."""
    return {"type": "sql", "where": sql}


def described(rule: dict[str, Any]) -> str:
    """A rule in a few words."""
    column = rule.get("column") or listed([str(one) for one in rule.get("columns") or ()])
    if rule["type"] == "not_null":
        return (
            f"{column} never empty" if not rule.get("max_rate") else f"{column} empty in at most {rule['max_rate']:.1%}"
        )
    if rule["type"] == "unique":
        return f"{column} unique"
    if rule["type"] == "range":
        bounds = [f"at least {rule['min']}"] if "min" in rule else []
        bounds += [f"at most {rule['max']}"] if "max" in rule else []
        return f"{column} {' and '.join(bounds)}"
    if rule["type"] == "values":
        return f"{column} one of {listed([str(one) for one in rule['values']], 'or')}"
    return str(rule.get("where") or rule.get("sql") or rule["type"])
