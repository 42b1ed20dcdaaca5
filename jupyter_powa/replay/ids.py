"""What differs from run to run in a conversation about a workflow, and means nothing: ids of ours, moments, durations.

Ids become numbers in the order in which they come, and the answer's numbers become the ids of this run again.
"""

from __future__ import annotations

import re

_ID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b")
_NUMBERED = re.compile(r"<id (\d+)>")
_MOMENT = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,9}(?:\+00:00|Z)?")
_DURATION = re.compile(r'(duration_ms\\*": ?)[\d.eE+-]+')


class Ids:
    """The ids of one request."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._first: list[str] = []

    def taken(self, text: str) -> str:
        """A request's JSON text with numbers for its ids, and without moments and durations."""
        text = _ID.sub(lambda found: self._number(found[0]), text)
        return _DURATION.sub(r"\g<1>0", _MOMENT.sub("<moment>", text))

    def told(self, text: str) -> str:
        """An answer's JSON text as it is kept: ids of the request as numbers, others as they are."""
        return _ID.sub(lambda found: self._number(found[0]) if found[0] in self._numbers else found[0], text)

    def played(self, text: str) -> str:
        """A kept answer's JSON text with the ids of this request."""
        return _NUMBERED.sub(self._own, text)

    def _own(self, found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        return self._first[place] if 0 <= place < len(self._first) else found[0]

    def _number(self, found: str) -> str:
        if found not in self._numbers:
            self._first.append(found)
            self._numbers[found] = len(self._first)
        return f"<id {self._numbers[found]}>"
