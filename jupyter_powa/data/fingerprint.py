"""What tells a file, or a value of the notebook, from any other state of itself."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import weakref
from collections import deque
from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from itertools import islice
from pathlib import Path, PurePath
from types import CellType, CodeType, FunctionType, ModuleType, SimpleNamespace
from typing import Any

from jupyter_powa.limits import Limit

WHOLE_FILE: Limit[int] = 1_000_000
"""Bytes of a file up to which they tell its state; of larger ones, size and times of change. Source: ours, 1 ms."""
MOST_FILES: Limit[int] = 1_000
"""Files of a pattern, or of a folder, that are looked at. Source: ours, some 10 ms."""
WHOLE_FRAME: Limit[int] = 500_000
"""Cells of a pandas frame or an array up to which all of them tell its state; of a larger one, a sample and the sums
of its columns. Source: ours, some 40 ms at most.
"""
SAMPLE = 500
"""Rows of that sample, evenly spread."""
DEPTH = 4
"""How far functions that call functions of the notebook are followed, and values within values."""
_PLAIN = (type(None), bool, int, float, complex, str, bytes)
_IMMUTABLE = ("datetime", "decimal", "fractions", "uuid")
_ITEMS = 1_000
"""Items of a collection that are looked at where they are no plain values, a tenth of it within another one."""


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
        if not path.is_file():
            return None
        if path.stat().st_size <= WHOLE_FILE:
            return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
    return _times(path)


def of_folder(path: Path) -> str | None:
    """What tells the state of a folder's files, of so many of them; None where it is none, or the one at the top."""
    if not path.is_dir() or path.resolve() == Path(path.resolve().anchor):
        return None
    told = hashlib.sha256()
    found = (Path(place, name) for place, _, files in islice(os.walk(path), MOST_FILES) for name in sorted(files))
    for file in islice(found, MOST_FILES):
        told.update(f"{file} {_times(file)}\n".encode("utf-8", "surrogateescape"))
    return told.hexdigest()


def _times(path: Path) -> str:
    try:
        about = path.stat()
    except OSError:
        return "gone"
    return f"{about.st_size} bytes, {about.st_mtime_ns}, {about.st_ctime_ns}, {about.st_ino}"


def of_value(value: Any, names: Mapping[str, Any], depth: int = 0) -> Any:
    """What tells a value's state, to be compared; `names`: what functions of the notebook see by name."""
    kind = type(value)  # the class alone is asked: a value's own methods may do anything
    if kind in _PLAIN:
        return (kind, repr(value) if kind in (float, complex) else value)  # NaN is not equal to itself
    if kind is ModuleType:
        return of_module(value)
    if depth < DEPTH:
        if (items := _items(value, kind)) is not None:
            return _collection(value, items, names, depth)
        if kind is FunctionType:
            return _function(value, names, depth)
        if _is_pandas(kind):
            return _frame(value)
        if kind.__module__ == "numpy" and kind.__name__ == "ndarray":
            return _array(value, names, depth)
        if issubclass(kind, PurePath) or kind.__module__ in _IMMUTABLE:
            return (kind, repr(value))
        if (state := _state(value, kind)) is not None:
            return (Same(value), of_value(state, names, depth + 1))
    return Same(value)


def may_change(value: Any) -> bool:
    """Whether a value can be changed in place."""
    return type(value) not in _PLAIN


def of_module(module: ModuleType) -> Any:
    """The file of a module of the user's own, which may be edited and loaded again; None for a library's."""
    file = vars(module).get("__file__")
    return (module.__name__, of_file(Path(file))) if isinstance(file, str) and not _of_library(file) else None


@lru_cache(maxsize=10_000)
def _of_library(file: str) -> bool:
    places = {sys.prefix, sys.base_prefix, str(Path(hashlib.__file__).parent)}
    return "site-packages" in file or any(Path(file).is_relative_to(place) for place in places)


def _state(value: Any, kind: type) -> dict[str, Any] | None:
    """The attributes of what is the notebook's own, a class or an object: they are set by hand. Else None."""
    if kind is type:
        own = vars(value).get("__module__") == "__main__"
        return {name: item for name, item in vars(value).items() if not name.startswith("__")} if own else None
    own = kind.__module__ == "__main__" or kind is SimpleNamespace or "__dataclass_fields__" in vars(kind)
    found = object.__getattribute__(value, "__dict__") if own and kind.__dictoffset__ else None
    return found if type(found) is dict else None


def _items(value: Any, kind: type) -> Iterator[Any] | None:
    """The items of a collection as its built-in base gives them."""
    if issubclass(kind, dict):
        return iter(dict.items(value))
    base = next((one for one in (list, tuple, set, frozenset, deque) if issubclass(kind, one)), None)
    return None if base is None else base.__iter__(value)


def _collection(value: Any, items: Iterator[Any], names: Mapping[str, Any], depth: int) -> Any:
    kind = type(value)
    if kind in (dict, list, tuple, set, frozenset) and (whole := _digest(value)) is not None:
        return (kind, whole)
    most, count = _ITEMS // 10**depth, len(value)
    if count > most:  # told by which object it is, and by some of its items
        return (
            Same(value),
            count,
            [of_value(one, names, depth + 1) for one in islice(items, 0, None, count // most + 1)],
        )
    return (kind, [of_value(one, names, depth + 1) for one in items])


class _PlainPickler(pickle.Pickler):
    """Writes plain values, each object once, so that one may hold itself; raises for others and runs none of them."""

    def reducer_override(self, _: Any) -> Any:
        """Whatever is not plain comes here."""
        raise pickle.PicklingError


def _digest(value: Any) -> bytes | None:
    """What tells a collection of plain values; None for one that holds others."""
    written = BytesIO()
    try:
        _PlainPickler(written, 4).dump(value)
    except (pickle.PicklingError, RecursionError, UnicodeError):
        return None
    return hashlib.sha256(written.getbuffer()).digest()


def _function(function: FunctionType, names: Mapping[str, Any], depth: int) -> Any:
    """Its code and what it reads of the notebook; of a library's function, its name."""
    if function.__globals__.get("__name__") != "__main__":
        module = sys.modules.get(function.__module__ or "")
        return (function.__module__, function.__qualname__, None if module is None else of_module(module))
    codes = _codes(function.__code__)
    said = [(one.co_code, one.co_names, one.co_freevars, one.co_cellvars, one.co_varnames) for one in codes]
    constants = [of_value(one, {}) for code in codes for one in code.co_consts if type(one) is not CodeType]
    used = {name for code in codes for name in code.co_names}
    held = [cell.cell_contents for cell in function.__closure__ or () if cell != CellType()]
    given = of_value([function.__defaults__, function.__kwdefaults__, *held], names, depth + 1)
    others = [(name, names[name]) for name in sorted(used) if name in names and names[name] is not function]
    return (said, constants, given, [(name, of_value(value, names, depth + 1)) for name, value in others])


def _codes(code: CodeType) -> list[CodeType]:
    return [code, *(one for inner in code.co_consts if type(inner) is CodeType for one in _codes(inner))]


def _is_pandas(kind: type) -> bool:
    pandas = sys.modules.get("pandas")
    return pandas is not None and issubclass(kind, (pandas.DataFrame, pandas.Series))


def _frame(frame: Any) -> Any:
    """Of pandas' own, which may be changed in place: columns, size, and all cells or a sample of them."""
    named = None
    if frame.ndim == 1:
        named, frame = repr(frame.name), frame.to_frame("values")
    rows, columns = frame.shape
    step = 1 if rows * columns <= WHOLE_FRAME else max(rows // SAMPLE, 1)
    part = frame if step == 1 else frame.iloc[::step]
    try:
        cells = [_cells(part.index), *(_cells(part.iloc[:, place]) for place in range(columns))]
        sums = [] if step == 1 else [_sum(frame.iloc[:, place]) for place in range(columns)]
    except Exception:  # a column may hold any object
        return Same(frame)
    return (named, rows, [(str(name), str(kind)) for name, kind in frame.dtypes.items()], cells, sums)


def _cells(column: Any) -> Any:
    """What tells a column's cells, and their order."""
    if type(column.dtype).__module__.startswith("numpy") and column.dtype.kind in "iufbmM":
        return hashlib.sha256(column.to_numpy().tobytes()).digest()
    cells = column.tolist()
    try:
        return hash((tuple(cells), tuple(map(type, cells))))
    except TypeError:  # lists in cells
        return _digest(cells) or Same(column)


def _sum(column: Any) -> str:
    kind = getattr(column.dtype, "kind", "O")
    if kind in "iufb":
        return repr(column.sum())
    return repr(column.astype("int64").sum()) if kind in "mM" else ""


def _array(array: Any, names: Mapping[str, Any], depth: int) -> Any:
    if array.dtype.hasobject:
        return (Same(array), of_value(array.tolist(), names, depth + 1))
    whole = array.size <= WHOLE_FRAME
    part = array if whole else array.ravel()[:: array.size // SAMPLE]
    total = "" if whole or array.dtype.kind not in "iufbc" else repr(array.sum())
    return (str(array.dtype), array.shape, hashlib.sha256(part.tobytes()).digest(), total)
