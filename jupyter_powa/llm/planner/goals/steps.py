"""The parts of a goal made into steps, one after another; what has no meaning is left out, with the user's words."""

from __future__ import annotations

import re
from collections.abc import Callable

from jupyter_powa.llm.planner.conversation import Deed
from jupyter_powa.llm.planner.expression import column_name, expression
from jupyter_powa.llm.planner.filters import Filters
from jupyter_powa.llm.planner.frame import WORD
from jupyter_powa.llm.planner.goals import rules
from jupyter_powa.llm.planner.goals.conditions import condition
from jupyter_powa.llm.planner.goals.cut import Part
from jupyter_powa.llm.planner.goals.drawing import BY, deduplicate, sample, split
from jupyter_powa.llm.planner.goals.joins import join
from jupyter_powa.llm.planner.goals.line import Left, Line
from jupyter_powa.llm.planner.goals.models import generate, label
from jupyter_powa.llm.planner.goals.sources import sources
from jupyter_powa.llm.planner.goals.writes import named, write
from jupyter_powa.llm.planner.masked import FILE, URL
from jupyter_powa.llm.planner.near import listed
from jupyter_powa.llm.planner.trouble import NotUnderstood, Unclear

_TAIL = re.compile(
    r"^(?P<what>.+?),?\s+(?P<cond>(?:where|whose|with|without|having|that|which|since|before|after"
    r"|of(?= (?:the year )?\d{4}\b)"
    r"|from(?= (?:the year )?\d{4}\b)|in(?= \d{4}\b))\b.*)$",
    re.I | re.S,
)
Work = Callable[[Line, Part], Deed[None]]


def take(line: Line, part: Part) -> Deed[None]:
    """One step of a part; what cannot be is left out and said so. Raises Unclear, Choice where nothing is read yet."""
    work = WORKS.get(part.kind)
    if work is None:
        line.left.append(Left(line.masked.full(part.said)))
        return
    made, notes = len(line.made), len(line.notes)
    try:
        yield from work(line, part)
    except (NotUnderstood, Unclear) as trouble:
        if line.tail is None:
            raise
        whole = line.masked.full(part.said)
        head, comma, rest = part.text.rpartition(",")
        del line.notes[notes:]
        if isinstance(trouble, NotUnderstood) and comma and head.strip() and len(line.made) == made:
            yield from take(line, Part(part.kind, part.marker, head.strip()))
            line.left.append(Left(line.masked.full(rest.strip())))
            return
        why = str(trouble) if isinstance(trouble, Unclear) else f"I do not understand “{trouble.part}”"
        line.left.append(Left(whole, why))


def read(line: Line, part: Part) -> Deed[None]:
    """`flights.csv and airlines.csv`, `orders of 2024 where status is paid`."""
    text, said = part.text, None
    if found := _TAIL.match(text):
        text, said = found["what"], found["cond"]
    try:
        found_sources = yield from sources(text, line.known, line.masked)
    except Unclear:
        what = re.fullmatch(r"(?:the |all )*[a-z-]+ (\S+)", text)  # `active customers`
        if what is None or said:
            raise
        found_sources, said = (yield from sources(what[1], line.known, line.masked)), text
    for one in found_sources:
        if line.tail is None:
            line.tail = line.read(one)
        else:
            line.waiting.append((one, None))
    if line.tail is None:
        raise Unclear("Which rows? Name a file or a table, as in “take orders.csv”.")
    if said:
        yield from take(line, Part("filter", "", said))


def passing(line: Line, part: Part) -> Deed[None]:
    """Read what another part names in passing: `sample 10 % of orders by status`."""
    behind = re.search(r"\b(?:from|in|of)\s+(\S+)\s*$", part.text)
    for word in [*([behind[1]] if behind else []), *WORD.findall(BY.split(part.text, maxsplit=1)[0])]:
        file = re.fullmatch(f"[{FILE}{URL}]", word)
        if not file and (not re.match(r"[^\W\d]", word) or len(line.known.schema.meant(word)) != 1):
            continue
        for one in (yield from sources(word, line.known, line.masked)):
            line.tail = line.read(one)
        part.text = re.sub(rf"\b(?:from|in)\s+{re.escape(word)}$|{re.escape(word)}", " ", part.text, count=1).strip()
        return


def rows(line: Line, part: Part) -> Deed[None]:
    """Rows that stay, or that go."""
    text = part.text
    if not text:
        raise NotUnderstood(part.marker)
    made = yield from condition(text, line, negate=part.kind == "exclude")
    names = listed([*dict.fromkeys(made.columns)][:2]) or "condition"
    line.put("filter", f"Filter by {names}", {"where": made.sql})


def columns(line: Line, part: Part) -> Deed[None]:
    """Only some columns: the read takes no others."""
    names = line.columns(part.text)
    if re.match(r"(?:drop|remove|exclude|delete)", part.marker, re.I):
        names = [one.name for one in line.frame.columns if one.name not in names]
    if line.tail is None or line.tail.type != "read" or not names:
        raise Unclear("Only a read can leave columns out: say it right behind the file or the table")
    line.tail.config = {**line.tail.config, "columns": names}
    return
    yield  # a deed that calls nothing


def derive(line: Line, part: Part) -> Deed[None]:
    """A new column."""
    found = re.fullmatch(
        r"(.+?)\s*(?::=|==?|\bas\b|\bequal to\b|\bwhich is\b|\bthat is\b|\bfrom\b|:)\s*(.+)", part.text, re.S | re.I
    )
    if found is None:
        raise Unclear("Say the column's name and what it is, as in “add a column speed as distance / air_time”")
    name = column_name(found[1], line.masked)
    said = re.sub(r"^(?:the |equal to |whether )", "", found[2])
    try:
        sql = expression(said, line.frame, line.masked)
    except NotUnderstood:
        sql = Filters(said, line.frame, line.masked).sql  # `late as arr_delay > 15`
    if line.tail is not None and line.tail.type == "derive" and line.tail in line.made and line.before is None:
        held = dict(line.tail.config["columns"])
        if not any(
            re.search(rf"\b{re.escape(one)}\b", sql) for one in held
        ):  # one that builds on another comes behind it
            line.tail.config = {**line.tail.config, "columns": {**held, name: sql}}
            line.tail.name = line.sheet.unique(f"Add {listed([*held, name], most=3)}")
            return
    line.put("derive", f"Add {name}", {"columns": {name: sql}})
    return
    yield


def validate(line: Line, part: Part) -> Deed[None]:
    """Rules that the rows must keep."""
    found, aside = rules.rules(part.text, line)
    if not found:
        return
    if line.tail is not None and line.tail.type == "validate" and line.tail in line.made:
        line.tail.config = {**line.tail.config, "rules": [*line.tail.config["rules"], *found]}
        return
    line.put("validate", "Check", {"rules": found, **({"on_violation": aside} if aside else {})})
    return
    yield


WORKS: dict[str, Work] = {
    "read": read,
    "subject": read,
    "filter": rows,
    "exclude": rows,
    "columns": columns,
    "derive": derive,
    "join": join,
    "sample": sample,
    "deduplicate": deduplicate,
    "split": split,
    "validate": validate,
    "label": label,
    "generate": generate,
    "write": write,
    "name": named,
}
