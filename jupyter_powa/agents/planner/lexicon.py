"""What the words of a question may mean in one context: its tables, columns and values, by their roots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from jupyter_powa.agents.index import Held
from jupyter_powa.agents.link import Linker
from jupyter_powa.agents.planner.vocabulary import root
from jupyter_powa.agents.words import words
from jupyter_powa.explore.kinds import Kind, sort_of
from jupyter_powa.model.agents import Context, ContextColumn, ContextTable

Phrase = tuple[str, ...]

_ALSO = re.compile(r"\b(?:also (?:called|known as|said)|aka|synonyms?:?|or simply) ([^.;\n]+)", re.I)
_ONE = re.compile(r"^(?:one|a|an|each) (\w+)", re.I)
_TAILS = frozenset(
    re.findall(
        r"\S+",
        "at on date day time id key km kg cm minut second hour usd eur euro pct percent amount text string ",
    )
)
"""Last words of a column's name that say its unit or type."""
_LABELS = ("name", "title", "label", "full name", "display name")
MANY = 20_000
"""Values of a context that are looked for by their words."""


@dataclass(frozen=True)
class Ref:
    """A column of a table."""

    table: str
    name: str
    type: str = field(default="", compare=False)
    kind: Kind = field(default="other", compare=False)
    role: str | None = field(default=None, compare=False)

    @property
    def measured(self) -> bool:
        """Whether it holds numbers that can be added up or averaged."""
        key = self.name.casefold() == "id" or self.name.casefold().endswith("_id")
        return self.kind == "number" and self.role not in ("IDENTIFIER", "FOREIGN_KEY") and not key


@dataclass(frozen=True)
class Meaning:
    """What a phrase may mean, and how surely."""

    table: str
    column: Ref | None = None
    value: str | None = None
    weight: float = 1.0
    truth: bool | None = None
    """Of a column of truth values: which one the phrase says."""


class Lexicon:
    """All phrases of a context."""

    def __init__(self, context: Context) -> None:
        self.tables = {table.name: table for table in context.tables}
        self.phrases: dict[Phrase, list[Meaning]] = {}
        self._said: set[tuple[Phrase, str, Ref | None, str | None]] = set()
        self.keys: dict[str, set[str]] = {}
        for key in context.relationships:
            self.keys.setdefault(key.table, set()).update(key.columns)
        self.refs = {table.name: [ref(table.name, column) for column in table.columns] for table in context.tables}
        room = MANY
        for table in context.tables:
            self._table(table)
            for column, one in zip(table.columns, self.refs[table.name], strict=True):
                self._column(table, column, one)
                room -= self._values(column, one, room)
        self.longest = max(map(len, self.phrases), default=1)

    def also(self, held: Sequence[Held]) -> Lexicon:
        """The same phrases, and those of further values."""
        refs = {(one.table, one.name): one for refs in self.refs.values() for one in refs}
        fresh = []
        for one in held:
            said, of = tuple(root(word) for word in words(one.value)), refs.get((one.table, one.column))
            if of is not None and (said, one.table, of, one.value) not in self._said:
                fresh.append((of, one))
        if not fresh:
            return self
        made = copy(self)
        made.phrases = {phrase: list(meanings) for phrase, meanings in self.phrases.items()}
        made._said = set(self._said)
        for of, one in fresh:
            made._add(words(one.value), Meaning(one.table, of, one.value, weight=1.1))
        made.longest = max(map(len, made.phrases))
        return made

    def label(self, table: str) -> list[Ref]:
        """The columns that people call a row by; none where there are no such."""
        own = _plain(table)
        refs = {" ".join(words(one.name)): one for one in self.refs.get(table, ())}
        for said in (*_LABELS, *(f"{own} {label}" for label in _LABELS)):
            if said in refs:
                return [refs[said]]
        if "first name" in refs and "last name" in refs:
            return [refs["first name"], refs["last name"]]
        return [one for said, one in refs.items() if said.split()[-1] in ("name", "title") and one.kind == "text"][:1]

    def key(self, table: str) -> list[Ref]:
        """The columns that tell its rows apart."""
        found = [one for one in self.refs.get(table, ()) if one.role == "IDENTIFIER"]
        own = _plain(table)
        names = ("id", f"{own} id", f"{own} key", f"{own} code")
        return found or [one for one in self.refs.get(table, ()) if " ".join(words(one.name)) in names][:1]

    def moments(self, table: str) -> list[Ref]:
        """Its columns of days and times."""
        return [
            one for one in self.refs.get(table, ()) if one.kind == "time" and not one.type.lower().startswith("time ")
        ]

    def _add(self, phrase: Iterable[str], meaning: Meaning) -> None:
        rooted = tuple(root(word) for word in phrase)
        said = (rooted, meaning.table, meaning.column, meaning.value)
        if rooted and all(rooted) and said not in self._said:
            self._said.add(said)
            self.phrases.setdefault(rooted, []).append(meaning)

    def _table(self, table: ContextTable) -> None:
        name = words(table.name.rpartition(".")[2])
        bare = [word for word in name if word not in ("tbl", "dim", "fact", "t", "stg", "raw")] or name
        self._add(bare, Meaning(table.name))
        for said, weight in _synonyms(table.description):
            self._add(words(said), Meaning(table.name, weight=weight))

    def _column(self, table: ContextTable, column: ContextColumn, one: Ref) -> None:
        name = words(column.name)
        own = words(table.name.rpartition(".")[2])
        if one.kind == "boolean":
            self._truth(name, one)
        self._add(name, Meaning(table.name, one))
        foreign = column.name in self.keys.get(table.name, set()) or column.data_role == "FOREIGN_KEY"
        if not foreign:
            self._add([*own, *name], Meaning(table.name, one, weight=1.2))
            for short, weight in _shorter(name, own, one):
                self._add(short, Meaning(table.name, one, weight=weight))
                self._add([*own, *short], Meaning(table.name, one, weight=weight + 0.15))
        for said, weight in _synonyms(column.description):
            self._add(words(said), Meaning(table.name, one, weight=weight))

    def _truth(self, name: list[str], one: Ref) -> None:
        plain = [word for word in name if word not in ("is", "has", "was")]
        self._add(plain, Meaning(one.table, one, truth=True))
        for prefix in ("in", "non", "un"):
            self._add([f"{prefix}{plain[0]}", *plain[1:]], Meaning(one.table, one, truth=False))

    def _values(self, column: ContextColumn, one: Ref, room: int) -> int:
        texts = [value for value in column.values if isinstance(value, str) and value.strip()][: max(room, 0)]
        for value in texts:
            said = words(value)
            if said and not (len(said) == 1 and len(said[0]) == 1 and said[0].isdigit()):
                self._add(said, Meaning(one.table, one, value, weight=1.1))
        return len(texts)


def ref(table: str, column: ContextColumn) -> Ref:
    """A column of a context's table."""
    return Ref(table, column.name, column.type, sort_of(column.type).kind, column.data_role)


def _plain(table: str) -> str:
    """The table's name as one thing of its kind is called: `order_items` is order item."""
    said = words(table.rpartition(".")[2])
    return " ".join([*said[:-1], _single(said[-1])]) if said else ""


def _single(word: str) -> str:
    from jupyter_powa.agents.words import stem

    return stem(word)


def _shorter(name: list[str], own: list[str], one: Ref) -> Iterable[tuple[list[str], float]]:
    """The shorter ways to say a column's name: without its table, without its unit, its last word."""
    rest = name
    mine = [root(word) for word in own]
    while len(rest) > 1 and any(
        root(rest[0]) == said or (len(rest[0]) > 2 and said.startswith(rest[0])) for said in mine
    ):
        rest = rest[1:]
        yield rest, 0.95
    while len(rest) > 1 and root(rest[-1]) in _TAILS:
        rest = rest[:-1]
        yield rest, 0.6 if one.kind == "time" else 0.85
    if one.kind == "time":
        yield [*rest, "date"], 0.85
        if len(rest) > 1:
            yield [rest[0]], 0.5
    elif len(rest) > 1 and one.kind != "boolean":
        yield [rest[-1]], 0.7
        if one.kind != "number" or rest[-1] not in ("id", "no"):
            yield [rest[0]], 0.4


def _synonyms(description: str | None) -> Iterable[tuple[str, float]]:
    """The other words for a thing that its description gives."""
    text = " ".join((description or "").split())
    for found in _ALSO.findall(text):
        for said in re.split(r",| or | and ", found):
            if 0 < len(said.split()) <= 4:
                yield said.strip(" '\"“”"), 0.95
    if found := _ONE.match(text):
        yield found[1], 0.8
    if found := re.match(r"^(?:the |an? )?(\w+(?: \w+)?)\.", text, re.I):
        yield found[1], 0.75
    for found in re.findall(r": (?:the |an? )?(\w+)[,.]", text):
        yield found, 0.75


_KEPT: WeakKeyDictionary[Linker, Lexicon] = WeakKeyDictionary()


def lexicon(linker: Linker, context: Context) -> Lexicon:
    """The lexicon of a context, made once for each linker."""
    found = _KEPT.get(linker)
    if found is None:
        found = _KEPT[linker] = Lexicon(context)
    return found
