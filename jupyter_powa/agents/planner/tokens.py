"""The words of a question, each with its root; what is quoted is one word, and so is a number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jupyter_powa.agents.planner.vocabulary import root

_TOKEN = re.compile(
    r"\"(?P<double>[^\"]+)\"|“(?P<curly>[^”]+)”|(?<!\w)'(?P<single>[^']+)'(?!\w)|"
    r"(?P<iso>\d{4}-\d{1,2}(?:-\d{1,2})?)(?!\d)|"
    r"(?P<number>-?\d+(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?)(?P<scale>\s?(?:k|m|million|thousand|billion)\b|%|st\b|nd\b"
    r"|rd\b|th\b)?|"
    r"(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?(?:_[^\W_]+)*\d*)|(?P<sign><=|>=|<>|!=|[<>=,&])",
    re.I,
)
CURLED = "\u2019"
"""The apostrophe as word processors write it."""
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "billion": 1e9}
_NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


@dataclass(frozen=True)
class Token:
    """One word of a question."""

    text: str
    root: str
    number: float | None = None
    quoted: bool = False
    big: bool = False
    """Whether it begins with a capital letter."""

    @property
    def low(self) -> str:
        """The word in small letters."""
        return self.text.casefold()


def tokens(question: str) -> list[Token]:
    """The words of a question, in order."""
    found: list[Token] = []
    for match in _TOKEN.finditer(question.replace(CURLED, "'")):
        if quoted := match["double"] or match["curly"] or match["single"]:
            found.append(Token(quoted, quoted.casefold(), quoted=True))
        elif match["number"]:
            scale = (match["scale"] or "").strip().lower()
            number = float(match["number"].replace(",", "")) * _SCALES.get(scale, 1)
            found.append(Token(match["number"], match["number"], number=number))
        elif match["iso"]:
            found.append(Token(match["iso"], match["iso"]))
        elif match["sign"]:
            found.append(Token(match["sign"], match["sign"]))
        else:
            found += _words(match["word"])
    return found


def _words(said: str) -> list[Token]:
    """`customer's` is customer; `order_date` is two words."""
    plain = re.sub(r"'s$|'$", "", said)
    if plain.casefold() in _NUMBERS:
        return [Token(plain, plain.casefold(), number=float(_NUMBERS.index(plain.casefold())), big=False)]
    return [Token(word, root(word), big=word[:1].isupper()) for word in plain.split("_") if word]
