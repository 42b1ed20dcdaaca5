"""`read_body` makes plain values of a request's body, and refuses what would hurt later (guarantees 2c)."""

from __future__ import annotations

import json
from collections import Counter
from math import isfinite
from typing import Any

from jupyter_powa.errors import BadRequest, BodyTooLarge
from jupyter_powa.limits import Limit

DEPTH: Limit[int] = 64
"""Levels to which lists and objects of a body are nested. Source: guarantees.md 2c, bodies."""


def read_body(raw: bytes | dict[str, Any] | None, limit: int) -> dict[str, Any]:
    """The body as a dict, {} where there is none; raises BadRequest and BodyTooLarge.

    `raw` is JSON as it came over HTTP, or what a widget's message held already.
    """
    if raw is None or raw == b"":
        return {}
    value = _parsed(raw, limit) if isinstance(raw, (bytes, bytearray, memoryview)) else raw
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadRequest(f"The body must be a JSON object, not {_word(value)}.")
    _look_through(value)
    return value


def _parsed(raw: bytes, limit: int) -> Any:
    if len(raw) > limit:
        raise BodyTooLarge(limit)
    try:
        return json.loads(str(raw, "utf-8"), object_pairs_hook=_object, parse_constant=_refused)
    except UnicodeDecodeError:
        raise BadRequest("The body must be UTF-8 text.") from None
    except RecursionError:
        raise BadRequest(f"The body is nested deeper than {DEPTH} levels.") from None
    except ValueError as error:  # also a whole number of thousands of digits
        raise BadRequest(f"The body is not JSON: {error}.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise BadRequest(f"The body has the key {twice!r} twice in one object.")
    return made


def _refused(word: str) -> Any:
    raise BadRequest(f"The body holds {word}, which is not JSON.")


def _look_through(value: Any) -> None:
    """Refuse what is too deep, no finite number, or text that no file can hold."""
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > DEPTH:
            raise BadRequest(f"The body is nested deeper than {DEPTH} levels.")
        below: list[Any] = []
        for container in level:
            items = container.values() if isinstance(container, dict) else container
            if isinstance(container, dict):
                for name in container:
                    _check_text(name)
            for item in items:
                if isinstance(item, (dict, list)):
                    below.append(item)
                elif isinstance(item, str):
                    _check_text(item)
                elif isinstance(item, float) and not isfinite(item):
                    raise BadRequest("The body holds a number that is too large.")
        level = below


def _check_text(text: str) -> None:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise BadRequest("The body holds half of a surrogate pair, which is no text.") from None


def _word(value: Any) -> str:
    words = {list: "an array", str: "a string", bool: "a boolean", int: "a number", float: "a number"}
    return words.get(type(value), "null")
