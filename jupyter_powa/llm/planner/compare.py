"""One comparison of a condition: an operator in words, and values that fit the column, as SQL."""

from __future__ import annotations

import re

from jupyter_powa.llm.planner.dates import ranged, recent, span
from jupyter_powa.llm.planner.frame import Frame
from jupyter_powa.llm.planner.masked import CODE, QUOTED, REF, Masked
from jupyter_powa.llm.planner.schema import Column, literal
from jupyter_powa.llm.planner.trouble import NotUnderstood, Unclear

_BE = r"(?:(?:is|are|was|were|be|has|have) )?"
_OPERATORS: tuple[tuple[str, str], ...] = (
    (
        "some",
        r"(?:(?:is|are|was) )?not (?:missing|null|empty|blank|unknown|none)|(?:is|are) (?:there|given|known"
        r"|set)|exists?",
    ),
    ("none", rf"{_BE}(?:missing|null|empty|blank|not set|not given|unknown|not known|no value)"),
    ("between", rf"{_BE}between|{_BE}from(?= \S+ to )"),
    ("outside", rf"{_BE}not between"),
    ("not in", rf"{_BE}not (?:one of|any of|in|among)"),
    ("in", rf"{_BE}(?:one of|any of|in|among|either)"),
    ("lacks", r"(?:does|do) not (?:contain|include|mention)|not containing|without the (?:word|text)"),
    ("holds", r"contains?|containing|includes?|mentions?|mentioning|has the (?:word|text)"),
    ("starts", rf"{_BE}(?:starts?|begins?|starting|beginning) with"),
    ("ends", rf"{_BE}(?:ends?|ending) (?:with|in)"),
    ("like", r"(?:is )?like|matches"),
    (
        ">=",
        rf"{_BE}(?:at least|no less than|not less than|(?:greater|more|larger|higher) than or equal to"
        rf"|on or after|since|"
        r"not before|a minimum of|> =|>=)",
    ),
    (
        "<=",
        rf"{_BE}(?:at most|no more than|not more than|(?:less|smaller|lower|fewer) than or equal to|on or before|until|"
        r"up to|not after|not over|a maximum of|< =|<=)",
    ),
    (
        ">",
        rf"{_BE}(?:(?:greater|more|larger|higher|bigger|later|longer|older) than|over|above|exceeds?|exceeding"
        rf"|after|past|>)",
    ),
    ("<", rf"{_BE}(?:(?:less|smaller|lower|fewer|earlier|shorter|younger) than|under|below|before|<)"),
    (
        "!=",
        r"(?:is|are|was|were) not(?: equal to| the same as)?|(?:does|do) not equal|not equal to|! =|!=|<>"
        r"|other than|not",
    ),
    (
        "=",
        r"(?:is|are|was|were) (?:equal to|exactly|the same as)|equals?|equal to|==|=|is|are|was|were|of|on|in"
        r"|during|from|:",
    ),
)
_COMPILED = [(name, re.compile(rf"(?:{pattern})(?=$|\s)", re.I)) for name, pattern in _OPERATORS]
NUMBER = re.compile(r"\d+(?:\.\d+)?")
ENDS = frozenset({"and", "or", ",", ")", "but"})
_TRUE = {"true": "true", "yes": "true", "false": "false", "no": "false"}


class Comparison:
    """Reads words one after another, from where it stands."""

    def __init__(self, words: list[str], frame: Frame, masked: Masked) -> None:
        self._words, self._at = words, 0
        self._frame, self._masked = frame, masked
        self._column: Column | None = None
        self._operator = "="

    def _known(self) -> tuple[Column, int] | None:
        """A column that a comparison begins with, and the place behind it."""
        raise NotImplementedError

    def _rest(self) -> str:
        return self._masked.full(" ".join(self._words[self._at :]))

    def _next(self) -> str:
        return self._words[self._at].lower() if self._at < len(self._words) else ""

    def _is_date(self) -> bool:
        text = " ".join(self._words[self._at : self._at + 4])
        words = text.split(" ")
        return any(
            span(" ".join(words[:length])) or recent(" ".join(words[:length])) for length in range(len(words), 0, -1)
        )

    def _operated(self) -> str | None:
        """The operator that begins here, which is passed over."""
        rest = " ".join(self._words[self._at :])
        best = ("", 0)
        for name, pattern in _COMPILED:
            found = pattern.match(rest)
            if found and found.end() > best[1]:
                best = (name, found.end())
        if not best[1]:
            return None
        self._at += len(rest[: best[1]].split(" "))
        return best[0]

    def _compared(self, column: Column, operator: str) -> str:
        self._column, self._operator = column, operator
        name = column.sql
        if operator in ("some", "none"):
            return f"{name} is {'not ' if operator == 'some' else ''}null"
        if operator in ("between", "outside"):
            low, high = self._pair(column)
            return f"not ({low} and {high})" if operator == "outside" else f"{low} and {high}"
        if operator in ("in", "not in"):
            if column.dated and self._is_date():
                return self._compare(column, "=" if operator == "in" else "!=")
            values = self._values(column)
            return f"{name} {operator} ({', '.join(values)})"
        if operator in ("holds", "lacks", "starts", "ends", "like"):
            return self._searched(column, operator)
        return self._compare(column, operator)

    def _pair(self, column: Column) -> tuple[str, str]:
        low = self._compare(column, ">=")
        if self._next() not in ("and", "to", "-"):
            raise NotUnderstood(self._rest() or "between")
        self._at += 1
        return low, self._compare(column, "<=")

    def _values(self, column: Column) -> list[str]:
        if self._next() == "(":
            self._at += 1
        values = [self._value(column)]
        while self._next() in ("or", ",", "and"):
            kept = self._at
            while self._next() in ("or", ",", "and"):
                self._at += 1
            found = self._known()
            if found or self._next() == "":
                self._at = kept
                break
            values.append(self._value(column))
        if self._next() == ")":
            self._at += 1
        return values

    def _searched(self, column: Column, operator: str) -> str:
        if column.numeric or column.dated or column.boolean:
            raise Unclear(f"{column.name} holds no text ({column.type}), so it cannot be searched for a word.")
        words = [self._text()]
        while self._next() == "or" and operator in ("holds", "starts", "ends"):
            kept = self._at
            self._at += 1
            if self._known():
                self._at = kept
                break
            words.append(self._text())
        parts = []
        for word in words:
            safe = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            shape = {"starts": f"{safe}%", "ends": f"%{safe}", "like": word}.get(operator, f"%{safe}%")
            escape = " escape '\\'" if operator != "like" and safe != word else ""
            parts.append(f"{column.sql} {'not ' if operator == 'lacks' else ''}ilike {literal(shape)}{escape}")
        return " or ".join(parts) if len(parts) == 1 else f"({' or '.join(parts)})"

    def _compare(self, column: Column, operator: str) -> str:
        looks = column.dated or (not column.type and self._is_date())
        if looks and (made := self._day(column, operator)) is not None:
            return made
        if column.boolean and operator in ("=", "!=") and self._next() in _TRUE:
            value = _TRUE[self._next()]
            self._at += 1
            return f"{column.sql} {operator.replace('!=', '<>')} {value}"
        return f"{column.sql} {operator.replace('!=', '<>')} {self._value(column)}"

    def _day(self, column: Column, operator: str) -> str | None:
        name = column.sql
        for length in range(min(5, len(self._words) - self._at), 0, -1):
            said = " ".join(self._words[self._at : self._at + length]).replace(" - ", "-").replace(" , ", ", ")
            if since := recent(said):
                self._at += length
                return f"{name} {'>=' if operator in ('=', '>=', 'in') else operator} {since}"
            days = span(said)
            if days is not None:
                self._at += length
                return ranged(name, operator, *days, exact=column.kind == "DATE")
        said = self._iso()
        if said and (days := span(said)):
            return ranged(name, operator, *days, exact=column.kind == "DATE")
        return None

    def _iso(self) -> str:
        """`2024-03-01` comes as five words."""
        found = re.match(r"(\d{4}) - (\d{1,2})(?: - (\d{1,2}))?(?= |$)", " ".join(self._words[self._at :]))
        if found is None:
            inner = self._masked.inner(self._next())
            if inner and span(inner):
                self._at += 1
                return inner
            return ""
        self._at += len(found[0].split(" "))
        return found[0].replace(" ", "")

    def _value(self, column: Column) -> str:
        """One value that fits the column, as SQL."""
        word = self._words[self._at] if self._at < len(self._words) else ""
        if not word:
            raise NotUnderstood(f"{column.name} …, with nothing behind it")
        if re.fullmatch(f"[{REF}]", word):
            self._at += 1
            return self._masked.full(word)
        sign = "-" if word == "-" and re.fullmatch(NUMBER, (self._words[self._at + 1 :] or [""])[0]) else ""
        number = self._words[self._at + 1] if sign else word
        if NUMBER.fullmatch(number) and (column.numeric or not column.type):
            self._at += 2 if sign else 1
            return sign + number
        other = self._frame.take(self._words, self._at, self._masked)
        same = other and (other[0].numeric, other[0].dated) == (column.numeric, column.dated)
        if other and same and other[0].name != column.name and (column.numeric or column.dated):
            self._at = other[1]
            return other[0].sql
        if column.numeric or column.dated:
            kind = "numbers" if column.numeric else "dates"
            raise Unclear(f"{column.name} holds {kind} ({column.type}), and “{self._masked.full(word)}” is none.")
        if not column.type and word.lower() in _TRUE:
            self._at += 1
            return _TRUE[word.lower()]
        return literal(self._text())

    def _text(self) -> str:
        """Words as text: what is quoted, or all up to the next `and` or `or`."""
        word = self._words[self._at] if self._at < len(self._words) else ""
        inner = self._masked.inner(word)
        if inner is not None and re.fullmatch(f"[{QUOTED}{CODE}]", word):
            self._at += 1
            return inner
        begun = self._at
        while self._next() and self._next() not in ENDS:
            self._at += 1
        if begun == self._at:
            raise NotUnderstood(self._rest() or "the value")
        said = self._masked.full(" ".join(self._words[begun : self._at]))
        return re.sub(r"\s*([\-/'])\s*", r"\1", re.sub(r"^(?:the (?:word|text|value) )", "", said))
