"""Values that a question names and that no context keeps: looked up in the database itself, when they are asked for.

Nothing is stored, so nothing is out of date; what a row filter hides is not found, and no other column is looked at
than those that the agent may see.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jupyter_powa.agents.base import Brief
from jupyter_powa.agents.check import checked
from jupyter_powa.agents.index import LONGEST, Held
from jupyter_powa.agents.link import Linked
from jupyter_powa.agents.track import Track
from jupyter_powa.agents.words import telling
from jupyter_powa.data.guard import parts
from jupyter_powa.data.plain import plain
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.dialect import Dialect, dialect_of
from jupyter_powa.explore.kinds import sort_of
from jupyter_powa.limits import Limit
from jupyter_powa.model.agents import ContextColumn, ContextTable

MOST_COLUMNS: Limit[int] = 24
"""Columns that are looked through for one question, those of the best tables. Source: ours."""
MOST_NAMES: Limit[int] = 24
"""Names of a question that are looked for. Source: ours."""
TABLES = 6
"""Tables, the best ones, whose columns are looked through."""
WORDS = 4
"""Words of a name."""
SECONDS = 2.0
"""Seconds that looking takes at most: a question is also answered without."""
ROWS = 50
"""Values that are found at most."""
_QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|(?<!\w)'([^']+)'(?!\w)")
_EDGE = "?!.,;:()\"“”'"


async def retrieved(brief: Brief, question: str, linked: Linked, track: Track) -> tuple[list[Held], str]:
    """The values that a question names, with their columns, and words for what could not be looked through."""
    known = {value.casefold() for table in brief.context.tables for value in _kept(table)}
    names = [name for name in _names(question, every=bool(brief.filters)) if name.casefold() not in known]
    columns = _columns(brief, linked)
    if not names or not columns:
        return [], ""
    dialect = dialect_of(brief.source.kind)
    looked = columns[:MOST_COLUMNS]
    query = " union all ".join(_part(place, *one, names, dialect) for place, one in enumerate(looked))
    try:
        text = await checked(brief, query)
        page = plain(await brief.source.read(text, limit=ROWS, seconds=SECONDS))
    except BlockError:
        return [], f"Whether a column holds {names[0]!r} could not be looked up."
    track.queried(len(page.rows))
    found = [Held(looked[int(place)][0].name, looked[int(place)][1].name, str(value)) for place, value in page.rows]
    left = len(columns) - len(looked)
    return found, f"{left} columns were not looked through for names." if left and not found else ""


def _kept(table: ContextTable) -> list[str]:
    return [value for column in table.columns for value in column.values if isinstance(value, str)]


def _names(question: str, *, every: bool) -> list[str]:
    """What may be a name, longest first: what is quoted, and words with capital letters, digits or an @ in them.

    `every`: also any single word that says something; of a filtered table no value at all is known beforehand.
    """
    quoted = [next(part for part in match if part) for match in _QUOTED.findall(question)]
    said = [word.strip(_EDGE).removesuffix("'s").removesuffix("\u2019s") for word in question.split()]
    found = []
    for length in range(min(WORDS, len(said)), 0, -1):
        for start in range(len(said) - length + 1):
            part = said[start : start + length]
            # A sentence begins with a capital letter that says nothing.
            if all(part) and any(_named(word) for word in (part[1:] if start == 0 else part)):
                found.append(" ".join(part))
    found += telling(question) if every else []
    whole = [name for name in dict.fromkeys([*quoted, *found]) if 1 < len(name) <= LONGEST]
    return whole[:MOST_NAMES]


def _named(word: str) -> bool:
    return word[:1].isupper() or (any(letter.isdigit() for letter in word) and not word.isdigit()) or "@" in word


def _columns(brief: Brief, linked: Linked) -> list[tuple[ContextTable, ContextColumn]]:
    """The columns of texts whose values the context does not keep, those of the best tables first."""
    tables = {table.name: table for table in brief.context.tables}
    return [
        (tables[name], column)
        for name in linked.tables[:TABLES]
        if name in tables
        for column in tables[name].columns
        if sort_of(column.type).kind == "text" and not column.values
    ]


def _part(place: int, table: ContextTable, column: ContextColumn, names: Sequence[str], dialect: Dialect) -> str:
    said = dialect.as_text(f"t.{dialect.name(column.name)}", column.type)
    wanted = ", ".join(dialect.literal(name.casefold()) for name in names)
    source = dialect.name(*parts(table.name))
    return f"select distinct {place} as place, {said} as held from {source} as t where lower({said}) in ({wanted})"
