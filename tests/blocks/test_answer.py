"""What an answer becomes: JSON, text, frames, bytes, and the words of a failure."""

from __future__ import annotations

import pytest

from jupyter_powa.blocks.answer import MOST_CELLS, MOST_COLUMNS, content, failure, frame, picked, text
from jupyter_powa.errors import BlockError
from jupyter_powa.web.base import Response


def said(body: bytes, kind: str = "", status: int = 200) -> Response:
    return Response(status, {"content-type": kind} if kind else {}, body, "https://api.example.com/x?key=1")


@pytest.mark.parametrize(
    ("body", "kind", "value"),
    [
        (b'{"a": 1}', "application/json", {"a": 1}),
        (b'{"a": 1}', "Application/JSON; charset=utf-8", {"a": 1}),
        (b'{"a": 1}', "application/vnd.api+json", {"a": 1}),
        (b'\xef\xbb\xbf{"a": 1}', "application/json; charset=utf-8", {"a": 1}),
        ('{"a": "ä"}'.encode("utf-16"), "application/json", {"a": "ä"}),
        ('{"a": "ä"}'.encode("latin-1"), "application/json; charset=latin-1", {"a": "ä"}),
        (b'{"a": 1}\n{"a": 2}\n', "application/x-ndjson", [{"a": 1}, {"a": 2}]),
        (b"", "application/json", None),
        (b"", "", None),
        (b"a", "", "a"),
        (b"a", "text/plain", "a"),
        (b"<a/>", "application/xml", "<a/>"),
        (b"<a/>", "image/svg+xml", "<a/>"),
        (b"a", "application/pdf", b"a"),
    ],
)
def test_an_answer_is_what_its_content_type_says(body, kind, value):
    assert content(said(body, kind), "auto") == value


@pytest.mark.parametrize(
    ("body", "kind", "read"),
    [
        ("ä".encode(), "text/plain", "ä"),
        ("ä".encode("latin-1"), "text/plain; charset=ISO-8859-1", "ä"),
        ("ä".encode("latin-1"), 'text/plain; charset="latin-1"', "ä"),
        (b"\xff", "text/plain", "\ufffd"),
        (b"a", "text/plain; charset=klingon", "a"),
        (b"YQ==", "text/plain; charset=base64", "YQ=="),
        (b"a-b", "text/plain; charset=punycode", "a-b"),
        (b"a" * 1_000_000, "text/plain; charset=IDNA", "a" * 1_000_000),
        (rb"\q", "text/plain; charset=unicode-escape", r"\q"),
        (b"\xef\xbb\xbfa", "text/plain", "a"),
    ],
)
def test_text_is_read_in_the_character_set_that_it_names(body, kind, read):
    assert text(said(body, kind)) == read


@pytest.mark.parametrize("body", [b"{", b"", b"<html>", b"[" * 100_000, b'"\xff"', b"9" * 5_000])
def test_what_is_no_json_is_told_and_not_repeated(body):
    with pytest.raises(BlockError, match="not JSON") as told:
        content(said(body, "application/json"), "json")
    assert told.value.code == "not_json" and len(told.value.message) < 100


def test_a_part_is_found_by_its_path_or_told_what_there_is():
    value = {"data": {"rows": [{"a": 1}]}}
    assert picked(value, "") is value
    assert picked(value, "data.rows.0.a") == 1
    with pytest.raises(BlockError, match="'rows'; it has: data") as told:
        picked(value, "rows")
    assert told.value.code == "no_such_part"
    with pytest.raises(BlockError):
        picked([1], "a.b")


def test_rows_make_a_frame_and_other_things_do_not():
    assert frame([{"a": 1}, {"b": 2}]).columns.tolist() == ["a", "b"]
    assert frame({"a": 1}).to_dict("records") == [{"a": 1}]
    assert len(frame([])) == 0
    for value in ([1], "a", None, [{"a": 1}, 2], [[1]]):
        with pytest.raises(BlockError, match="list of objects"):
            frame(value)


def test_csv_makes_a_frame_and_what_is_none_is_told():
    made = content(said("a;b".replace(";", ",").encode() + "\nä,2\n".encode(), "text/csv"), "frame")
    assert made.to_dict("records") == [{"a": "ä", "b": 2}]
    for body in (b"", b'a,b\n1,2\n3,4,5,6\n"'):
        with pytest.raises(BlockError, match="not CSV") as told:
            content(said(body, "text/csv"), "frame")
        assert "\n" not in told.value.message


@pytest.mark.parametrize(
    "body",
    [
        b"," * 1_000_000,
        b"a\n" + b"," * 1_000_000,
        b"," * 9_999 + b"\n" + b"1\n" * 1_000_000,
        b"," * 9_999 + b"\r" + b"1\r" * 1_000_000,
        b'"\n",' * 1_000_000,
        (b"," * 5_000 + b"\x1c") * 200,
    ],
)
def test_a_small_csv_that_makes_a_huge_frame_is_refused(body):
    with pytest.raises(BlockError, match="too large") as told:
        content(said(body, "text/csv"), "frame")
    assert told.value.code == "too_large"


def test_a_short_list_of_objects_that_makes_a_huge_frame_is_refused():
    for rows in (
        [{f"c{number}": 1} for number in range(MOST_COLUMNS + 1)],
        [{f"c{n}": 1 for n in range(5_000)}, *[{}] * (MOST_CELLS // 5_000)],
    ):
        with pytest.raises(BlockError, match="too large"):
            frame(rows)


def test_csv_is_data_also_where_it_names_a_file(tmp_path):
    (tmp_path / "secret.csv").write_text("a\nmarker\n")
    made = content(said(str(tmp_path / "secret.csv").encode(), "text/csv"), "frame")
    assert "marker" not in made.to_csv()


def test_a_failure_tells_the_host_the_status_and_the_first_words():
    error = failure(said(b"no  such\n order " + b"x" * 1_000, "text/plain", 404))
    assert error.code == "http_404"
    assert error.message.startswith("api.example.com answered 404 Not Found: no such order xxx")
    assert error.message.endswith("…") and len(error.message) < 260 and "key" not in error.message
    assert failure(said(b"", status=599)).message == "api.example.com answered 599."
    assert "marker" not in failure(said(b"your key marker", status=401), "marker").message
