"""What is looked at as code: the code is run, and gives the same rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from sqlalchemy import create_engine

from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.data.reachable import Reachable
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.code import CodeForm, code
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.page import PageForm, page
from jupyter_powa.model.explore import View
from tests.data.external.servers import MARIADB, POSTGRESQL, access

FRAME = pd.DataFrame({"a": range(10), 'it"s': ["x:y", "50%", "a'b", "é", "", "x", "x", "x", "x", None]})
SEEN: dict[str, Any] = {
    "filters": [{"column": "a", "operator": "between", "values": [2, 8]}],
    "orders": [{"column": "a", "descending": True}],
    "columns": ["a"],
}
QUERY = "select 1 as a, 'x :y' as b union all select 7, '10:30' union all select 9, '50%'"


@pytest.fixture
async def look(databases: LocalDatabases, tmp_path: Path) -> Look:
    file = str(tmp_path / "other.duckdb")
    for name in (file, str(tmp_path / "duck.duckdb")):
        with duckdb.connect(name) as connection:
            connection.execute(f"create table t as {QUERY}")
    FRAME.to_csv(tmp_path / "rows.csv", index=False)
    variables = {
        "frame": FRAME,
        "mine": create_engine(f"sqlite:///{tmp_path / 'mine.sqlite'}"),
        "duck": duckdb.connect(str(tmp_path / "duck.duckdb")),
    }
    found = {
        "pg": access(POSTGRESQL, name="pg"),
        "maria": access(MARIADB, name="maria"),
        "sealed": access(POSTGRESQL, name="My sales-db", password="marker-77"),
        "file": access({"kind": "duckdb", "database": file}, name="file"),
    }
    return Look(Reachable(databases, found, variables), databases, variables, root=tmp_path)


async def written(look: Look, relation: dict[str, Any], kind: str, **more: Any) -> str:
    form = CodeForm.model_validate({"view": {"relation": relation, **more}, "kind": kind})
    (piece,) = [one async for one in code(look, form)]
    return str(piece.told["code"])


async def rows(look: Look, view: dict[str, Any]) -> list[Any]:
    form = PageForm(view=View.model_validate(view), format="json")
    (piece,) = [one async for one in page(look, form)]
    return list(piece.told["rows"])


RELATIONS: list[dict[str, Any]] = [
    {"variable": "frame"},
    {"file": "rows.csv"},
    {"sql": QUERY, "source": "pg"},
    {"sql": QUERY, "source": "maria"},
    {"sql": QUERY, "source": "mine"},
    {"sql": "select ? as a, ? as b union all select 5, ':z'", "values": [7, "a:b'\\"], "source": "pg"},
]


@pytest.mark.parametrize("relation", RELATIONS, ids=str)
@pytest.mark.parametrize("seen", [{}, SEEN], ids=["all", "filtered"])
async def test_the_python_runs_by_itself_and_gives_the_same_rows(
    look: Look, relation: dict[str, Any], seen: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(look.root)
    made = await written(look, relation, "python", **seen)
    assert "jupyter_powa" not in made
    known: dict[str, Any] = {"frame": FRAME, "mine": look.variables["mine"]}
    exec(made, known)  # the code is what is tested
    if "engine" in known:
        known["engine"].dispose()
    found = known["rows"].astype(object).where(known["rows"].notna(), None).to_numpy().tolist()
    assert found == await rows(look, {"relation": relation, **seen})


@pytest.mark.parametrize("source", ["file", "duck"])
async def test_a_duckdb_file_and_a_connection_are_asked_with_plain_duckdb(look: Look, source: str) -> None:
    made = await written(look, {"table": ["t"], "source": source}, "python", **SEEN)
    known: dict[str, Any] = {"duck": look.variables["duck"]}
    exec(made, known)
    assert known["rows"].to_numpy().tolist() == [[7]]


async def test_a_password_is_never_written(look: Look) -> None:
    made = await written(look, {"sql": "select 1 as a", "source": "sealed"}, "python")
    assert 'os.environ["MY_SALES_DB_PASSWORD"]' in made and "marker-77" not in made


async def test_what_lives_in_the_projects_memory_is_reached_through_this_package(look: Look) -> None:
    assert "powa.explore('select 1 as a').frame()" in await written(look, {"sql": "select 1 as a"}, "python")


async def test_sql_and_cells_are_laid_out_with_their_values(look: Look) -> None:
    relation = {"sql": "select ? as a from t where b = ?", "values": [1, "it's"], "source": "pg"}
    assert await written(look, relation, "sql") == "select 1 as a\nfrom t\nwhere b = 'it''s'"
    assert await written(look, relation, "magic") == "%%powa_sql pg\nselect 1 as a\nfrom t\nwhere b = 'it''s'"
    assert await written(look, {"variable": "frame"}, "magic") == '%%powa_sql\nselect *\nfrom "frame"'


async def test_rows_without_a_name_say_that_they_need_one(look: Look) -> None:
    with pytest.raises(BlockError, match="give them one first") as told:
        await written(look, {"kept": look.kept.hold(FRAME)}, "sql")
    assert told.value.code == "no_code"
