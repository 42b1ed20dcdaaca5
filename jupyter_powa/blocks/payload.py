"""What a request sends: any value as JSON, a form or a file, as bytes with their content type."""

from __future__ import annotations

import json
import mimetypes
import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from secrets import token_hex
from typing import Any, Literal
from urllib.parse import urlencode

from pydantic_core import PydanticSerializationError, to_json

from jupyter_powa.data.encode import is_frame, length, rows
from jupyter_powa.errors import BlockError

BodyKind = Literal["json", "form", "file", "raw"]

PLAIN, BINARY = "text/plain; charset=utf-8", "application/octet-stream"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_FILE_WORDS = {"filename", "content", "content_type", "encoding"}


def payload(value: Any, kind: BodyKind) -> tuple[bytes | None, str]:
    """The body and its content type; None where there is nothing to send. Raises BlockError (`invalid_body`)."""
    if value is None or (isinstance(value, str) and not value):
        return None, ""
    if kind == "json":
        return _json(value), "application/json"
    if kind == "form":
        return _form(value)
    if kind == "file":
        _, content, content_type = _file("body", value)
        return content, content_type
    return _bytes("body", value), BINARY if isinstance(value, bytes | bytearray) else PLAIN


def _json(value: Any) -> bytes:
    """A text that holds an object or a list goes as that, as people write bodies; any other text is a JSON text."""
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return as_json(value)
    try:
        json.loads(value)
        return value.encode()
    except (ValueError, RecursionError):
        raise _wrong("it begins like JSON, and is none; write it as an object, or send it as raw") from None


def as_json(value: Any) -> bytes:
    """The value as JSON: frames as lists of objects, numbers that JSON does not know as null."""
    try:
        return to_json(value, fallback=_plain, inf_nan_mode="null")
    except (PydanticSerializationError, UnicodeError, ValueError, RecursionError, OverflowError):
        raise _wrong("it holds what JSON cannot: text, numbers, lists, objects and frames can be sent") from None


def _plain(value: Any) -> Any:
    if is_frame(value):
        return rows(value, length(value))
    for word in ("tolist", "item"):  # numpy's arrays and numbers
        if callable(plain := getattr(type(value), word, None)):
            return plain(value)
    raise TypeError(type(value).__name__)


def _form(value: Any) -> tuple[bytes, str]:
    if not isinstance(value, Mapping):
        raise _wrong("a form is an object of fields")
    fields = [
        (str(name), item)
        for name, given in value.items()
        for item in (given if isinstance(given, list | tuple) else [given])
        if item is not None
    ]
    if any(_is_file(item) for _, item in fields):
        return _multipart(fields)
    try:
        return urlencode([(name, _text(item)) for name, item in fields]).encode(), "application/x-www-form-urlencoded"
    except UnicodeError:
        raise _wrong("it holds what is no text") from None


def _multipart(fields: list[tuple[str, Any]]) -> tuple[bytes, str]:
    """RFC 7578; the boundary is random, so that no content can hold it but by guessing it."""
    boundary, parts = token_hex(16), []
    for name, item in fields:
        head = f'Content-Disposition: form-data; name="{_quoted(name)}"'
        if _is_file(item):
            filename, content, content_type = _file(name, item)
            head += f'; filename="{_quoted(filename)}"\r\nContent-Type: {content_type}'
        else:
            content = _bytes(name, _text(item))
        parts.append(f"--{boundary}\r\n{head}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def _is_file(item: Any) -> bool:
    return isinstance(item, Mapping) and "filename" in item


def _file(name: str, item: Any) -> tuple[str, bytes, str]:
    """A file's name, content and content type. What looks like a path is a name: no file is ever opened."""
    if not _is_file(item) or "content" not in item:
        raise _wrong(f"{name}: a file is {{filename, content}}; no file is opened, its content is given")
    if unknown := set(item) - _FILE_WORDS:
        raise _wrong(f"{name}: a file has no {sorted(map(str, unknown))[0]!r}; no file is opened, its content is given")
    filename = str(item["filename"])
    content_type = str(item.get("content_type") or mimetypes.guess_type(filename)[0] or BINARY)
    if _CONTROL.search(filename) or _CONTROL.search(content_type):
        raise _wrong(f"{name}: the file's name or type holds control characters")
    return filename, _content(name, item), content_type


def _content(name: str, item: Mapping[str, Any]) -> bytes:
    if item.get("encoding") not in (None, "", "base64"):
        raise _wrong(f"{name}: a file's encoding is base64, or left out for text")
    if not item.get("encoding"):
        return _bytes(name, item["content"])
    try:
        return b64decode(str(item["content"]), validate=True)
    except (NotBase64, ValueError):
        raise _wrong(f"{name}: its content is not base64") from None


def _bytes(name: str, value: Any) -> bytes:
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    try:
        return value.encode() if isinstance(value, str) else as_json(value)
    except UnicodeError:
        raise _wrong(f"{name} holds half of a surrogate pair, which is no text") from None


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return json.dumps(value)
    return as_json(value).decode()


def _quoted(text: str) -> str:
    return _CONTROL.sub(" ", text).replace("\\", "\\\\").replace('"', "%22")


def _wrong(why: str) -> BlockError:
    return BlockError(f"The body cannot be sent: {why}.", code="invalid_body")
