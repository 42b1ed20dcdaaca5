"""Several processes and one DuckDB file."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from jupyter_powa.data.local import BUSY_WAIT, LocalDatabases
from jupyter_powa.errors import Conflict, DatabaseBusy

HOLD = """
import sys, asyncio
from jupyter_powa.data.local import BUSY_WAIT, LocalDatabases
async def main():
    databases = LocalDatabases(sys.argv[1])
    database = await databases.open(None, {})
    await database.frame("create table if not exists t as select 1 as a")
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    await database.close()
    print("closed", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
asyncio.run(main())
"""

RAW = "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print('ready', flush=True); sys.stdin.readline()"


class Other:
    """Another process that holds the file."""

    def __init__(self, script: str, path: Path, **environment: str) -> None:
        clean = {k: v for k, v in os.environ.items() if k not in ("JPY_SESSION_NAME", "JUPYTER_POWA_KERNEL")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", script, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**clean, **environment},
        )
        self.wait_for("ready")

    def wait_for(self, word: str) -> None:
        assert self.process.stdout and self.process.stdout.readline().strip() == word

    def say(self) -> None:
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "new folder" / "powa.duckdb"


def owner(path: Path) -> int | None:
    """The process that the note beside the file names."""
    beside = Path(f"{path}.owner")
    return int(json.loads(beside.read_text())["pid"]) if beside.exists() else None


def write_note(path: Path, pid: int, who: str) -> None:
    Path(f"{path}.owner").write_text(json.dumps({"pid": pid, "who": who}))


async def refused(path: Path, patience: float = 0.2) -> str:
    started = time.monotonic()
    with pytest.raises(DatabaseBusy) as error:
        await LocalDatabases(str(path), patience=patience).open(None, {})
    assert patience <= time.monotonic() - started < patience + 0.5
    assert str(path.parent) not in error.value.message
    return error.value.message


async def test_a_file_that_a_notebook_holds_is_refused_in_two_seconds_by_the_notebooks_name(path: Path) -> None:
    other = Other(HOLD, path, JPY_SESSION_NAME="/home/me/etl.ipynb")
    try:
        message = await refused(path, BUSY_WAIT)
    finally:
        other.end()
    assert message.startswith("The database powa.duckdb is in use by the notebook etl.ipynb.")
    assert str(other.process.pid) not in message


async def test_a_file_that_the_servers_kernel_holds_is_told_so(path: Path) -> None:
    other = Other(HOLD, path, JUPYTER_POWA_KERNEL="1", JPY_SESSION_NAME="/x/y.ipynb")
    try:
        assert "in use by the server's workflow kernel" in await refused(path)
    finally:
        other.end()


async def test_a_notebook_that_opened_the_file_by_itself_is_told_by_name_too(path: Path) -> None:
    path.parent.mkdir()
    other = Other(RAW, path, JPY_SESSION_NAME="/home/me/own.ipynb")
    try:
        assert "in use by the notebook own.ipynb" in await refused(path)
    finally:
        other.end()


async def test_a_stranger_is_told_by_the_name_of_its_program(path: Path) -> None:
    path.parent.mkdir()
    other = Other(RAW, path)
    try:
        write_note(path, pid=2**22 + 1, who="a ghost")
        assert "another program (python" in await refused(path)
    finally:
        other.end()


async def test_two_processes_take_turns(path: Path) -> None:
    other = Other(HOLD, path)
    try:
        assert owner(path) == other.process.pid
        waiting = asyncio.create_task(LocalDatabases(str(path)).open(None, {}))
        await asyncio.sleep(0.2)
        other.say()
        database = await waiting  # the other one is still alive
        other.wait_for("closed")
        assert (await database.frame("from t"))["a"].tolist() == [1]
        assert owner(path) == os.getpid()
        await database.close()
    finally:
        other.end()


async def test_the_killed_owners_file_is_free_at_once(path: Path) -> None:
    other = Other(HOLD, path)
    other.end()
    assert owner(path)
    database = await LocalDatabases(str(path)).open(None, {})
    assert (await database.frame("from t"))["a"].tolist() == [1]
    await database.close()


async def test_the_file_is_let_go_after_the_last_one(path: Path) -> None:
    databases = LocalDatabases(str(path))
    first, second = await asyncio.gather(databases.open(None, {}), databases.open(None, {}))
    await first.close()
    await first.close()
    await asyncio.sleep(0.8)
    assert (await second.frame("select 1 as a"))["a"].tolist() == [1]
    assert owner(path)
    await second.close()
    await asyncio.sleep(0.8)
    assert not owner(path)
    Other(RAW, path).end()


async def test_another_process_can_have_the_file_while_a_run_does_something_else(path: Path) -> None:
    database = await LocalDatabases(str(path)).open(None, {})
    await database.frame("create table t as select 1 as a")
    await database.close()
    Other(HOLD, path).end()  # it waits for the moment that we keep the file
    again = await LocalDatabases(str(path)).open(None, {})
    assert (await again.frame("from t"))["a"].tolist() == [1]
    await again.close()


async def test_the_users_own_connection_in_this_process_is_joined(path: Path) -> None:
    path.parent.mkdir()
    own = duckdb.connect(str(path))
    own.execute("create table mine as select 7 as a")
    database = await LocalDatabases(str(path)).open(None, {})
    assert (await database.frame("from mine"))["a"].tolist() == [7]
    assert own.execute("select current_setting('autoload_known_extensions')").fetchall() == [(True,)]
    await database.close()
    own.close()


async def test_a_connection_with_other_settings_in_this_process_is_told(path: Path) -> None:
    path.parent.mkdir()
    own = duckdb.connect(str(path), config={"threads": "1"})
    with pytest.raises(Conflict, match="settings of its own") as error:
        await LocalDatabases(str(path)).open(None, {})
    assert error.value.code == "database_busy"
    own.close()


async def test_a_file_that_is_no_database_is_told_without_its_path(tmp_path: Path) -> None:
    (tmp_path / "x.duckdb").write_text("these are words, not a database" * 200)
    with pytest.raises(Exception, match="not a valid DuckDB") as error:
        await LocalDatabases(str(tmp_path / "x.duckdb")).open(None, {})
    assert str(tmp_path) not in str(error.value)


def test_a_process_that_ends_while_its_file_is_being_closed_ends_well(path: Path) -> None:
    script = (
        "import asyncio, sys, time\n"
        "from jupyter_powa.data.local import BUSY_WAIT, LocalDatabases\n"
        "from jupyter_powa.data.shared import LINGER\n"
        "async def main():\n"
        "    database = await LocalDatabases(sys.argv[1]).open(None, {})\n"
        "    await database.frame('create table t as select range a, hash(range) b from range(2000000)')\n"
        "    await database.close()\n"
        "asyncio.run(main()); time.sleep(LINGER + 0.005)"
    )
    ended = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert not owner(path)
