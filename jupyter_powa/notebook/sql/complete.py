"""Completion within `%%powa_sql`: tables, columns, earlier queries, frames, keywords, and Python names in braces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from IPython.core.completer import (
    CompletionContext,
    SimpleCompletion,
    SimpleMatcherResult,
    context_matcher,
    provisionalcompleter,
)

from jupyter_powa.data.encode import columns
from jupyter_powa.data.frames import is_table
from jupyter_powa.notebook.sql.options import FLAGS, KINDS
from jupyter_powa.notebook.sql.scan import NOT_AN_ALIAS, OPENING, Named, defined, tables, tokens, words
from jupyter_powa.notebook.sql.where import Place, place_of

if TYPE_CHECKING:
    from jupyter_powa.notebook.sql.magic import PowaSql

HERE = "powa_completes_here"
FUNCTIONS = sorted(
    words(
        "abs any_value array_agg avg cast coalesce concat count current_date date_diff date_part date_trunc dense_rank "
        "extract first_value floor greatest lag last_value lead least length list lower max median min nullif "
        "quantile_cont rank regexp_matches regexp_replace round row_number sqrt stddev strftime string_agg substring "
        "sum trim upper"
    )
)
MORE = words("distinct all exists over partition rows range preceding following true false null")
KEYWORDS = sorted([*(NOT_AN_ALIAS | OPENING | MORE) - {"by"}, "group by", "order by", "partition by"])
PLAIN = re.compile(r"[A-Za-z_]\w*\Z")
PLAIN_LOWER = re.compile(r"[a-z_][a-z0-9_]*\Z")


class Completer:
    """What IPython asks at each Tab in a cell."""

    def __init__(self, magic: PowaSql) -> None:
        self._magic = magic

    @context_matcher(identifier="jupyter_powa.sql", priority=1_200)  # type: ignore[untyped-decorator]
    def match(self, context: CompletionContext) -> SimpleMatcherResult:
        """What fits at the cursor; nothing where that is not in SQL of ours."""
        place = place_of(context.full_text, context.cursor_line, context.cursor_position, self._words())
        if place is None:
            return _result([], "")
        if place.on_line is not None:
            return self._of_line(place.on_line)
        if place.python is not None:
            return self._of_python(place.python)
        if place.in_text:
            return _result([], "")
        return self._of_sql(place)

    def _words(self) -> set[str]:
        """The magics whose cells are SQL of ours."""
        return {"powa_sql", "sql"} if self._magic.claims else {"powa_sql"}

    def _of_line(self, line: str) -> SimpleMatcherResult:
        """Behind the magic's name: sources, options and their values."""
        before, fragment = re.fullmatch(r"(.*?)(\S*)", line, re.DOTALL).groups()  # type: ignore[union-attr]
        last = before.split()[-1] if before.split() else ""
        if last == "--as":
            return _result(_fitting(KINDS, fragment, "value"), fragment)
        if last in ("--with", "--save"):
            return _result(_fitting(self._magic.names(), fragment, "query"), fragment)
        if fragment.startswith("-"):
            return _result(_fitting(FLAGS, fragment, "option"), fragment)
        names = [] if before.strip() else self._magic.sources()
        return _result(_fitting(names, fragment, "source"), fragment)

    def _of_python(self, said: str) -> SimpleMatcherResult:
        """In braces: what IPython itself completes in Python."""
        with provisionalcompleter():
            found = list(self._magic.shell.Completer.completions(said, len(said)))
        if not found:
            return _result([], "")
        start = found[0].start
        fitting = [SimpleCompletion(one.text, type=one.type) for one in found if one.start == start]
        return _result(fitting, said[start:])

    def _of_sql(self, place: Place) -> SimpleMatcherResult:
        before, fragment = re.fullmatch(r'(.*?)("[^"]*|[\w$]*)', place.before, re.DOTALL).groups()  # type: ignore[union-attr]
        whole = tokens(before + HERE + place.after)
        named = [one for one in tables(whole)]
        here = next((one for one in named if HERE in one.parts), None)
        dotted = re.search(r'((?:(?:\w+|"[^"]*")\.)+)\Z', before)
        path = [part.strip('"') for part in dotted[1].rstrip(".").split(".")] if dotted else []
        if here is not None:
            found = self._tables(place.source, path, whole)
        elif path:
            found = self._columns_of(path[-1], place.source, named) or self._tables(place.source, path, whole)
        else:
            found = [*self._columns(place.source, named), *_aliases(named), *_words(fragment)]
        return _result(_distinct(self._quoted(found, fragment, place.source)), fragment)

    def _tables(self, source: str | None, path: list[str], whole: Any) -> list[tuple[str, str]]:
        """Names of tables: with a path those of that schema, else all, with frames, queries and schemas."""
        schemas = self._magic.known.schemas(source)
        if path:
            wanted = ".".join(path).casefold()
            return [(table.name, "table") for one in schemas if one.name.casefold() == wanted for table in one.tables]
        queries = [(name, "query") for name, saved in self._magic.names().items() if saved.source == source]
        frames = [(name, "frame") for name in self._frames()] if source is None else []
        names = [(table.name, "table") for one in schemas[:1] for table in one.tables]
        others = [(f"{one.name}.{table.name}", "table") for one in schemas[1:] for table in one.tables]
        return [*queries, *((name, "query") for name in defined(whole)), *frames, *names, *others]

    def _frames(self) -> Iterator[str]:
        for name, value in list(self._magic.shell.user_ns.items()):
            if not name.startswith("_") and is_table(value):
                yield name

    def _columns(self, source: str | None, named: list[Named]) -> list[tuple[str, str]]:
        """The columns of all tables of the statement."""
        return [pair for one in named for pair in self._columns_of(one.parts[-1], source, [one])]

    def _columns_of(self, word: str, source: str | None, named: list[Named]) -> list[tuple[str, str]]:
        """The columns of a table by its name or by its alias in the statement."""
        word = word.casefold()
        table = next((one for one in named if (one.alias or "").casefold() == word), None)
        name = (table.parts[-1] if table else word).casefold()
        queries = {key.casefold(): saved for key, saved in self._magic.names().items()}
        if name in queries:
            return [(column, "column") for column in queries[name].columns]
        for key in self._frames() if source is None else ():
            if key.casefold() == name:
                return [(str(column), "column") for column in columns(self._magic.shell.user_ns[key])]
        for schema in self._magic.known.schemas(source):
            for one in schema.tables:
                if one.name.casefold() == name:
                    return [(column.name, column.type) for column in one.columns]
        return []

    def _quoted(
        self, found: Iterable[tuple[str, str]], fragment: str, source: str | None
    ) -> Iterator[SimpleCompletion]:
        """Those that begin as the fragment does, in quotes where the database needs them."""
        plain = PLAIN if source is None else PLAIN_LOWER
        begun = fragment.lstrip('"').casefold()
        for name, kind in found:
            if not name.casefold().startswith(begun):
                continue
            bare = kind in ("keyword", "function") or all(
                plain.match(part) and part.lower() not in NOT_AN_ALIAS for part in name.split(".")
            )
            needs = fragment.startswith('"') or not bare
            yield SimpleCompletion('"' + name.replace('"', '""') + '"' if needs else name, type=kind)


def _aliases(named: list[Named]) -> list[tuple[str, str]]:
    return [(one.alias or one.parts[-1], "table") for one in named]


def _words(fragment: str) -> list[tuple[str, str]]:
    """Keywords and functions, in the letters that were begun with."""
    upper = fragment.isupper()
    kinds = [*((word, "keyword") for word in KEYWORDS), *((word, "function") for word in FUNCTIONS)]
    return [(word.upper() if upper else word, kind) for word, kind in kinds] if fragment else []


def _fitting(names: Iterable[str], fragment: str, kind: str) -> list[SimpleCompletion]:
    return [SimpleCompletion(name, type=kind) for name in names if name.casefold().startswith(fragment.casefold())]


def _distinct(found: Iterable[SimpleCompletion]) -> list[SimpleCompletion]:
    return list({one.text: one for one in reversed(list(found))}.values())[::-1]


def _result(found: list[SimpleCompletion], fragment: str) -> SimpleMatcherResult:
    return {"completions": found, "matched_fragment": fragment, "suppress": True, "ordered": True}
