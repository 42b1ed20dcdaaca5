"""Changes inside a statement of a known shape: its limit, its filter, its order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jupyter_powa.llm.planner.filters import Filters
from jupyter_powa.llm.planner.near import listed
from jupyter_powa.llm.planner.trouble import Unclear

if TYPE_CHECKING:
    from jupyter_powa.llm.planner.editing import Editing
    from jupyter_powa.llm.planner.frame import Frame
    from jupyter_powa.llm.planner.sheet import Box

_LIMIT = re.compile(r"\blimit\s+\d+", re.I)
_SHAPE = re.compile(
    r"(?P<head>select\b(?:(?!\bselect\b).)*?\bfrom\s+(?:\"(?:[^\"]|\"\")+\""
    r"|[\w.]+)(?:\s+as \w+)?)(?:\s+where\s+(?P<where>.+?))?"
    r"(?P<group>\s+group by\s+.+?)?(?:\s+order by\s+(?P<order>.+?))?(?P<limit>\s+limit\s+\d+)?\s*",
    re.I | re.S,
)


def set_statement(editing: Editing, box: Box, what: str, value: str, frame: Frame | None) -> bool:
    """Give the statement another limit, filter or order; raises Unclear where its shape is not known."""
    if what == "limit":
        _limit(editing, box, editing.plain(value))
        return True
    found = _SHAPE.fullmatch(box.query)
    if found is None or frame is None:
        raise Unclear(
            f"The statement of {box.name} is not of a shape that I can change; set its query as a whole instead."
        )
    if what == "filter":
        if found["group"]:
            raise Unclear(f"{box.name} groups rows: add a filter before it instead.")
        condition = Filters(value, frame, editing.masked).sql
        order = f"\norder by {found['order']}" if found["order"] else ""
        made = f"{found['head']}\nwhere {condition}{order}{found['limit'] or ''}"
    else:
        terms = _terms(editing, value, frame)
        where = f"\nwhere {found['where']}" if found["where"] else ""
        made = f"{found['head']}{where}{found['group'] or ''}\norder by {', '.join(terms)}{found['limit'] or ''}"
    box.config = {**box.config, "query": made}
    editing.said.append(f"changed the {what} of {box.name}: `{' '.join(made.split())}`")
    return True


def _terms(editing: Editing, value: str, frame: Frame) -> list[str]:
    terms = []
    for one in re.split(r",|\band\b", value):
        down = re.search(r"\bdesc(?:ending)?\b|\b(?:highest|largest|newest) first\b", one, re.I)
        said = re.sub(
            r"\b(?:desc(?:ending)?|asc(?:ending)?|(?:highest|largest|newest|lowest|smallest|oldest) first)\b|^\s*by\b",
            " ",
            one,
            flags=re.I,
        )
        if said.strip():
            terms.append(frame.need(said.strip(), editing.masked, loose=True).sql + (" desc" if down else ""))
    if not terms:
        raise Unclear("Sort by what? Name a column.")
    return terms


def _limit(editing: Editing, box: Box, text: str) -> None:
    found = re.fullmatch(r"(?:top |first |the first )?(\d+)(?: rows)?", text.strip(), re.I)
    if found is None or int(found[1]) < 1:
        raise Unclear(f"A limit is a number of rows; “{text}” is none.")
    number, query = found[1], box.query
    several = _LIMIT.findall(query)
    if len(several) > 1:
        raise Unclear(f"{box.name} has {len(several)} limits: set its query as a whole instead.")
    old = re.search(r"\d+", several[0]) if several else None
    query = _LIMIT.sub(f"limit {number}", query) if several else f"{query.rstrip().rstrip(';')}\nlimit {number}"
    box.config = {**box.config, "query": query}
    editing.said.append(f"set the limit of {box.name} to {number}")
    if old and (named := re.fullmatch(rf"(Top|First|Bottom|Newest) {old[0]}\b(.*)", box.name)):
        name = editing.sheet.unique(f"{named[1]} {number}{named[2]}")
        before, box.name = box.name, name
        changed = editing.sheet.rename_references(before, name, editing.sheet.boxes)
        also = f" (and {listed([one.name for one in changed])} read it by that name)" if changed else ""
        editing.said.append(f"renamed it {name}{also}")
