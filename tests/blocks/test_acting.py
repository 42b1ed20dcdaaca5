"""How what was found reaches a model: marked, from several bases in turn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_powa.blocks.acting import PIECES, marked
from jupyter_powa.model.assets import Found
from tests.blocks.working import Working, working
from tests.engine.running import graph_of


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Working]:
    async with working(tmp_path) as made:
        yield made


@given(st.text(max_size=200))
def test_no_text_can_close_its_mark(text: str) -> None:
    told = marked([Found(text=text, document="d", document_id="i", score=1.0)])
    mark = told.splitlines()[1] if len(told.splitlines()) > 1 else ""
    assert mark.startswith("data-") and told.endswith(f"\n{mark}")
    assert told.count(mark) == 3 and mark not in text  # once in the words before, and around the data


def test_the_same_pieces_are_marked_alike_so_that_a_recorded_answer_is_found_again() -> None:
    found = [Found(text="a", document="d", document_id="i", score=1.0)]
    assert marked(found) == marked(found)


async def test_several_bases_take_turns_and_no_piece_comes_twice(here: Working) -> None:
    for name in ("One", "Two"):
        await here.knowledge(name, {f"{number}": f"cat {number}" for number in range(6)})
    await here.agent("A", model="local/well", knowledge_bases=["One", "Two"])
    _, logs = await here.run(graph_of({"a": ("agent", {"agent_id": "A", "input": "cat?"})}))
    sources = logs["a"].output["sources"]
    assert [one["knowledge_base"] for one in sources] == ["One", "Two", "One", "Two", "One"]
    assert len(sources) == PIECES == len({(one["knowledge_base"], one["document"]) for one in sources})


async def test_a_piece_that_is_found_again_is_one_source(here: Working) -> None:
    await here.knowledge("One", {"a": "cats sleep"})
    call = {"name": "search_knowledge", "arguments": {"query": "cats"}}
    nothing = {"name": "search_knowledge", "arguments": {"query": "dogs"}}
    model = here.script(
        "looks", {"calls": [call, call]}, {"calls": [nothing]}, {"when": "try other words", "say": "Yes."}
    )
    await here.agent("A", model=model, knowledge_bases=["One"], tools=["search_knowledge"])
    execution, logs = await here.run(graph_of({"a": ("agent", {"agent_id": "A", "input": "Do they?"})}))
    assert execution.status == "completed", execution.error
    assert (logs["a"].output["output"], len(logs["a"].output["sources"])) == ("Yes.", 1)
    assert logs["a"].output["usage"]["completion_tokens"] == 1
