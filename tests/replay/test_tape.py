"""The file of a recording: whole lines, several writers, an order that git reads well."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from jupyter_powa.replay.tape import Damaged, Tape


def call(key: str, answer: Any = "yes", n: int = 0) -> dict[str, Any]:
    return {"kind": "model", "key": key, "n": n, "request": {"model": "m"}, "answer": {"text": answer}}


def test_calls_are_added_line_by_line_and_tidied_into_an_order_that_recording_again_keeps(tmp_path: Path) -> None:
    path = tmp_path / "x.recording.jsonl"
    for order in ("cab", "bca"):
        tape = Tape(path)
        for key in order:
            tape.keep(call(key))
        tape.keep(call("b", "the second of its kind", n=1))
        tape.tidy()
        lines = path.read_text().splitlines()
        assert [json.loads(line).get("key") for line in lines] == [None, "a", "b", "b", "c"]
    state = path.stat()
    Tape(path).tidy()
    assert path.stat() == state, "a tidy file is left alone"
    Tape(path).keep(call("b", "no"))
    Tape(path).tidy()
    assert [old for old, new in zip(lines, path.read_text().splitlines(), strict=True) if old != new] == [lines[2]]


def test_half_a_line_of_one_who_died_is_none_and_the_next_is_written_behind_what_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    Tape(path).keep(call("a"))
    whole = path.read_bytes()
    for torn in (b'{"key": "b", "answ', b'{"key": "\xc3'):
        path.write_bytes(whole + torn)
        tape = Tape(path)
        assert tape.find("a", 0) and not tape.find("b", 0)
        tape.keep(call("c"))
        assert [one["key"] for one in Tape(path).entries()] == ["a", "c"]


def test_a_line_that_cannot_be_read_is_told_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    for damage in (
        b"<<<<<<< ours\n",
        b"[]\n",
        b'{"answer": {}}\n',
        b'{"key": "a"}\n',
        b'{"key": "a", "kind": "model", "request": "x", "answer": {}}\n',
    ):
        path.write_bytes(damage + b'{"answer": {}, "key": "a", "kind": "model", "request": {}}\n')
        with pytest.raises(Damaged, match=r"Line 1 of the recording x\.jsonl"):
            Tape(path).find("a", 0)
    with pytest.raises(Damaged, match="cannot be read"):
        Tape(tmp_path).find("a", 0)
    with pytest.raises(Damaged, match="cannot be written"):
        Tape(path / "below").keep(call("a"))


MANY = """
import sys
from pathlib import Path
from jupyter_powa.replay.tape import Tape
tape = Tape(Path(sys.argv[1]))
for place in range(60):
    answer = {"text": "x" * 9_000}
    tape.keep({"kind": "model", "key": f"{sys.argv[2]}{place}", "request": {"model": "m"}, "answer": answer})
    if place % 20 == 9:
        tape.tidy()
"""


def test_several_processes_and_threads_lose_no_call_of_each_other(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    processes = [subprocess.Popen([sys.executable, "-c", MANY, str(path), word]) for word in "pq"]
    tape = Tape(path)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda place: tape.keep(call(f"t{place}")), range(100)))
    assert [process.wait() for process in processes] == [0, 0]
    found = {one["key"] for one in tape.entries()}
    assert found == {f"{word}{place}" for word in "pq" for place in range(60)} | {f"t{place}" for place in range(100)}


def test_what_is_forgotten_is_gone_from_the_file_and_what_nobody_asked_for_is_known(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "x.jsonl")
    tape.keep(call("a"))
    tape.keep(call("b"))
    assert tape.forget(lambda entry: entry["key"] == "a") == 1
    assert Tape(tape.path).find("a", 0) is None and tape.unused() == [tape.find("b", 0)]
    assert tape.forget(lambda entry: False) == 0
