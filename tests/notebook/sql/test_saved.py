"""Statements that are built upon earlier ones."""

from __future__ import annotations

import pytest

from jupyter_powa.errors import BadRequest
from jupyter_powa.notebook.sql.braces import Filled
from jupyter_powa.notebook.sql.saved import Composed, Saved, can_be_saved, compose


def find(**texts: str):
    known = {name: Saved(name, Filled(sql, [name] * sql.count("?"))) for name, sql in texts.items()}
    return lambda name: known.get(name.casefold())


def test_only_those_that_are_used_come_in_and_each_after_what_it_needs() -> None:
    done = compose(Filled("select * from c"), find(a="select 1 x", b="select 2", c="select x from A"))
    assert done.filled.sql == "with a as (\nselect 1 x\n), c as (\nselect x from A\n)\nselect * from c"
    assert [saved.name for saved in done.used] == ["a", "c"]


def test_a_statement_that_uses_none_stays_as_it_is() -> None:
    filled = Filled("select a.b from x where c = 'from a'")
    assert compose(filled, find(a="select 1", b="select 1", c="select 1")) == Composed(filled)


@pytest.mark.parametrize(
    ("sql", "made"),
    [
        ("with b as (select 1) select * from a, b", "with a as (\nselect 1\n),\nb as (select 1) select * from a, b"),
        ("with recursive b as (from a) from b", "with recursive a as (\nselect 1\n),\nb as (from a) from b"),
        ("insert into t select * from a", "insert into t with a as (\nselect 1\n)\nselect * from a"),
        ("summarize from a", "summarize with a as (\nselect 1\n)\nfrom a"),
        ("with a as (select 2) select * from a", "with a as (select 2) select * from a"),
        ("insert into a select 1", "insert into a select 1"),
        ("select * from main.a", "select * from main.a"),
    ],
)
def test_the_with_stands_where_it_may(sql: str, made: str) -> None:
    assert compose(Filled(sql), find(a="select 1 ; -- done")).filled.sql == made


def test_values_are_in_the_order_of_their_marks() -> None:
    filled = Filled("copy (select ?, * from a) to ?", ["own", "last"])
    assert compose(filled, find(a="select ?")).filled.values == ["a", "own", "last"]
    behind = compose(Filled("with x as (select ?) select * from x, a", ["own"]), find(a="select ?"))
    assert behind.filled.values == ["a", "own"]


def test_a_query_of_a_tables_name_reads_the_table() -> None:
    done = compose(Filled("select * from a"), find(a="select * from a"))
    assert done.filled.sql.count("as (") == 1
    assert compose(Filled("select * from a"), find(a="select 1"), name="a").used == []


def test_a_circle_is_told() -> None:
    with pytest.raises(BadRequest, match="in a circle: a → b → a"):
        compose(Filled("select * from a"), find(a="from b", b="from a"))
    with pytest.raises(BadRequest, match="in a circle: c → a → c"):
        compose(Filled("select * from a"), find(a="from c", c="select 1"), name="c")


def test_a_query_of_another_source_is_refused() -> None:
    with pytest.raises(
        BadRequest, match="'a' reads from the project's database, and this statement from the source 'pg'"
    ):
        compose(Filled("select * from a"), find(a="select 1"), "pg")


def test_one_that_is_asked_for_comes_in_unused() -> None:
    assert [one.name for one in compose(Filled("select 1"), find(a="select 1"), also=("a",)).used] == ["a"]
    with pytest.raises(BadRequest, match="No query 'b' is saved"):
        compose(Filled("select 1"), find(a="select 1"), also=("b",))


def test_each_line_is_known_to_be_whose() -> None:
    done = compose(Filled("\nselect x\nfrom a\nwhere y"), find(a="select 1 x\nfrom b", b="select 2"))
    lines = done.filled.sql.split("\n")
    for number, said in enumerate(lines, 1):
        saved, line = done.origin(number)
        if said in ("select 2", "select 1 x", "from b"):
            assert saved is not None
            assert saved.said.split("\n")[line - 1] == said
        elif " as (" not in said and said != ")":
            assert saved is None
            assert ["", "select x", "from a", "where y"][line - 1] == said
    assert done.origin(len(lines)) == (None, 4)


@pytest.mark.parametrize(
    ("sql", "can"),
    [
        ("select 1", True),
        ("with a as (select 1) from a", True),
        ("(select 1)", True),
        ("create table a (b int)", False),
        ("describe a", False),
        ("with a as (select 1) delete from b", False),
    ],
)
def test_what_others_can_read_from(sql: str, can: bool) -> None:
    assert can_be_saved(Filled(sql)) is can
