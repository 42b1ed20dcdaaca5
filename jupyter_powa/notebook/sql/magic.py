"""`%%powa_sql`: one statement of SQL in a cell, on the project's database or a data source."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from IPython.core.magic import Magics, line_cell_magic, magics_class, needs_local_scope, no_var_expand
from traitlets import Bool, Enum, Integer, observe

from jupyter_powa.data.encode import columns, is_frame
from jupyter_powa.data.frames import is_table, named
from jupyter_powa.errors import BadRequest, PowaError
from jupyter_powa.explore.kept import MOST_ROWS
from jupyter_powa.model.source import PROJECT
from jupyter_powa.notebook.sql.braces import fill
from jupyter_powa.notebook.sql.failed import SqlFailed, excerpt, line_of
from jupyter_powa.notebook.sql.known import Known
from jupyter_powa.notebook.sql.options import KINDS, USAGE, Options, options
from jupyter_powa.notebook.sql.past import remembered
from jupyter_powa.notebook.sql.query import Query, loaded
from jupyter_powa.notebook.sql.reach import Reach
from jupyter_powa.notebook.sql.saved import Composed, Find, Saved, can_be_saved, compose
from jupyter_powa.notebook.sql.scan import changes, statements, tokens, verb

if TYPE_CHECKING:
    from jupyter_powa.powa import Powa


TWICE = re.compile(r"\{\{(\s*[^\W\d][\w.]*\s*)\}\}")
"""How other packages have values written."""


@magics_class
class PowaSql(Magics):
    """`%%powa_sql`, and how it gives results."""

    shell: Any

    result = Enum(
        KINDS,
        "explorer",
        help="What a query gives: explorer (rows that are looked at without being loaded), relation (the same as a "
        "plain table), frame (pandas), polars, arrow.",
    ).tag(config=True)
    rows = Integer(20, min=1, help="The rows that a relation shows.").tag(config=True)
    claim_sql = Bool(False, help="Whether %%sql means %%powa_sql.").tag(config=True)

    def __init__(self, shell: Any, powa: Callable[[], Powa], **more: Any) -> None:
        """`powa` is asked for at the first statement."""
        self._before: dict[str, Any] = {}
        """Who had `%sql` and `%%sql` before they were claimed."""
        super().__init__(shell, **more)
        self.reach = Reach(powa, shell.user_ns)
        self.known = Known(self.reach)
        self.saved: dict[str, Saved] = {}
        """The queries that `--save` named, by their names in small letters."""
        self._given: dict[str, Saved] = {}
        """The queries whose rows `<<` gave to a variable."""

    @no_var_expand
    @needs_local_scope
    @line_cell_magic
    def powa_sql(self, line: str, cell: str | None = None, local_ns: dict[str, Any] | None = None) -> Any:
        """Run one statement of SQL.

        `{expression}` becomes a bound value, a frame in braces a table, `{name!i}` an identifier in quotes. Frames of
        the notebook are tables by name, and so are queries of earlier cells.
        """
        own = local_ns if local_ns is not None and local_ns is not self.shell.user_ns else {}
        self.reach.alone = cell is not None
        try:
            given = options(line)
            given.source = None if given.source == PROJECT else given.source
            said = given.rest if cell is None else f"{given.rest}\n{cell}"
            return self._run(given, said, own)
        except SqlFailed:
            raise
        except PowaError as error:
            raise SqlFailed(error) from None
        finally:
            self.reach.alone = False

    def find(self, source: str | None) -> Find:
        """How a statement of this source finds the queries that it may read from."""

        def found(name: str) -> Saved | None:
            word = name.casefold()
            for key, value in list(self.shell.user_ns.items()):
                if isinstance(value, Query) and isinstance(key, str) and key.casefold() == word:
                    return replace(value.saved, name=key)
            if word in self.saved:
                return self.saved[word]
            sees_frames = source is None and is_table(self.shell.user_ns.get(name))
            return None if sees_frames else self._given.get(word)

        return found

    def names(self) -> dict[str, Saved]:
        """All queries that a statement may read from, by name."""
        variables = {
            key: replace(value.saved, name=key)
            for key, value in list(self.shell.user_ns.items())
            if isinstance(value, Query) and not key.startswith("_")
        }
        return {**{saved.name: saved for saved in (*self._given.values(), *self.saved.values())}, **variables}

    @property
    def claims(self) -> bool:
        """Whether `%%sql` is `%%powa_sql` just now."""
        return bool(self.shell.magics_manager.magics["cell"].get("sql") == self._mine)

    @property
    def _mine(self) -> Any:
        return self.magics["cell"]["powa_sql"]

    @observe("claim_sql")
    def _claim(self, change: Any) -> None:
        """Take `%%sql`, or give it back to whoever had it."""
        for kind, known in self.shell.magics_manager.magics.items():
            if kind not in ("line", "cell"):
                continue
            if change["new"] and known.get("sql") != self._mine:
                self._before[kind] = known.get("sql")
                known["sql"] = self._mine
            elif not change["new"] and known.get("sql") == self._mine:
                before = self._before.pop(kind, None)
                if before is None:
                    del known["sql"]
                else:
                    known["sql"] = before

    def forget(self, name: str) -> bool:
        """Drop a saved query; whether there was one."""
        found = [store.pop(name.casefold(), None) for store in (self.saved, self._given)]
        return any(found)

    def _run(self, given: Options, said: str, own: Mapping[str, Any]) -> Any:
        """`own`: the variables of the function that the line stands in."""
        filled = fill(said, {**self.shell.user_ns, **own}, self.reach.dialect(given.source))
        filled.frames |= named(filled.sql, own)
        words = tokens(filled.sql)
        if not words:
            raise BadRequest(f"There is no statement. Write: {USAGE}, and the statement below.")
        if (count := statements(words)) > 1:
            raise BadRequest(f"There are {count} statements: a cell runs one.")
        if given.save and not can_be_saved(filled):
            raise BadRequest(f"--save {given.save}: others can read from a query, and this is {verb(words)!r}.")
        name = given.save or given.to
        composed = compose(filled, self.find(given.source), given.source, tuple(given.use), name)
        saved = Saved(name, filled, given.source)
        try:
            result = self._remembered(given, saved, composed) if given.execute else None
        except PowaError as error:
            raise _told(error, said, composed) from None
        saved = replace(saved, columns=_columns(result))
        if given.save:
            self.saved[given.save.casefold()] = saved
        if given.to and given.execute:
            if can_be_saved(filled):
                self._given[given.to.casefold()] = saved
            self.shell.user_ns[given.to] = result
            return None
        return result

    def _remembered(self, given: Options, saved: Saved, composed: Composed) -> Any:
        with remembered(self.reach, given.source, composed.filled) as past:
            past.result = self._result(given, saved, composed)
        return past.result

    def _result(self, given: Options, saved: Saved, composed: Composed) -> Any:
        """What the cell gives: rows in the kind that is wanted; for a statement that changes something, nothing."""
        words = tokens(saved.filled.sql)
        if changes(words):
            frame = self.reach.frame(given.source, composed.filled)
            self.known.forget(given.source)
            return _counted(frame, given, verb(words))
        if verb(words) == "explain":
            frame = self.reach.frame(given.source, composed.filled)
            return print("\n".join(map(str, frame.iloc[:, -1])))  # noqa: T201
        kind = given.kind or self.result
        if kind in ("explorer", "relation") and can_be_saved(saved.filled):
            rows, explorer = given.rows or self.rows, kind == "explorer"
            read = MOST_ROWS if explorer and not given.to else rows  # what is shown at once is read at once
            page = self.reach.page(given.source, composed.filled, read)
            shown = replace(saved, columns=tuple(column.name for column in page.columns))
            return Query(self.reach, shown, composed, page, rows, explorer=explorer)
        if kind in ("explorer", "relation"):
            kind = "frame"
        return loaded(self.reach, given.source, composed, kind)


def _columns(result: Any) -> tuple[str, ...]:
    """The names of the columns of what a cell gives, in whichever kind."""
    if isinstance(result, Query):
        return tuple(result.columns)
    return tuple(map(str, columns(result))) if is_frame(result) else ()


def _counted(frame: Any, given: Options, verb: str) -> Any:
    """Say how many rows were changed, where the database says so; for a variable, give the number."""
    counted = list(frame.columns) == ["Count"] and len(frame) == 1
    count = int(frame.iloc[0, 0]) if counted else None
    if count == 0 and verb not in ("insert", "update", "delete", "merge"):
        count = None  # of a table that was made, say
    if given.to:
        return count
    if count is not None:
        print(f"{count:,} {'row' if count == 1 else 'rows'}.")  # noqa: T201
    return None


def _told(error: PowaError, said: str, composed: Composed) -> SqlFailed:
    """The error with the line that it means, of this cell or of the query that it is built upon."""
    if (twice := TWICE.search(said)) and error.code == "sql_error":
        word = twice[1].strip()
        error = BadRequest(f"{error.message}\nA value is written {{{word}}}; {{{{ writes a brace.", code=error.code)
    line = getattr(error, "line", None) or (error.details or {}).get("line")
    if line is None:  # the database does not say: it may be clear from the word that it names
        texts = [(said, ""), *((saved.said, f"in the query {saved.name!r}:") for saved in composed.used)]
        found = [(text, at, title) for text, title in texts if (at := line_of(text, error.message))]
        return SqlFailed(error, excerpt(found[0][0], found[0][1], error.message, title=found[0][2]) if found else "")
    saved, line = composed.origin(line)
    if saved is None:
        return SqlFailed(error, excerpt(said, line, error.message))
    return SqlFailed(error, excerpt(saved.said, line, error.message, title=f"in the query {saved.name!r}:"))
