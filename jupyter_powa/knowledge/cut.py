"""Cut a document into pieces: at its headings, then between paragraphs, sentences, words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

PIECE = 1_200
"""Characters of a piece at most: some 300 tokens, what embedding models take in whole (256 is the least of those in
common use, by the model cards of sentence-transformers) and of which a prompt holds several."""
OVERLAP = 150
"""Characters that a piece repeats of the one before, so that a sentence at the cut is whole in one of them."""
DEEPEST = 6
"""Levels of headings that Markdown knows."""

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_FENCE = re.compile(r"[ \t]{0,3}(```|~~~)")
_ENDS = (re.compile(r"\n[ \t]*\n"), re.compile(r"\n"), re.compile(r"[.!?][ \t\n]+|。"), re.compile(r"\s+"))
"""Where a cut is least bad, the best first."""


class Piece(NamedTuple):
    """One piece of a document, and the headings that it stands under."""

    heading: str
    text: str


def cut(text: str) -> list[Piece]:
    """The pieces of a text or Markdown document, in order; none is empty, and none is longer than PIECE."""
    plain = text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\x00", "�")
    return [Piece(heading, part) for heading, section in _sections(plain) for part in _parts(section)]


def _sections(text: str) -> Iterator[tuple[str, str]]:
    """The text under each heading, with the headings above it; a `#` in a fenced block is none."""
    path: list[str] = []
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        if (found := _FENCE.match(line)) and fence in ("", found[1]):
            fence = "" if fence else found[1]
        heading = None if fence or len(line) > 500 else _HEADING.match(line)
        if heading is None:
            lines.append(line)
            continue
        yield " > ".join(filter(None, path)), "\n".join(lines)
        depth = len(heading[1])
        path = [*path[: depth - 1], *[""] * (depth - 1 - len(path)), heading[2][:200]]
        lines = [line]  # the heading belongs to what is found by it
    yield " > ".join(filter(None, path)), "\n".join(lines)


def _parts(section: str) -> Iterator[str]:
    text = section.strip()
    start = 0
    while len(text) - start > PIECE:
        end = _end(text, start)
        yield text[start:end].strip()
        start = _begin(text, end)
    if rest := text[start:].strip():
        yield rest


def _end(text: str, start: int) -> int:
    """Where a piece that begins at `start` ends: as late as may be, at the best kind of place."""
    for kind in _ENDS:
        ends = [found.end() for found in kind.finditer(text, start + PIECE // 2, start + PIECE)]
        if ends:
            return ends[-1]
    return start + PIECE


def _begin(text: str, end: int) -> int:
    """Where the next piece begins: some words before the last one's end."""
    place = end - OVERLAP
    found = re.compile(r"\s+").search(text, place, end)
    return found.end() if found and found.end() < end else end
