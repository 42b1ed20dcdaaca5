"""Which models there are, and where their keys come from."""

from pathlib import Path
from typing import Any

import pytest

from jupyter_powa.errors import BadRequest
from jupyter_powa.llm.open import open_llm
from jupyter_powa.llm.planner import Planner
from jupyter_powa.models import Models
from jupyter_powa.settings import Settings
from jupyter_powa.vault import Vault


def models(tmp_path: Path, environment: dict[str, str] | None = None, **settings: Any) -> Models:
    made = Settings(root_dir=tmp_path, data_dir=tmp_path / "data", **settings)
    return Models(made, Vault(tmp_path / "secrets.json"), environment or {})


def test_a_server_of_the_settings_has_its_address_and_key_from_there(tmp_path: Path) -> None:
    servers = {
        "local": {"url": "http://127.0.0.1:1/v1", "key": "LOCAL_KEY", "context": 9_000},
        "open": {"url": "http://h/v1"},
    }
    found = models(tmp_path, {"LOCAL_KEY": "k"}, model_servers=servers)
    access = found.access("local/org/llama-3")
    assert (access.provider, access.model, access.url) == ("compatible", "org/llama-3", "http://127.0.0.1:1/v1")
    assert access.key is not None and access.key.get_secret_value() == "k"
    assert access.context == 9_000
    assert found.access("open/m").key is None and found.access("open/m").context == 0


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("", "OPENAI_API_KEY"),
        ("gpt-4o", "OPENAI_API_KEY"),
        ("o3", "OPENAI_API_KEY"),
        ("claude-opus-4-6", "ANTHROPIC_API_KEY"),
        ("gemini/gemini-2.5-pro", "GEMINI_API_KEY"),
        ("together_ai/x", "TOGETHERAI_API_KEY"),
    ],
)
def test_a_provider_has_its_key_from_its_own_variable_or_the_vault(tmp_path: Path, word: str, name: str) -> None:
    access = models(tmp_path, {name: "k"}).access(word)
    assert access.provider == "litellm" and access.key is not None
    with pytest.raises(BadRequest, match=name) as refusal:
        models(tmp_path).access(word)
    assert refusal.value.code == "missing_key"
    Vault(tmp_path / "secrets.json").put(name, "kept", ["api.example.com"])
    kept = models(tmp_path).access(word).key
    assert kept is not None and kept.get_secret_value() == "kept"


def test_a_model_of_this_machine_needs_no_key(tmp_path: Path) -> None:
    assert models(tmp_path).access("ollama/llama3").key is None


def test_a_word_that_is_no_model_is_refused_with_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="local/…") as refusal:
        models(tmp_path, model_servers={"local": {"url": "http://h/v1"}}).access("nothing")
    assert refusal.value.code == "unknown_model"


def test_a_scripted_model_is_a_file_under_the_notebooks_folder(tmp_path: Path) -> None:
    (tmp_path / "replies.json").write_text("[]")
    assert models(tmp_path).access("scripted/replies.json").replies == str(tmp_path / "replies.json")
    for word in ("scripted/../../etc/passwd", "scripted//etc/passwd", "scripted/none.json", "scripted/"):
        with pytest.raises(BadRequest):
            models(tmp_path).access(word)


def test_a_strict_recording_needs_no_key(tmp_path: Path) -> None:
    assert models(tmp_path, recording="calls.jsonl", recording_mode="strict").access("gpt-4o").key is None


def test_a_recording_that_is_there_needs_a_key_only_for_what_it_lacks(tmp_path: Path) -> None:
    replays = models(tmp_path, recording="calls.jsonl")
    with pytest.raises(BadRequest, match="needs a key"):
        replays.access("gpt-4o")
    (tmp_path / "calls.jsonl").touch()
    assert replays.access("gpt-4o").key is None


def test_the_local_planner_needs_no_key(tmp_path: Path) -> None:
    access = models(tmp_path).access("planner")
    assert (access.provider, access.key) == ("planner", None)
    assert isinstance(open_llm(access), Planner)
