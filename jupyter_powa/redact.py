"""Keep secrets out of what is told: every live value is known here, and is replaced wherever it would leave."""

from __future__ import annotations

import base64
import dataclasses
import json
import logging
import re
from collections import deque
from collections.abc import Iterable
from typing import Any, TypeVar
from urllib.parse import quote, quote_plus

from jupyter_powa.limits import Limit

T = TypeVar("T")

MASK = "***"
SHORTEST = 6
"""Characters of a value below which it is not looked for: it would be found in words that are no secret."""
BEGINNING = 4
"""Characters of a value that make the end of a piece of text wait for the next piece."""
REMEMBERED: Limit[int] = 500
"""Values that a process remembers as secrets; the oldest are forgotten first. Source: ours."""


class Redactor:
    """Replaces some values, however they are written: plain, in a URL, in JSON, or inside base64."""

    def __init__(self, values: Iterable[str]) -> None:
        forms = {form for value in values if len(value) >= SHORTEST for form in _forms(value)}
        ordered = self._forms = sorted(forms, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def text(self, text: str) -> str:
        """The text without the values."""
        return self._pattern.sub(MASK, text) if self._pattern is not None else text

    def parted(self, text: str) -> tuple[str, str]:
        """The text without the values, and apart what stands at its end and may be the beginning of one."""
        clean = self.text(text)
        for size in range(min(len(clean), len(self._forms[0]) - 1 if self._forms else 0), BEGINNING - 1, -1):
            if any(form.startswith(clean[-size:]) for form in self._forms):
                return clean[:-size], clean[-size:]
        return clean, ""

    def value(self, value: Any) -> Any:
        """Plain values without the values, wherever they stand."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.value(name): self.value(item) for name, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(item) for item in value]
        return value

    def fields(self, told: T) -> T:
        """A dataclass (an event) without the values in any of its fields."""
        names = [field.name for field in dataclasses.fields(told)]  # type: ignore[arg-type]  # T is a dataclass
        found = {name: getattr(told, name) for name in names}
        changed = {name: new for name, old in found.items() if (new := self.value(old)) != old}
        return dataclasses.replace(told, **changed) if changed else told  # type: ignore[type-var]


def _forms(value: str) -> set[str]:
    """How a value may be written. Of base64, what does not depend on what stands before and behind it."""
    forms = {value, quote(value, safe=""), quote(value), quote_plus(value)}
    forms |= {json.dumps(value, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}
    raw = value.encode("utf-8", "surrogatepass")
    for before in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            packed = encode(b"\0" * before + raw).decode()
            start, end = (before * 8 + 5) // 6, (before + len(raw)) * 8 // 6
            forms.add(packed[start:end])
    return {form for form in forms if len(form) >= SHORTEST}


_LITERAL = re.compile(r"'(?:[^']|'')*'")
_ADDRESS = re.compile(r"(://[^\s:/@']*:)[^\s'/]+(?=@)")
_SAID = re.compile(
    r"(?i)\b((?:password|passwd|pwd|identified\s+by|identified\s+(?:with|via)\s+\w+\s+(?:by|as|using))\s*(?:=>?|:=?)?\s*)"
    r"'(?:[^']|'')*'"
)
_WITHIN = re.compile(r"(?i)\b((?:password|passwd|pwd)\s*=\s*)[^\s';&]+")
_SECRETS = re.compile(r"(?i)\bcreate\s+(?:or\s+replace\s+)?(?:(?:temporary|temp|persistent)\s+)?secret\b")


def without_passwords(sql: str) -> str:
    """A statement without the passwords that are written in it, and without live secrets: for whoever keeps it."""
    if _SECRETS.search(sql):
        return known.text(_LITERAL.sub(f"'{MASK}'", sql))
    sql = _ADDRESS.sub(rf"\g<1>{MASK}", sql)
    sql = _SAID.sub(rf"\g<1>'{MASK}'", sql)
    return known.text(_LITERAL.sub(lambda found: _WITHIN.sub(rf"\g<1>{MASK}", found[0]), sql))


class Known(logging.Filter):
    """The live secrets of this process; as a filter of a log handler it keeps them out of the log."""

    def __init__(self) -> None:
        super().__init__()
        self._values: deque[str] = deque(maxlen=REMEMBERED)
        self._redactor: Redactor | None = None

    def remember(self, *values: str) -> None:
        """Look for these values from now on."""
        for value in values:
            if len(value) >= SHORTEST and value not in self._values:
                self._values.append(value)
                self._redactor = None

    def text(self, text: str) -> str:
        """The text without any live secret."""
        if self._redactor is None:
            self._redactor = Redactor(self._values)
        return self._redactor.text(text)

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record through without any live secret, its traceback too."""
        try:
            said = record.getMessage()
        except Exception:  # values that do not fit the words: a filter that raised would fail whoever logs
            said = f"{record.msg} {record.args!r}"
            record.msg, record.args = said, ()
        if (clean := self.text(said)) != said:
            record.msg, record.args = clean, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = _FORMATTER.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self.text(record.exc_text)
        if record.stack_info:
            record.stack_info = self.text(record.stack_info)
        return True

    def guard(self, *loggers: str) -> None:
        """Keep them out of what the handlers of these loggers write."""
        for handler in {id(one): one for name in loggers for one in logging.getLogger(name).handlers}.values():
            if self not in handler.filters:
                handler.addFilter(self)


_FORMATTER = logging.Formatter()
known = Known()
"""The secrets of this process."""
