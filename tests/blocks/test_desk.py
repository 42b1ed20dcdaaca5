from __future__ import annotations

from tests.engine.running import graph_of, ran


async def test_several_senders_must_be_told_apart() -> None:
    give = ("code", {"code": "output = [{'id': 1}]"})
    edges = ["a>it", "b>it"]
    unclear = await ran(graph_of({"a": give, "b": give, "it": ("filter", {"where": "id > 0"})}, edges))
    assert "<a.output>, <b.output>" in str(unclear.done.error)
    clear = {"where": "id > 0", "rows": "<b.output>"}
    assert (await ran(graph_of({"a": give, "b": give, "it": ("filter", clear)}, edges))).output == [{"id": 1}]


async def test_an_earlier_output_is_a_table_in_an_expression() -> None:
    blocks = {
        "good": ("read", {"query": "select 2 as id"}),
        "all": ("read", {"query": "select i as id from range(5) t(i)"}),
        "it": ("filter", {"where": "id in (select id from good)", "rows": "<all.output>"}),
    }
    assert (await ran(graph_of(blocks))).output == [{"id": 2}]
