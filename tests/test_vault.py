"""Stored secrets: a file of the user's alone, that is whole or as it was, and tells its values to nobody but a plan."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from jupyter_powa.errors import BadRequest, StoreUnavailable
from jupyter_powa.unknown import SecretNotFound
from jupyter_powa.vault import Vault

KEY = "marker-93c1"
HOSTS = ["api.example.com"]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "powa" / "secrets.json", {"TOKEN": KEY, "EMPTY": ""})


def test_a_secret_is_kept_with_its_hosts_and_its_row_has_no_value(vault, tmp_path):
    assert vault.rows() == []
    row = vault.put("github", KEY, ["API.github.com", "*.github.com"])
    assert row.model_dump() == {"name": "github", "hosts": ["api.github.com", "*.github.com"], "source": "file"}
    again = Vault(tmp_path / "powa" / "secrets.json")
    secret = again.get("github")
    assert (secret.value.get_secret_value(), secret.hosts) == (KEY, row.hosts)
    assert again.rows() == [row] and KEY not in repr(again.rows()) + repr(secret) + secret.model_dump_json()


def test_its_file_and_its_folder_are_for_the_owner_alone(vault, tmp_path):
    vault.put("a", KEY, HOSTS)
    folder = tmp_path / "powa"
    assert stat.S_IMODE((folder / "secrets.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (folder / "secrets.json").chmod(0o644)
    vault.put("b", KEY, HOSTS)
    assert stat.S_IMODE((folder / "secrets.json").stat().st_mode) == 0o600
    assert [file.name for file in folder.iterdir()] == ["secrets.json"]


def test_a_secret_is_replaced_and_forgotten(vault):
    vault.put("a", "old", HOSTS)
    vault.put("a", KEY, ["other.example.com"])
    assert vault.get("a").value.get_secret_value() == KEY and vault.get("a").hosts == ["other.example.com"]
    vault.delete("a")
    for call in (vault.get, vault.delete):
        with pytest.raises(SecretNotFound, match="'a'"):
            call("a")


@pytest.mark.parametrize("name", ["", " ", "a b", "a/b", "../a", "a\n", "ä", "a" * 101, "a\x00", "<a.output>", "a:b"])
def test_a_hostile_name_is_refused(vault, name, tmp_path):
    with pytest.raises(BadRequest, match="name") as told:
        vault.put(name, KEY, HOSTS)
    assert KEY not in told.value.message and not (tmp_path / "powa").exists()


@pytest.mark.parametrize(
    ("value", "hosts"),
    [("", HOSTS), (" \n", HOSTS), (KEY, []), (KEY, ["*"]), (KEY, ["https://api.example.com/"]), (KEY, [*HOSTS, ""])],
)
def test_a_secret_without_a_value_or_a_host_is_refused(vault, value, hosts):
    with pytest.raises(BadRequest) as told:
        vault.put("a", value, hosts)
    assert KEY not in told.value.message and vault.rows() == []


def test_a_secret_may_stand_in_the_environment_and_is_read_when_it_is_needed(vault, tmp_path):
    row = vault.put("a", "env:TOKEN", HOSTS)
    assert row.source == "env:TOKEN" and vault.get("a").value.get_secret_value() == KEY
    assert KEY not in (tmp_path / "powa" / "secrets.json").read_text()
    for name in ("EMPTY", "MISSING"):
        vault.put("b", f"env:{name}", HOSTS)
        with pytest.raises(BadRequest, match=f"'b'.*{name}"):
            vault.get("b")


def test_a_secret_in_a_keyring_that_is_not_there_is_told(vault):
    vault.put("a", "keyring:github", HOSTS)
    with pytest.raises(BadRequest, match="keyring"):
        vault.get("a")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"secrets": []}',
        b'{"secrets": {"a": "marker-93c1"}}',
        b'{"secrets": {"a": {"value": "marker-93c1"}}}',
        b'{"secrets": {"a": {"value": ["marker-93c1"], "hosts": []}}}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_told_and_never_overwritten(vault, tmp_path, content):
    (tmp_path / "powa").mkdir()
    path = tmp_path / "powa" / "secrets.json"
    path.write_bytes(content)
    for call in (vault.rows, lambda: vault.get("a"), lambda: vault.put("a", "x", HOSTS), lambda: vault.delete("a")):
        with pytest.raises(StoreUnavailable, match="damaged") as told:
            call()
        assert KEY not in told.value.message
    assert path.read_bytes() == content


def test_a_file_that_cannot_be_opened_or_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    vault = Vault(tmp_path / "file" / "secrets.json")
    with pytest.raises(StoreUnavailable, match="cannot be"):
        vault.put("a", KEY, HOSTS)
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        Vault(tmp_path / "folder").rows()


FULL = """
import resource, signal, sys
from pathlib import Path
from jupyter_powa.errors import StoreUnavailable
from jupyter_powa.vault import Vault
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))
vault = Vault(Path(sys.argv[1]))
try:
    vault.put("large", "x" * 5_000, ["api.example.com"])
except StoreUnavailable as error:
    print(error.message, "|", *[row.name for row in vault.rows()])
"""


def test_a_full_disk_loses_nothing(vault, tmp_path):
    vault.put("a", KEY, HOSTS)
    path = tmp_path / "powa" / "secrets.json"
    ran = subprocess.run([sys.executable, "-c", FULL, path], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "The secrets are as they were: the disk is full. | a"
    assert vault.get("a").value.get_secret_value() == KEY
    assert [file.name for file in path.parent.iterdir()] == ["secrets.json"]


def test_many_who_store_at_once_lose_nothing(vault, tmp_path):
    threads = [threading.Thread(target=vault.put, args=(f"s{place}", KEY, HOSTS)) for place in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(vault.rows()) == 20
    assert len(json.loads((tmp_path / "powa" / "secrets.json").read_text())["secrets"]) == 20
