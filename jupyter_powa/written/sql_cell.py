"""A SQL cell of a notebook: `%%powa_sql [SOURCE] [NAME <<] …` and `%%sql [NAME <<] …`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_HEAD = re.compile(r"\s*%%(?P<word>powa_sql|sql)\b(?P<line>[^\n]*)\n?(?P<body>.*)", re.DOTALL)
_TO = re.compile(r"(?:^|\s)([^\W\d]\w*)\s*<<")
_OPTION = re.compile(r"\s*--(?:save|with|as|rows)\s+\S+|\s*--no-execute")
_TABLES = re.compile(r'(?:\b(?:from|join)\s+|,\s*)("?)([A-Za-z_]\w*)(?!\w)\1(?!\s*[.(])', re.IGNORECASE)
_PLACES = re.compile(r"\b(?:from|join|select|where|on|using|by|having|limit|values|set|qualify)\b|[()]", re.IGNORECASE)
_BRACES = re.compile(r"\{\{?\s*([A-Za-z_]\w*)\s*\}?\}")


@dataclass(slots=True)
class SqlCell:
    """One SQL cell."""

    query: str
    name: str = ""
    """The variable that its rows go to."""
    source: str | None = None
    left_out: list[str] = field(default_factory=list)

    @property
    def reads(self) -> set[str]:
        """The names that may be variables of the notebook: tables, and what stands in braces."""
        tables = {found[2] for found in _TABLES.finditer(self.query) if _is_table(found)}
        return tables | {one[1] for one in _BRACES.finditer(self.query)}

    def with_references(self, references: Mapping[str, str]) -> str:
        """The statement with references in place of those names."""
        text = _BRACES.sub(lambda found: references.get(found[1], found[0]), self.query)

        def table(found: re.Match[str]) -> str:
            reference = references.get(found[2])
            if reference is None or not _is_table(found) or reference == f"<{found[2]}.output>":
                return found[0]  # the block has the table's name
            return found[0][: found.start(1) - found.start()] + reference

        return _TABLES.sub(table, text)


def sql_cell(text: str) -> SqlCell | None:
    """The SQL of a cell; None where it is another magic."""
    head = _HEAD.fullmatch(text)
    if head is None:
        return None
    line, name, left_out = head["line"], "", []
    if (to := _TO.search(line)) is not None:
        name, line = to[1], line[: to.start()] + " " + line[to.end() :]
    if _OPTION.search(line):
        left_out.append(f"the options `{' '.join(_OPTION.findall(line)).strip()}`.")
        line = _OPTION.sub("", line)
    first, _, rest = line.strip().partition(" ")
    source = None
    if first and not re.match(r"(?i)(select|with|from|values|describe|summarize|show|pivot|explain|--)", first):
        source, line = first.strip("\"'"), rest
    if source is not None and "://" in source:
        left_out.append(f"the connection {source.partition('://')[0]}://…; name a data source instead.")
        source = None
    return SqlCell(f"{line.strip()}\n{head['body']}".strip(), name, source, left_out)


def _is_table(found: re.Match[str]) -> bool:
    """Whether what follows a comma is one more table: behind `from a, b`."""
    before = [one[0].lower() for one in _PLACES.finditer(found.string, 0, found.start())]
    return found[0][0] != "," or before[-1:] in (["from"], ["join"])
