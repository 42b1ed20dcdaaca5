"""Kernels that a killed server left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from jupyter_powa.kernel.left import Left
from jupyter_powa.kernel.own import MARK

SLEEPER = """
import subprocess, sys, time
subprocess.Popen(['sleep', '100'])
sys.stdout.write('.')
sys.stdout.flush()
time.sleep(100)
"""
GONE = 4_194_305
"""A process number that Linux never gives."""


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", SLEEPER], stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None and process.stdout.read(1) == b"."
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def noted(path: Path, pid: int, server: int, start: float | None = None) -> None:
    path.write_text(json.dumps([[pid, start or psutil.Process(pid).create_time(), server]]))


def test_a_kernel_of_a_server_that_is_gone_is_ended_with_what_it_started(tmp_path: Path, sleeper) -> None:
    (child,) = psutil.Process(sleeper.pid).children()
    noted(tmp_path / "kernels.json", sleeper.pid, GONE)
    assert Left(tmp_path / "kernels.json").end() == 2
    assert sleeper.wait(10) == -9
    assert child.wait(10) is None and not child.is_running()
    assert Left(tmp_path / "kernels.json").end() == 0


def test_a_number_that_was_given_anew_and_a_kernel_of_a_server_that_lives_are_left_alone(tmp_path, sleeper) -> None:
    path = tmp_path / "kernels.json"
    noted(path, sleeper.pid, GONE, start=1.0e12)
    assert Left(path).end() == 0
    noted(path, sleeper.pid, psutil.Process().ppid())
    assert Left(path).end() == 0 and json.loads(path.read_text())
    assert sleeper.poll() is None


def test_what_has_ended_is_forgotten_and_a_damaged_note_says_nothing(tmp_path: Path, sleeper) -> None:
    left = Left(tmp_path / "deep" / "kernels.json")
    left.note(sleeper.pid)
    assert len(json.loads((tmp_path / "deep" / "kernels.json").read_text())) == 1
    left.forget(sleeper.pid)
    assert json.loads((tmp_path / "deep" / "kernels.json").read_text()) == []
    (tmp_path / "deep" / "kernels.json").write_text("{")
    assert left.end() == 0


@pytest.mark.parametrize("marked", [True, False], ids=["ours", "another's"])
def test_where_the_kernel_itself_is_gone_only_what_it_had_started_is_ended(tmp_path: Path, marked: bool) -> None:
    environment = {**os.environ, **({MARK: "1"} if marked else {})}
    kernel = subprocess.Popen(
        [sys.executable, "-c", SLEEPER], stdout=subprocess.PIPE, start_new_session=True, env=environment
    )
    assert kernel.stdout is not None and kernel.stdout.read(1) == b"."
    (child,) = psutil.Process(kernel.pid).children()
    noted(tmp_path / "kernels.json", kernel.pid, GONE)
    kernel.kill()
    kernel.wait()
    kernel.stdout.close()
    assert Left(tmp_path / "kernels.json").end() == int(marked)
    if not marked:
        assert child.is_running()
        child.kill()


def test_a_number_that_another_has_now_costs_it_nothing_that_it_started_later(tmp_path: Path, sleeper) -> None:
    (child,) = psutil.Process(sleeper.pid).children()
    long_ago = psutil.Process(sleeper.pid).create_time() - 3_600
    noted(tmp_path / "kernels.json", sleeper.pid, GONE, start=long_ago)
    assert Left(tmp_path / "kernels.json").end() == 0
    assert child.is_running() and child.status() != psutil.STATUS_ZOMBIE
    child.kill()
