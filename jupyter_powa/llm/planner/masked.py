"""A request with what must not be read as words set aside: addresses, files, quoted text, code, references."""

from __future__ import annotations

import re

URL, FILE, QUOTED, CODE, REF = "\ue000-\ue1ff", "\ue200-\ue3ff", "\ue400-\ue5ff", "\ue600-\ue7ff", "\ue800-\ue9ff"
"""The letters (of Unicode's private use) that stand for each kind, as a range in a regular expression."""
KEPT = f"[{URL[0]}-{REF[-1]}]"
_PATTERN = re.compile(
    r"```(?:\w+\n|\n)?(?P<fence>.*?)```|`(?P<tick>[^`\n]+)`"
    r"|(?P<ref><[\w\- ]{1,100}(?:\.\w+)+>|\{\{[^{}\n]{1,120}\}\})"
    r"|(?P<url>https?://[^\s,;\"'<>]+[^\s,;\"'<>.?!)])"
    r"|(?<!\w)\"(?P<double>[^\"\n]*)\"|(?<!\w)'(?P<single>(?:[^'\n]|(?<=\w)'(?=\w))*)'(?!\w)"
    r"|\u201c(?P<curly>[^\u201d\n]*)\u201d|\u2018(?P<curly_single>[^\u2019\n]*)\u2019"
    r"|(?P<file>(?:[~\w./*?\[\]{}-]+/)?[\w.*?\[\]-]+\.(?:csv|tsv|parquet|jsonl|ndjson|json|xlsx?|xml|txt|sqlite|db)"
    r"(?:\.gz)?)\b",
    re.S | re.I,
)
_KINDS = {"url": URL, "file": FILE, "ref": REF, "fence": CODE, "tick": CODE}
_THOUSANDS = re.compile(r"(?<![\w.])(\d{1,3}(?:,\d{3})+)(?![\d,]*\d)")
_SHORT = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s?(k|thousand|million|mio)\b", re.I)
_TIMES = {"k": 1_000, "thousand": 1_000, "million": 1_000_000, "mio": 1_000_000}
_NUMBERS = {
    word: str(place)
    for place, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
} | {"fifteen": "15", "twenty": "20", "thirty": "30", "fifty": "50", "hundred": "100"}


class Masked:
    """A request: `text` has one letter for each part that was set aside; `full` puts them back."""

    def __init__(self, raw: str) -> None:
        self._kept: dict[str, tuple[str, str]] = {}
        text = _PATTERN.sub(self._keep, raw if "\u2018" in raw else raw.replace("\u2019", "'"))
        text = _THOUSANDS.sub(lambda found: found[1].replace(",", ""), text)
        text = _SHORT.sub(lambda found: f"{float(found[1]) * _TIMES[found[2].lower()]:g}", text)
        text = re.sub(r"[$€£](?=\d)|(?<=\d)\s?[€£]|(?<=\d) ?(?:euros?|dollars?|USD|EUR)\b", "", text)
        text = re.sub(
            r"\b(top|first|limit|limit to|retry|last)( the)? (" + "|".join(_NUMBERS) + r")\b",
            lambda found: f"{found[1]} {_NUMBERS[found[3].lower()]}",
            text,
            flags=re.I,
        )
        self.text = text.strip()

    def _keep(self, found: re.Match[str]) -> str:
        kind = found.lastgroup or "double"
        if kind in ("double", "single") and (inner := _PATTERN.fullmatch(found[kind].strip())):
            kind = inner.lastgroup if inner.lastgroup in ("url", "file") else kind
            return self._put(found[found.lastgroup or 0].strip(), found[0], _KINDS.get(kind or "", QUOTED))
        return self._put(
            found[kind].strip("\n") if kind == "fence" else found[kind], found[0], _KINDS.get(kind, QUOTED)
        )

    def _put(self, inner: str, written: str, span: str) -> str:
        letter = chr(ord(span[0]) + sum(1 for kept in self._kept if span[0] <= kept <= span[-1]))
        if letter > span[-1]:
            return written
        self._kept[letter] = (inner, written)
        return f" {letter} "

    def inner(self, letter: str) -> str | None:
        """What a letter stands for, without its quotes; None for any other."""
        return self._kept[letter][0] if letter in self._kept else None

    def full(self, text: str) -> str:
        """The text with all that was set aside back in its place, as it was written."""
        back = re.sub(rf" ?({KEPT}) ?", lambda found: f" {self._kept[found[1]][1]} ", text)
        return re.sub(r"\s+([,;:.!?])", r"\1", " ".join(back.split()) if "\n" not in back else back.strip())

    def kept(self, kind: str, text: str | None = None) -> list[str]:
        """All parts of a kind in this part of the text (the whole), in order."""
        return [self._kept[letter][0] for letter in re.findall(f"[{kind}]", self.text if text is None else text)]
