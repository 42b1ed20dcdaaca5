"""Limits that stand in code: each is marked, told with its unit and source, and named by a test that needs it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_powa.limits import PACKAGE, Told, in_code

TESTS = Path(__file__).parent
LIMITING = re.compile(r"(MAX|MOST|LONGEST|LARGEST)(_|$)")


def imported() -> set[str]:
    """What tests import of the package, as `kernel.wire.MAX_EVENT`."""
    names = set()
    for file in TESTS.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("jupyter_powa."):
                place = (node.module or "").removeprefix("jupyter_powa.")
                names |= {f"{place}.{one.name}" for one in node.names}
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                names.add(f"{node.value.id}.{node.attr}")  # `launch.GRACE`, of a module that is imported whole
    return names


def unmarked(file: Path) -> Iterator[str]:
    """Constants whose name says that they limit and which bear no mark."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        for target in node.targets if isinstance(node, ast.Assign) else ():
            for one in target.elts if isinstance(target, ast.Tuple) else (target,):
                if isinstance(one, ast.Name) and LIMITING.match(one.id):
                    yield one.id


@pytest.mark.parametrize("limit", in_code(), ids=lambda limit: limit.name)
def test_a_limit_tells_its_unit_and_its_source(limit: Told) -> None:
    assert re.fullmatch(r"[A-Z][a-z]+ .+[^.]\.", limit.about), "it begins with its unit, and is a sentence"
    assert limit.source and limit.value


TESTED = imported()


@pytest.mark.parametrize("limit", in_code(), ids=lambda limit: limit.name)
def test_a_limit_is_named_by_a_test(limit: Told) -> None:
    assert limit.name in TESTED


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_constant_whose_name_says_that_it_limits_is_marked(file: Path) -> None:
    assert list(unmarked(file)) == []


def test_a_limit_is_found_wherever_it_stands(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    lines = ["MOST: Limit[int] = 5", '"""Cups of tea. Source: ours."""', "other: int = 3"]
    (tmp_path / "room" / "tea.py").write_text("\n".join(lines))
    (limit,) = in_code(tmp_path)
    assert limit == Told("room.tea.MOST", 5, "Cups of tea.", "ours") and limit.unit == "cups"
