"""A question as items: phrases that ask for something, names of the context, values, numbers and days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from jupyter_powa.agents.planner.lexicon import Lexicon, Meaning
from jupyter_powa.agents.planner.parts import Days
from jupyter_powa.agents.planner.tokens import Token
from jupyter_powa.agents.planner.vocabulary import ACTS, ADJECTIVES, KEYWORDS, SMALL, UNITS, VERBS, root
from jupyter_powa.agents.planner.when import WORDS, days, month_alone
from jupyter_powa.llm.planner.near import distance

_KEYS = {tuple(phrase.split()): name for name, said in KEYWORDS.items() for phrase in said.split("|")}
_LONG = max(map(len, _KEYS))
_ADJECTIVES = {root(word): word for word in ADJECTIVES}
_VERBS = {root(word): word for word in VERBS}
_ACTS = {root(word): word for word in ACTS}
_YEARS = (1900, 2100)
_DATED = frozenset(
    re.findall(
        r"\S+",
        "in since before after of during from to between until till and year by or through for ",
    )
)
_SURE = 0.85
"""A word that mostly asks for nothing is a name only where it is as sure as this."""
WEAK = 0.6
"""A meaning that is no surer than this gives way to a phrase that asks for something."""


@dataclass
class Item:
    """One piece of a question."""

    text: str
    key: str = ""
    """What it asks for, as in KEYWORDS."""
    meanings: list[Meaning] = field(default_factory=list)
    number: float | None = None
    days: Days | None = None
    unit: str = ""
    adjective: str = ""
    form: str = ""
    """Of an adjective: `er` as in older, `est` as in oldest, `most` as in most recent, `least`; empty: plain."""
    plain: str = ""
    """An adjective that neither compares nor is the most of its kind: it asks for nothing that is known."""
    verb: str = ""
    act: str = ""
    quoted: bool = False
    small: bool = False
    plural: bool = False
    big: bool = False
    near: str = ""
    """The word that was taken for what was written."""

    @property
    def tables(self) -> list[Meaning]:
        """The tables that it may be."""
        return [one for one in self.meanings if one.column is None]

    @property
    def columns(self) -> list[Meaning]:
        """The columns that it may be."""
        return [one for one in self.meanings if one.column and one.value is None]

    @property
    def values(self) -> list[Meaning]:
        """The values that it may be."""
        return [one for one in self.meanings if one.value is not None]

    @property
    def unknown(self) -> bool:
        """Whether nothing is known of it."""
        known = self.key or self.meanings or self.days or self.unit or self.adjective or self.verb or self.act
        return not (known or self.small or self.quoted) and self.number is None


def items(words: Sequence[Token], lexicon: Lexicon) -> list[Item]:
    """The items of a question, in order."""
    found: list[Item] = []
    place = 0
    while place < len(words):
        item, length = _at(words, place, lexicon, counted=bool(found) and found[-1].key == "count")
        found.append(item)
        place += length
    return _merged(found)


def _at(words: Sequence[Token], place: int, lexicon: Lexicon, *, counted: bool) -> tuple[Item, int]:
    token = words[place]
    if token.quoted:
        said = tuple(root(word) for word in token.text.split())
        held = [one for one in lexicon.phrases.get(said, ()) if one.value is not None]
        return Item(token.text, quoted=True, meanings=held), 1
    if found := _days(words, place):
        return found
    phrase, length = _phrase(words, place, lexicon, counted=counted)
    key, key_length = _key(words, place)
    item = Item(" ".join(one.text for one in words[place : place + max(length, 1)]), big=token.big)
    strong = max((one.weight for one in phrase), default=0.0) > WEAK
    if key and (key_length > length or (key_length == length and not strong)):
        item = Item(" ".join(one.text for one in words[place : place + key_length]), key=key)
        if key_length == 1:
            item.meanings = phrase if length == 1 else []
            item.adjective, item.form = _adjective(token)
        return item, key_length
    if phrase:
        item.meanings = phrase
        last = words[place + length - 1].low
        item.plural = last.endswith("s") and not last.endswith("ss")
        if length == 1:
            item.key = key
            _word(item, token)
        return item, length
    if token.number is not None:
        return Item(token.text, number=token.number), 1
    _word(item, token)
    if item.unknown and (near := _near(token, lexicon)):
        item.meanings, item.near = lexicon.phrases[(near,)], near
    return item, 1


def _word(item: Item, token: Token) -> None:
    item.unit = UNITS.get(token.low, UNITS.get(token.low.removesuffix("s"), ""))
    item.adjective, item.form = _adjective(token)
    if item.adjective and not item.form and not item.meanings:
        item.plain, item.adjective = item.adjective, ""
    item.verb, item.act = _VERBS.get(token.root, ""), _ACTS.get(token.root, "")
    item.small = token.low in SMALL and not item.meanings


def _adjective(token: Token) -> tuple[str, str]:
    """The adjective of a word, and its form: plain, er, est."""
    low = token.low
    if word := _ADJECTIVES.get(root(low)):
        ended = low.endswith("est") and low != word
        return word, "est" if ended else "er" if low.endswith("er") and low != word else ""
    for ending in ("er", "r"):
        bare = low.removesuffix(ending)
        for said in (bare, bare[:-1]):
            if bare != low and (word := _ADJECTIVES.get(root(said))) and word[0] == low[0]:
                return word, "er"
    return "", ""


def _days(words: Sequence[Token], place: int) -> tuple[Item, int] | None:
    token = words[place]
    for length in range(min(WORDS, len(words) - place), 0, -1):
        said = " ".join(one.low for one in words[place : place + length])
        if length == 1 and token.number is not None:
            before = words[place - 1].low if place else ""
            year = token.number.is_integer() and _YEARS[0] <= token.number < _YEARS[1] and len(token.text) == 4
            if not (year and (before in _DATED or not before)):
                continue
        if (found := days(said)) is not None:
            return Item(said, days=found), length
    if month_alone(token.text) and token.big and (token.low != "may" or words[place - 1].low in _DATED):
        return Item(token.text, days=Days(words=f"?{token.text}")), 1
    return None


def _meant(one: Meaning, token: Token) -> bool:
    """Whether a word that mostly asks for nothing is a name here."""
    return one.value == token.text and token.text.isupper() if one.value is not None else one.weight >= _SURE


def _phrase(
    words: Sequence[Token], place: int, lexicon: Lexicon, *, counted: bool = False
) -> tuple[list[Meaning], int]:
    for length in range(min(lexicon.longest, len(words) - place), 0, -1):
        part = words[place : place + length]
        if any(one.quoted for one in part):
            continue
        held = lexicon.phrases.get(tuple(one.root for one in part))
        if held and length == 1 and (part[0].low in SMALL or (part[0].low,) in _KEYS):
            held = [one for one in held if _meant(one, part[0])]
        if held and counted and length > 1 and not any(one.column is None for one in held):
            shorter = [_phrase(words[: place + less], place, lexicon) for less in range(length - 1, 0, -1)]
            if named := next((one for one in shorter if any(held.column is None for held in one[0])), None):
                return named
        if held:
            return list(held), length
    return [], 0


def _key(words: Sequence[Token], place: int) -> tuple[str, int]:
    for length in range(min(_LONG, len(words) - place), 0, -1):
        key = _KEYS.get(tuple(one.low for one in words[place : place + length]))
        if key:
            return key, length
    return "", 0


def _near(token: Token, lexicon: Lexicon) -> str:
    """The one word of the context that this one is a slip of."""
    if len(token.root) < 5 or token.number is not None:
        return ""
    most = 1 if len(token.root) < 8 else 2
    found = {
        phrase[0] for phrase, held in lexicon.phrases.items()
        if len(phrase) == 1 and phrase[0][:1] == token.root[:1] and len(phrase[0]) > 3
        and max(one.weight for one in held) >= 0.9 and distance(token.root, phrase[0]) <= most
    }  # fmt: skip
    return found.pop() if len(found) == 1 else ""


def _merged(found: list[Item]) -> list[Item]:
    """`most expensive` is one item, and so is `least expensive`, the other way round."""
    made: list[Item] = []
    for item in found:
        before = made[-1] if made else None
        if before and item.plain and before.key in ("up", "down") and not before.meanings:
            form = "most" if before.key == "up" else "least"
            made[-1] = Item(f"{before.text} {item.text}", adjective=item.plain, form=form)
        else:
            made.append(item)
    return made
