"""The rules of the house, for whatever stands in it: nothing here is a list that someone must extend."""

from __future__ import annotations

import ast
import inspect
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import jupyter_powa
from jupyter_powa.settings import Settings

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "jupyter_powa"
LINES, FUNCTION = 250, 50
"""The longest file and the longest function."""


def python(*folders: Path) -> list[Path]:
    return sorted(file for folder in folders for file in folder.rglob("*.py"))


def typescript() -> list[Path]:
    source = [ROOT / "js" / "src", ROOT / "js" / "lab" / "src"]
    found = [file for folder in source for file in folder.rglob("*.ts*") if "node_modules" not in file.parts]
    return sorted(file for file in found if "generated" not in file.read_text(encoding="utf-8")[:200].lower())


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def test_imports_keep_to_their_floors() -> None:
    ran = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout[-5_000:] + ran.stderr[-2_000:]
    assert "0 broken" in ran.stdout


@pytest.mark.parametrize("file", [*python(PACKAGE), *typescript()], ids=name)
def test_no_file_is_longer_than_one_can_keep_in_mind(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LINES


def functions(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("file", python(PACKAGE), ids=name)
def test_a_python_file_says_first_what_it_is_and_its_functions_fit_on_a_screen(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    first = (ast.get_docstring(tree) or "").partition("\n")[0]
    assert first.endswith("."), "the first line says in a sentence what the file is"
    assert [(word, length) for word, length in functions(tree) if length > FUNCTION] == []


OPENING = re.compile(
    r"^(?:export )?(?:default )?(?:async )?function (\w+)|^(?:export )?const (\w+) = (?:async )?\([^;]*=> \{$"
)


@pytest.mark.parametrize("file", typescript(), ids=name)
def test_a_typescript_file_says_first_what_it_is_and_its_functions_fit_on_a_screen(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith(("// ", "/** ", "/* ")), "the first line says what the file is"
    begun: tuple[str, int] | None = None
    long = []
    for place, line in enumerate(lines):
        if found := OPENING.match(line):
            begun = (found[1] or found[2], place)
        elif line.startswith("}") and begun:
            if place - begun[1] + 1 > FUNCTION:
                long.append((begun[0], place - begun[1] + 1))
            begun = None
    assert long == []


@pytest.mark.parametrize("file", python(PACKAGE / "blocks"), ids=name)
def test_every_block_and_what_it_stands_on_has_its_own_test(file: Path) -> None:
    if file.name.startswith("__"):
        pytest.skip("the catalog is tested in test_catalog.py")
    assert (ROOT / "tests" / "blocks" / f"test_{file.name}").exists()


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_names_its_source(field: str) -> None:
    description = Settings.model_fields[field].description or ""
    assert re.search(r"\. Source: \S.*\.$", description) or re.search(r"Source: \S.*\.$", description)


def test_tests_patch_nothing() -> None:
    words = re.compile(r"unittest\.mock|\bMagicMock\b|mocker\b|monkeypatch\.setattr")
    guilty = [
        name(file) for file in python(ROOT / "tests") if file != Path(__file__) and words.search(file.read_text())
    ]
    assert guilty == []


def test_what_the_package_offers_is_documented_where_it_is_made() -> None:
    for word in jupyter_powa.__all__:
        assert inspect.getdoc(getattr(jupyter_powa, word))


HEAVY = ("duckdb", "sqlalchemy", "anywidget", "litellm", "pandas", "pydantic", "tornado")


def loaded(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = f"import sys, jupyter_powa; print([word for word in {HEAVY!r} if word in sys.modules])"
    assert loaded(code).strip() == "[]"


def test_importing_the_package_costs_less_than_a_tenth_of_a_second() -> None:
    code = "import time; began = time.perf_counter(); import jupyter_powa; print(time.perf_counter() - began)"
    assert min(float(loaded(code)) for _ in range(4)) < 0.1


def test_the_catalog_is_there_without_a_database_or_a_server() -> None:
    code = "import sys; from jupyter_powa.blocks import catalog; catalog(); print([w for w in %r if w in sys.modules])"
    assert loaded(code % (tuple(word for word in HEAVY if word != "pydantic"),)).strip() == "[]"
