"""What a statement's words are, in any dialect: its verb, the tables that it reads, where a WITH may be put."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TOKEN = re.compile(
    # What is not closed goes on to the end.
    r"(?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))"
    r"|(?P<alone>\b[eE]'(?:[^'\\]|\\(?:.|\Z)|'')*(?:'|\Z)|\$(?P<tag>(?:[A-Za-z_]\w*)?)\$.*?(?:\$(?P=tag)\$|\Z))"
    r"|(?P<text>'(?:[^']|'')*(?:'|\Z))"
    r'|(?P<quoted>"(?:[^"]|"")*(?:"|\Z)|`(?:[^`]|``)*(?:`|\Z))'
    r"|(?P<word>[^\W\d][\w$]*)"
    r"|(?P<number>\d[\w.]*)"
    r"|(?P<mark>\?)"
    r"|(?P<sign>\S)",
    re.DOTALL,
)


def words(said: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(said.split())


CHANGING = words(
    "insert update delete merge create drop alter copy attach detach truncate set reset use begin start commit "
    "rollback load install vacuum checkpoint analyze grant revoke comment replace import export rename"
)
OPENING = CHANGING | words(
    "select from with values table show describe desc summarize explain pivot unpivot call pragma"
)
"""Words that a statement begins with."""

COMPOSED = words("select with from values pivot unpivot")
"""Words in front of which a WITH may stand."""

BEFORE_TABLE = words("from join summarize describe desc pivot unpivot only lateral")
TARGET = words("into update")
ENDS_FROM = words(
    "where group order having limit union except intersect select set values window qualify returning when"
)
NOT_AN_ALIAS = (
    ENDS_FROM
    | OPENING
    | words(
        "as on using join left right inner full cross natural positional asof semi anti lateral offset fetch for "
        "tablesample sample and or not is in like ilike between case then else end asc desc nulls by"
    )
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a name in quotes, a text or a sign; `depth` counts the parentheses around it."""

    kind: str
    text: str
    start: int
    end: int
    depth: int

    @property
    def word(self) -> str:
        """What it says in small letters, where it is a plain word; else nothing."""
        return self.text.lower() if self.kind == "word" else ""

    @property
    def name(self) -> str | None:
        """The name that it is, without quotes."""
        if self.kind == "word":
            return self.text
        mark = self.text[:1]
        return self.text[1:].removesuffix(mark).replace(mark * 2, mark) if self.kind == "quoted" else None


@dataclass(frozen=True, slots=True)
class Named:
    """A table that a statement names: its name in its parts, and what else it is called there."""

    parts: tuple[str, ...]
    alias: str | None = None
    target: bool = False
    """Whether it is written to."""


def tokens(sql: str) -> list[Token]:
    """The statement in tokens, without comments."""
    found: list[Token] = []
    depth = 0
    for match in TOKEN.finditer(sql):
        kind = match.lastgroup if match.lastgroup != "tag" else "alone"
        if kind == "comment":
            continue
        depth -= match[0] == ")"
        found.append(Token(kind or "sign", match[0], match.start(), match.end(), max(depth, 0)))
        depth += match[0] == "("
    return found


def verb(said: Sequence[Token]) -> str:
    """What the statement does: its first word, or behind a WITH that of the statement proper."""
    first = next((token.word for token in said if token.word), "")
    if first != "with":
        return first
    proper = (token.word for token in said if token.depth == 0 and token.word in OPENING and token.word != "with")
    return next(proper, "select")


def changes(said: Sequence[Token]) -> bool:
    """Whether it is a statement that gives no rows but changes something."""
    return verb(said) in CHANGING and not any(token.word == "returning" and token.depth == 0 for token in said)


def statements(said: Sequence[Token]) -> int:
    """How many statements there are: those that a semicolon ends, and the last."""
    ends = [place for place, token in enumerate(said) if token.text == ";" and token.kind == "sign"]
    begun = [0, *(place + 1 for place in ends)]
    return sum(begin < len(said) and said[begin].text != ";" for begin in begun)


def place_of_with(said: Sequence[Token]) -> Token | None:
    """The word in front of which (or, where it is `with`, behind which) a WITH may be put; None where there is none."""
    if not said:
        return None
    if said[0].text == "(" or said[0].word in ("delete", "update", "merge"):
        return said[0]
    return next((token for token in said if token.word in COMPOSED), None)


def defined(said: Sequence[Token]) -> set[str]:
    """The names, in small letters, that the statement itself defines by `name as (…)`."""
    found = set()
    for place, token in enumerate(said):
        if (name := token.name) is None:
            continue
        rest = place + 1
        if rest < len(said) and said[rest].text == "(":
            rest = next((p for p in range(rest, len(said)) if said[p].text == ")"), rest) + 1
        words = [other.word or other.text for other in said[rest : rest + 4]]
        if words[:1] == ["as"] and "(" in words[1:4] and set(words[1 : words.index("(")]) <= {"not", "materialized"}:
            found.add(name.casefold())
    return found


def tables(said: Sequence[Token]) -> Iterator[Named]:
    """The tables that it names, in their order; functions that give tables are none."""
    within: list[bool] = [False]  # for each parenthesis: whether its FROM goes on
    wanted = target = False
    place = 0
    while place < len(said):
        token = said[place]
        place += 1
        if token.text == "(" and token.kind == "sign":
            within.append(wanted)
        elif token.text == ")" and token.kind == "sign":
            if len(within) > 1:
                within.pop()
            wanted = False
        elif token.word in BEFORE_TABLE or token.word in TARGET:
            wanted, target, within[-1] = True, token.word in TARGET, True
        elif token.word in ENDS_FROM:
            wanted = within[-1] = False
        elif token.text == "," and within[-1]:
            wanted = True
        elif wanted and token.name is not None:
            wanted = False
            parts, place = _parts(said, place - 1)
            if place < len(said) and said[place].text == "(" and not target:
                continue
            alias, place = _alias(said, place)
            yield Named(parts, alias, target)
            target = False
        else:
            wanted = False


def _parts(said: Sequence[Token], place: int) -> tuple[tuple[str, ...], int]:
    """The name that begins there, in its parts, and the place behind it."""
    parts = [said[place].name or ""]
    place += 1
    while place < len(said) and said[place].text == ".":
        if place + 1 == len(said) or (part := said[place + 1].name) is None:
            return tuple(parts), place + 1
        parts.append(part)
        place += 2
    return tuple(parts), place


def _alias(said: Sequence[Token], place: int) -> tuple[str | None, int]:
    behind_as = place < len(said) and said[place].word == "as"
    place += behind_as
    if place < len(said) and (name := said[place].name) and (behind_as or said[place].word not in NOT_AN_ALIAS):
        return name, place + 1
    return None, place
