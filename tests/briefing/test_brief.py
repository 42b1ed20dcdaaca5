"""The filters of a config, and the model that writes an agent's SQL."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jupyter_powa.briefing.brief import filters_of, model, unseen
from jupyter_powa.errors import BadRequest
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.model.agents import Context, ContextColumn, ContextTable, SqlAgent
from jupyter_powa.powa import Powa
from jupyter_powa.settings import Settings


def test_both_spellings_of_the_filter_hold() -> None:
    config: dict[str, Any] = {
        "table_filter": {"orders": "a = 1 or b = 2", "customers": " "},
        "table_filters": {"orders": "c = 3"},
        "other": 1,
    }
    assert filters_of(config) == {"orders": "(a = 1 or b = 2) AND (c = 3)"}
    assert filters_of({"table_filter": None}) == filters_of({}) == {}


@pytest.mark.parametrize("given", [[], "a = 1", {"orders": None}, {"orders": ["a = 1"]}])
def test_any_other_shape_is_refused_since_it_would_filter_nothing(given: Any) -> None:
    with pytest.raises(BadRequest, match="table_filters"):
        filters_of({"table_filters": given})


async def test_a_model_that_was_chosen_is_asked_and_only_a_default_is_stood_in_for(tmp_path: Path) -> None:
    (tmp_path / "script.json").write_text(json.dumps([]))
    settings = Settings(root_dir=tmp_path, data_dir=tmp_path, default_model="nobody/has-this-one")
    powa = Powa.memory(settings, kernels=LocalKernels({}))
    assert model(powa, SqlAgent(name="a")) is None
    assert model(powa, SqlAgent(name="a", model="planner")) is None
    assert model(powa, SqlAgent(name="a", model="scripted/script.json")) is not None
    with pytest.raises(BadRequest):
        model(powa, SqlAgent(name="a", model="nobody/has-this-one"))
    with pytest.raises(BadRequest):
        model(powa, SqlAgent(name="a", model="scripted/elsewhere.json"))
    await powa.close()


def test_of_a_filtered_table_no_values_are_known_beforehand() -> None:
    columns = [ContextColumn(name="region", type="VARCHAR", values=["EU", "US"])]
    tables = [ContextTable(name="main.orders", columns=columns), ContextTable(name="regions", columns=columns)]
    context = Context(name="c", datasource_id="d", tables=tables)
    seen = unseen(context, {"ORDERS": "region = 'EU'"})
    assert [table.columns[0].values for table in seen.tables] == [[], ["EU", "US"]] and seen.id != context.id
    assert unseen(context, {}) is context and context.tables[0].columns[0].values
