"""Changes of blocks that are there: remove, rename, connect, switch off and on, move."""

from __future__ import annotations

import re
from collections.abc import Callable

from jupyter_powa.llm.planner.editing import Editing
from jupyter_powa.llm.planner.near import listed
from jupyter_powa.llm.planner.trouble import NotUnderstood, Unclear
from jupyter_powa.llm.planner.wires import connect, disconnect, move, reads, remove, rewire


def edited(clause: str, editing: Editing) -> bool:
    """Do what the clause says, if it is one of these edits; False where it is none."""
    for pattern, work in _EDITS:
        found = pattern.fullmatch(clause)
        if found and work(editing, found):
            return True
    return False


def _rename(editing: Editing, found: re.Match[str]) -> bool:
    if re.match(r"(?:the )?(?:column|field)\b", found["a"], re.I):
        return False
    box, name = editing.block(found["a"]), editing.plain(found["b"])
    taken = editing.sheet.by_name(name)
    if taken is not None and taken is not box:
        raise Unclear(f"There is a block {name} already: choose another name.")
    if not re.fullmatch(r"[\w\- ]{1,100}", name):
        raise Unclear("A name holds letters, digits, spaces, - and _ only, so that references can spell it.")
    old, box.name = box.name, name
    changed = editing.sheet.rename_references(old, name, editing.sheet.boxes)
    also = f", also where {listed([one.name for one in changed])} {reads(changed)} it" if changed else ""
    editing.said.append(f"renamed {old} to {name}{also}")
    return True


def _remove(editing: Editing, found: re.Match[str]) -> bool:
    words = found["a"].strip()
    if re.match(r"(?:the )?(?:tables?|views?|schema|database|file)\b", words, re.I):
        raise NotUnderstood(editing.masked.full(found[0]))
    if re.fullmatch(r"(?:everything|all(?: the)? (?:blocks|steps)|all|the whole (?:workflow|graph))", words, re.I):
        if not editing.sheet.boxes:
            raise Unclear("There are no blocks to remove.")
        editing.said.append(f"removed all {len(editing.sheet.boxes)} blocks")
        editing.sheet.boxes, editing.sheet.wires = [], []
        return True
    parts = [words] if editing.maybe(words) else re.split(r",\s*(?:and\s+)?|\s+and\s+", words)
    rows = r"(?:all )?(?:the )?(?:rows?|columns?|fields?|duplicates?|records?|missing|nulls?)\b"
    if re.match(rows, words, re.I) and editing.maybe(words) is None:
        return False
    for part in parts:
        remove(editing, editing.block(part))
    return True


def _switch(on: bool) -> Callable[[Editing, re.Match[str]], bool]:
    def work(editing: Editing, found: re.Match[str]) -> bool:
        box = editing.block(found["a"])
        word = "enabled" if on else "disabled"
        if box.enabled is on:
            raise Unclear(f"{box.name} is {word} already.")
        box.enabled = on
        editing.said.append(f"{word} {box.name}")
        return True

    return work


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?:please )?(?:{text})[.!]?", re.I | re.S)


_EDITS: tuple[tuple[re.Pattern[str], Callable[[Editing, re.Match[str]], bool]], ...] = (
    (_pattern(r"(?:re-?name|call) (?P<a>.+?) (?:to|as|into) (?P<b>.+)"), _rename),
    (_pattern(r"change the name of (?P<a>.+?) (?:to|into) (?P<b>.+)"), _rename),
    (
        _pattern(
            r"(?:remove|delete|cut) (?:the )?(?:connection|edge|link|arrow|wire) (?:between"
            r"|from) (?P<a>.+?) (?:and|to) (?P<b>.+)"
        ),
        disconnect,
    ),
    (_pattern(r"(?:disconnect|unlink|unwire|detach) (?P<a>.+?) (?:from|and|to) (?P<b>.+)"), disconnect),
    (_pattern(r"(?:remove|delete|drop|take out|get rid of) (?P<a>.+)"), _remove),
    (
        _pattern(
            r"(?:connect|wire|link|attach|rewire) (?P<a>.+?) (?:up )?(?:to|with|into"
            r"|and) (?P<b>.+?)(?: instead of (?:to )?(?P<c>.+))?"
        ),
        connect,
    ),
    (
        _pattern(
            r"(?:make|let|have) (?P<a>.+?) (?:read|take (?:its )?(?:rows|input)?|come|use the (?:rows"
            r"|output))\s*(?:directly )?(?:from|of|after) (?P<b>.+?)(?: instead(?: of .+)?)?"
        ),
        rewire,
    ),
    (_pattern(r"(?:reconnect|rewire) (?P<a>.+?) (?:so (?:that )?it reads )?from (?P<b>.+)"), rewire),
    (_pattern(r"(?:disable|deactivate|turn off|switch off|mute) (?P<a>.+)"), _switch(False)),
    (_pattern(r"(?:turn|switch) (?P<a>.+?) off"), _switch(False)),
    (_pattern(r"(?:enable|activate|re-?enable|turn on|switch on|unmute) (?P<a>.+)"), _switch(True)),
    (_pattern(r"(?:turn|switch) (?P<a>.+?) (?:back )?on"), _switch(True)),
    (
        _pattern(r"move (?P<a>.+?) (?:to |so that it is |right |directly )*(?P<where>after|before|behind) (?P<b>.+)"),
        move,
    ),
)
