"""A query that the database does not take, mended by what the catalogue says, before any model is asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from jupyter_powa.agents.ask import answer
from jupyter_powa.agents.base import Brief
from jupyter_powa.agents.fix import MOST, candidates, fixed
from jupyter_powa.agents.look import looked
from jupyter_powa.agents.planner.lexicon import lexicon
from jupyter_powa.data.external.arrow import table
from jupyter_powa.data.plain import plain
from jupyter_powa.explore.dialect import DUCKDB
from jupyter_powa.llm.scripted import ScriptedLlm
from jupyter_powa.model.agents import Context
from jupyter_powa.model.data import Column, Page
from tests.agents.asking import Asked, brief, context_of, local
from tests.agents.planner.databases import MEANINGS, SHOP


@pytest.fixture
async def shop(tmp_path: Path) -> Brief:
    source = await local(SHOP, tmp_path)
    return brief(source, await context_of(source, MEANINGS["shop"]))


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("select nmae from customers", "select name from customers"),
        ("select customer_name from customers", "select name from customers"),
        ("select totalAmount from orders", "select total from orders"),
        ("select name from customer", "select name from customers"),
        ("select name from clients", "select name from customers"),
        (
            "select o.name from orders o join customers c on c.id = o.customer_id",
            "select c.name from orders o join customers c on c.id = o.customer_id",
        ),
        (
            "select cu.name from orders o join customers c on c.id = o.customer_id",
            "select c.name from orders o join customers c on c.id = o.customer_id",
        ),
        (
            "select c.name from orders o join customers c on c.customer_key = o.customer_id",
            "select c.name from orders o join customers c on c.id = o.customer_id",
        ),
        (
            "select country, sum(total) from orders group by country",
            "select country, sum(total) from orders join customers c on c.id = customer_id group by country",
        ),
        (
            "select id from orders join customers on customers.id = orders.customer_id",
            "select orders.id from orders join customers on customers.id = orders.customer_id",
        ),
        ("select status, count(*) from orders", "select status, count(*) from orders group by status"),
        (
            "select status from orders where count(*) > 5 group by status",
            "select status from orders group by status having count(*) > 5",
        ),
        ('select name from customers where country = "Norway"', "select name from customers where country = 'Norway'"),
        (
            "select name from customers where country = \u2018Norway\u2019",
            "select name from customers where country = 'Norway'",
        ),
        ("select `name` from `customers`", "select name from customers"),
        (
            "select top 3 name from products order by price desc",
            "select name from products order by price desc limit 3",
        ),
        ("select cuont(*) from orders", "select count(*) from orders"),
        ("select ifnull(email, '-') from customers", "select coalesce(email, '-') from customers"),
        (
            "select count(*) from orders where date_format(ordered_at, '%Y') = '2024'",
            "select count(*) from orders where strftime(ordered_at, '%Y') = '2024'",
        ),
        (
            "select count(*) from orders where ordered_at = 2024",
            "select count(*) from orders where year(ordered_at) = 2024",
        ),
        ("select count(*) from (select id from orders", "select count(*) from (select id from orders)"),
        (
            "select name from customers c where not exists (select 1 from orders where customer_id = cust.id)",
            "select name from customers c where not exists (select 1 from orders where customer_id = c.id)",
        ),
    ],
)  # fmt: skip
async def test_a_mistake_is_mended_to_what_was_meant(shop: Brief, wrong: str, right: str) -> None:
    mended = await fixed(shop, wrong, "")
    assert mended is not None and mended.words.startswith("Mended: ")
    rows = [plain(await shop.source.read(sql)).rows for sql in (mended.sql, right)]
    assert sorted(map(repr, rows[0])) == sorted(map(repr, rows[1])) and rows[0]


async def test_what_is_near_nothing_is_left_to_whoever_wrote_it(shop: Brief) -> None:
    assert await fixed(shop, "select frobnication from customers", "") is None
    known = lexicon(shop.linker, shop.context)
    texts = [text for text, _ in candidates("select nmae from custmers", shop.context, known, DUCKDB)]
    assert len(texts) == len(set(texts)) <= MOST


async def test_an_answer_says_that_its_query_was_mended(shop: Brief) -> None:
    llm = ScriptedLlm([{"say": {"sql": "select nmae from customers", "explanation": "The names."}}])
    said = await answer(replace(shop, llm=llm), "Names?")
    assert said.row_count == 8 and said.model == "scripted"
    assert [(stage.name, stage.ok) for stage in said.stages][3:] == [
        ("check", False), ("repair", True), ("check", True), ("run", True), ("look", True)
    ]  # fmt: skip
    assert "nmae is" in said.stages[4].words
    assert any(one.weight < 0 and "mended" in one.words for one in said.reasons)


async def test_what_the_catalogue_cannot_mend_goes_back_to_the_model_twice(shop: Brief) -> None:
    lines = ["select frob from customers", "select nicate from customers", "select count(*) as n from customers"]
    llm = ScriptedLlm([{"say": {"sql": sql, "explanation": "x"}} for sql in lines])
    said = await answer(replace(shop, llm=llm), "How many?")
    assert said.content == [{"n": 8}]
    assert [stage.name for stage in said.stages].count("repair") == 4
    assert said.used.prompt_tokens > 0 and said.used.queries == 1
    again = ScriptedLlm([{"say": {"sql": "select frob from customers", "explanation": "x"}, "always": True}])
    said = await answer(replace(shop, llm=again), "How many?")
    assert "frob" in said.error_text and said.content is None


async def test_what_only_looks_right_is_noticed() -> None:
    page = Page(columns=[Column(name="n", type="INTEGER")], arrow=table(["n"], [(1,)]))
    context = Context(name="none", datasource_id="none")
    for sql in (
        "select country, count(*) from customers",
        "select c.name, sum(q) from products p join categories c on c.id = p.c group by p.name",
        "select a.x from a cross join b",
    ):
        assert any(one.wrong for one in looked(sql, page, context, "mariadb")), sql


async def test_rows_that_are_counted_twice_go_back_to_the_model(shop: Brief) -> None:
    fanned = "select sum(o.total) as t from orders o join order_items i on i.order_id = o.id"
    llm = ScriptedLlm(
        [{"say": {"sql": sql, "explanation": "x"}} for sql in (fanned, "select sum(total) as t from orders")]
    )
    said = await answer(replace(shop, llm=llm), "Total revenue?")
    assert "too often" in next(stage for stage in said.stages if stage.name == "look" and not stage.ok).words
    assert isinstance(shop.source, Asked)
    assert said.content == [{"t": plain(await shop.source.read("select sum(total) from orders")).rows[0][0]}]
