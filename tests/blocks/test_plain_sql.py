from __future__ import annotations

import pytest

from jupyter_powa.blocks.plain import Names, NotPlain, NotRead, Variable
from jupyter_powa.blocks.plain_sql import Part, query, rows_of, strings, table
from tests.blocks.test_plain import INPUT, NAMES, ROWS


def test_references_are_parameters_or_tables_and_come_back() -> None:
    head = "select '$x', \"q\" -- <Input.output.n>\nfrom "
    sql = f"{head}<By region.output> where a > <Input.output.n> and b = <Input.output.n>"
    source = query([Part("query", sql)], NAMES)
    assert source.text == (
        'Own = duckdb.sql("""\nselect \'$x\', "q" -- <Input.output.n>\nfrom "By region" where a > $Input_n and '
        'b = $Input_n\n""", params={"Input_n": Input["n"]}).df()'
    )
    assert source.back(source.text) == {"query": sql.replace("<By region.output>", '"By region"')}


def test_a_statement_keeps_its_own_values() -> None:
    source = query([Part("query", "select $n + <Input.output.n>")], NAMES, {"n": 5})
    assert source.text == 'Own = duckdb.sql("select $n + $Input_n", params={"n": 5, "Input_n": Input["n"]}).df()'
    assert source.back(source.text) == {"query": "select $n + <Input.output.n>", "params": {"n": 5}}


def test_fields_are_found_in_an_edited_statement_whatever_the_spaces() -> None:
    parts = ["select * from ", Part("table", "a"), "\nwhere ", Part("where", "x > 1")]
    source = query(parts, NAMES)
    edited = 'Own = duckdb.sql("select  *\\n from b WHERE x > 2 and\\n y").df()'
    assert source.back(edited) == {"table": "b", "where": "x > 2 and\n y"}
    for text in ('Own = duckdb.sql("select 1").df()', 'Own = duckdb.sql("x").fetchall()', "Own = 1"):
        with pytest.raises(NotRead):
            source.back(text)


def test_what_has_no_plain_form_says_so() -> None:
    for sql in ("select ?", "select 'a <Input.output.n> b'", "select <By region.sql>"):
        with pytest.raises(NotPlain):
            query([Part("query", sql)], NAMES)


def test_rows_come_from_the_block_that_is_named_or_leads_here() -> None:
    other = Variable("o", "Other", "Other", {"output": "Other"})
    assert rows_of({}, NAMES) is ROWS
    assert table({"rows": "<Other.output>"}, Names("x", (ROWS, other), (ROWS,))) == '"Other"'
    for names in (Names("x"), Names("x", (), (ROWS, other)), Names("x", (INPUT,), (INPUT,))):
        with pytest.raises(NotPlain):
            rows_of({}, names)


def test_texts_of_sql_are_read() -> None:
    assert strings("'it''s'") == "it's"
    assert strings("['a', 'b\\n']") == ["a", "b\\n"]
    with pytest.raises(NotRead):
        strings("a || b")
