"""How people say that something of a pipeline shall be different, as the parts of a goal."""

from __future__ import annotations

import re

from jupyter_powa.llm.planner.goals.cut import Part, parts

_SETS = re.compile(
    r"^(?:change|set|make|update|switch|increase|decrease|reduce|raise|lower|use|turn)s? (?:the |a |it an? |it )?"
    r"(?P<what>sampl\w*|split|seed|output|format|write|check|data ?set(?:'s)? name|name)(?: (?:size|rate"
    r"|share|step|fraction|format))?"
    r"(?: (?:to|be|into|by|of|as))* (?P<rest>.+)$",
    re.I | re.S,
)
_SHARE = re.compile(
    r"^(?:use|take|make it|only|just|keep)?\s*(\d+(?:\.\d+)?\s*(?:%|percent)|\d+ rows)(?: instead.*)?$", re.I
)
_INSTEAD = re.compile(r"[,\s]+(?:instead(?: of .+)?|rather(?: than .+)?|now|again|too|as well|also)\s*$", re.I)


def changes(text: str) -> list[Part]:
    """The parts of a request for a change; `change the sample to 5 %` is a sample."""
    text = _INSTEAD.sub("", text.strip())
    found: list[Part] = []
    for part in parts(text):
        said = _INSTEAD.sub("", part.said)
        if sets := _SETS.match(said):
            word = {"output": "write to", "format": "write to", "name": "call it", "data": "call it"}.get(
                sets["what"].lower().split(" ")[0].replace("dataset", "data"), sets["what"]
            )
            said = f"{'sample' if word.lower().startswith('sampl') else word} {sets['rest']}"
        elif share := _SHARE.match(said):
            said = f"sample {share[1]}"
        found += parts(said)
    return found
