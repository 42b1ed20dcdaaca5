"""The published set: what the local planner understands, seen by running what it builds; and what it refuses."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.llm.planner.desk import Desk
from tests.llm.planner.requests import BUILDS, CHAIN, EDITS, MIXED, MIXED_EDITS, REFUSED

Sit = Callable[..., Desk]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Sit]:
    """A desk: `desk(CHAIN)`."""
    made: list[Desk] = []

    def sit(graph: dict[str, Any] | None = None, **more: Any) -> Desk:
        made.append(Desk(tmp_path, graph, **more))
        return made[-1]

    yield sit
    for one in made:
        await one.close()


def plain(rows: Any) -> list[tuple[str, ...]]:
    """Rows as comparable words, without the names of their columns."""
    if not isinstance(rows, list):
        rows = [{"it": rows}]
    return [tuple(word(value) for value in row.values()) for row in rows]


def word(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)) or str(value) in ("NaT", "<NA>", "None"):
        return "nothing"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.6g}"
    text = str(value)
    return text.replace(" ", "T").removesuffix("T00:00:00") if text[:4].isdigit() else text


def files(path: Path) -> None:
    (path / "people.csv").write_text("name,age\nAnn,29\nCleo,52\nBen,41\n", encoding="utf-8")


@pytest.mark.parametrize(("request_", "sql"), BUILDS, ids=[request for request, _ in BUILDS])
async def test_a_pipeline_gives_the_rows_of_the_statement_that_a_person_wrote(
    request_: str, sql: str, desk: Sit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files(tmp_path)
    monkeypatch.chdir(tmp_path)
    sat = desk()
    answer = await sat.say(request_)
    assert "modify_workflow" in sat.called, answer
    output = await sat.run()
    assert sat.status == "completed", (sat.error, answer)
    got, wanted = plain(output), plain(sat.rows(sql))
    if "order by" in sql:
        assert got == wanted
    assert sorted(got) == sorted(wanted)


@pytest.mark.parametrize(
    ("graph", "request_", "wanted"),
    [*((CHAIN, *edit) for edit in EDITS), *((MIXED, *edit) for edit in MIXED_EDITS)],
    ids=[request for request, _ in [*EDITS, *MIXED_EDITS]],
)
async def test_an_edit_does_what_it_says(
    graph: dict[str, Any], request_: str, wanted: dict[str, Any], desk: Sit
) -> None:
    sat = desk(graph)
    answer = await sat.say(request_)
    assert "modify_workflow" in sat.called and "Not done" not in answer, answer
    for kind, what in wanted.items():
        seen = LOOKS[kind](sat, what)
        assert seen, (kind, what, answer, sat.names, sat.edges)


LOOKS: dict[str, Callable[[Desk, Any], bool]] = {
    "gone": lambda sat, name: name not in sat.names,
    "there": lambda sat, name: name in sat.names,
    "edges": lambda sat, edge: edge in sat.edges,
    "cut": lambda sat, edge: edge not in sat.edges,
    "off": lambda sat, name: not sat.block(name).enabled,
    "query": lambda sat, what: what[1] in sat.block(what[0]).config["query"],
    "config": lambda sat, what: sat.block(what[0]).config[what[1]] == what[2],
    "timeout": lambda sat, what: sat.block(what[0]).timeout == what[1],
    "retry": lambda sat, what: getattr(sat.block(what[0]).retry, "attempts", 0) == what[1],
}


@pytest.mark.parametrize("request_", REFUSED)
async def test_what_it_does_not_understand_it_says_and_changes_nothing(request_: str, desk: Sit) -> None:
    sat = desk(CHAIN)
    before = sat.draft.graph.model_dump()
    answer = await sat.say(request_)
    assert "I have changed nothing" in answer
    assert sat.draft.graph.model_dump() == before and "modify_workflow" not in sat.called
    assert "There" in answer or "Did you mean" in answer or "OPENAI_API_KEY" in answer or len(answer) > 40


async def test_a_look_at_wide_rows_tells_how_many_there_are_though_they_do_not_all_fit(desk: Sit) -> None:
    sat = desk()
    with duckdb.connect(sat.path) as connection:
        columns = ", ".join(f"repeat('x', 280) as c{place}" for place in range(5))
        connection.execute(f"create table letters as select i as id, {columns} from range(40) r(i)")
    assert "gives 40 rows" in await sat.say("load letters where id >= 0")
