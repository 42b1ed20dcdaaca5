"""The browser's types are those of the dictionary."""

from __future__ import annotations

import shutil
import subprocess
import sys
from os import environ
from pathlib import Path
from typing import Any

import pytest

from jupyter_powa.model.__main__ import schema
from jupyter_powa.model.execution import EVENTS

JS = Path(__file__).parents[2] / "js"


def test_the_types_of_the_browser_are_fresh() -> None:
    if shutil.which("node") is None or not (JS / "node_modules" / "json-schema-to-typescript").exists():
        if environ.get("POWA_CI"):
            pytest.fail("node and js/node_modules are missing, and CI must have them")
        pytest.skip("node or js/node_modules is missing: npm --prefix js ci")
    command = ["node", "types.mjs", "--check"]
    done = subprocess.run(
        command, cwd=JS, env={**environ, "POWA_PYTHON": sys.executable}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_each_event_is_told_by_its_type_and_is_sent_whole() -> None:
    defs = schema()["$defs"]
    for word, kind in EVENTS.items():
        made: dict[str, Any] = defs[kind.__name__]
        assert made["properties"]["type"] == {"const": word}
        assert set(made["required"]) == set(made["properties"]) >= {"execution_id", "workflow_id", "seq"}


def test_the_words_beside_a_field_travel_with_it() -> None:
    assert "went through" in schema()["$defs"]["BlockLog"]["properties"]["trace"]["description"]
