"""Which tables of a database have been written to since this process knows it: what stands in for a table's version."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from jupyter_powa.data.relation import RUNS

_NAME = r'(?:"(?:[^"]|"")+"|[\w$]+)'
_PATH = rf"(?P<name>{_NAME}(?:\s*\.\s*{_NAME})*)"
_LEAD = re.compile(r"(?:\s+|--[^\n]*(?:\n|$)|/\*.*?\*/)*", re.DOTALL)
_READS = re.compile(
    r"copy\s*\(|(?:select|from|values|describe|desc|show|summarize|explain|pivot|unpivot|table|set|reset|use|pragma"
    r"|begin|commit|checkpoint|create\s+schema|with(?!.*\b(?:insert|update|delete|merge)\b))\b",
    re.IGNORECASE | re.DOTALL,
)
_WRITES = re.compile(
    r"(?:create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+)?(?:table|view)(?:\s+if\s+not\s+exists)?"
    r"|insert\s+(?:or\s+\w+\s+)?into|update|delete\s+from|truncate(?:\s+table)?|merge\s+into"
    rf"|drop\s+(?:table|view)(?:\s+if\s+exists)?)\s+{_PATH}",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+)?(?:recursive\s+)?(?:view|macro|function)"
    rf"(?:\s+if\s+not\s+exists)?\s+{_PATH}",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d]\w*")
DEFINED = """select view_name, sql from duckdb_views() where not internal
union all select function_name, macro_definition from duckdb_functions()
where not internal and macro_definition is not null"""
"""The views and macros of a database, with the words that define them; some 10 ms."""


def reads_only(sql: str) -> bool:
    """Whether a statement only reads, by its first words; what is not sure counts as writing."""
    return _READS.match(sql, _after_comments(sql)) is not None


class Writes:
    """Counts the statements that wrote, by the table that they wrote to; those of unclear meaning count for all."""

    def __init__(self, file: str | None = None) -> None:
        """`file`: the database's file, in which other processes may write while it is closed here."""
        self._file = Path(file) if file else None
        self._counts: Counter[str] = Counter()
        self._all = 0
        self._means: dict[str, frozenset[str]] = {}
        """By the name of a view or a macro: the words that it is defined by, tables among them."""
        self._left: tuple[int, int] | None = None
        self._strange = True
        """Whether there may be views and macros that nobody has told of here."""

    def saw(self, sql: str) -> None:
        """A statement has run."""
        start = _after_comments(sql)
        if _READS.match(sql, start):
            return
        if (made := _DEFINES.match(sql, start)) is not None:
            self.defined(_last(made["name"]), sql)
        found = _WRITES.match(sql, start)
        if found is None:
            self._all += 1
        elif f'"{RUNS}"' not in found["name"]:
            self._counts[_last(found["name"])] += 1

    def defined(self, name: str, words: str) -> None:
        """A view or a macro is there: whoever reads it reads what stands in its words."""
        name = name.casefold()
        self._means[name] = self._means.get(name, frozenset()) | _words(words)

    def closed(self) -> None:
        """The file is not open in this process from now on."""
        self._left = self._stat()

    def opened(self) -> bool:
        """The file is open again: where it is another than it was, somebody else has written.

        Gives whether there may be views and macros that nobody has told of here.
        """
        self._look()
        strange, self._strange, self._left = self._strange, False, None
        return strange

    def of(self, words: Collection[str]) -> dict[str, int]:
        """How often each of these tables was written to, as far as they were; `*` stands for all tables."""
        self._look()
        meant = self._meant(set(words))
        told = {name: count for name, count in list(self._counts.items()) if _words(name) <= meant}
        return {**told, "*": self._all} if self._all else told

    def _look(self) -> None:
        if self._left is not None and self._left != (now := self._stat()):
            self._all, self._left, self._strange = self._all + 1, now, True

    def _meant(self, words: set[str]) -> set[str]:
        """These words, and those of the views and macros that they name."""
        waiting = set(self._means)
        while found := {name for name in waiting if _words(name) <= words}:
            waiting -= found
            words = words.union(*(self._means[name] for name in found))
        return words

    def _stat(self) -> tuple[int, int] | None:
        try:
            about = self._file.stat() if self._file else None
        except OSError:
            return None
        return (about.st_size, about.st_mtime_ns) if about else None


def _after_comments(sql: str) -> int:
    found = _LEAD.match(sql)
    return found.end() if found else 0


@lru_cache(maxsize=10_000)
def _words(text: str) -> frozenset[str]:
    """The words of a name or a statement, as they are found in the text of whoever means it."""
    return frozenset(_WORD.findall(text.casefold()))


def _last(path: str) -> str:
    """The table's own name, of one that may have its database and schema in front."""
    name: str = re.findall(_NAME, path)[-1]
    return name[1:-1].replace('""', '"').casefold() if name.startswith('"') else name.casefold()
