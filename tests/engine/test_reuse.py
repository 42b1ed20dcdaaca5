"""Like cells: a run of some blocks takes what others have made before, and says why a block was run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from jupyter_powa.engine.kept import KeptResults
from jupyter_powa.engine.reuse import settled
from jupyter_powa.errors import BadRequest
from jupyter_powa.model.plan import Kept, RunPart, Terms
from jupyter_powa.model.workflow import Graph
from tests.engine.running import Ran, code, graph_of, ran

CHANGED = Terms(part=RunPart(rerun="changed"))


def chain(middle: str = "output = first.output + 1", **more: Any) -> Graph:
    """Three blocks behind each other and one beside them."""
    blocks = {"first": code("output = 1"), "middle": (*code(middle), more), "last": code("output = middle.output * 10")}
    return graph_of({**blocks, "side": code("output = first.output")}, ["first>middle", "middle>last", "first>side"])


@pytest.fixture
async def kept() -> KeptResults:
    """What a whole run of the chain has made."""
    made = KeptResults()
    await ran(chain(), kept=made)
    return made


async def test_what_has_not_changed_is_not_run(kept: KeptResults) -> None:
    it = await ran(chain(), kept=kept, terms=CHANGED)
    assert (it.began, it.completed["last"].data) == ({}, {"output": 20})
    assert {event.why for event in it.completed.values()} == {"Nothing that it stands on has changed since it ran."}


async def test_exactly_the_edited_block_and_what_depends_on_it_is_run_again(kept: KeptResults) -> None:
    first = kept.of("w")["first"].execution_id
    it = await ran(chain("output = first.output + 2"), kept=kept, terms=CHANGED)
    assert it.began == {"middle": "Its config has changed: code.", "last": "Its input middle has changed."}
    assert it.completed["last"].data == {"output": 30}
    assert it.completed["side"].reused_from == first
    spelled = chain("output = first.output + 2")
    spelled.blocks[1].config["language"] = "python"
    assert (await ran(spelled, kept=kept, terms=CHANGED)).began == {}, "a default that is written is no change"


async def test_a_block_is_run_alone_on_what_is_kept(kept: KeptResults) -> None:
    it = await ran(chain(), kept=kept, terms=Terms(part=RunPart(only="middle")))
    assert it.began == {"middle": "This run is of it alone."}
    assert [*it.completed] == ["first", "middle"], "the blocks that it has nothing to do with are not told of"
    assert it.completed["middle"].data == {"output": 2}


async def test_a_run_goes_on_from_a_block_with_the_rest_as_it_was(kept: KeptResults) -> None:
    edited = chain("output = first.output + 5")
    edited.blocks[0].config = {"code": "output = 100"}
    it = await ran(edited, kept=kept, terms=Terms(part=RunPart(onward="middle")))
    assert it.began == {"middle": "This run goes on from it.", "last": it.began["last"]}
    assert "depends on 'middle'" in it.began["last"]
    assert it.completed["last"].data == {"output": 60}
    assert "although its config has changed since: code" in it.completed["first"].why


async def test_a_run_up_to_a_block_runs_what_it_needs(kept: KeptResults) -> None:
    it = await ran(chain(), kept=kept, terms=Terms(part=RunPart(upto="middle")))
    assert [*it.began] == ["first", "middle"]
    it = await ran(chain(), kept=kept, terms=Terms(part=RunPart(upto="middle", rerun="changed")))
    assert it.began == {}


async def test_what_is_not_kept_is_run(kept: KeptResults) -> None:
    it = await ran(chain(), kept=KeptResults(), terms=Terms(part=RunPart(only="middle")))
    assert it.began == {"first": "Nothing is kept of it.", "middle": "This run is of it alone."}


async def test_what_was_made_before_a_failure_is_good_for_the_config_of_then(kept: KeptResults) -> None:
    broken = await ran(chain("output = 1 / 0"), kept=kept, terms=CHANGED)
    assert ([*broken.failed], [*broken.skipped]) == (["middle"], ["last"])
    assert (await ran(chain(), kept=kept, terms=CHANGED)).began == {}


async def test_the_way_that_was_chosen_is_taken_again() -> None:
    branches = {"in": code("output = 3"), "if": ("condition", {"branches": [{"expression": "<in.output> > 2"}]})}
    made, ways = KeptResults(), ["in>if", "if:if>yes", "if:else>no"]
    graph = graph_of({**branches, "yes": code("output = 'yes'"), "no": code("output = 'no'")}, ways)
    await ran(graph, kept=made)
    it = await ran(graph, kept=made, terms=CHANGED)
    assert (it.began, [*it.skipped], it.output) == ({}, ["no"], "yes")


async def test_data_outside_of_the_graph_is_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_text("n\n1\n")
    names: dict[str, Any] = {"orders": pd.DataFrame({"n": [1, 2]}), "rate": 2}
    graph = graph_of(
        {
            "file": ("sql", {"query": f"select sum(n) as n from '{file}'", "output_as": "value"}),
            "frame": ("sql", {"query": "select sum(n) as n from orders", "output_as": "value"}),
            "code": code("output = rate * 2"),
            "end": "output",
        },
        ["file>end", "frame>end", "code>end"],
    )
    made = KeptResults()

    async def again() -> dict[str, str]:
        began = (await ran(graph, namespace=names, kept=made, terms=CHANGED)).began
        began.pop("end", None)
        return began

    assert set((await again()).values()) == {"Nothing is kept of it."}
    assert await again() == {}
    file.write_text("n\n2\n")
    assert await again() == {"file": f"The file {file} has changed."}
    names["orders"].loc[0, "n"] = 7
    assert await again() == {"frame": "The notebook's orders has changed."}
    names["rate"] = 3
    assert await again() == {"code": "The notebook's rate has changed."}


async def test_inputs_of_the_run_count_for_those_that_read_them() -> None:
    graph = graph_of(
        {"in": "input", "n": code("output = variables['n']"), "alone": code("output = 1"), "behind": code("2")},
        ["in>n", "alone>behind"],
    )
    made = KeptResults()
    await ran(graph, {"n": 1}, kept=made)
    it = await ran(graph, {"n": 2}, kept=made, terms=CHANGED)
    assert it.began == {"in": "The input n has changed.", "n": "Its input in has changed."}


async def test_what_asks_or_changes_something_outside_is_only_kept_behind_where_a_run_goes_on() -> None:
    graph = graph_of({"made": ("sql", {"query": "create or replace table t as select 1 as n"}), "next": code("1")})
    made = KeptResults()
    await ran(graph, kept=made)
    again = await ran(graph, kept=made, terms=CHANGED)
    assert again.began["made"].startswith("It may change tables: it is only kept where")
    onward = await ran(graph, kept=made, terms=Terms(part=RunPart(onward="next")))
    assert [*onward.began] == ["next"]


async def test_a_trial_is_not_taken_for_a_whole_run(kept: KeptResults) -> None:
    trial = await ran(chain(), kept=kept, terms=Terms(trial=5, part=RunPart(rerun="changed")))
    assert trial.began["first"] == "This is a trial run."
    whole = await ran(chain(), kept=kept, terms=CHANGED)
    assert whole.began["first"] == "It was kept by a trial run of fewer rows."


@pytest.mark.parametrize(
    ("made", "change", "left"),
    [
        (
            "import pandas as pd\noutput = pd.DataFrame({'n': [1]})",
            "it['n'] = it['n'] * 2\noutput = int(it['n'].sum())",
            [],
        ),
        ("output = [1]", "it.append(2)\noutput = len(it)", []),
        ("import numpy as np\noutput = np.arange(2)", "it += 1\noutput = int(it.sum())", ["first"]),
    ],
)
async def test_a_block_that_changes_its_input_in_place_gives_the_same_when_it_is_run_again(
    made: str, change: str, left: list[str]
) -> None:
    graph = graph_of({"first": code(made), "next": code(f"it = first.output\n{change}")})
    kept = KeptResults()
    first = (await ran(graph, kept=kept)).completed["next"].data
    for part in (RunPart(only="next"), RunPart(onward="next"), RunPart(only="next")):
        again = await ran(graph, kept=kept, terms=Terms(part=part))
        assert again.completed["next"].data == first
        assert [*again.began] == [*left, "next"]
    if left:
        assert again.began["first"] == "Its result was changed in place since it was made."


async def test_a_result_is_not_taken_where_the_workflow_runs_on_another_database(kept: KeptResults) -> None:
    for one in kept.of("w").values():
        one.database = "/elsewhere/powa.duckdb"
    it = await ran(chain(), kept=kept, terms=CHANGED)
    assert it.began["first"] == "It was made on another database."


async def test_a_pinned_block_is_not_run_whatever_is_asked(kept: KeptResults) -> None:
    pin = {"pin": kept.of("w")["middle"].execution_id}
    it = await ran(chain("output = 1 / 0", **pin), kept=kept)
    assert (set(it.began), it.completed["last"].data) == ({"first", "side", "last"}, {"output": 20})
    alone = await ran(chain("output = 1 / 0", **pin), kept=kept, terms=Terms(part=RunPart(only="middle")))
    assert (alone.began, alone.completed["middle"].why) == ({}, "It is pinned.")
    stored = Terms(kept={"middle": Kept(data={"output": 7})})
    assert (await ran(chain(**pin), kept=KeptResults(), terms=stored)).completed["last"].data == {"output": 70}


@pytest.mark.parametrize(
    ("text", "again"),
    [("{{In it.n}}", True), ("<in.output.n>", True), ("<middle.output>", False)],
)
async def test_what_lies_behind_a_pinned_block_counts_for_those_that_name_it(text: str, again: bool) -> None:
    blocks: dict[str, Any] = {"in": ("input", {}, {"name": "In it"}), "middle": code("output = 1")}
    graph = graph_of({**blocks, "last": ("output", {"output": text})})
    made = KeptResults()
    await ran(graph, {"n": 1}, kept=made)
    graph = graph.model_copy(deep=True)
    graph.blocks[1].pin = made.of("w")["middle"].execution_id
    it = await ran(graph, {"n": 5, "m": 1}, kept=made, terms=CHANGED)
    assert ("last" in it.began, "middle" in it.began) == (again, False)
    assert it.output == (5 if again else 1)


async def test_code_names_a_block_by_its_name_in_letters_of_code() -> None:
    blocks: dict[str, Any] = {"in": ("input", {}, {"name": "In it"}), "middle": code("output = 1")}
    for text in ("output = len(In_it.output)", "output = len(input_data['In it']['output'])"):
        graph, made = graph_of({**blocks, "last": code(text)}), KeptResults()
        await ran(graph, {"n": 1}, kept=made)
        graph.blocks[1].pin = made.of("w")["middle"].execution_id
        pinned = graph.model_copy(deep=True)
        it = await ran(pinned, {"n": 5, "m": 1}, kept=made, terms=CHANGED)
        assert it.began["last"] == "In it, which it names, has changed."
        assert it.output == 2


async def test_a_pinned_output_that_is_gone_fails_in_words(kept: KeptResults) -> None:
    it: Ran = await ran(chain(pin="an earlier run"), kept=kept)
    assert it.failed["middle"].code == "kept_gone"
    assert "Take the pin out" in it.failed["middle"].error


def test_a_part_names_blocks_that_are_there_and_one_of_them() -> None:
    assert settled(RunPart(), chain()) is None
    assert settled(RunPart(only="middle"), chain()) == RunPart(only="middle")
    with pytest.raises(BadRequest, match="Did you mean 'middle'"):
        settled(RunPart(only="midle"), chain())
    with pytest.raises(BadRequest, match="one of only, upto"):
        settled(RunPart(only="first", upto="last"), chain())
