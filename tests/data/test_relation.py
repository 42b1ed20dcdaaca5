from __future__ import annotations

from jupyter_powa.data.encode import is_frame, preview_result
from jupyter_powa.data.relation import MOST_HEAD, Relation
from tests.engine.running import graph_of, ran


async def test_it_counts_as_a_frame_and_shows_its_head_unread() -> None:
    it = await ran(graph_of({"it": ("read", {"query": "select i as id from range(1000) t(i)"})}))
    rows = it.results["it"]["output"]
    assert isinstance(rows, Relation) and is_frame(rows) and len(rows) == 1000
    shown = preview_result({"output": rows})  # the database is gone by now
    assert len(shown["output"]) == MOST_HEAD and shown["rows_truncated"] and shown["columns"] == ["id"]


async def test_code_and_sql_see_all_its_rows_in_order() -> None:
    blocks = {
        "it": ("read", {"query": "select i as id from range(1000) t(i)"}),
        "code": ("code", {"code": "output = it.output.df['id'].tolist() == list(range(1000))"}),
        "sql": ("sql", {"query": "select sum(id) from <it.output>", "output_as": "value"}),
    }
    it = await ran(graph_of(blocks))
    assert it.results["code"]["output"] is True
    assert it.output == 499500
