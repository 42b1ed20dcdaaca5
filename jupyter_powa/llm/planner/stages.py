"""A pipeline as it grows: each stage one readable block, behind the one before it, on columns that are really there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from jupyter_powa.llm.planner.frame import Frame
from jupyter_powa.llm.planner.near import fold, listed
from jupyter_powa.llm.planner.schema import Column, Schema, Table, quoted
from jupyter_powa.llm.planner.sheet import Box, Sheet
from jupyter_powa.llm.planner.trouble import Unclear


@dataclass
class Sort:
    """How rows are ordered: SQL terms and the words for them."""

    terms: list[str]
    words: str


@dataclass
class Pipeline:
    """Where the pipeline stands: its last block, the columns there, what was made and what is worth saying."""

    sheet: Sheet
    schema: Schema
    frame: Frame = field(default_factory=Frame)
    tail: Box | None = None
    handle: str = "output"
    made: list[Box] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    joined: int = 0
    """How many tables were joined without being asked for."""
    sort: Sort | None = None
    """The order that the last block sorts by, if it only sorts."""
    loaded: bool = False

    def put(self, kind: str, name: str, config: dict[str, Any], apart: bool = False) -> Box:
        """A block behind the last one (`apart`: behind none)."""
        behind = [(self.tail.id, self.handle)] if self.tail is not None and not apart else []
        box = self.sheet.add(kind, name, config, behind)
        self.made.append(box)
        self.tail, self.handle, self.sort = box, "output", None
        return box

    def sql(self, name: str, query: str) -> Box:
        """A SQL block behind the last one."""
        return self.put("sql", name, {"query": query})

    @property
    def source(self) -> str:
        """What the next statement reads from."""
        if self.tail is None:
            raise Unclear("There is nothing to work on yet: begin with a table, as in “load orders”.")
        return '"' + self.tail.name + '"'

    def load(self, table: Table) -> None:
        """All rows of a table."""
        inputs = [box for box in self.sheet.boxes if box.type in ("input", "starter", "manual", "webhook")]
        free = [box for box in inputs if not any(source == box.id for source, _, _ in self.sheet.wires)]
        if self.tail is None and free:
            self.tail = free[0]
        self.sql(f"Load {fold(table.name)}", f"select *\nfrom {table.sql}")
        self.frame = Frame(table.columns, table, noun=table.name)
        self.loaded = True

    def load_file(self, path: str) -> None:
        """All rows of a file; what columns it has, nobody can see from here."""
        stem = path.replace("\\", "/").rsplit("/", 1)[-1].split(".")[0].replace("*", " ").strip() or "files"
        escaped = path.replace("'", "''")
        self.sql(f"Load {fold(stem)}", f"select *\nfrom '{escaped}'")
        self.frame = Frame((), None, open=True, noun=path)
        self.loaded = True
        self.notes.append(f"I cannot look into {path} from here, so I took the names of its columns as you wrote them.")

    def filter(self, condition: str, words: Iterable[str]) -> None:
        """Only the rows that fit."""
        self.sql(
            f"Filter by {listed([*dict.fromkeys(words)][:2]) or 'condition'}",
            f"select *\nfrom {self.source}\nwhere {condition}",
        )

    def join(self, table: Table, pairs: list[tuple[str, str]], how: str = "join") -> None:
        """Each row with those of the table that fit; columns of the same name get the table's own in front."""
        mine = {column.name.casefold() for column in self.frame.columns}
        keys = {right.casefold() for left, right in pairs if left.casefold() == right.casefold()}
        added, terms = [], []
        for column in table.columns:
            if column.name.casefold() in keys:
                continue
            if any(right.casefold() == column.name.casefold() for _, right in pairs) and column.primary:
                continue
            name = column.name
            if name.casefold() in mine:
                name = f"{table.one.replace(' ', '_')}_{name}"
            if name.casefold() in mine:
                continue
            terms.append(f"t.{column.sql}" if name == column.name else f"t.{column.sql} as {quoted(name)}")
            also = (f"{table.one} {column.name}", f"{table.name}.{column.name}")
            added.append(replace(column, name=name, table=table.name, also=also, primary=False))
        on = " and ".join(f"s.{quoted(left)} = t.{quoted(right)}" for left, right in pairs)
        chosen = ", ".join(["s.*", *terms])
        self.sql(
            f"Join {fold(table.name)}", f"select {chosen}\nfrom {self.source} as s\n{how} {table.sql} as t on {on}"
        )
        self.frame = self.frame.with_columns(*added)

    def join_by_key(self, table: Table, how: str = "join", asked: bool = True) -> None:
        """Join by the keys that the database declares, or by those that the names tell."""
        base = self.frame.table
        present = {column.name.casefold() for column in self.frame.columns}
        bases = [base] if base else []
        bases += [one for one in self.schema.tables if one.name in {column.table for column in self.frame.columns}]
        for one in bases:
            pairs = self.schema.keys(one, table)
            here = [(left, right) for left, right in pairs if self._here(one, left).casefold() in present]
            if len(here) == 1 or (here and not asked):
                left, right = here[0]
                self.join(table, [(self._here(one, left), right.name)], how)
                return
            if len(here) > 1:
                words = listed([f"{left.name} = {right.name}" for left, right in here], "or")
                raise Unclear(f"{one.name} and {table.name} can be joined in more than one way: {words}. Say “on …”.")
        raise Unclear(
            f"I find no key that {self.frame.noun} and {table.name} share. Say which columns belong together, as in "
            f"“join {table.name} on customer_id = id”. {table.name} has: {listed([c.name for c in table.columns])}."
        )

    def _here(self, table: Table, column: Column) -> str:
        """The name that a table's column has in the frame."""
        for own in self.frame.columns:
            if own.table == table.name and own.name == column.name:
                return own.name
        renamed = f"{table.one.replace(' ', '_')}_{column.name}"
        return renamed if any(own.name == renamed for own in self.frame.columns) else column.name

    def reach(self, said: str) -> bool:
        """Join the one table, by a key from here to it, that has what these words mean; False where there is none."""
        if self.frame.table is None:
            return False
        found = []
        for table in self.schema.tables:
            held = {column.table for column in self.frame.columns}
            if table.name in held or table.name == self.frame.table.name:
                continue
            other = Frame(table.columns, table)
            if other.find(said) is None:
                continue
            for base in [one for one in self.schema.tables if one.name in held]:
                if any(_to_one(pair, base) for pair in self.schema.keys(base, table)):
                    found.append(table)
                    break
        if len(found) != 1:
            return False
        self.join_by_key(found[0], asked=False)
        self.notes.append(f"I joined {found[0].name} for “{said}”.")
        self.joined += 1
        return True

    def sorted_by(self, sort: Sort) -> None:
        """The rows in order."""
        self.sql(f"Sort by {sort.words}", f"select *\nfrom {self.source}\norder by {', '.join(sort.terms)}")
        self.sort = sort

    def limit(self, number: int, name: str = "") -> None:
        """The first rows: of a sort, in its own block, so that both are seen as one."""
        if self.sort is not None and self.tail is not None and self.tail in self.made:
            self.tail.config = {**self.tail.config, "query": f"{self.tail.query}\nlimit {number}"}
            self.tail.name = self.sheet.unique(name or f"Top {number} by {self.sort.words}")
            self.sort = None
            return
        self.sql(name or f"First {number} rows", f"select *\nfrom {self.source}\nlimit {number}")


def _to_one(pair: tuple[Column, Column], base: Table) -> bool:
    """Whether a key leads from the base to one row of the other table, so that a join repeats nothing."""
    left, right = pair
    return (
        bool(left.refers)
        or (not right.refers and right.primary)
        or fold(right.name) in ("id", "code", "key")
        or (
            fold(left.name) != "id"
            and fold(right.name) == fold(left.name)
            and fold(left.name).startswith(fold(right.table or "").rstrip("s"))
        )
    )
