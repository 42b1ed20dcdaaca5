"""What a body becomes on its way out."""

from __future__ import annotations

import datetime
import decimal
from email import message_from_bytes
from pathlib import Path
from uuid import UUID

import numpy as np
import pandas as pd
import polars as pl
import pytest

from jupyter_powa.blocks.payload import payload
from jupyter_powa.errors import BlockError


@pytest.mark.parametrize("kind", ["json", "form", "file", "raw"])
def test_nothing_is_sent_as_nothing(kind):
    assert payload(None, kind) == payload("", kind) == (None, "")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": [1, 1.5, True, None, "ä"]}, '{"a":[1,1.5,true,null,"ä"]}'),
        (0, "0"),
        (False, "false"),
        ("text", '"text"'),
        ('{"a": 1}', '{"a": 1}'),
        (" [1]", " [1]"),
        (2**70, "1180591620717411303424"),
        ({"n": np.int64(3), "a": np.array([1, 2]), "f": np.float64(0.5)}, '{"n":3,"a":[1,2],"f":0.5}'),
        (float("nan"), "null"),
        ({"at": datetime.date(2026, 1, 2), "d": decimal.Decimal("1.10")}, '{"at":"2026-01-02","d":"1.10"}'),
        (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        (pd.DataFrame({"a": [1, 2], "b": ["x", None]}), '[{"a":1,"b":"x"},{"a":2,"b":null}]'),
        ({"rows": pl.DataFrame({"a": [1]})}, '{"rows":[{"a":1}]}'),
        ([pd.Timestamp("2026-01-02")], '["2026-01-02T00:00:00"]'),
    ],
)
def test_any_value_is_json(value, text):
    assert payload(value, "json") == (text.encode(), "application/json")


def test_a_frame_is_sent_with_all_its_rows():
    body, _ = payload(pd.DataFrame({"a": range(5_000)}), "json")
    assert body.count(b"{") == 5_000


@pytest.mark.parametrize("value", [object(), {"a": "\ud800"}, '{"a": ', "[1, 2", lambda: 1, {"a": {1, object()}}])
def test_what_is_no_json_is_told(value):
    with pytest.raises(BlockError, match="cannot be sent") as told:
        payload(value, "json")
    assert told.value.code == "invalid_body"


def test_what_goes_in_a_circle_is_told():
    circle: list[object] = []
    circle.append(circle)
    with pytest.raises(BlockError):
        payload(circle, "json")


def test_a_form_is_encoded():
    body, kind = payload({"a": "x y&z", "many": [1, 2], "b": True, "none": None, "o": {"k": 1}}, "form")
    assert kind == "application/x-www-form-urlencoded"
    assert body == b"a=x+y%26z&many=1&many=2&b=true&o=%7B%22k%22%3A1%7D"


def test_a_form_with_files_is_sent_in_parts():
    files = {
        "text": "plain",
        "n": 3,
        "csv": {"filename": "a.csv", "content": "a,b\n1,2\n"},
        "raw": {"filename": 'we"ird\\ä.bin', "content": b"\x00\xff"},
        "coded": [{"filename": "c.png", "content": "AAE=", "encoding": "base64", "content_type": "image/x-own"}],
    }
    body, kind = payload(files, "form")
    parts = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body).get_payload()
    told = [
        (
            part.get_param("name", header="content-disposition"),
            part.get_content_type() if part.get_filename() else None,
            part.get_payload(decode=True).removesuffix(b"\r\n"),
        )
        for part in parts
    ]
    assert told == [
        ("text", None, b"plain"),
        ("n", None, b"3"),
        ("csv", "text/csv", b"a,b\n1,2\n"),
        ("raw", "application/octet-stream", b"\x00\xff"),
        ("coded", "image/x-own", b"\x00\x01"),
    ]
    assert b'filename="we%22ird\\\\' in body


def test_one_file_is_sent_as_it_is():
    assert payload({"filename": "a.csv", "content": "a"}, "file") == (b"a", "text/csv")
    assert payload({"filename": "a", "content": b"\x00"}, "file") == (b"\x00", "application/octet-stream")


def test_a_path_is_a_name_and_no_file_is_opened(tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("marker")
    path = str(secret)
    for item in (
        {"path": path},
        {"filepath": path},
        {"filename": path},
        {"filename": path, "path": path, "content": ""},
    ):
        with pytest.raises(BlockError, match="no file is opened") as told:
            payload(item, "file")
        assert told.value.code == "invalid_body"
    body, _ = payload({"a": {"path": path}, "b": path, "c": {"filename": path, "content": path}}, "form")
    assert b"marker" not in body and path.encode() in body
    assert payload(path, "raw")[0] == path.encode()
    assert payload(Path(path), "json")[0] == f'"{path}"'.encode()


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("a=b", "form"),
        (["a"], "form"),
        ("text", "file"),
        ({"filename": "a\r\nX: y", "content": ""}, "file"),
        ({"filename": "a", "content": "", "content_type": "text/x\r\nX: y"}, "file"),
        ({"filename": "a", "content": "not base64!", "encoding": "base64"}, "file"),
        ({"filename": "a", "content": "a", "encoding": "hex"}, "file"),
        ({"a": "\ud800"}, "form"),
        ("\ud800", "raw"),
    ],
)
def test_what_is_none_of_it_is_told(value, kind):
    with pytest.raises(BlockError, match="cannot be sent"):
        payload(value, kind)


def test_a_field_cannot_break_out_of_its_part():
    name = 'a"\r\nX: y\r\n\r\nbody'
    body, _ = payload({name: "v", "f": {"filename": "a", "content": ""}}, "form")
    assert b"\r\nX: y" not in body


@pytest.mark.parametrize(
    ("value", "body"), [("ä", "ä".encode()), (b"\xff", b"\xff"), ({"a": 1}, b'{"a":1}'), (3, b"3")]
)
def test_raw_goes_as_it_is(value, body):
    assert payload(value, "raw")[0] == body
