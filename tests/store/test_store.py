"""Opening a store: its file, its durability, its revisions."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from jupyter_powa.errors import StoreTooNew, StoreUnavailable, VersionConflict
from jupyter_powa.model.workflow import Graph, Workflow
from jupyter_powa.store import Store
from jupyter_powa.store.engine import BUSY
from jupyter_powa.store.migrate import FOLDER, HEAD
from jupyter_powa.store.tables import metadata

MADE_BY_0001 = Path(__file__).with_name("made_by_0001.sql")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "powa.sqlite"


def pragma(store: Store, name: str):
    with store._reach.read() as connection:
        return connection.execute(text(f"PRAGMA {name}")).scalar()


def test_the_file_is_for_its_owner_alone(path: Path):
    store = Store(f"sqlite:///{path}")
    store.workflows.put(Workflow(name="w"))
    files = [path, Path(f"{path}-wal"), Path(f"{path}-shm")]
    assert [oct(file.stat().st_mode & 0o777) for file in files] == ["0o600"] * 3
    store.close()


@pytest.mark.parametrize(("journal", "synchronous"), [("wal", 2), ("delete", 3)])
def test_a_commit_is_on_the_disk_when_it_returns(path: Path, journal, synchronous: int):
    store = Store(f"sqlite:///{path}", journal=journal)
    assert (pragma(store, "journal_mode"), pragma(store, "synchronous")) == (journal, synchronous)
    assert (pragma(store, "busy_timeout"), pragma(store, "foreign_keys")) == (BUSY, 1)
    store.close()


def test_what_was_acknowledged_survives_a_killed_process(path: Path):
    code = (
        "import os, signal\n"
        "from jupyter_powa.store import Store\nfrom jupyter_powa.model.workflow import Workflow\n"
        f"store = Store('sqlite:///{path}')\n"
        "for n in range(20):\n    store.workflows.put(Workflow(name=str(n)))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    store = Store(f"sqlite:///{path}")
    assert store.workflows.list()[1] == 20
    store.close()


def test_of_many_writers_from_one_version_exactly_one_wins(address: str, store: Store):
    workflow = store.workflows.put(Workflow(name="w"))
    others = [Store(address) for _ in range(3)] if not store.in_memory else []

    def attempt(place: int) -> bool:
        try:
            [store, *others][place % (1 + len(others))].workflows.save_graph(workflow.id, Graph(), expected=1)
        except VersionConflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1
    for other in others:
        other.close()


def test_the_migrations_make_the_same_tables_as_the_code(address: str):
    store = Store(address)
    with store._reach.read() as connection:
        context = MigrationContext.configure(connection)
        context.opts["include_object"] = None
        differences = [one for one in compare_metadata(context, metadata) if "alembic_version" not in str(one)]
    assert differences == []
    store.close()


def test_the_newest_migration_is_the_one_that_the_code_asks_for():
    scripts = ScriptDirectory(str(FOLDER))
    assert scripts.get_heads() == [HEAD]


def test_a_store_of_the_first_version_opens_with_what_is_in_it(path: Path):
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.executescript(MADE_BY_0001.read_text())
    connection.close()
    store = Store(f"sqlite:///{path}")
    rows, total = store.workflows.list()
    workflow = store.workflows.get(rows[0].id)
    execution = store.executions.list(workflow.id)[0]
    assert (total, workflow.name, len(workflow.blocks), execution.status) == (1, "Kept", 2, "completed")
    assert [log.block_id for log in store.logs.list(execution.id)] == ["a", "b"]
    with store._reach.read() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD
    store.close()


@pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)
def test_a_store_of_a_newer_version_is_refused_in_words_that_say_what_to_do(address: str):
    store = Store(address)
    with store._reach.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreTooNew, match="Upgrade jupyter_powa"):
        Store(address)


def test_those_who_open_an_empty_store_together_all_succeed(postgresql: str, path: Path):
    for address in (postgresql, f"sqlite:///{path}"):
        with ThreadPoolExecutor(4) as pool:
            stores = list(pool.map(Store, [address] * 4))
        stores[0].workflows.put(Workflow(name="w"))
        assert [store.workflows.list()[1] for store in stores] == [1] * 4
        for store in stores:
            store.close()


def test_a_damaged_file_is_told_without_its_path(path: Path):
    path.parent.mkdir()
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreUnavailable, match="damaged") as told:
        Store(f"sqlite:///{path}")
    assert str(path) not in told.value.message


def test_a_folder_that_may_not_be_made_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable):
        Store(f"sqlite:///{tmp_path / 'file' / 'powa.sqlite'}")


def test_damage_in_a_part_that_nothing_has_read_is_told_when_the_store_is_opened(path: Path):
    store = Store(f"sqlite:///{path}")
    for number in range(200):
        store.workflows.put(Workflow(name=f"{number}", description="x" * 2_000))
    store.close()
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match="damaged"):
        Store(f"sqlite:///{path}")
    assert path.read_bytes() == content  # left as it is, for whoever repairs it


def test_a_full_disk_is_told_and_what_was_there_stays(path: Path):
    code = (
        "import resource, signal\n"
        "from jupyter_powa.errors import StoreUnavailable\n"
        "from jupyter_powa.model.workflow import Workflow\nfrom jupyter_powa.store import Store\n"
        f"store = Store('sqlite:///{path}')\n"
        "kept = store.workflows.put(Workflow(name='kept'))\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))\n"
        "try:\n    store.workflows.put(Workflow(name='big', description='x' * 5_000_000))\n"
        "except StoreUnavailable as error:\n    print(error.message)\n"
        "print(store.workflows.get(kept.id).name, store.workflows.list()[1])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "store.workflows.put(Workflow(name='after'))\nprint(store.workflows.list()[1])\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    said = ran.stdout.splitlines()
    assert ran.returncode == 0, ran.stderr
    assert said[1:] == ["kept 1", "2"] and str(path) not in said[0], said
