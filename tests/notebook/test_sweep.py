from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from jupyter_powa import Powa, Workflow
from jupyter_powa.errors import BadRequest
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.notebook.sweep import MOST_RUNS
from jupyter_powa.settings import Settings
from tests.notebook.conftest import Make


def test_a_grid_gives_one_frame_with_a_row_for_each_run(make: Make) -> None:
    wf = make("Divide")
    wf.input("Input", {"n": 1, "status": "number"})
    wf.code("Part", "Input.output['n'] / Input.output['status']")

    def judge(row: dict[str, Any]) -> bool:
        return {2.0: True, 4.0: False}[row["output"]]

    frame = wf.sweep({"n": [4, 8], "status": [2, 0, 1]}, concurrency=2, judge=judge)
    assert list(frame) == [
        "n",
        "input.status",
        "output",
        "status",
        "error",
        "cost",
        "tokens",
        "seconds",
        "score",
        "execution_id",
    ]
    assert frame["output"].astype(object).where(frame["output"].notna(), None).tolist() == [2, None, 4, 4, None, 8]
    assert frame["status"].tolist() == ["completed", "failed", "completed"] * 2
    assert frame["score"].tolist() == [True, None, False, False, None, None]
    assert "division by zero" in frame["error"][1]
    assert frame["error"][5] == "judge: KeyError: 8.0"
    assert (frame["seconds"] >= 0).all() and frame["cost"].tolist() == [0.0] * 6
    again = wf.sweep([{"n": 4, "status": 2}, {"n": 4, "status": 0}], resume=True)
    assert again["execution_id"][0] == frame["execution_id"][0]
    assert again["execution_id"][1] != frame["execution_id"][1]


def test_models_take_the_place_of_the_blocks_own(tmp_path: Path) -> None:
    models = []
    for word in ("yes", "no"):
        (tmp_path / f"{word}.json").write_text(json.dumps([{"say": word, "always": True}]))
        models.append(f"scripted/{word}.json")
    settings = Settings(database=":memory:", root_dir=tmp_path)
    wf = Workflow("Ask", powa=Powa.memory(settings, kernels=LocalKernels({})))
    wf.input("Input", {"city": "string"})
    wf.llm("Ask", model="gpt-5.2", prompt="<Input.output.city>?")
    frame = wf.sweep({"city": ["Oslo"]}, models=models)
    assert frame[["city", "model", "output"]].to_numpy().tolist() == [
        ["Oslo", models[0], "yes"],
        ["Oslo", models[1], "no"],
    ]
    assert wf["Ask"].block.config["model"] == "gpt-5.2"


def test_what_is_no_grid_is_refused(make: Make) -> None:
    wf = make("Plain")
    wf.input("Input", {"n": 1})
    works: list[Callable[[], Any]] = [
        lambda: wf.sweep({"n": 1}),  # type: ignore[dict-item]
        lambda: wf.sweep({"n": []}),
        lambda: wf.sweep([{"n": 1}] * (MOST_RUNS + 1)),
        lambda: wf.sweep({"m": [1]}),
        lambda: wf.sweep([{"n": 1}, {"m": 1}]),
        lambda: wf.sweep({"n": [1, object()]}, resume=True),
        lambda: wf.sweep({"n": [1]}, models=["gpt-5.2"]),
        lambda: wf.sweep({"n": [1]}, concurrency=0),
    ]
    for work in works:
        with pytest.raises(BadRequest):
            work()
    assert wf.powa.store.executions.list(wf.id) == []  # none of its runs is begun


def test_a_sweep_goes_on_whatever_the_inputs_are_and_with_defaults_under_them(make: Make) -> None:
    wf = make("Plain", variables={"k": "b"})
    wf.input("Input", {"n": 1, "k": "a"})
    wf.code("Say", "f\"{Input.output['n']} {Input.output['k']}\"")
    wf.output("Out", "<Say.output>")
    grid = {"n": [1, datetime(2026, 1, 2, 3), b"x", (1, 2)]}
    first = wf.sweep(grid)
    assert first["output"][0] == "1 b"
    again = wf.sweep(grid, resume=True)
    assert again["execution_id"].tolist() == first["execution_id"].tolist()
