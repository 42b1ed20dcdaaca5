"""The index of a context: its tables, the values of its columns and its examples by their words, in SQLite FTS5."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from jupyter_powa.agents.shards import Group, groups
from jupyter_powa.agents.words import telling, words
from jupyter_powa.errors import StoreUnavailable
from jupyter_powa.limits import Limit
from jupyter_powa.model.agents import Context, ContextColumn, Golden

LONGEST: Limit[int] = 200
"""Characters of a value that is indexed. Source: ours."""

WEIGHTS = (4.0, 2.0, 1.0, 1.0)
"""What a word counts in a table's name, in its columns' names, in descriptions, in values."""

_TABLES = """
create table if not exists known (id integer primary key, name text not null unique, digest text not null);
create virtual table if not exists tables using fts5 (
  name, columns, descriptions, held, tokenize='porter unicode61 remove_diacritics 2'
);
create virtual table if not exists held using fts5 (
  value, place unindexed, col unindexed, owner unindexed, tokenize='unicode61 remove_diacritics 2'
);
create virtual table if not exists examples using fts5 (
  question, golden unindexed, tokenize='porter unicode61 remove_diacritics 2'
);
"""


@dataclass(frozen=True)
class Held:
    """A value that a question names, and the column that holds it."""

    table: str
    column: str
    value: str


class Index:
    """The index of one context. May be used from any thread."""

    def __init__(self, path: Path | str = ":memory:") -> None:
        """Open or make it; raises StoreUnavailable."""
        self._lock = Lock()
        try:
            if path != ":memory:":
                Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._connection.executescript(_TABLES)
        except (sqlite3.Error, OSError) as error:
            raise StoreUnavailable("The index of the agent cannot be opened: rebuild the agent.") from error

    def refresh(self, context: Context, goldens: Sequence[Golden] = ()) -> int:
        """Make the index fit the context; gives how many tables had changed. All of it is done, or nothing."""
        wanted = {group.first.name: group for group in groups(context.tables)}
        with self._lock, self._connection as connection:
            connection.execute("begin immediate")
            known = {name: (number, digest) for number, name, digest in connection.execute("select * from known")}
            changed = [name for name, group in wanted.items() if known.get(name, (0, ""))[1] != _digest(group)]
            gone = [name for name in known if name not in wanted]
            for name in (*changed, *gone):
                self._forget(known.get(name, (0, ""))[0])
            for name in changed:
                self._add(wanted[name])
            connection.execute("delete from examples")
            rows = [(golden.question, golden.model_dump_json()) for golden in goldens if golden.approved]
            connection.executemany("insert into examples values (?, ?)", rows)
        return len(changed) + len(gone)

    def tables(self, question: str) -> dict[str, float]:
        """The tables that share words with the question, by name: the higher, the better (BM25)."""
        query = "select known.name, -bm25(tables, ?, ?, ?, ?) from tables join known on known.id = tables.rowid"
        found = self._ask(f"{query} where tables match ?", (*WEIGHTS, _any(question)), question)
        return dict(found)

    def values(self, question: str, limit: int = 20) -> list[Held]:
        """The values that the question names whole, longer ones first."""
        query = "select place, col, value from held where held match ? order by rank limit 400"
        said = f" {' '.join(words(question))} "
        found = [
            Held(table, column, value)
            for table, column, value in self._ask(query, (_any(question),), question)
            if f" {' '.join(words(value))} " in said
        ]
        return sorted(found, key=lambda one: -len(one.value))[:limit]

    def examples(self, question: str, limit: int = 3) -> list[Golden]:
        """The approved questions that are most like this one."""
        query = "select golden from examples where examples match ? order by rank limit ?"
        found = self._ask(query, (_any(question), limit), question)
        return [Golden.model_validate_json(golden) for (golden,) in found]

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def _ask(self, query: str, values: tuple[object, ...], question: str) -> list[tuple[Any, ...]]:
        if not telling(question):
            return []
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def _forget(self, number: int) -> None:
        for statement in (
            "delete from known where id = ?",
            "delete from tables where rowid = ?",
            "delete from held where owner = ?",
        ):
            self._connection.execute(statement, (number,))

    def _add(self, group: Group) -> None:
        table = group.first
        made = self._connection.execute("insert into known (name, digest) values (?, ?)", (table.name, _digest(group)))
        described = " ".join(filter(None, [table.description, *(column.description for column in table.columns)]))
        held = [(value, column) for column in table.columns for value in _values(column)]
        row = (
            made.lastrowid,
            " ".join(words(table.name)),
            " ".join(word for column in table.columns for word in words(column.name)),
            described,
            " ".join(value for value, _ in held),
        )
        self._connection.execute(
            "insert into tables (rowid, name, columns, descriptions, held) values (?, ?, ?, ?, ?)", row
        )
        self._connection.executemany(
            "insert into held (value, place, col, owner) values (?, ?, ?, ?)",
            [(value, table.name, column.name, made.lastrowid) for value, column in held],
        )


def _values(column: ContextColumn) -> list[str]:
    return [str(value)[:LONGEST] for value in column.values if isinstance(value, str) and value.strip()]


def _digest(group: Group) -> str:
    said = "\n".join(table.model_dump_json(exclude={"id", "created_on", "available_columns"}) for table in group.tables)
    return hashlib.sha256(said.encode()).hexdigest()


def _any(question: str) -> str:
    """The question as FTS5 takes it; each word is quoted, so no operator can come from a question."""
    return " OR ".join(f'"{word}"' for word in telling(question))
