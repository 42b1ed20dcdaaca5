"""Which rows of a goal stay: conditions in the words that people use for data sets, as SQL."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jupyter_powa.llm.planner.conversation import Call, Deed, failed
from jupyter_powa.llm.planner.filters import Filters
from jupyter_powa.llm.planner.frame import SMALL, WORD, Frame
from jupyter_powa.llm.planner.goals.line import Line
from jupyter_powa.llm.planner.near import fold, singular
from jupyter_powa.llm.planner.schema import literal
from jupyter_powa.llm.planner.trouble import NotUnderstood, Unclear

_NOUNS = r"(?:(?:the|all|any|those|only|just) )*(?:rows?|records?|entries|ones|lines|{noun})?"
_EMPTY = r"(?:without|with no|with (?:an? )?(?:missing|empty|null)|missing|lacking|that (?:lack|have no)|having no)"
_CLEAN = r"(?:with no|without(?: any)?|that have no|having no) (?:missing|empty|null)(?: values?)?(?: in| for)?"
_ANY = r"(?:with |that have )?(?:any )?(?:nulls?|missing(?: values?)?|empty values?|nans?|gaps|incomplete(?: rows?)?)"
_FULL = r"(?:with (?:an? )?|that have (?:an? )?|having (?:an? )?|which have (?:an? )?)"


@dataclass
class Condition:
    """A condition as SQL, and the columns that it looks at."""

    sql: str
    columns: list[str]


def condition(text: str, line: Line, negate: bool) -> Deed[Condition]:
    """The condition that rows must meet to stay; raises NotUnderstood, Unclear."""
    frame = line.frame
    noun = rf"{re.escape(singular(fold(frame.noun)))}s?"
    nouns = _NOUNS.format(noun=noun)
    clean = re.fullmatch(rf"{nouns}\s*{_CLEAN} (?P<what>.+)", text, re.I)
    if clean and (made := _missing(clean["what"], line, gone=not negate)):
        return made
    if negate and frame.columns and not frame.open and re.fullmatch(rf"{nouns}\s*{_ANY}", text, re.I):
        return Condition(" and ".join(f"{one.sql} is not null" for one in frame.columns), ["any column"])
    lacks = re.fullmatch(rf"{nouns}\s*(?:{_EMPTY}) (?P<what>.+)", text, re.I)
    if lacks and (made := _missing(lacks["what"], line, gone=negate)):
        return made
    has = None if negate else re.fullmatch(rf"{nouns}\s*(?:{_FULL})(?P<what>.+)", text, re.I)
    if has and (made := _missing(has["what"], line, gone=True)):
        return made
    if found := re.fullmatch(rf"{nouns}\s*(?:of|from|in|for) (?:the year )?(\d{{4}})", text, re.I):
        year = next((one for one in frame.columns if fold(one.name) == "year" and one.numeric), None)
        if year is not None:
            return Condition(f"{year.sql} {'<>' if negate else '='} {found[1]}", [year.name])
    if re.match(r"without\b", text, re.I):
        text = f"no {text[7:].strip()}"
    try:
        read = Filters(text, frame, line.masked)
    except (NotUnderstood, Unclear):
        made = (yield from _adjective(text, line, negate)) or _valued(text, line, negate)
        if made is None:
            raise
        return made
    return _turned(read, negate)


def _turned(read: Filters, negate: bool) -> Condition:
    sql = read.sql
    if negate:
        empty = re.fullmatch(r"(\S+) is null", sql)
        sql = f"{empty[1]} is not null" if empty else f"({sql}) is not true"
    return Condition(sql, [column.name for column in read.columns])


def _valued(text: str, line: Line, negate: bool) -> Condition | None:
    """`carrier AA`: a column with a value right behind it."""
    words = WORD.findall(text)
    found = line.frame.take(words, 0, line.masked)
    if found is None or not 0 < len(words) - found[1] < 4:
        return None
    said = f"{' '.join(words[: found[1]])} is {' '.join(words[found[1] :])}"
    try:
        return _turned(Filters(said, line.frame, line.masked), negate)
    except (NotUnderstood, Unclear):
        return None


def _missing(text: str, line: Line, gone: bool) -> Condition | None:
    """`without arr_delay or tailnum`: a list of columns alone; None where it is more than that."""
    text = re.sub(r"\bor\b|\beither\b|\bboth\b", ",", text, flags=re.I)
    text = re.sub(r"\b(?:values?|entry|set|given)\b", " ", text, flags=re.I)
    if len(re.findall(r"[<>=\d]|\b(?:is|are|over|under|between|than|at)\b", text)):
        return None
    names = line.columns(text)
    if not names:
        return None
    known = {column.name: column.sql for column in line.frame.columns}
    said = [known.get(name, name) for name in names]
    if gone:
        return Condition(" and ".join(f"{name} is not null" for name in said), names)
    return Condition(" or ".join(f"{name} is null" for name in said), names)


def _adjective(text: str, line: Line, negate: bool) -> Deed[Condition | None]:
    """`cancelled orders`: a column of yes and no, or the one column of texts that has this word as a value."""
    frame = line.frame
    noun = {word for word in fold(frame.noun).split()} | {singular(fold(frame.noun))}
    words = [word for word in WORD.findall(text) if word.lower() not in SMALL]
    words = [word for word in words if singular(fold(word)) not in noun and fold(word) not in noun]
    if len(words) != 1 or not re.fullmatch(r"[^\W\d][\w-]*", words[0]):
        return None
    word = words[0]
    column = frame.find(word)
    if column is not None:
        return Condition(f"not {column.sql}" if negate else column.sql, [column.name]) if column.boolean else None
    held = yield from _holding(word, frame, line)
    if len(held) != 1:
        return None
    name, value = held[0]
    sql = next(one.sql for one in frame.columns if one.name == name)
    line.notes.append(f"By “{word}” I understood {name} = {literal(value)}.")
    return Condition(f"{sql} is distinct from {literal(value)}" if negate else f"{sql} = {literal(value)}", [name])


def _holding(word: str, frame: Frame, line: Line) -> Deed[list[tuple[str, str]]]:
    """The columns of the table that have this word as a value, as it is spelled there."""
    table = line.known.schema.named(frame.table.name) if frame.table else None
    if table is None or not line.known.conversation.offers("execute_public_sql"):
        return []
    texts = [one for one in table.columns if one.kind.startswith(("VARCHAR", "TEXT", "ENUM"))][:20]
    parts = [
        f"select {literal(one.name)} as name, min({one.sql}) as value from {table.sql} "
        f"where lower({one.sql}) = lower({literal(word)}) having count(*) > 0"
        for one in texts
    ]
    if not parts:
        return []
    told = yield Call("execute_public_sql", {"sql": " union all ".join(parts)})
    return [] if failed(told) else [(str(row["name"]), str(row["value"])) for row in told.get("rows") or ()]
