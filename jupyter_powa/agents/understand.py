"""What a question means within its conversation: whether it goes on with the one before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jupyter_powa.errors import BadRequest
from jupyter_powa.limits import Limit
from jupyter_powa.model.agents import Chat

LONGEST: Limit[int] = 20_000
"""Characters of a question. Source: ours, that of a golden question."""
MOST: Limit[int] = 6
"""Questions before this one that are looked at. Source: ours."""

_FOLLOWS = re.compile(
    r"(?:and|but|now|also|only|just|same|instead|then|what about|how about|without|excluding|except|by|per|for|in|"
    r"sort(?:ed)?|order(?:ed)? by|the same|those|these|them|of (?:those|these|them)|break (?:it|that) down|"
    r"group (?:it|them|that)|show (?:it|them|that|only|me only)|limit|make (?:it|that))\b",
    re.I,
)
_POINTS = re.compile(r"\b(?:those|these|them|that one|it|the same|instead|as well|too)\b", re.I)
_WHOLE = re.compile(
    r"(?:and |but |now |also |then )?(?:what|which|who|how many|how much|list|show|give|find|count|name)\b", re.I
)
SHORT = 9
"""Words of a question that goes on with the one before, where nothing in it points back."""


@dataclass(frozen=True)
class Understood:
    """A question, and those that it goes on with."""

    question: str
    chats: tuple[Chat, ...] = ()
    """What was asked and answered before, oldest first, where this goes on with it; the first one stands alone."""

    @property
    def before(self) -> tuple[str, ...]:
        """The questions before."""
        return tuple(" ".join(chat.prompt.split()) for chat in self.chats)

    @property
    def text(self) -> str:
        """All of it, for whoever looks for tables."""
        return " ".join([*self.before, self.question])

    @property
    def words(self) -> str:
        """What was understood, for people."""
        return f"It goes on with “{self.before[-1][:80]}”." if self.before else ""


def understood(prompt: str, history: Sequence[Chat]) -> Understood:
    """The question with those that it goes on with; raises BadRequest for an empty or endless one."""
    said = " ".join(prompt.replace("\0", " ").split())
    if not said:
        raise BadRequest("Ask something: the question is empty.")
    if len(said) > LONGEST:
        raise BadRequest(f"The question has {len(said):,} characters; {LONGEST:,} are allowed.")
    before: list[Chat] = []
    current = said
    for chat in reversed(history[-MOST:]):
        if not follows(current):
            break
        if chat.response.error_text or not chat.response.sql_text:
            continue  # nothing came of it, so nothing goes on with it
        current = " ".join(chat.prompt.split())
        before.insert(0, chat)
    return Understood(said, tuple(before))


def follows(question: str) -> bool:
    """Whether a question only makes sense after another one: `and by month?`, `only those in Norway`."""
    if _POINTS.search(question) and not _WHOLE.match(question):
        return True
    if _WHOLE.match(question) and not re.match(r"(?:and|but) (?:what|how) about", question, re.I):
        return bool(re.search(r"\b(?:of|among|from) (?:those|these|them)\b", question, re.I))
    return bool(_FOLLOWS.match(question)) and len(question.split()) <= SHORT
