"""CSV that a spreadsheet opens without running any of it."""

from __future__ import annotations

from jupyter_powa.explore.dialect import DUCKDB
from jupyter_powa.model.data import Column

SIGNS = "=+@\t\r\n\uff1d\uff0b\uff0d\uff20-"
"""What a text begins with that a spreadsheet may take for a formula, also in full width (guarantees.md 2f)."""
FORMULA = f"""'^["'' ]*[{SIGNS}]'"""


def options(columns: list[Column], raw: bool = False) -> str:
    """Texts in quotes, so that an empty one is told from none; lines end as RFC 4180 says."""
    texts = ", ".join(DUCKDB.name(one.name if raw else _head(one.name)) for one in columns if _is_text(one))
    return f"format csv, header true, new_line '\\r\\n'{f', force_quote ({texts})' if texts else ''}"


def safe(columns: list[Column]) -> str:
    """Every text that a spreadsheet may take for a formula with an apostrophe before it, names of columns too."""
    said = []
    for one in columns:
        name = DUCKDB.name(one.name)
        value = f"case when regexp_matches({name}, {FORMULA}) then '''' || {name} else {name} end"
        said.append(f"{value if _is_text(one) else name} as {DUCKDB.name(_head(one.name))}")
    return ", ".join(said)


def _head(name: str) -> str:
    return f"'{name}" if name.lstrip("\"' ")[:1] in tuple(SIGNS) else name


def _is_text(column: Column) -> bool:
    return column.type.upper() == "VARCHAR"
