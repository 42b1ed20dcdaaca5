"""Connections that are at hand without having been stored."""

from __future__ import annotations

from pathlib import Path

import duckdb
from sqlalchemy import create_engine

from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.data.reachable import Reachable
from jupyter_powa.explore.found import FoundForm, found
from jupyter_powa.explore.look import Look


async def test_variables_and_sections_are_found_without_passwords(databases: LocalDatabases, tmp_path: Path) -> None:
    file = tmp_path / "connections.ini"
    file.write_text("[shop]\ndrivername = postgresql\npassword = marker-55\nhost = db\n[mine]\ndrivername = sqlite\n")
    variables = {"mine": create_engine("sqlite://"), "duck": duckdb.connect(), "_hidden": duckdb.connect(), "n": 1}
    look = Look(Reachable(databases, {}, variables, file), databases, variables)
    (piece,) = [one async for one in found(look, FoundForm())]
    told = {one["name"]: (one["kind"], one["origin"]) for one in piece.told["sources"]}
    assert told == {
        "shop": ("postgresql", "jupysql"),
        "mine": ("sqlite", "variable"),
        "duck": ("duckdb", "variable"),
    }
    assert "marker-55" not in str(piece)
