"""Where the rows of a goal come from: tables, files and addresses, with the columns that the tools tell of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from jupyter_powa.llm.planner.conversation import Call, Conversation, Deed, failed
from jupyter_powa.llm.planner.frame import SMALL, WORD, Frame
from jupyter_powa.llm.planner.masked import FILE, KEPT, URL, Masked
from jupyter_powa.llm.planner.near import listed, nearest
from jupyter_powa.llm.planner.schema import Column, Schema, Table
from jupyter_powa.llm.planner.tables import VAGUE
from jupyter_powa.llm.planner.trouble import Choice, Unclear

_QUIET = VAGUE | SMALL | {"and", "in", "rows", "all"}


@dataclass
class Source:
    """Something that rows are read from: the config of its read, and what columns it has."""

    noun: str
    config: dict[str, Any]
    frame: Frame


@dataclass
class Known:
    """What the tools told so far: the tables, and the files that were looked into."""

    conversation: Conversation
    schema: Schema
    files: dict[str, Source | str] = field(default_factory=dict)
    """By the words for it: the file, or why there is none."""

    def file(self, said: str) -> Deed[Source | str]:
        """The file that is meant, looked into; or why there is none."""
        if said not in self.files:
            self.files[said] = yield from self._looked(said)
        return self.files[said]

    def _looked(self, said: str) -> Deed[Source | str]:
        if re.match(r"https?://", said):
            noun = re.sub(r"\W+", "_", said.rsplit("/", 1)[-1].split(".")[0].split("?")[0]) or "rows"
            return Source(noun, {"url": said}, Frame((), None, open=True, noun=noun))
        if not self.conversation.offers("get_file_schema"):
            return Source(_stem(said), {"path": said}, Frame((), None, open=True, noun=_stem(said)))
        told = yield Call("get_file_schema", {"path": said})
        if why := failed(told):
            if told.get("code") == "not_allowed":  # nobody may look there, and a run may yet read it
                return Source(_stem(said), {"path": said}, Frame((), None, open=True, noun=_stem(said)))
            return _near(said, why)
        path, noun = str(told["path"]), _stem(str(told["path"]))
        columns = tuple(Column(str(one["column"]), str(one["type"]), noun) for one in told["columns"])
        return Source(noun, {"path": path}, Frame(columns, Table(noun, columns), bool(told.get("left_out")), noun))

    def table(self, name: str) -> Source | None:
        """The table of this name."""
        table = self.schema.named(name)
        if table is None:
            return None
        return Source(table.name, {"table": table.name}, Frame(table.columns, table, noun=table.name))


def _stem(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1].split(".")[0].replace("*", "").strip("_- ") or "files"


def _near(said: str, why: str) -> str:
    """Why a file is not there, with those that are called alike."""
    names = [one.strip() for one in why.partition("The files:")[2].rstrip(".").split(",") if one.strip()]
    near = nearest(said, names) or nearest(_stem(said), [_stem(name) for name in names])
    if "Several files" in why:
        return why
    there = f"Did you mean {listed(near, 'or')}?" if near else f"There are: {listed(names)}." if names else ""
    return f"There is no file or table “{said}”. {there}".strip()


def sources(text: str, known: Known, masked: Masked) -> Deed[list[Source]]:
    """The tables, files and addresses that a text names, in order; raises Unclear for one that is not there."""
    found: list[Source] = []
    words, at = WORD.findall(text), 0
    while at < len(words):
        word = words[at]
        if re.fullmatch(f"[{FILE}{URL}]", word):
            found.append(_there((yield from known.file(masked.inner(word) or ""))))
            at += 1
            continue
        if not re.match(rf"[^\W\d]|{KEPT}", word) or (word.lower() in _QUIET and known.schema.named(word) is None):
            at += 1
            continue
        source, length = _table(words, at, known, masked)
        if source is None:
            source = _there((yield from known.file(masked.inner(word) or word)))
        found.append(source)
        at += length
    return list({id(one): one for one in found}.values())


def _table(words: list[str], at: int, known: Known, masked: Masked) -> tuple[Source | None, int]:
    for length in range(min(3, len(words) - at), 0, -1):
        part = [masked.inner(word) or word for word in words[at : at + length]]
        if any(not re.match(r"[^\W\d]", word) for word in part) or (length > 1 and part[-1].lower() in _QUIET):
            continue
        tables = known.schema.meant(" ".join(part))
        if len(tables) > 1:
            raise Choice(f"Which table do you mean by “{' '.join(part)}”?", [table.name for table in tables])
        if tables:
            return known.table(tables[0].name), length
    return None, 1


def _there(found: Source | str) -> Source:
    if isinstance(found, str):
        raise Unclear(found)
    return found
