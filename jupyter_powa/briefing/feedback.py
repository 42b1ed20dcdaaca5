"""What a user's feedback on an answer proposes: a golden question, which is used once somebody has approved it."""

from __future__ import annotations

from typing import Any

from jupyter_powa.model.agents import Entry, Golden

GOOD = frozenset(
    {"up", "good", "like", "liked", "positive", "correct", "right", "yes", "helpful", "great", "true", "1", "5"}
    | {"thumbs_up", "thumbsup", "thumb_up", "👍"}
)
"""Words that say that an answer is right, as buttons of chats send them."""
SAID_IN = (
    "rating",
    "thumb",
    "thumbs",
    "vote",
    "value",
    "score",
    "correct",
    "helpful",
    "positive",
    "feedback",
    "type",
)
"""Names under which an object says it."""


def proposal(agent_id: str, entry: Entry) -> Golden | None:
    """The golden question that feedback proposes: the SQL of an answer that is said to be right, or the user's own."""
    feedback, question = entry.feedback, entry.chat.prompt
    sql = entry.chat.response.sql_text if is_good(feedback) else ""
    if isinstance(feedback, dict) and isinstance(feedback.get("sql_text"), str):
        sql = feedback["sql_text"]
    if not sql.strip() or not question.strip() or max(len(sql), len(question)) > 20_000:
        return None
    return Golden(agent_id=agent_id, question=question, sql_text=sql)


def is_good(feedback: Any) -> bool:
    """Whether feedback, which is any JSON, says that the answer is right."""
    if isinstance(feedback, dict):
        return any(is_good(feedback[name]) for name in SAID_IN if name in feedback)
    return isinstance(feedback, bool | int | float | str) and str(feedback).strip().casefold() in GOOD
