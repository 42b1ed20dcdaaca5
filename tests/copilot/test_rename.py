"""References that follow a block to its new name."""

from __future__ import annotations

import pytest

from jupyter_powa.copilot.rename import renamed
from jupyter_powa.model.workflow import Block


def sql(query: str) -> str:
    block = Block(id="b", type="sql", name="B", config={"query": query})
    return str(renamed({"b": block}, "Total", "Sum").get("b", block).config["query"])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('select * from "Total"', 'select * from "Sum"'),
        ('select "Total".a from "Total" where "Total"."b" > 1', 'select "Sum".a from "Sum" where "Sum"."b" > 1'),
        ('select * from "Other" o, "Total" t', 'select * from "Other" o, "Sum" t'),
        ('select * from a left join "Total" using (id)', 'select * from a left join "Sum" using (id)'),
        ('select 1 as "Total" from "Total" order by "Total"', 'select 1 as "Total" from "Sum" order by "Total"'),
        ('select a, "Total" from orders', 'select a, "Total" from orders'),
        ('select "Total".a from orders as "Total"', 'select "Total".a from orders as "Total"'),
        ("select 'from \"Total\"' from \"Total\" -- \"Total\"", "select 'from \"Total\"' from \"Sum\" -- \"Total\""),
        ('with "Total" as (select 1) from "Total"', 'with "Total" as (select 1) from "Total"'),
        ('select (select a from "Total") as "Total", b from c', 'select (select a from "Sum") as "Total", b from c'),
        ("select <Total.output.n> as n", "select <Sum.output.n> as n"),
    ],
)  # fmt: skip
def test_in_sql_a_blocks_name_is_a_table_and_no_alias_or_column_that_is_called_the_same(
    before: str, after: str
) -> None:
    assert sql(before) == after
