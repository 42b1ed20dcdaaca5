"""What a block's result may stand on outside of its graph: files, names of the notebook, tables, the run's variables.

It is read off the words of its config. A word too many is looked at for nothing; what code reaches by names that it
makes while it runs is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from glob import iglob  # a pattern may be absolute, which Path.glob does not take
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any

from jupyter_powa.blocks.base import BlockType
from jupyter_powa.blocks.form import Form
from jupyter_powa.blocks.sockets import Sockets
from jupyter_powa.data.fingerprint import of_file, of_value
from jupyter_powa.limits import Limit

State = dict[str, Any]
"""By what it is, in words: what told its state when a block began."""

MOST_FILES: Limit[int] = 1_000
"""Files of a pattern that are looked at. Source: ours, some 10 ms."""
LONGEST_PATH: Limit[int] = 300
"""Characters of a text that may be a path. Source: ours; longer ones are queries and code."""
FRESH = 0.5
"""Seconds for which what was seen counts as seen."""
_WORD = re.compile(r"[^\W\d]\w*")
_QUOTED = re.compile(r"'([^'\n]+)'|\"([^\"\n]+)\"")
_OURS = "jupyter_powa."
_SHELL = frozenset({"In", "Out", "exit", "quit", "get_ipython", "open"})
"""Names that IPython puts beside the user's own."""


@dataclass(frozen=True, slots=True)
class Footing:
    """The words of a block's config, and those texts in it that may be paths."""

    words: frozenset[str]
    paths: frozenset[str]
    variables: bool
    """Whether it may read all of the run's variables."""

    def __bool__(self) -> bool:
        return bool(self.words) or self.variables


def footing(form: Form) -> Footing:
    """What a block of this type and config may stand on."""
    read = [_read(text) for text in _texts(form.config)]
    words = frozenset().union(*(words for words, _ in read))
    foreign = not form.kind.__module__.startswith(_OURS) and form.kind.run is not BlockType.run
    everything = form.kind.entry or foreign or "variables" in words
    return Footing(words, frozenset().union(*(paths for _, paths in read)), everything)


class Looks:
    """Looks at what blocks stand on. What it has just seen it need not look at again, unless code has run since."""

    def __init__(self, sockets: Sockets, variables: Mapping[str, Any]) -> None:
        self._sockets, self._variables = sockets, variables
        self._seen: State = {}
        self._since = 0.0

    def forget(self) -> None:
        """Something has run that may have changed anything."""
        self._seen.clear()

    def state(self, stands_on: Footing) -> State:
        """How all of that is now."""
        if (now := monotonic()) - self._since > FRESH:
            self._since = now
            self._seen.clear()
        told: State = {}
        names, words, variables = self._sockets.namespace, stands_on.words, self._variables
        for name in variables if stands_on.variables else words & variables.keys():
            told[f"the input {name}"] = self._once(f"the input {name}", of_value, variables[name], {})
        for name in words & names.keys() if words else ():
            if not name.startswith("_") and name not in _SHELL:
                told[f"the notebook's {name}"] = self._once(f"the {name}", of_value, names[name], names)
        for path in stands_on.paths:
            told |= self._once(path, _of_files, path)
        if words and (writes := getattr(self._sockets.databases, "writes", None)) is not None:
            told |= {_table(name): count for name, count in writes.of({word.casefold() for word in words}).items()}
        return told

    def _once(self, what: str, look: Callable[..., Any], *about: Any) -> Any:
        if what not in self._seen:
            self._seen[what] = look(*about)
        return self._seen[what]


def changes(before: State, now: State) -> Iterator[str]:
    """What is not as it was, in words."""
    for name, value in now.items():
        if name not in before:
            yield f"{name} is new"
        elif before[name] != value:
            yield f"{name} has changed"
    yield from (f"{name} is gone" for name in before if name not in now)


def _table(name: str) -> str:
    return "the project's database" if name == "*" else f"the table {name}"


def _texts(value: Any) -> Iterator[str]:
    if type(value) is str:
        yield value
    elif type(value) is dict:
        for item in value.values():
            yield from _texts(item)
    elif type(value) is list:
        for item in value:
            yield from _texts(item)


@lru_cache(maxsize=10_000)
def _read(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a text, and what in it may be the path of a file."""
    quoted = [one or other for one, other in _QUOTED.findall(text)]
    paths = [one for one in [text.strip(), *quoted] if len(one) <= LONGEST_PATH and _may_be_path(one)]
    return frozenset(_WORD.findall(text)), frozenset(paths)


def _of_files(path: str) -> State:
    try:
        return {f"the file {file}": found for file in _files(path) if (found := of_file(file)) is not None}
    except (OSError, RuntimeError, ValueError):  # it is no path: too long, or of a user who is not there
        return {}


def _may_be_path(text: str) -> bool:
    return ("." in text or "/" in text) and not any(mark in text for mark in ("\n", "://", "<", "{", "\0"))


def _files(path: str) -> list[Path]:
    if not any(mark in path for mark in "*?["):
        return [Path(path).expanduser()]
    folder = Path(path[: re.search(r"[*?\[]", path).start()] + "x").expanduser().parent  # type: ignore[union-attr]
    if not folder.is_dir() or folder == Path(folder.anchor):
        return []
    found = iglob(str(Path(path).expanduser()), recursive=True)  # noqa: PTH207
    return [Path(one) for one in sorted(islice(found, MOST_FILES))]
