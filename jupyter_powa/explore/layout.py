"""A statement laid out anew: only blanks and line breaks change, so that it says what it said.

sqlglot cuts the text into tokens. What it writes itself is not used: it spells functions, casts and conditions anew.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from jupyter_powa.explore.dialect import Dialect

WIDTH = 88
"""Letters of a line that is not broken."""
STEP = "  "

_COMMENT = re.compile(r"--[^\n]*|#[^\n]*|/\*.*?\*/", re.DOTALL)
_CLAUSES = re.compile(
    r"(with|select|from|where|group by|having|qualify|window|order by|limit|offset|fetch|union|intersect|except|values"
    r"|set|returning|on conflict|on duplicate|pivot|unpivot|using sample"
    r"|(?:(?:natural|left|right|full|inner|outer|cross|semi|anti|asof|positional|lateral|straight_)\s*)*join)\b",
    re.I,
)
_QUERY = re.compile(r"(with|select|from|values)\b", re.I)
_LISTS = re.compile(r"(with|select|group by|order by|values|set|returning|window)\b", re.I)
_TESTS = re.compile(r"(where|having|qualify|.*join)\b", re.I)
_WAYS = frozenset({"left", "right", "full", "inner", "outer", "cross", "semi", "anti", "asof", "positional", "natural"})


@dataclass
class Word:
    """A token, or brackets with what is in them: its text, and what stands before it in the source."""

    text: str
    spaced: bool = True
    """Whether blanks stood before it."""
    comments: list[str] = field(default_factory=list)
    """Comments before it."""
    inner: list[Word] | None = None
    """What is in the brackets that it opens."""
    closing: str = ""

    @property
    def flat(self) -> str:
        """It on one line."""
        if self.inner is None:
            return self.text
        return f"{self.text}{_line(self.inner)}{self.closing}"

    @property
    def breaks(self) -> bool:
        """Whether it cannot stand on one line: there is a comment to the end of a line in it."""
        ends = any(not one.startswith("/*") or "\n" in one for one in self.comments)
        return ends or "\n" in self.text or any(one.breaks for one in self.inner or ())

    @property
    def is_query(self) -> bool:
        """Whether these are brackets around a query."""
        return bool(self.inner) and _QUERY.match(self.inner[0].text) is not None  # type: ignore[index]


def laid_out(sql: str, dialect: Dialect) -> str:
    """One statement, its clauses on lines of their own; raises ValueError for what cannot be cut into tokens."""
    words, tail = _words(sql, dialect)
    lines = list(_clauses(words, ""))
    return "\n".join([*lines, *tail])


def _words(sql: str, dialect: Dialect) -> tuple[list[Word], list[str]]:
    """The words of a text, brackets nested; and the comments behind the last one."""
    from sqlglot import tokenize
    from sqlglot.errors import SqlglotError

    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    try:
        tokens = tokenize(sql, read=dialect.sqlglot)
    except SqlglotError:
        raise ValueError("it cannot be cut into words: a quote or a bracket may be missing") from None
    top: list[Word] = []
    open_: list[list[Word]] = [top]
    place = 0
    for token in tokens:
        gap, text = sql[place : token.start], sql[token.start : token.end + 1]
        word = Word(text, bool(gap), _COMMENT.findall(gap))
        place = token.end + 1
        if text in (")", "]", "}"):
            if len(open_) == 1:
                raise ValueError("a bracket is closed that is not open")
            open_.pop()
            open_[-1][-1].closing = "".join(f"{one}\n" if one.startswith("--") else one for one in word.comments) + text
            continue
        open_[-1].append(word)
        if text in ("(", "[", "{"):
            word.inner = []
            open_.append(word.inner)
    if len(open_) > 1:
        raise ValueError("a bracket is not closed")
    while top and top[-1].text == ";":
        top.pop()
    if any(word.text == ";" for word in top):
        raise ValueError("format takes one statement at a time")
    return top, _COMMENT.findall(sql[place:])


def _line(words: Sequence[Word]) -> str:
    """Words on one line, spaced as they were; a comma has a blank behind it and none before."""
    made, before = "", ""
    for word in words:
        for comment in word.comments:
            made += f" {comment}" if made else comment
        space = word.spaced or word.comments or before == ","
        made += f"{' ' if made and space and word.text not in (',', ';') else ''}{word.flat}"
        before = word.text
    return made


def _clauses(words: Sequence[Word], indent: str) -> Iterator[str]:
    """The clauses of a query, each on a line of its own or on several."""
    part: list[Word] = []
    for place, word in enumerate(words):
        begins = _begins(words, place)
        if begins and part:
            yield from _clause(part, indent)
            part = []
        part.append(word)
    if part:
        yield from _clause(part, indent)


def _begins(words: Sequence[Word], place: int) -> bool:
    """Whether a clause begins here: `left join` begins with `left`, and `is distinct from` holds no `from`."""
    found = _CLAUSES.match(" ".join(word.text for word in words[place : place + 3]))
    if found is None or words[place].inner is not None:
        return False
    before = words[place - 1].text.lower() if place else ""
    first = words[place].text.lower()
    return not (
        (before in _WAYS and first not in ("select", "where"))
        or (before == "distinct" and first == "from")
        or before in ("within", "over", ".") or (first == "set" and before in ("as", ","))
        or (before == "using" and first != "sample")
    )  # fmt: skip


def _clause(words: list[Word], indent: str) -> Iterator[str]:
    """One clause: on one line where it fits, else each of its parts on a line of its own."""
    flat = _line(words)
    if len(indent) + len(flat) <= WIDTH and not any(word.breaks for word in words):
        yield indent + flat
        return
    head = _head(words)
    if not _LISTS.match(head) and not _TESTS.match(head):
        yield from _part(words, indent)
        return
    count = len(head.split())
    yield from _part(words[:count], indent)
    for part in _parts(words[count:], by_commas=_LISTS.match(head) is not None):
        yield from _part(part, indent + STEP)


def _head(words: Sequence[Word]) -> str:
    """The words that a clause begins with: `order by`, `select distinct`, `left join`."""
    said = " ".join(word.text for word in words[:3])
    found = _CLAUSES.match(said)
    head = found[0] if found else ""
    more = re.match(r"\s+(distinct|all|recursive)\b", said[len(head) :], re.I)
    return head + (more[0] if more else "")


def _parts(words: Sequence[Word], *, by_commas: bool) -> Iterator[list[Word]]:
    """A list by its commas, a condition before each `and` and `or`, except that of `between`."""
    part: list[Word] = []
    between = False
    for word in words:
        said = word.text.lower()
        if not by_commas and said in ("and", "or") and part and not (between and said == "and"):
            yield part
            part = []
        between = said == "between" or (between and said != "and")
        part.append(word)
        if by_commas and said == ",":
            yield part
            part = []
    if part:
        yield part


def _part(words: Sequence[Word], indent: str) -> Iterator[str]:
    """One part on a line; comments to the end of a line, and long queries in it, on lines of their own."""
    line: list[Word] = []
    begun = indent
    for word in words:
        ended = [one for one in word.comments if not one.startswith("/*")]
        if ended:
            before = begun + _line(line) if line else ""
            yield f"{before} {' '.join(word.comments)}" if line else indent + " ".join(word.comments)
            line, begun = [], indent + (STEP if before else "")
            word = Word(word.text, word.spaced, [], word.inner, word.closing)
        line.append(word)
        if word.is_query and (word.breaks or len(indent) + len(_line(words)) > WIDTH):
            opened = _line([*line[:-1], Word(word.text, word.spaced, word.comments)])
            yield begun + opened
            yield from _clauses(word.inner or [], indent + STEP)
            line, begun = [Word(word.closing)], indent
    if line:
        yield begun + _line(line)
