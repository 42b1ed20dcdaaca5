"""Answers that are recorded, and played from their file."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from jupyter_powa.errors import ModelError
from jupyter_powa.llm.base import Delta, Reply
from jupyter_powa.llm.recorded import RecordedEmbedder, RecordedLlm
from jupyter_powa.llm.scripted import ScriptedLlm
from jupyter_powa.model.plan import Recording
from jupyter_powa.replay.recorder import Recorder
from tests.llm.conftest import ASK, told


def recorded(path: Path, mode: str, behind: ScriptedLlm | None = None) -> RecordedLlm:
    """A model in one run; without `behind`, none may be opened."""

    def opened() -> ScriptedLlm:
        assert behind is not None, "nothing is asked"
        return behind

    return RecordedLlm(Recorder(Recording.model_validate({"path": str(path), "mode": mode})), "m", opened)


async def test_what_is_recorded_is_played_without_the_model(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "calls.jsonl"
    behind = ScriptedLlm([{"say": "Oslo", "calls": [{"name": "look"}]}, "Bergen"])
    first = await told(recorded(path, "replay", behind))
    written = path.read_text()
    again = await told(recorded(path, "strict"))
    assert (again[0], again[1].message, again[1].usage) == (first[0], first[1].message, first[1].usage)
    assert path.read_text() == written
    other = await told(recorded(path, "replay", behind), replace(ASK, temperature=0.0))
    assert other[0] == "Bergen"


async def test_strict_refuses_what_is_not_there_and_says_which(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="capital of Norway") as failure:
        await told(recorded(tmp_path / "calls.jsonl", "strict", ScriptedLlm(["never"])))
    assert failure.value.code == "not_recorded"


async def test_record_asks_anew(tmp_path: Path) -> None:
    path, behind = tmp_path / "calls.jsonl", ScriptedLlm(["one", "two"])
    for expected in ("one", "two"):
        assert (await told(recorded(path, "record", behind)))[0] == expected
    assert (await told(recorded(path, "strict")))[0] == "two"


async def test_the_same_question_several_times_in_a_run_keeps_the_order_of_its_answers(tmp_path: Path) -> None:
    path, behind = tmp_path / "calls.jsonl", ScriptedLlm(["heads", "tails", "edge"])
    run = recorded(path, "replay", behind)
    assert [(await told(run))[0] for _ in range(2)] == ["heads", "tails"]
    for _ in range(2):
        again = recorded(path, "strict")
        assert [(await told(again))[0] for _ in range(2)] == ["heads", "tails"]
        with pytest.raises(ModelError, match="time 3 in this run"):
            await told(again)


async def test_an_answer_that_failed_is_not_recorded(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    with pytest.raises(ModelError):
        await told(recorded(path, "replay", ScriptedLlm([{"say": "so", "error": "broken"}])))
    assert not path.exists()


async def test_an_answer_that_nobody_waited_for_leaves_its_place_to_the_next_attempt(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    run = recorded(path, "replay", ScriptedLlm(["slow", "quick"]))
    async with aclosing(cast("AsyncGenerator[Delta | Reply, None]", run.stream(ASK))) as pieces:
        await anext(pieces)  # and no further, as where its time is up
    assert (await told(run))[0] == "quick"
    assert (await told(recorded(path, "strict")))[0] == "quick"


async def test_a_damaged_file_is_told_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    path.write_text("<<<<<<< conflict\n")
    with pytest.raises(ModelError, match=r"Line 1 of the recording calls\.jsonl") as failure:
        await told(recorded(path, "replay", ScriptedLlm(["x"])))
    assert failure.value.code == "recording_damaged" and path.read_text() == "<<<<<<< conflict\n"


class Thirds:
    """Vectors of numbers that have no short decimal form."""

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return [[len(text) / 3, 1e-300] for text in texts]

    async def close(self) -> None:
        """Nothing is held."""


async def test_vectors_come_back_to_the_last_bit(tmp_path: Path) -> None:
    recording = Recording(path=str(tmp_path / "calls.jsonl"))
    first = await RecordedEmbedder(Recorder(recording), "m", Thirds).embed(["a", "bcd"])
    strict = Recorder(recording.model_copy(update={"mode": "strict"}))
    again = RecordedEmbedder(strict, "m", Thirds)
    assert await again.embed(["a", "bcd"]) == first == [[1 / 3, 1e-300], [1.0, 1e-300]]
    with pytest.raises(ModelError, match="vectors of 1 texts"):
        await again.embed(["a"])


async def test_what_failed_and_was_asked_again_is_played_without_the_failure(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    recording = recorded(path, "replay", ScriptedLlm([{"say": "so", "error": "broken"}, "Oslo", "Bergen"]))
    with pytest.raises(ModelError):
        await told(recording)
    assert [(await told(recording))[0] for _ in range(2)] == ["Oslo", "Bergen"]
    played = recorded(path, "strict")
    assert [(await told(played))[0] for _ in range(2)] == ["Oslo", "Bergen"]
