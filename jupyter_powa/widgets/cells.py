"""The cells of a page as the browser's grid writes them (js/src/explorer/grid/cell.ts), for readers without it."""

from __future__ import annotations

import json
import math
import re
import struct
import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from jupyter_powa.data.moments import known_moments

BLOB_SHOWN = 24
"""Bytes of a value that are written out."""
PLAIN = range(-6, 21)
"""Powers of ten that numbers are written out with, as browsers do (ECMAScript, Number::toString)."""
NUMBERS = re.compile(
    r"(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?\d*|BIGNUM|VARINT|NUMERIC|DECIMAL|DOUBLE|FLOAT|REAL|MONEY)(?!.*\]$)", re.I
)
"""The databases' words for types of numbers."""


def is_number(word: str) -> bool:
    """Whether a database's word for a type means numbers, which stand on the right."""
    return NUMBERS.match(word) is not None and not word.upper().startswith("INTERVAL")


def texts(column: Any, word: str) -> list[str | None]:
    """The values of an Arrow column as texts, None where a value is null. `word`: the database's word for its type."""
    from arro3.core import DataType

    kind = column.type
    try:
        values = column.to_pylist()
    except (ValueError, OverflowError):  # one that Python has no word for fails them all
        values = None if DataType.is_temporal(kind) else [_value(column, row) for row in range(len(column))]
    if DataType.is_temporal(kind) and not DataType.is_duration(kind):
        values = known_moments(column, values)
    elif DataType.is_list(kind) and kind.value_type is not None and DataType.is_temporal(kind.value_type):
        values = _lists_of_moments(column, values)
    if DataType.is_floating(kind):
        return [None if value is None else _float(value, kind.bit_width) for value in values]
    if word.upper() == "UHUGEINT" or DataType.is_dictionary(kind):
        return [None if value is None else str(value) for value in values]
    return [_text(value, word) for value in values]


class _Moment(str):
    """A time that Python has no word for: no text, so it is never quoted."""


def _lists_of_moments(column: Any, values: list[Any]) -> list[Any]:
    from arro3.core import Array, DataType, Field

    kind = column.type.value_type
    numbers = column.cast(DataType.list(Field("item", DataType.int64()))).to_pylist()
    flat = Array([number for one in numbers for number in one or []], DataType.int64()).cast(kind)
    told = [moment for one in values for moment in one or []]
    moments = iter([_Moment(one) if isinstance(one, str) else one for one in known_moments(flat, told)])
    return [None if value is None else [next(moments) for _ in value] for value in values]


def _value(column: Any, row: int) -> Any:
    try:
        return column[row].as_py()
    except (ValueError, OverflowError):
        return "…"


def _text(value: Any, word: str = "", within: bool = False) -> str | None:
    if value is None:
        return "NULL" if within else None
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False) if within and not isinstance(value, _Moment) else str(value)
    if isinstance(value, bytes):
        return str(uuid.UUID(bytes=value)) if word.upper() == "UUID" and len(value) == 16 else _blob(value)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {_text(one, within=True)}' for name, one in value.items())}}}"
    if isinstance(value, (list, tuple)):
        return _map(value) if word.upper().startswith("MAP") else f"[{_listed(value)}]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return _float(value, 64)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, timedelta):
        return _span(value)
    if isinstance(value, datetime):
        return re.sub(r"([+-]\d\d):00$", r"\1", _short(value.isoformat(sep=" ")))
    return _short(value.isoformat()) if isinstance(value, (date, time)) else str(value)


def _short(moment: str) -> str:
    """Without the last zeros of a fraction."""
    return re.sub(r"(\.\d*?)0+(?=$|[+-])", r"\1", moment)


def _listed(values: Sequence[Any]) -> str:
    return ", ".join(_text(one, within=True) or "" for one in values)


def _map(pairs: Sequence[Any]) -> str:
    return f"{{{', '.join(f'{_text(key, within=True)}: {_text(one, within=True)}' for key, one in pairs)}}}"


def _blob(value: bytes) -> str:
    return f"0x{value[:BLOB_SHOWN].hex()}{'…' if len(value) > BLOB_SHOWN else ''} ({len(value):,} B)"


def _span(value: timedelta) -> str:
    size = abs(value)
    days = f"{size.days} day{'' if size.days == 1 else 's'}" if size.days else ""
    clock = size - timedelta(size.days)
    hours = "" if days and not clock else _short(str(datetime.min + clock).partition(" ")[2])
    return f"{'-' if value < timedelta(0) else ''}{' '.join(filter(None, [days, hours]))}"


def _float(value: float, bits: int) -> str:
    """The shortest text that is this float again."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "inf" if value > 0 else "-inf"
    number = Decimal(repr(value) if bits == 64 else _narrow(value, bits))
    exponent = number.adjusted() if number else 0
    if exponent in PLAIN:
        text = f"{number:f}"
        return text if "." in text else f"{text}.0"
    sign, digits, _ = number.normalize().as_tuple()
    mantissa = "".join(map(str, digits))
    return f"{'-' if sign else ''}{mantissa[0]}{'.' if mantissa[1:] else ''}{mantissa[1:]}e{exponent:+d}"


def _narrow(value: float, bits: int) -> str:
    form = "f" if bits == 32 else "e"
    made = (f"{value:.{digits}g}" for digits in range(3, 10))
    return next((text for text in made if _rounded(float(text), form) == value), repr(value))


def _rounded(value: float, form: str) -> float | None:
    try:
        return float(struct.unpack(form, struct.pack(form, value))[0])
    except OverflowError:
        return None
