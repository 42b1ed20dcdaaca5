"""The explorer widget's own side: its state, its picture, what it gives back."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from jupyter_powa import Powa
from jupyter_powa.errors import BlockError
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.model.explore import View
from jupyter_powa.widgets.explorer import LARGEST, ExplorerWidget

SALES = pd.DataFrame({"shop": ["<b>North</b>", "South"] * 200, "amount": range(400)})


@pytest.fixture
def powa() -> Iterator[Powa]:
    powa = Powa.memory(kernels=LocalKernels({"sales": SALES}))
    yield powa
    loop_thread().submit(powa.close()).result()


def view(**more: Any) -> View:
    return View.model_validate({"relation": {"variable": "sales"}, **more})


def test_its_state_is_small_and_holds_the_first_page(powa: Powa) -> None:
    widget = ExplorerWidget(powa, view(), title="sales")
    state = widget.get_state()
    assert (state["_view"], state["view"]["relation"]["variable"]) == ("explorer", "sales")
    assert pa.ipc.open_stream(bytes(state["first"])).read_all().num_rows == 100
    state["first"] = base64.b64encode(bytes(state["first"])).decode()
    assert len(json.dumps(state, default=str)) < 20_000


def test_a_first_page_that_is_too_large_is_not_saved(powa: Powa) -> None:
    wide = View.model_validate({"relation": {"sql": f"select repeat('x', {LARGEST}) as x"}})
    assert ExplorerWidget(powa, wide).first == b""


def test_its_picture_is_the_first_rows_as_text(powa: Powa) -> None:
    picture = ExplorerWidget(powa, view(), title="sales").picture()
    assert "&lt;b&gt;North&lt;/b&gt;" in picture
    assert "<b>" not in picture
    assert "400" in picture
    assert ">shop<br><small>varchar</small></th>" in picture
    assert ExplorerWidget(powa).picture() == "<div><em>Explorer</em></div>"


def test_a_null_is_marked_in_its_picture(powa: Powa) -> None:
    query = View.model_validate({"relation": {"sql": "select null as a, '' as b, 'NULL' as c"}})
    cells = re.findall(r"<td[^>]*>(.*?)</td>", ExplorerWidget(powa, query).picture())
    assert cells == ['<em style="opacity:0.6">NULL</em>', "", "NULL"]


def test_what_is_seen_comes_back_as_sql_as_python_and_as_a_frame(powa: Powa) -> None:
    widget = ExplorerWidget(powa, view(), name="sales")
    assert widget.to_python() == "import jupyter_powa as powa\n\npowa.explore(sales)"
    filters = [{"column": "amount", "operator": ">", "values": [397]}]
    widget.view = view(filters=filters, columns=["amount"]).model_dump(mode="json")
    assert widget.sql == 'select "amount" from "sales" where "amount" > 397'
    assert widget.frame()["amount"].tolist() == [398, 399]
    assert 'powa.explore(\'select "amount"' in widget.to_python()


def test_rows_that_cannot_be_had_are_told_at_once(powa: Powa) -> None:
    with pytest.raises(BlockError, match="no variable 'nothing'"):
        ExplorerWidget(powa, View.model_validate({"relation": {"variable": "nothing"}}))
    with pytest.raises(BlockError, match="Nothing is looked at"):
        ExplorerWidget(powa).frame()


def test_its_name_has_no_address_in_it(powa: Powa) -> None:
    assert repr(ExplorerWidget(powa, view(), title="sales")) == "ExplorerWidget('sales')"


def test_a_chart_of_its_rows_is_altairs(powa: Powa) -> None:
    widget = ExplorerWidget(powa, view())
    made = widget.chart(x="shop", y="amount", aggregate="sum").to_dict()
    (rows,) = made["datasets"].values() if "datasets" in made else (made["data"]["values"],)
    assert sorted(row["y"] for row in rows) == [39_800, 40_000]
    assert widget.chart().to_dict()["mark"]["type"] == "bar"
    with pytest.raises(BlockError, match="no column nothing"):
        widget.chart(x="nothing")
