"""Values that no context keeps, looked up when a question names them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from jupyter_powa.agents.ask import answer
from jupyter_powa.agents.base import Brief
from jupyter_powa.agents.retrieve import MOST_COLUMNS, MOST_NAMES, retrieved
from jupyter_powa.agents.track import Track
from jupyter_powa.llm.base import Ask
from jupyter_powa.llm.scripted import ScriptedLlm
from tests.agents.asking import Asked, brief, context_of, local
from tests.agents.placed import placed

MANY = """
create table buyers (id integer primary key, name varchar, secret varchar, region varchar);
create table orders (id integer primary key, buyer_id integer references buyers (id), total integer);
insert into buyers select i, case when i = 321 then 'Zoë O''Hara' else 'Buyer no ' || i end, 'Code ' || i,
  case when i < 200 then 'EU' else 'US' end from range(1, 400) r(i);
insert into orders select i, i % 399 + 1, i from range(1, 800) r(i);
"""


@pytest.fixture
async def asked(tmp_path: Path) -> AsyncIterator[Brief]:
    source = await local(MANY, tmp_path)
    context = await context_of(source)
    buyers = next(table for table in context.tables if table.name == "buyers")
    buyers.columns = [column for column in buyers.columns if column.name != "secret"]
    buyers.available_columns = [*buyers.columns]
    yield brief(source, context)


async def found(asked: Brief, question: str) -> list[tuple[str, str]]:
    held, _ = await retrieved(asked, question, asked.linker.link(question), Track())
    return [(f"{one.table}.{one.column}", one.value) for one in held]


async def test_a_name_that_the_context_does_not_keep_is_found_and_answered_without_a_model(asked: Brief) -> None:
    assert await found(asked, "Orders of Zoë O'Hara?") == [("buyers.name", "Zoë O'Hara")]
    assert await found(asked, "Orders of 'buyer no 17'?") == [("buyers.name", "Buyer no 17")]
    said = await answer(asked, "How many orders does “Buyer no 17” have?")
    assert said.content and list(said.content[0].values()) == [2], (said.words, said.sql_text)
    assert "'Buyer no 17'" in said.sql_text


async def test_a_model_is_told_the_value_as_the_column_holds_it(asked: Brief) -> None:
    class Heard(ScriptedLlm):
        said = ""

        def stream(self, ask: Ask):  # type: ignore[no-untyped-def]
            self.said = ask.messages[-1].content
            return super().stream(ask)

    llm = Heard([{"say": {"sql": "select 1 as n from orders limit 1", "explanation": "x"}}])
    await answer(replace(asked, llm=llm), "Orders of ZOË O'HARA")
    assert 'buyers.name holds "Zoë O\'Hara"' in llm.said


async def test_what_the_agent_may_not_see_and_what_a_filter_hides_is_not_found(asked: Brief) -> None:
    assert await found(asked, "Orders of Code 17") == []
    hidden = replace(asked, filters={"buyers": "region = 'EU'"})
    assert await found(hidden, "Orders of Zoë O'Hara") == []
    assert await found(hidden, "Orders of Buyer no 17") == [("buyers.name", "Buyer no 17")]
    bare = asked.context.model_copy(deep=True)
    for column in next(table for table in bare.tables if table.name == "buyers").columns:
        column.values = []
    assert await found(replace(hidden, context=bare), "buyers of the eu or us") == [("buyers.region", "EU")]


async def test_a_question_without_names_asks_the_database_nothing_and_a_long_one_not_more_than_so_much(
    asked: Brief,
) -> None:
    source = asked.source
    assert isinstance(source, Asked)
    before = len(source.ran)
    assert await found(asked, "How many orders are there by region?") == [] and len(source.ran) == before
    await found(asked, " ".join(f"Name{n}" for n in range(500)))
    assert source.ran[-1].count("', '") == MOST_NAMES - 1 and source.ran[-1].count("union") < MOST_COLUMNS


@pytest.mark.parametrize("dialect", ["postgres", "mysql"])
async def test_names_are_looked_up_in_other_databases(dialect: str) -> None:
    with placed(MANY, dialect) as source:
        asked = brief(source, await context_of(source))
        assert ("buyers.name", "Zoë O'Hara") in await found(asked, "Orders of Zoë O'Hara")
