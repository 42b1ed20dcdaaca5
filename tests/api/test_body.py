"""What a request's body may be."""

import json

import pytest

from jupyter_powa.api.body import DEPTH, read_body
from jupyter_powa.errors import BadRequest, BodyTooLarge


def nested(depth: int) -> bytes:
    return b'{"a":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


@pytest.mark.parametrize("raw", [None, b"", b"null", {}])
def test_no_body_is_an_empty_one(raw):
    assert read_body(raw, 100) == {}


def test_ordinary_json_comes_through_as_it_is():
    value = {"é": ["✈", 1, 1.5, None, True, {"nul": "a\x00b"}], "big": 2**70}
    assert read_body(json.dumps(value).encode(), 1_000) == value == read_body(value, 0)
    assert read_body(json.dumps({"a": "✈ 😀"}).encode(), 100) == {"a": "✈ 😀"}


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"{", "not JSON"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (b'{"a": 1} x', "not JSON"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "not JSON"),
        (b'{"a": "\xff"}', "UTF-8"),
        (b"[1]", "an array"),
        (b'"text"', "a string"),
        (b"3", "a number"),
        (b"true", "a boolean"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "Infinity"),
        (b'{"a": 1e999}', "too large"),
        (b'{"a": "\\ud800"}', "surrogate"),
        (b'{"\\udfff": 1}', "surrogate"),
        (b'{"a": {"b": 1, "b": 2}}', "'b' twice"),
        (nested(DEPTH + 1), "deeper"),
        (nested(100_000), "deeper"),
    ],
)
def test_what_would_hurt_later_is_refused_in_words(raw, words):
    with pytest.raises(BadRequest, match=words) as told:
        read_body(raw, 10_000_000)
    assert len(told.value.message) < 200


def test_the_deepest_that_is_allowed_is_allowed():
    assert read_body(nested(DEPTH), 1_000)


def test_a_body_over_the_limit_is_refused_before_it_is_read():
    with pytest.raises(BodyTooLarge):
        read_body(b"[" * 1_001, 1_000)


def test_what_a_widget_sends_is_looked_through_too():
    for value in ({"a": float("nan")}, {"a": "\ud800"}, [1]):
        with pytest.raises(BadRequest):
            read_body(value, 100)
