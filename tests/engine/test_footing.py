"""What a block may stand on outside of its graph is read off its config."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pydantic import Field

from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.base import BlockContext, BlockType
from jupyter_powa.blocks.form import Form
from jupyter_powa.blocks.sockets import Sockets
from jupyter_powa.data.fingerprint import MOST_FILES
from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.engine.footing import LONGEST_PATH, Looks, changes, footing
from jupyter_powa.kernel.outside import Outside
from jupyter_powa.model.plan import Plan
from jupyter_powa.model.workflow import Graph


class Foreign(BlockType, type="foreign", title="Foreign"):
    """Do what nobody here knows."""

    text: str = Field("", description="Anything.")

    async def run(self, ctx: BlockContext) -> Any:
        return ctx.variables


def stood_on(kind: str, config: dict[str, Any], names: dict[str, Any], **variables: Any) -> dict[str, Any]:
    """The state of what a block of this type and config stands on."""
    sockets = Sockets(LocalDatabases(":memory:"), Outside(Plan(workflow_id="w", graph=Graph())), names)
    return Looks(sockets, variables).state(footing(Form(catalog()[kind], config)))


def test_a_block_without_words_stands_on_nothing() -> None:
    assert not footing(Form(catalog()["split"], {"branches": 2}))


def test_names_of_the_notebook_and_inputs_are_found_by_their_words() -> None:
    names = {"orders": 1, "other": 2, "_1": 3, "In": 4}
    told = stood_on("code", {"code": "output = orders + _1 + limit\nIn"}, names, limit=5, more=6)
    assert [*told] == ["the input limit", "the notebook's orders"]
    assert [*stood_on("input", {}, {}, n=1, m=2)] == ["the input n", "the input m"]


def test_names_that_begin_with_a_line_are_the_users_own_but_for_those_of_the_shell() -> None:
    names = {"_rate": 1, "__private": 2, "_": 3, "_i": 4, "_12": 5, "_oh": 6}
    told = stood_on("code", {"code": " ".join(names)}, names)
    assert {*told} == {"the notebook's _rate", "the notebook's __private"}


def test_a_frame_is_found_in_any_letter_case_as_sql_finds_it() -> None:
    names = {"Orders": pd.DataFrame({"n": [1]}), "N": 5}
    assert [*stood_on("sql", {"query": "select n from ORDERS"}, names)] == ["the notebook's Orders"]


def test_a_file_that_an_input_or_a_name_of_the_notebook_names_is_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("1")
    names = {"at": str(file), "folder": file, "many": [file], "other": str(tmp_path / "none.csv")}
    for word in ("at", "folder", "many", "other"):
        told = stood_on("code", {"code": f"open({word})"}, names)
        assert (f"the file {file}" in told) == (word != "other")
    assert f"the file {file}" in stood_on("input", {}, {}, file=str(file))


def test_the_environment_and_modules_of_the_users_own_are_looked_at(tmp_path: Path) -> None:
    (tmp_path / "its_helpers.py").write_text("rate = 1")
    sys.path.insert(0, str(tmp_path))
    importlib.import_module("its_helpers")
    sys.path.remove(str(tmp_path))
    told = stood_on("code", {"code": "import json, its_helpers, os\nos.environ['PATH']"}, {})
    assert {*told} == {"the environment's PATH", "the module its_helpers"}
    del sys.modules["its_helpers"]


def test_a_folder_that_is_named_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "part").mkdir()
    texts = [f"pd.read_parquet('{tmp_path}')", "open(f'{folder}/part/a.csv')"]

    def told() -> list[dict[str, Any]]:
        return [stood_on("code", {"code": text}, {"folder": str(tmp_path)}) for text in texts]

    before = told()
    (tmp_path / "part" / "a.csv").write_text("1")
    for one, other in zip(before, told(), strict=True):
        assert [*changes(one, other)] == [f"the folder {tmp_path} has changed"]
    assert stood_on("code", {"code": "output = '/'"}, {}) == {}


def test_a_type_of_another_package_may_read_all_inputs() -> None:
    assert footing(Form(Foreign, {})).variables


def test_files_are_found_where_a_text_names_one(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(name)
    one = stood_on("sql", {"query": f"select * from '{tmp_path}/a.csv' where x like '%.y%'"}, {})
    assert [*one] == [f"the file {tmp_path}/a.csv"]
    many = stood_on("read", {"path": f"{tmp_path}/*.csv"}, {})
    assert [*many] == [f"the file {tmp_path}/a.csv", f"the file {tmp_path}/b.csv"]
    assert stood_on("read", {"path": f"{tmp_path}/{'x' * LONGEST_PATH}.csv"}, {}) == {}
    assert len(many) <= MOST_FILES


@pytest.mark.parametrize("text", ["~nobody-here/x.csv", f"{'x' * 270}/a?.csv", "[.csv", "\ud800.csv"])
def test_a_text_that_looks_like_a_path_and_is_none_is_looked_at_for_nothing(text: str) -> None:
    assert stood_on("read", {"path": text}, {}) == {}


def test_changes_are_told_in_words() -> None:
    before, now = {"the file a": 1, "the table t": 1}, {"the file a": 2, "the input n": 1}
    assert [*changes(before, now)] == ["the file a has changed", "the input n is new", "the table t is gone"]
