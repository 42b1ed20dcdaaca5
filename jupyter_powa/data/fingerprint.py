"""What tells a file, or a value of the notebook, from any other state of itself."""

from __future__ import annotations

import hashlib
import sys
import weakref
from collections.abc import Mapping
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from jupyter_powa.data.encode import is_frame
from jupyter_powa.limits import Limit

WHOLE_FILE: Limit[int] = 1_000_000
"""Bytes of a file up to which its bytes tell its state; of larger ones, size and time of change. Source: ours, 1 ms."""
WHOLE_FRAME: Limit[int] = 20_000
"""Cells of a pandas frame up to which all of them tell its state; of a larger one, a sample. Source: ours, 1 ms."""
SAMPLE = 500
"""Rows of that sample, evenly spread."""
DEPTH = 4
"""How far functions that call functions of the notebook are followed, and values within values."""
_PLAIN = (type(None), bool, int, float, complex, str, bytes)
_ITEMS = 1_000
"""Items of a list or mapping whose values tell its state; a longer one is told by which object it is."""


class Same:
    """A value that is told by which object it is; equal while that object is still there."""

    __slots__ = ("_held",)

    def __init__(self, value: Any) -> None:
        try:
            self._held: Any = weakref.ref(value)
        except TypeError:  # a list, say
            self._held = lambda: value

    def __eq__(self, other: object) -> bool:
        return type(other) is Same and (mine := self._held()) is not None and mine is other._held()

    __hash__ = None  # type: ignore[assignment]


def of_file(path: Path) -> str | None:
    """What tells a file's state; None where it is no file."""
    try:
        about = path.stat()
        if not path.is_file():
            return None
        if about.st_size <= WHOLE_FILE:
            return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
    return f"{about.st_size} bytes, {about.st_mtime_ns}"


def of_value(value: Any, names: Mapping[str, Any], depth: int = 0) -> Any:
    """What tells a value's state, to be compared; `names`: what functions of the notebook see by name."""
    kind = type(value)  # the class alone is asked: a value's own methods may do anything
    if kind in _PLAIN:
        return (kind, repr(value) if kind in (float, complex) else value)  # NaN is not equal to itself
    if kind is ModuleType:
        return None
    if depth < DEPTH:
        if kind in (list, tuple, set, frozenset) and len(value) <= _ITEMS:
            return (kind, [of_value(item, names, depth + 1) for item in value])
        if kind is dict and len(value) <= _ITEMS and all(type(key) in _PLAIN for key in value):
            return (kind, [(key, of_value(item, names, depth + 1)) for key, item in value.items()])
        if kind is FunctionType:
            return _function(value, names, depth)
        if is_frame(value) and kind.__module__.partition(".")[0] == "pandas":
            return _frame(value)
    return Same(value)


def _function(function: FunctionType, names: Mapping[str, Any], depth: int) -> Any:
    """Its code and what it reads of the notebook; of a library's function, its name."""
    if function.__globals__.get("__name__") != "__main__":
        return (function.__module__, function.__qualname__)
    codes = _codes(function.__code__)
    said = [(code.co_code, [one for one in code.co_consts if type(one) in _PLAIN]) for code in codes]
    used = {name for code in codes for name in code.co_names}
    given = of_value([function.__defaults__, function.__kwdefaults__], names, depth + 1)
    others = [(name, names[name]) for name in sorted(used) if name in names and names[name] is not function]
    return (said, given, [(name, of_value(value, names, depth + 1)) for name, value in others])


def _codes(code: CodeType) -> list[CodeType]:
    return [code, *(one for inner in code.co_consts if type(inner) is CodeType for one in _codes(inner))]


def _frame(frame: Any) -> Any:
    """Of a pandas frame, which may be changed in place: columns, size, and a hash of its cells or of a sample."""
    rows, columns = frame.shape
    step = 1 if rows * columns <= WHOLE_FRAME else max(rows // SAMPLE, 1)
    part = frame if step == 1 else frame.iloc[::step]
    try:
        cells = int(sys.modules["pandas"].util.hash_pandas_object(part, categorize=False).sum())
        sums = [] if step == 1 else [float(frame[name].sum()) for name in frame if _is_number(frame[name])]
    except Exception:  # lists in cells have no hash, and a column may hold any object
        return Same(frame)
    return (rows, [(str(name), str(kind)) for name, kind in frame.dtypes.items()], cells, [repr(one) for one in sums])


def _is_number(column: Any) -> bool:
    return getattr(column, "ndim", 1) == 1 and getattr(column.dtype, "kind", "") in "iuf"
