from __future__ import annotations

import inspect
from typing import Any

import pytest

from jupyter_powa import errors, unknown
from jupyter_powa.errors import BlockError, PowaError

NAMED = {**vars(errors), **vars(unknown)}
KINDS = [kind for kind in NAMED.values() if inspect.isclass(kind) and issubclass(kind, PowaError)]


def made(kind: type[PowaError]) -> PowaError:
    given: dict[str, Any] = {"retry_after": 7, "expected": 1, "version": 2, "limit": 10}
    wanted = [name for name, item in inspect.signature(kind).parameters.items() if item.default is item.empty]
    return kind(**{name: given.get(name, "words") for name in wanted})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_error_has_one_body_with_words_and_codes(kind: type[PowaError]) -> None:
    error = made(kind)
    body = error.body()
    assert body["error"] == str(error) != ""
    assert body["code"] == body["code"].lower()
    assert body.get("error_code", "X") == body.get("error_code", "X").upper()
    assert 400 <= error.status < 600


@pytest.mark.parametrize(
    ("status", "code", "error_code"),
    [
        (400, "invalid_graph", "INVALID_GRAPH"),
        (404, "workflow_not_found", "WORKFLOW_NOT_FOUND"),
        (409, "already_deployed", "ALREADY_DEPLOYED"),
        (400, "validation_error", "VALIDATION_ERROR"),
        (500, "execution_failed", "EXECUTION_FAILED"),
        (504, "timeout", "EXECUTION_TIMEOUT"),
        (429, "rate_limited", "RATE_LIMITED"),
    ],
)
def test_the_contracts_codes_are_there(status: int, code: str, error_code: str) -> None:
    assert (status, code, error_code) in {(kind.status, kind.code, kind.error_code) for kind in KINDS}


def test_a_code_of_ones_own_and_an_execution_are_told() -> None:
    error = BlockError("no", code="own", line=3, trace="t")
    assert (error.code, error.line, error.trace, error.body()["code"]) == ("own", 3, "t", "own")
    error.execution_id = "e1"
    assert error.body()["execution_id"] == "e1"
    assert BlockError.code == "block_failed"
