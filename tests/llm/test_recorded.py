"""Answers that are recorded, and played from their file."""

from dataclasses import replace
from pathlib import Path

import pytest

from jupyter_powa.errors import ModelError
from jupyter_powa.llm.recorded import RecordedLlm
from jupyter_powa.llm.scripted import ScriptedLlm
from tests.llm.conftest import ASK, told


async def test_what_is_recorded_is_played_without_the_model(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "calls.json"
    behind = ScriptedLlm([{"say": "Oslo", "calls": [{"name": "look"}]}, "Bergen"])
    first = await told(RecordedLlm(path, "replay", "m", behind))
    written = path.read_text()
    again = await told(RecordedLlm(path, "strict", "m"))
    assert (again[0], again[1].message, again[1].usage) == (first[0], first[1].message, first[1].usage)
    assert path.read_text() == written
    other = await told(RecordedLlm(path, "replay", "m", behind), replace(ASK, temperature=0.0))
    assert other[0] == "Bergen"


async def test_strict_refuses_what_is_not_there_and_says_which(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="capital of Norway") as failure:
        await told(RecordedLlm(tmp_path / "calls.json", "strict", "m", ScriptedLlm(["never"])))
    assert failure.value.code == "not_recorded"


async def test_record_asks_anew(tmp_path: Path) -> None:
    path, behind = tmp_path / "calls.json", ScriptedLlm(["one", "two"])
    for expected in ("one", "two"):
        assert (await told(RecordedLlm(path, "record", "m", behind)))[0] == expected
    assert (await told(RecordedLlm(path, "strict", "m")))[0] == "two"


async def test_an_answer_that_failed_is_not_recorded(tmp_path: Path) -> None:
    path = tmp_path / "calls.json"
    with pytest.raises(ModelError):
        await told(RecordedLlm(path, "replay", "m", ScriptedLlm([{"say": "so", "error": "broken"}])))
    assert not path.exists()


async def test_a_damaged_file_is_told_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "calls.json"
    path.write_text("<<<<<<< conflict")
    with pytest.raises(ModelError, match=r"calls\.json") as failure:
        await told(RecordedLlm(path, "replay", "m", ScriptedLlm(["x"])))
    assert failure.value.code == "recording_damaged" and path.read_text() == "<<<<<<< conflict"
