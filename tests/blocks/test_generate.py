"""Let a model make rows."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_powa.engine.check import check
from jupyter_powa.kernel.outside import Outside
from jupyter_powa.model.plan import ModelAccess, Plan, Terms
from tests.blocks.rows_model import made
from tests.blocks.steps import beside, records
from tests.engine.running import Ran, graph_of, ran
from tests.llm.server import ModelServer, model_server

WORDS = {"model": "m", "prompt": "Make up words.", "columns": {"n": "integer", "word": "text"}, "count": 7}
MODEL = made
"""Imported, so that the server has it."""


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with model_server() as running:
        yield running


async def generated(access: ModelAccess, rows: str = "", terms: Terms | None = None, **config: Any) -> Ran:
    """Generate rows by a model, behind those of a query where there is one."""
    blocks: dict[str, Any] = {"rows": ("read", {"query": rows})} if rows else {}
    graph = graph_of({**blocks, "it": ("generate", {**WORDS, **config})})

    def outside(plan: Plan) -> Outside:
        return Outside(plan.model_copy(update={"models": {"m": access}}))

    return await ran(graph, outside=outside, terms=terms)


def by(server: ModelServer, model: str = "makes") -> ModelAccess:
    return ModelAccess(provider="compatible", model=model, url=server.url)


def script(folder: Path, *answers: list[Any]) -> ModelAccess:
    """A model that gives these rows, one answer after the other."""
    (folder / "replies.json").write_text(json.dumps([{"say": {"rows": rows}} for rows in answers]))
    return ModelAccess(provider="scripted", model="m", replies=str(folder / "replies.json"))


async def test_rows_are_made_in_batches_with_the_types_of_their_columns(server: ModelServer) -> None:
    it = await generated(by(server), batch_size=3)
    assert records(it) == [(n, f"w{n % 10}") for n in range(1, 8)]
    assert [(column["name"], column["type"]) for column in map(vars, it.results["it"]["output"].schema)] == [
        *(("n", "BIGINT"), ("word", "VARCHAR")),
    ]
    assert (len(server.asked), beside(it)["wanted"], beside(it)["cost"]["requests"]) == (3, 7, 3)


async def test_a_busy_server_and_cut_answers_lose_no_row_and_double_none(server: ModelServer) -> None:
    it = await generated(by(server, "makes badly"), count=150, batch_size=4)
    assert records(it) == [(n, f"w{n % 10}") for n in range(1, 151)]


async def test_what_is_the_same_by_its_keys_is_asked_for_anew_until_nothing_new_comes(server: ModelServer) -> None:
    it = await generated(by(server), count=12, batch_size=4, unique=["word"])
    assert [word for _, word in records(it)] == [*(f"w{n % 10}" for n in range(1, 11))]
    assert beside(it)["wanted"] == 12 and beside(it)["row_count"] == 10
    assert set(beside(it)["rejects"]["reasons"]) == {"the same as another row"}
    later = server.asked[-1]["messages"][-1]["content"]
    assert "These are there already" in later and '"word": "w1"' in later


async def test_rows_that_come_in_are_examples(server: ModelServer) -> None:
    it = await generated(by(server), "select 40 as n, 'forty' as word", count=2)
    assert [n for n, _ in records(it)] == [1, 2]
    assert '{"n": 40, "word": "forty"}' in server.asked[0]["messages"][-1]["content"]
    assert beside(it)["rows_in"] == 1


async def test_rows_are_made_for_each_seed_and_stand_behind_it(server: ModelServer) -> None:
    rows = "select * from (values ('sea', 1), ('sky', 2)) as t(topic, word)"
    it = await generated(by(server), rows, count=2, use="seeds")
    assert it.rows["it"].column_names == ["topic", "n", "word"]
    assert records(it) == [("sea", 1, "w1"), ("sea", 2, "w2"), ("sky", 1, "w1"), ("sky", 2, "w2")]


async def test_a_trial_makes_a_few(server: ModelServer) -> None:
    assert len(records(await generated(by(server), terms=Terms(trial=2)))) == 2


async def test_an_answer_that_does_not_fit_is_corrected(tmp_path: Path) -> None:
    columns = {"day": {"type": "date"}, "stars": {"type": "integer", "max": 5}}
    answers = [[{"day": "2024-02-30", "stars": 1}], [{"day": "2024-02-28", "stars": 9}]]
    it = await generated(script(tmp_path, *answers, [{"day": "2024-02-28", "stars": 1}]), columns=columns, count=1)
    assert [(str(day), stars) for day, stars in records(it)] == [("2024-02-28", 1)]
    assert beside(it)["cost"]["requests"] == 3


async def test_a_model_that_makes_nothing_that_fits_fails_the_step(tmp_path: Path) -> None:
    it = await generated(script(tmp_path, *[[{"n": "x", "word": "y"}]] * 9), count=1)
    assert it.failed["it"].code == "schema_mismatch" and "is not of type 'integer'" in it.failed["it"].error


async def test_seeds_must_come_from_somewhere(server: ModelServer) -> None:
    assert (await generated(by(server), use="seeds")).failed["it"].code == "no_rows"


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"columns": {}}, "columns"),
        ({"columns": {"a": "colour"}}, "columns"),
        ({"count": 0}, "count"),
        ({"unique": ["x"]}, "unique"),
        ({"model": "planner"}, "model"),
    ],
)
def test_a_config_that_cannot_work_is_told_before_anything_runs(config: dict[str, Any], field: str) -> None:
    graph = graph_of({"it": ("generate", {**WORDS, **config})})
    assert next((problem.field or "").partition(".")[0] for problem in check(graph) if problem.stops) == field
