"""What is looked at, given back as code: SQL, Python that runs without this package, a cell."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any, Literal

from pydantic import Field

from jupyter_powa.data.local import MEMORY
from jupyter_powa.data.reachable import Reachable
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.dialect import DUCKDB, Dialect, dialect_of
from jupyter_powa.explore.layout import laid_out
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.statement import Statement, placed, statement
from jupyter_powa.explore.verbs import Piece, verb
from jupyter_powa.model.explore import Said, View
from jupyter_powa.model.source import DRIVERS, PROJECT, SourceAccess


class CodeForm(Said):
    """Rows as they are looked at, and the kind of code."""

    view: View = Field(description="What is looked at.")
    kind: Literal["sql", "python", "magic"] = Field(
        "sql", description="SQL; Python that runs without this package; a `%%powa_sql` cell."
    )


@verb
async def code(look: Look, form: CodeForm) -> AsyncIterator[Piece]:
    """The rows as code; raises BlockError (`no_code`) for what only the running notebook has."""
    view = _own(look, form.view)
    async with look.at(form.view.relation) as (database, _):
        kind = database.kind
    if form.kind == "python":
        yield Piece({"code": python(look, view, dialect_of(kind))})
        return
    dialect = dialect_of(kind)
    sql = _laid_out(look.written(view, kind), dialect)
    cell = f"%%powa_sql {view.relation.source or ''}".rstrip()
    yield Piece({"code": sql if form.kind == "sql" else f"{cell}\n{sql}"})


def _own(look: Look, view: View) -> View:
    """The view on what lasts: a result that is kept is the query that gave it."""
    relation = view.relation
    if relation.kept is not None and (made_by := look.kept.get(relation.kept).made_by) is not None:
        return view.model_copy(update={"relation": made_by})
    if relation.block is not None or relation.kept is not None:
        words = "These rows live in the notebook only, without a name that code could use: give them one first."
        raise BlockError(words, code="no_code")
    return view


def _laid_out(sql: str, dialect: Dialect) -> str:
    try:
        return laid_out(sql, dialect)
    except (ValueError, RecursionError):
        return sql


def python(look: Look, view: View, dialect: Dialect) -> str:
    """Python that gives the rows as a frame, with plain DuckDB, or SQLAlchemy and pandas; values are bound."""
    said = statement(view, dialect)
    said = Statement(_laid_out(said.sql, dialect), said.values)
    relation = view.relation
    if relation.variable is not None or relation.file is not None:
        return _lines("import duckdb", "", f"rows = duckdb.execute({_call(said)}).df()")
    reachable = look.databases
    name = relation.source if relation.source != PROJECT else None
    if name is None:
        path = reachable.path if isinstance(reachable, Reachable) else MEMORY
        return _duckdb(path, said) if path != MEMORY else _in_memory(look.written(view, "duckdb"))
    if isinstance(reachable, Reachable) and (access := reachable.access(name)) is not None:
        return _duckdb(access.database or access.host, said) if access.kind == "duckdb" else _stored(access, said)
    if dialect is DUCKDB:
        return f"rows = {name}.execute({_call(said)}).df()\n"
    return _lines("import pandas as pd", "from sqlalchemy import text", "", *_read(name, said))


def _duckdb(path: str, said: Statement) -> str:
    """Without `read_only`: this kernel may have the file open, and DuckDB wants the same settings each time."""
    opened = f"with duckdb.connect({path!r}) as connection:"
    return _lines("import duckdb", "", opened, f"    rows = connection.execute({_call(said)}).df()")


def _in_memory(sql: str) -> str:
    """The project's database lives in this process: nothing but this package reaches it."""
    return _lines("import jupyter_powa as powa", "", f"rows = powa.explore({_text(sql)}).frame()")


def _stored(access: SourceAccess, said: Statement) -> str:
    """The password is never written: it comes from the environment."""
    parts = [repr(DRIVERS.get(access.kind, access.kind))]
    parts += [f"username={access.username!r}"] if access.username else []
    secret = re.sub(r"\W+", "_", access.name).strip("_").upper() + "_PASSWORD"
    parts += [f'password=os.environ["{secret}"]'] if access.password is not None else []
    parts += [f"{word}={value!r}" for word in ("host", "port", "database") if (value := getattr(access, word))]
    parts += [f"query={dict(access.options)!r}"] if access.options else []
    lines = ["import os", ""] if access.password is not None else []
    lines += ["import pandas as pd", "from sqlalchemy import URL, create_engine, text", ""]
    return _lines(*lines, f"engine = create_engine(URL.create({', '.join(parts)}))", *_read("engine", said))


def _read(engine: str, said: Statement) -> list[str]:
    values = [f"value_{place}" for place in range(1, len(said.values) + 1)]
    names = iter(values)
    sql = placed(re.sub(r"(?<![:\w\\]):(?=\w)", r"\\:", said.sql), lambda: f":{next(names)}")
    params = f", {dict(zip(values, map(_plain, said.values), strict=True))!r}" if values else ""
    asked = f"text({_text(sql)})"
    return [
        f"with {engine}.connect() as connection:",
        f"    rows = pd.read_sql({asked}, connection{f', params={params[2:]}' if params else ''})",
    ]


def _call(said: Statement) -> str:
    return f"{_text(said.sql)}, {[_plain(value) for value in said.values]!r}" if said.values else _text(said.sql)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _text(sql: str) -> str:
    """SQL as a Python string: over several lines where it has them."""
    if "\n" not in sql:
        return repr(sql)
    if '"""' in sql or "\\" in sql or sql.endswith('"'):
        return repr(sql)
    return f'"""\n{sql}\n"""'


def _lines(*lines: str) -> str:
    return "\n".join(lines) + "\n"
