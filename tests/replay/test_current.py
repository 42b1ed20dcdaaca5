"""Which recording holds: a cell's, the environment's, the settings'."""

from pathlib import Path

import pytest

from jupyter_powa.errors import BadRequest
from jupyter_powa.replay.current import begin, beside, current, end
from jupyter_powa.settings import Settings


def test_a_cell_comes_before_the_environment_and_that_before_the_settings(tmp_path: Path) -> None:
    settings = Settings(root_dir=tmp_path, recording="set.jsonl", recording_mode="strict")
    environment = {"POWA_RECORDING": str(tmp_path / "env.jsonl"), "POWA_RECORDING_MODE": "record"}
    found = current(settings, {})
    assert found is not None and (found.path, found.mode) == (str(tmp_path / "set.jsonl"), "strict")
    found = current(settings, environment)
    assert found is not None and (found.path, found.mode) == (str(tmp_path / "env.jsonl"), "record")
    begun = begin(tmp_path / "cell.jsonl", environment={})
    try:
        found = current(settings, environment)
        assert found is not None and (found.path, found.mode) == (str(tmp_path / "cell.jsonl"), "replay")
        off = begin(mode="off", environment={})
        assert current(settings, environment) is None
        end(off)
        assert current(settings, environment) is begun
    finally:
        end(begun)
    assert current(Settings(), {}) is None


def test_strict_in_the_environment_holds_whatever_a_cell_says(tmp_path: Path) -> None:
    for mode in ("record", "off", ""):
        begun = begin(tmp_path / "x.jsonl", mode, {"POWA_RECORDING_MODE": "strict"})
        assert begun is not None and begun.mode == "strict"
        end(begun)


def test_without_a_name_it_lies_beside_the_notebook(tmp_path: Path) -> None:
    assert beside({"JPY_SESSION_NAME": f"{tmp_path}/sales.ipynb"}) == tmp_path / "sales.recording.jsonl"
    found = current(None, {"POWA_RECORDING_MODE": "strict"})
    assert found is not None and found.path == str(Path.cwd() / "notebook.recording.jsonl")


def test_an_unknown_mode_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadRequest, match="off, record, replay, strict"):
        current(None, {"POWA_RECORDING_MODE": "sometimes"})
