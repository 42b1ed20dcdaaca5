"""The builder's own side: what it edits, and what a reader without a kernel sees of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from jupyter_powa import Powa
from jupyter_powa.errors import Conflict
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.kernel.loop import wait
from jupyter_powa.model.agent_draft import AgentDraft, DraftGolden
from jupyter_powa.model.agents import ContextColumn, ContextTable, Relationship
from jupyter_powa.notebook.sql_agents import SqlAgents
from jupyter_powa.widgets.built import LONGEST, MOST_COLUMNS, MOST_TABLES, built_html


@pytest.fixture
def agents() -> Iterator[SqlAgents]:
    powa = Powa.memory(kernels=LocalKernels({}))
    yield SqlAgents(powa)
    wait(powa.close())


def test_a_new_one_is_built_under_its_name_and_built_in_ones_are_not(agents: SqlAgents) -> None:
    widget = agents.build("Sales")
    state = widget.get_state()
    assert (state["_view"], state["agent_id"], state["name"], state["draft"]) == ("builder", "", "Sales", {})
    assert "No table is chosen yet." in widget.picture() and repr(widget) == "AgentBuilderWidget('Sales')"
    widget.draft = AgentDraft(name="<b>", datasource_id="gone").model_dump(mode="json")
    assert widget.edited.name == "<b>" and "&lt;b&gt;" in widget.picture() and "unknown source" in widget.picture()
    with pytest.raises(Conflict, match="built in"):
        agents.build("DBA")


def test_a_saved_notebook_tells_tables_relations_filters_and_golden_questions_in_bounds() -> None:
    columns = [ContextColumn(name=f"c{i}", type="INTEGER", description="x" * 2 * LONGEST) for i in range(60)]
    tables = [ContextTable(name=f"t{i}", description="One row <is>.", columns=columns) for i in range(60)]
    draft = AgentDraft(
        name="sales",
        datasource_id="d",
        tables=tables,
        relationships=[Relationship(table="t1", columns=["a"], other_table="t2", other_columns=["b"])],
        table_filters={"t1": "a > 1", "t2": " "},
        goldens=[DraftGolden(question="How many?", sql_text="select 1", approved=True)] * 40,
    )
    told = built_html(draft, "air")
    assert told.count("<table") == MOST_TABLES and len(re.findall(r"<td>c\d+</td>", told)) == MOST_TABLES * MOST_COLUMNS
    assert "t1.a → t2.b" in told and "t1: a &gt; 1" in told and "t2:" not in told and "✓ How many?" in told
    assert "One row &lt;is&gt;." in told and "48 more tables" in told and len(told) < 100_000
