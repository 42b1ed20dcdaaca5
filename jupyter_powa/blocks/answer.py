"""What a request gives: its answer as JSON, text, a frame or bytes, and why a status is a failure."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from jupyter_powa.blocks.refs import MISSING, walk
from jupyter_powa.errors import BlockError
from jupyter_powa.limits import Limit
from jupyter_powa.web.base import Response

if TYPE_CHECKING:
    import pandas as pd

Shape = Literal["auto", "json", "text", "frame", "bytes"]

MOST_COLUMNS: Limit[int] = 10_000
"""Columns of a frame that an answer becomes: a few megabytes of commas make gigabytes of it. Source: ours."""
MOST_CELLS: Limit[int] = 20_000_000
"""Cells of a frame that an answer becomes: objects that share no field make gigabytes of it. Source: ours."""
NO_CHARACTER_SETS = ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7")
"""What Python can decode that no web page is in; the first two take forever for a long text (CVE-2022-45061)."""
SAID = 200
"""Most characters of an answer that an error repeats."""
_JSON = re.compile(r"application/json|[\w.+-]+/[\w.+-]+\+json|application/x-ndjson", re.I)
_TEXT = re.compile(r"text/.*|application/(?:xml|javascript|x-www-form-urlencoded|yaml)|.*\+xml", re.I)


def content(response: Response, shape: Shape) -> Any:
    """The answer in this shape (a frame's rows still as they came); raises BlockError where it is none of it."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip()
    if shape == "bytes":
        return response.body
    if shape == "text":
        return text(response)
    if shape == "json" or _JSON.fullmatch(kind):
        return _json(response) if response.body or shape == "json" else None
    if shape == "frame":
        return _csv(response) if "csv" in kind or kind.startswith("text/") else _json(response)
    if not response.body:
        return None
    return text(response) if _TEXT.fullmatch(kind) else response.body if kind else text(response)


def text(response: Response) -> str:
    """The answer as text, in the character set that it names; what is no text of it becomes a question mark sign."""
    named = re.search(r"charset=\"?([\w.:-]+)", response.headers.get("content-type", ""), re.I)
    body = response.body.removeprefix(b"\xef\xbb\xbf")
    try:
        codec = codecs.lookup(named[1] if named else "utf-8").name
        return body.decode("utf-8" if codec in NO_CHARACTER_SETS else codec, errors="replace")
    except (LookupError, UnicodeError):  # a character set that nobody knows, or one that is no character set
        return body.decode(errors="replace")


def picked(value: Any, path: str) -> Any:
    """The part of an answer that a dotted path leads to; raises BlockError (`no_such_part`)."""
    if not path:
        return value
    found = walk(value, path.split("."))
    if found is MISSING:
        has = f"; it has: {', '.join(map(str, list(value)[:20]))}" if isinstance(value, Mapping) else ""
        raise BlockError(f"The answer has nothing at {path!r}{has}.", code="no_such_part")
    return found


def frame(value: Any) -> pd.DataFrame:
    """Rows as a frame: a list of objects, frames already, or a list of them; raises BlockError (`not_rows`)."""
    import pandas as pd  # late: it takes long to load

    if isinstance(value, pd.DataFrame):
        return value
    if isinstance(value, list) and value and all(isinstance(page, pd.DataFrame) for page in value):
        return pd.concat(value, ignore_index=True)
    listed = [value] if isinstance(value, Mapping) else value
    if not isinstance(listed, list) or not all(isinstance(row, Mapping) for row in listed):
        words = "The answer is no list of objects, so it makes no frame: name its rows by `items`, or take it as json."
        raise BlockError(words, code="not_rows")
    _bounded(len({name for row in listed for name in row}), len(listed))
    return pd.DataFrame(listed)


def _bounded(columns: int, rows: int) -> None:
    """Refuse what would become too large; raises BlockError (`too_large`)."""
    if columns > MOST_COLUMNS or columns * rows > MOST_CELLS:
        words = (
            f"The answer makes a frame of {columns:,} columns and {rows:,} rows, which is too large: take it as text."
        )
        raise BlockError(words, code="too_large")


def failure(response: Response, hidden: str = "") -> BlockError:
    """The error for a status that is none of success. `hidden`: what signed in; an answer that repeats it does not."""
    try:
        phrase = f" {HTTPStatus(response.status).phrase}"
    except ValueError:
        phrase = ""
    said = " ".join(text(response).split()) if len(response.body) < 1_000_000 else ""
    if hidden:
        said = said.replace(hidden, "***")
    said = f": {said[:SAID]}{'…' if len(said) > SAID else ''}" if said else "."
    host = urlsplit(response.url).hostname or "The server"
    return BlockError(f"{host} answered {response.status}{phrase}{said}", code=f"http_{response.status}")


def _json(response: Response) -> Any:
    try:
        kind = response.headers.get("content-type", "")
        if "ndjson" in kind:
            return [json.loads(line) for line in text(response).splitlines() if line.strip()]
        return json.loads(text(response) if "charset" in kind else response.body)
    except (ValueError, RecursionError) as error:
        words = "it is nested too deep" if isinstance(error, RecursionError) else "it does not read as such"
        raise BlockError(f"The answer is not JSON: {words}.", code="not_json") from None


def _csv(response: Response) -> pd.DataFrame:
    import pandas as pd  # late: as above

    told = text(response)
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(told, newline=None))]  # looked at before it is made
        _bounded(max(widths, default=0), len(widths))
        return pd.read_csv(io.StringIO(told))
    except (csv.Error, ValueError, pd.errors.ParserError) as error:  # also an empty one
        why = str(error).splitlines()[0] if str(error) else "it does not read as such"
        raise BlockError(f"The answer is not CSV: {why}.", code="not_csv") from None
