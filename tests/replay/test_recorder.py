"""One run's calls: what is the same request, what is asked anew, what is told of them."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from jupyter_powa.errors import ModelError
from jupyter_powa.model.plan import Recording
from jupyter_powa.redact import known
from jupyter_powa.replay.recorder import Recorder


def asked(text: str) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": text}]}


def test_ids_and_moments_of_ours_make_no_other_request_and_an_answer_has_the_ids_of_its_run(tmp_path: Path) -> None:
    recording = Recording(path=str(tmp_path / "x.jsonl"))
    said = '{{"block": "{}", "edge": "{}", "started_at": "2026-11-2{}T10:00:00.12345{}Z", "duration_ms": {}.5}}'
    first, second = (str(uuid4()), str(uuid4())), (str(uuid4()), str(uuid4()))
    new = str(uuid4())
    take = Recorder(recording, own_ids=True).take("model", asked(said.format(*first, 1, 1, 7)), ModelError)
    take.keep({"text": f"change {first[1]}, add {new}"})
    again = Recorder(recording, own_ids=True).take("model", asked(said.format(*second, 2, 3, 12)), ModelError)
    assert again.answer == {"text": f"change {second[1]}, add {new}"}
    assert first[0] not in (tmp_path / "x.jsonl").read_text()
    data = Recorder(recording).take("model", asked(second[0]), ModelError)
    data.keep({"text": "Ada"})
    other = Recorder(recording).take("model", asked(first[0]), ModelError)
    assert other.answer is None, "an id in somebody's data is data"


def test_a_session_that_records_anew_asks_each_call_once(tmp_path: Path) -> None:
    recording = Recording(path=str(tmp_path / "x.jsonl"), mode="record", session="s")
    for session, expected in (("s", None), ("s", {"text": "1"}), ("t", None)):
        take = Recorder(recording.model_copy(update={"session": session})).take("model", asked("hi"), ModelError)
        assert take.answer == expected
        if expected is None:
            take.keep({"text": "1"})


def test_no_live_secret_reaches_the_file_and_a_request_is_the_same_without_it(tmp_path: Path) -> None:
    secret = "s3cret-" + uuid4().hex
    known.remember(secret)
    recording = Recording(path=str(tmp_path / "x.jsonl"))
    Recorder(recording).take("model", asked(f"sign with {secret}"), ModelError).keep({"text": f"it was {secret}"})
    assert secret not in (tmp_path / "x.jsonl").read_text()
    assert Recorder(recording).take("model", asked(f"sign with {secret}"), ModelError).answer == {"text": "it was ***"}


def test_a_refused_call_is_counted_and_told_in_words(tmp_path: Path) -> None:
    recorder = Recorder(Recording(path=str(tmp_path / "x.jsonl"), mode="strict"))
    with pytest.raises(ModelError, match=r"'hi' to m is not recorded in x\.jsonl.*Record it once") as failure:
        recorder.take("model", asked("hi"), ModelError)
    assert failure.value.code == "not_recorded"
    assert recorder.tape.counts == {"refused": 1} and "'hi' to m" in recorder.tape.refused[0]


def test_a_call_that_gave_no_answer_leaves_its_place_to_whoever_asks_the_same_next(tmp_path: Path) -> None:
    recording = Recording(path=str(tmp_path / "x.jsonl"))
    recorder = Recorder(recording)
    lost, kept = (recorder.take("model", asked("hi"), ModelError) for _ in range(2))
    lost.end()
    kept.keep({"text": "second"})
    kept.end()
    recorder.take("model", asked("hi"), ModelError).keep({"text": "first, asked again"})
    strict = Recorder(recording.model_copy(update={"mode": "strict"}))
    played = [strict.take("model", asked("hi"), ModelError).answer for _ in range(2)]
    assert played == [{"text": "first, asked again"}, {"text": "second"}]
    for _ in range(2):
        with pytest.raises(ModelError, match="time 3 in this run"):
            strict.take("model", asked("hi"), ModelError)
