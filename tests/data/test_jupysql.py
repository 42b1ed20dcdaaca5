"""Connections out of JupySQL's file."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_powa.data.jupysql import stored
from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.data.reachable import Reachable
from jupyter_powa.errors import BlockError

FILE = """
[shop]
drivername = postgresql
username = postgres
password = 100%-secret
host = 127.0.0.1
port = 5432
database = test

[modern]
drivername = postgresql+psycopg
host = db
[lite]
drivername = sqlite
database = {folder}/lite.sqlite
[odd]
drivername = mysql+pymysql
port = none
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "connections.ini"
    path.write_text(FILE.format(folder=tmp_path))
    return path


def test_each_section_is_a_connection_and_one_that_is_odd_is_left_out(file: Path) -> None:
    found = stored(file)
    assert {name: one.kind for name, one in found.items()} == {
        "shop": "postgresql",
        "modern": "postgresql",
        "lite": "sqlite",
    }
    shop = found["shop"]
    assert (shop.host, shop.port, shop.username, shop.writable) == ("127.0.0.1", 5432, "postgres", False)
    assert shop.password is not None and shop.password.get_secret_value() == "100%-secret" and "100%" not in repr(shop)


@pytest.mark.parametrize("text", ["no section", "\ufeff\x00", "[a]\n[a]"])
def test_a_file_that_cannot_be_read_holds_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.ini").write_text(text)
    assert stored(tmp_path / "bad.ini") == {} == stored(tmp_path / "none.ini")


async def test_they_are_used_by_name_and_named_where_another_is_asked_for(file: Path) -> None:
    reachable = Reachable(LocalDatabases(":memory:"), {}, {}, file)
    database = await reachable.open("shop", {})
    assert (await database.page("select 1 as a")).arrow.column(0).to_pylist() == [1]
    with pytest.raises(BlockError, match="Known: lite, modern, shop"):
        await reachable.open("shops", {})
    await reachable.close()
