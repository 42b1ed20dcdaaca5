"""What a block's result may stand on outside of its graph: files, names of the notebook, tables, the run's variables.

Modules of the user's own and variables of the environment count too. It is read off the words of its config. A word
too many is looked at for nothing; what code reaches by names that it makes while it runs is not seen.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from glob import iglob  # a pattern may be absolute, which Path.glob does not take
from itertools import islice
from pathlib import Path, PurePath
from time import monotonic
from typing import Any

from jupyter_powa.blocks.base import BlockType
from jupyter_powa.blocks.form import Form
from jupyter_powa.blocks.sockets import Sockets
from jupyter_powa.data.fingerprint import MOST_FILES, of_file, of_folder, of_module, of_value
from jupyter_powa.data.frames import is_table
from jupyter_powa.limits import Limit

State = dict[str, Any]
"""By what it is, in words: what told its state when a block began."""

LONGEST_PATH: Limit[int] = 300
"""Characters of a text that may be a path. Source: ours; longer ones are queries and code."""
FRESH = 0.5
"""Seconds for which what was seen counts as seen."""
_LETTER = re.compile(r"\w")
_PLAIN = re.compile(r"[\w-]+")
"""A file or folder of the current folder may be called so."""
_WORD = re.compile(r"[^\W\d]\w*")
_QUOTED = re.compile(r"'([^'\n]+)'|\"([^\"\n]+)\"")
_OURS = "jupyter_powa."
_SHELL = re.compile(r"In|Out|exit|quit|get_ipython|open|_+|_i+|_i?\d+|_ih|_oh|_dh|__\w+__|_VSCODE.*")
"""Names that IPython puts beside the user's own."""
_MOST_NAMED = 100
"""Items of a list that may name files."""


@dataclass(frozen=True, slots=True)
class Footing:
    """The words of a block's config, and those texts in it that may be paths."""

    words: frozenset[str]
    paths: frozenset[str]
    variables: bool
    """Whether it may read all of the run's variables."""

    def __bool__(self) -> bool:
        return bool(self.words) or self.variables

    def names(self, *others: str) -> bool:
        """Whether it may mean a block of one of these names: in code, what is no letter is written `_`."""
        spelled = {re.sub(r"\W", "_", name) for name in others} | {"input_data"}
        return bool(spelled & self.words) or any(self.words.issuperset(_WORD.findall(name)) for name in others)


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
        self._spelled: tuple[int, dict[str, list[str]]] = (0, {})
        """How many names the notebook has, and those by their letters in lower case."""

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
        paths = set(stands_on.paths)
        for name in variables if stands_on.variables else words & variables.keys():
            told[f"the input {name}"] = self._once(f"the input {name}", of_value, variables[name], {})
            paths.update(_named(variables[name]))
        for name in self._names(words) if words and names else ():
            told[f"the notebook's {name}"] = self._once(f"the {name}", of_value, names[name], names)
            paths.update(_named(names[name]))
        for path in paths:
            told |= self._once(path, _of_files, path)
        for name in {one for one in words if one in os.environ and not _SHELL.fullmatch(one)}:
            told[f"the environment's {name}"] = hash(os.environ.get(name))
        for name in words & sys.modules.keys():
            if (module := self._once(f"the module {name}", of_module, sys.modules[name])) is not None:
                told[f"the module {name}"] = module
        if words and (writes := getattr(self._sockets.databases, "writes", None)) is not None:
            told |= {_table(name): count for name, count in writes.of({word.casefold() for word in words}).items()}
        return told

    def _names(self, words: frozenset[str]) -> set[str]:
        """Those of the notebook's names; of a frame, in any letter case, as SQL finds it."""
        names = self._sockets.namespace
        if len(names) != self._spelled[0]:
            self._spelled = len(names), _by_letters(names)
        spelled = self._spelled[1]
        found = {name for word in words for name in spelled.get(word.casefold(), ()) if is_table(names.get(name))}
        return {name for name in found | (words & names.keys()) if not _SHELL.fullmatch(name)}

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


def _by_letters(names: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in list(names):
        found.setdefault(name.casefold(), []).append(name)
    return found


def _named(value: Any) -> Iterator[str]:
    """The paths that a value may name, for whoever reads the file behind it."""
    if type(value) is str or isinstance(value, PurePath):
        if len(text := str(value)) <= LONGEST_PATH and _may_be_path(text):
            yield text.strip()
    elif type(value) in (list, tuple):
        for item in value[:_MOST_NAMED]:
            yield from _named(item) if type(item) not in (list, tuple) else ()


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
        if (found := of_folder(Path(path).expanduser())) is not None:
            return {f"the folder {path}": found}
        return {f"the file {file}": found for file in _files(path) if (found := of_file(file)) is not None}
    except (OSError, RuntimeError, ValueError):  # it is no path: too long, or of a user who is not there
        return {}


def _may_be_path(text: str) -> bool:
    if "." not in text and "/" not in text:
        return _PLAIN.fullmatch(text) is not None
    return _LETTER.search(text) is not None and not any(mark in text for mark in ("\n", "://", "<", "{", "\0"))


def _files(path: str) -> list[Path]:
    if not any(mark in path for mark in "*?["):
        return [Path(path).expanduser()]
    folder = Path(path[: re.search(r"[*?\[]", path).start()] + "x").expanduser().parent  # type: ignore[union-attr]
    if not folder.is_dir() or folder == Path(folder.anchor):
        return []
    found = iglob(str(Path(path).expanduser()), recursive=True)  # noqa: PTH207
    return [Path(one) for one in sorted(islice(found, MOST_FILES))]
