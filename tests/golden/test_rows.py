"""A page with every type of DuckDB, and what DuckDB says of each value: the browser's cells are held to both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]

from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.explore.page import encoded, paged
from jupyter_powa.model.explore import View

HERE = Path(__file__).parent / "rows"


async def page() -> tuple[bytes, dict[str, list[str | None]]]:
    """The page as Arrow, and the texts of each column."""
    databases = LocalDatabases(":memory:")
    try:
        database = await databases.open(None, {})
        await database.page("create table everything as select * from test_all_types()")
        found, shown = await paged(database, View.model_validate({"relation": {"table": ["everything"]}}))
        shown.milliseconds = 0
        names = [column.name for column in shown.columns]
        asked = ", ".join(f'cast("{name}" as varchar)' for name in names)
        texts = await database.page(f"select {asked} from everything")
        return encoded(found, shown), {name: texts.arrow.column(place).to_pylist() for place, name in enumerate(names)}
    finally:
        await databases.close()


def table(data: bytes) -> Any:
    return pa.ipc.open_stream(data).read_all()


def rows(made: Any) -> list[str]:
    """The values as pyarrow writes them: to be compared also where a number is not itself (NaN)."""
    return [column.to_string(window=1_000, container_window=1_000) for column in made.columns]


async def test_a_page_with_every_type_is_what_it_always_was() -> None:
    data, texts = await page()
    wanted = table((HERE / "types.arrow").read_bytes())
    assert table(data).schema.equals(wanted.schema, check_metadata=True)
    assert rows(table(data)) == rows(wanted)
    assert texts == json.loads((HERE / "types.json").read_text())
