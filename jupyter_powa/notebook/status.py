"""`%powa`: what there is in this notebook's project, in a few lines."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher
from IPython.core.magic import Magics, line_magic, magics_class, no_var_expand

from jupyter_powa.errors import BadRequest, PowaError
from jupyter_powa.notebook.recording import record_line
from jupyter_powa.notebook.sql.failed import SqlFailed
from jupyter_powa.notebook.sql.magic import PowaSql

SHOWN = 20
"""Workflows that are listed."""

HELP = """\
%%powa_sql [SOURCE] [NAME <<]   one statement of SQL; {value} is bound, frames and earlier queries are tables by name
                                --save NAME keeps the query, `from NAME` builds upon it; --as frame|polars|arrow
%%powa [WORKFLOW]               ask the copilot; the chat appears below
%%powa @AGENT                   ask a SQL agent; its answer appears below, `--to NAME` keeps it
%powa status                    what there is, on one screen
%powa sources                   the data sources that statements can name
%powa tables [SOURCE]           the tables there
%powa queries                   the queries that later cells can read from
%powa forget NAME               drop one of them
%powa workflows                 the workflows, newest first
%powa record [FILE] [--mode MODE]  record calls of models and over HTTP, and play them: replay, record, strict
%powa record WORD               status, list, refresh TEXT, prune, off
%powa cache                     what runs have kept in this kernel; `%powa cache clear` forgets it
%powa claim sql                 %%sql means %%powa_sql; `%powa release sql` gives it back
%config PowaSql                 how results are given: result, rows, claim_sql"""


@magics_class
class PowaLine(Magics):
    """`%powa` and its words."""

    shell: Any

    def __init__(self, shell: Any, sql: PowaSql) -> None:
        super().__init__(shell)
        self._sql = sql

    @no_var_expand
    @line_magic
    def powa(self, line: str) -> None:
        """Say what there is: `%powa help` lists the words."""
        word, *rest = line.split() or ["status"]
        try:
            said = self.words.get(word)
            if said is None:
                raise BadRequest(f"There is no `%powa {word}`. There are: {', '.join(self.words)}.")
            for one in said(rest):
                print(one)  # noqa: T201
        except PowaError as error:
            raise SqlFailed(error) from None

    @property
    def words(self) -> dict[str, Callable[[list[str]], Iterator[str]]]:
        """What can stand behind `%powa`."""
        return {
            "status": self._status,
            "sources": self._sources,
            "tables": self._tables,
            "queries": self._queries,
            "forget": self._forget,
            "workflows": self._workflows,
            "record": record_line,
            "cache": self._cache,
            "claim": self._claim,
            "release": self._release,
            "help": lambda rest: iter(HELP.splitlines()),
        }

    def second(self, word: str) -> list[str]:
        """What can stand behind a word."""
        if word in ("claim", "release"):
            return ["sql"]
        if word == "record":
            return ["status", "list", "refresh", "prune", "off"]
        if word == "cache":
            return ["clear"]
        if word == "forget":
            return list(self._sql.names())
        return list(self._sql.reach.sources()) if word == "tables" else []

    def agents(self) -> list[str]:
        """The SQL agents, as `%%powa` names them."""
        return [f"@{shlex.quote(one.name)}" for one in self._sql.reach.powa.store.agents.list()]

    def _status(self, rest: list[str]) -> Iterator[str]:
        from jupyter_powa.data.local import MEMORY
        from jupyter_powa.kernel.local import local_kernel

        powa = self._sql.reach.powa
        path = powa.settings.database_path
        counted = sum(len(schema.tables) for schema in self._sql.known.schemas(None))
        where = "in memory" if path == MEMORY else _short(path)
        _, total = powa.store.workflows.list(limit=1)
        running = powa.executions.running
        sql = "%%powa_sql" if self._sql.claims else "JupySQL or another" if self._has_sql() else "not claimed"
        yield f"jupyter_powa  {version('jupyter_powa')}, in {local_kernel().name}"
        yield f"database      {where}, {_number(counted, 'table')}"
        yield f"workflows     {_number(total, 'workflow')}, {len(running)} running"
        yield f"queries       {', '.join(self._sql.names()) or 'none saved'}"
        yield f"results       {self._sql.result} (%config PowaSql.result)"
        yield f"%%sql         {sql}"
        yield f"copilot       {powa.settings.default_model}"

    def _has_sql(self) -> bool:
        return "sql" in self.shell.magics_manager.magics["cell"]

    def _sources(self, rest: list[str]) -> Iterator[str]:
        yield "project  (duckdb, where no other is named)"
        for name, what in self._sql.reach.sources().items():
            yield f"{name}  ({what})"

    def _tables(self, rest: list[str]) -> Iterator[str]:
        schemas = self._sql.known.schemas(rest[0] if rest else None)
        for place, schema in enumerate(schemas):
            for table in schema.tables:
                name = table.name if place == 0 else f"{schema.name}.{table.name}"
                yield f"{name}  ({', '.join(column.name for column in table.columns)})"
        if not any(schema.tables for schema in schemas):
            yield "no tables yet: `create table name as select …` makes one"

    def _queries(self, rest: list[str]) -> Iterator[str]:
        for name, saved in self._sql.names().items():
            yield f"{name}  {' '.join(saved.said.split())[:100]}"
        if not self._sql.names():
            yield "none: `%%powa_sql --save NAME` keeps a query"

    def _forget(self, rest: list[str]) -> Iterator[str]:
        for name in rest:
            if not self._sql.forget(name):
                raise BadRequest(f"No query {name!r} is saved. There are: {', '.join(self._sql.names()) or 'none'}.")
        yield from ()

    def _workflows(self, rest: list[str]) -> Iterator[str]:
        rows, total = self._sql.reach.powa.store.workflows.list(limit=SHOWN)
        for row in rows:
            yield f"{row.name}  ({_number(row.execution_count, 'run')})"
        if total > len(rows):
            yield f"… and {total - len(rows):,} more"
        if not rows:
            yield 'none yet: `Workflow("name")` makes one'

    def _cache(self, rest: list[str]) -> Iterator[str]:
        from jupyter_powa.notebook.cache import Cache

        if rest not in ([], ["clear"]):
            raise BadRequest("Write: %powa cache, or %powa cache clear.")
        cache = Cache(self._sql.reach.powa)
        if rest:
            cache.clear()
        yield f"{_number(len(cache), 'result')}, {cache.size / 1e6:.1f} MB, {cache.location}"

    def _claim(self, rest: list[str]) -> Iterator[str]:
        _only_sql("claim", rest)
        had = self._has_sql() and not self._sql.claims
        self._sql.claim_sql = True
        yield "%%sql is now %%powa_sql." + (" `%powa release sql` gives it back to whoever had it." if had else "")

    def _release(self, rest: list[str]) -> Iterator[str]:
        _only_sql("release", rest)
        self._sql.claim_sql = False
        yield "%%sql is given back." if self._has_sql() else "%%sql is nobody's now."


class Words:
    """Completes the words of `%powa`."""

    def __init__(self, line: PowaLine) -> None:
        self._line = line

    @context_matcher(identifier="jupyter_powa.words", priority=1_200)  # type: ignore[untyped-decorator]
    def match(self, context: CompletionContext) -> SimpleMatcherResult:
        """The words that fit."""
        before = context.text_until_cursor.lstrip()
        found: list[str] = []
        fragment = before.rsplit(None, 1)[-1] if before and not before[-1].isspace() else ""
        given = before[: len(before) - len(fragment)].split()
        if given == ["%powa"]:
            found = list(self._line.words)
        elif given[:1] == ["%powa"] and len(given) == 2:
            found = self._line.second(given[1])
        elif given == ["%%powa"] and fragment.startswith("@"):
            found = self._line.agents()
        fitting = [SimpleCompletion(word, type="word") for word in found if _begins(word, fragment)]
        return {"completions": fitting, "matched_fragment": fragment, "suppress": True, "ordered": True}


def _begins(word: str, fragment: str) -> bool:
    """Whether the fragment begins the word, which may stand in quotes that nobody has typed."""
    return word.startswith(fragment) or word.replace("'", "").startswith(fragment)


def _only_sql(word: str, rest: list[str]) -> None:
    if rest != ["sql"]:
        raise BadRequest(f"Write: %powa {word} sql.")


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _short(path: str) -> str:
    """The path with `~` for the user's own folder."""
    home = str(Path.home())
    return f"~{path[len(home) :]}" if path.startswith(home + "/") else path
