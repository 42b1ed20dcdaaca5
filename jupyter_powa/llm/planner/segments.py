"""A request cut into its parts: loads, joins, filters, sums, and what is none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_powa.llm.planner.markers import MARKERS, Marker
from jupyter_powa.llm.planner.masked import KEPT

_STEP = re.compile(r"(?:[;\n.→]|->|\bthen\b|\bfinally\b|\bnext\b|\bafterwards\b|\bafter that\b)", re.I)
_JOINT = re.compile(
    r"(?:^[\s,;:.!?→>\-]+|[\s,;:.!?→\-]+$|(?:^|(?<=\s))(?:and|then|after that|afterwards|finally|next|also|as well|"
    r"now|please|lastly|\d+[.)])\s*,?\s*$"
    r"|^(?:and|then|after that|afterwards|finally|next|also|now|please|firstly|secondly|lastly"
    r"|first,|\d+[.)])\s*,?(?:\s|$))",
    re.I,
)
_HEAD = re.compile(
    r"^(?:(?:hi|hello|hey|ok|okay|so|please|now|great|thanks)[,!. ]+)*"
    r"(?:(?:can|could|would|will) you (?:please )?|i(?:'d| would) like (?:you )?to (?:see |get |have )?"
    r"|i want (?:you )?(?:to )?"
    r"(?:see |get |have )?|i need (?:to )?(?:see |get |have )?|let's |help me (?:to )?)?(?:please )?"
    r"(?:(?:build|create|make|set up|design|draw|generate|compose)(?: me)?(?: an?| the| this)?(?: new| simple| small)?"
    r"(?: (?:workflow|pipeline|graph|report|flow|table|list|query))"
    r"(?: (?:that|which|to|of|with|for|from|where it|showing|like this))*[:,]?|show(?: me)?|give me|find(?: me)?|list"
    r"|what (?:is|are|was|were)|tell me|display|which)\s+(?:a list of |all |me )*(?:the )?",
    re.I,
)
SUMS = frozenset({"count", "distinct_count", "sum", "avg", "median", "min", "max"})
_WHOLE = frozenset({"if", "model", "agent"})
"""Kinds whose text is anything at all, up to the next step."""
_QUIET: dict[str, frozenset[str]] = {
    "filter": SUMS | {"load", "filter", "limit", "distinct"},
    "exclude": SUMS | {"load", "filter", "limit", "distinct"},
    "sort": SUMS | {"load"},
    "column": SUMS | {"load", "group", "filter", "distinct"},
    "select": SUMS | {"filter"},
    "drop": SUMS,
}
"""Kinds whose text may hold the words of others: `sort by total amount`."""


@dataclass
class Segment:
    """One part: its kind, the number in its marker, the text behind it. `step`: whether a new step begins here."""

    kind: str
    marker: str
    text: str
    number: int = 0
    own: bool = False
    step: bool = False


def segments(text: str) -> list[Segment]:
    """The parts in the order of the words."""
    text = _HEAD.sub("", text.strip().rstrip("?!. "), count=1).strip()
    found: list[Segment] = []
    current = Segment("subject", "", "")
    place, begun = 0, 0
    between = ""
    while place < len(text):
        hit = _marker(text, place, current, text[begun:place]) if _begins(text, place) else None
        if hit is None:
            place += 1
            continue
        marker, match = hit
        between = text[begun:place]
        current.text = _trimmed(between)
        found.append(current)
        numbers = [value for value in match.groupdict().values() if value]
        step = bool(_STEP.search(_tail(between))) or (
            marker.own and bool(re.search(r"[,;\n]\s*(?:and\s*)?$|\band\s*$", between))
        )
        current = Segment(marker.kind, match[0], "", int(numbers[0]) if numbers else 0, marker.own, step)
        begun, place = match.end(), max(match.end(), place + 1)
        if marker.kind in _WHOLE:
            place = _whole(text, place, marker.kind)
    current.text = _trimmed(text[begun:])
    return [one for one in [*found, current] if one.text or one.kind != "subject"]


def _begins(text: str, place: int) -> bool:
    return place == 0 or not (text[place - 1].isalnum() or text[place - 1] in "_'") or bool(re.match(KEPT, text[place]))


def _marker(text: str, place: int, current: Segment, so_far: str) -> tuple[Marker, re.Match[str]] | None:
    best: tuple[Marker, re.Match[str]] | None = None
    for marker in MARKERS:
        match = marker.pattern.match(text, place)
        if match and marker.sure and current.kind not in (*_QUIET, *_WHOLE):
            return marker, match
        if (
            match
            and not marker.sure
            and _counts(marker, match, current, so_far)
            and (best is None or match.end() > best[1].end())
        ):
            best = (marker, match)
    return best


def _counts(marker: Marker, match: re.Match[str], current: Segment, so_far: str) -> bool:
    """Whether these words begin a part here, or belong to the one that goes on."""
    broken = bool(re.search(r"[,;.\n]\s*(?:and |then )*$|\bthen\s*$|(?<=\w) and\s*$", so_far))
    if marker.kind in _QUIET.get(current.kind, ()) and not (marker.own and broken):
        return broken and (
            marker.kind == "limit" or (marker.kind in SUMS and bool(re.search(r"(?:[,;.\n]|\bthen)\s*$", so_far)))
        )
    if marker.kind == "group" and re.search(r"\b(?:divided|multiplied)\s*$", so_far):
        return False
    if current.kind == "join" and match[0].lower() in ("with", "for", "only", "on", "of", "in"):
        return False
    if current.kind == "join" and marker.kind == "group" and match[0].lower() == "by":
        return bool(re.search(r"\b(?:sorted|grouped|ordered)\s*$", so_far))
    if match[0].lower().startswith("orders ") and not re.search(r"(?:[,;]|\b(?:and|then|that|which))\s*$", so_far):
        return False  # the noun
    dated = re.search(r"\b(?:year|quarter|month|week|day|hour)\s*$", so_far, re.I)
    if current.kind == "group" and match[0].lower() == "of" and dated:
        return False
    if marker.kind == "load" and not marker.own and current.kind == "http":
        return False
    if (
        marker.kind == "filter"
        and match[0].lower() == "for"
        and re.match(r" (?:each|every)\b", match.string[match.end() :])
    ):
        return False
    if marker.kind == "up" or marker.kind == "down":
        return current.kind not in ("filter", "exclude") or bool(so_far.strip())
    return not (marker.kind == "output" and current.kind == "output")


def _whole(text: str, place: int, kind: str) -> int:
    """Where a part ends that may hold any words: at the next step; a condition goes to the end."""
    if kind == "if":
        return len(text)
    end = re.search(
        r"[;\n]|\.\s|,? (?:and )?then\b|,? and (?=(?:send|post|output|return|load|filter|sort|store|call|print|show)\b)"
        r"|, (?=(?:send|post|output|return|load|filter|sort|call|print|show|if)\b)",
        text[place:],
        re.I,
    )
    return place + end.start() if end else len(text)


def _tail(text: str) -> str:
    return text[-30:]


def _trimmed(text: str) -> str:
    before = None
    text = text.strip()
    while text != before:
        before = text
        text = _JOINT.sub("", text).strip()
    return text


def clauses(text: str, heads: re.Pattern[str]) -> Iterator[str]:
    """The sentences and steps of a request, each with what belongs to it: `heads` says where one may begin."""
    begun = 0
    for cut in re.finditer(r";\s*|\n+\s*|\.\s+|,?\s+(?:and\s+)?then\s+|,\s*(?:and\s+)?|\s+and\s+", text):
        if heads.match(text, cut.end()):
            if part := _trimmed(text[begun : cut.start()]):
                yield part
            begun = cut.end()
    if part := _trimmed(text[begun:]):
        yield part
