"""An agent's answer as static HTML and as text, for readers without a kernel: escaped text only, no script."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from jupyter_powa.limits import Limit
from jupyter_powa.model.agents import Answer, Entry
from jupyter_powa.widgets.drawing import rows_svg
from jupyter_powa.widgets.fallback import MAX_ROWS, table_html

LONGEST: Limit[int] = 8_000
"""Characters of the words and of the SQL that are saved. Source: ours, as for the copilot's messages."""
WORDS = re.compile(
    r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/|(?P<key>\b(?:select|distinct|from|where|group|order|by|having|"
    r"limit|offset|join|left|right|full|inner|outer|cross|on|using|as|and|or|not|in|is|null|case|when|then|else|end|"
    r"union|all|except|intersect|with|over|partition|between|like|ilike|exists|asc|desc|cast|filter|nulls|first|last)\b)",
    re.IGNORECASE | re.DOTALL,
)
"""Texts, names and comments, which stay as they are, and the words of SQL."""


def answered_html(entry: Entry) -> str:
    """The question and its answer: words, SQL, confidence with its reasons, the first rows."""
    answer = entry.chat.response
    parts = [f"<p><strong>{escape(_cut(entry.chat.prompt))}</strong></p>"]
    if answer.error_text:
        parts.append(f'<p style="color:#d64545">{escape(_cut(answer.error_text))}</p>')
    said = answer.words or ("" if isinstance(answer.content, list) else str(answer.content or ""))
    if said:
        parts.append(f'<p style="white-space:pre-wrap">{escape(_cut(said))}</p>')
    if answer.sql_text:
        parts.append(sql_html(answer.sql_text))
    if isinstance(answer.content, list):
        parts.append(table_html(answer.col_keys, answer.content, answer.row_count))
        parts.append(rows_svg(answer.chart, answer.content))
        if answer.rows_truncated:
            parts.append(f"<p><em>The database has more than these {answer.row_count:,} rows.</em></p>")
    if answer.confidence is not None:
        reasons = "".join(f"<li>{escape(reason.words)}</li>" for reason in answer.reasons[:20])
        parts.append(f"<p><small>{confidence_words(answer.confidence)}</small></p><ul><small>{reasons}</small></ul>")
    return f"<div>{''.join(parts)}</div>"


def answered_text(answer: Answer) -> str:
    """The same in plain text."""
    if answer.error_text:
        return "\n".join(filter(None, [answer.words, answer.sql_text, answer.error_text]))
    lines = [answer.words or str(answer.content or ""), answer.sql_text]
    if isinstance(answer.content, list):
        lines += [" · ".join(answer.col_keys)]
        lines += [" · ".join(_text(row.get(name)) for name in answer.col_keys) for row in answer.content[:MAX_ROWS]]
        if answer.row_count > MAX_ROWS:
            lines.append(f"… {answer.row_count:,} rows")
    if answer.confidence is not None:
        lines.append(confidence_words(answer.confidence))
    return "\n".join(filter(None, lines))


def confidence_words(confidence: float) -> str:
    """How far the answer can be trusted."""
    return f"Confidence {round(100 * confidence)} %"


def sql_html(sql: str) -> str:
    """SQL in fixed width, its words in bold."""
    text, place, made = _cut(sql), 0, []
    for found in WORDS.finditer(text):
        made.append(escape(text[place : found.start()]))
        word = escape(found[0])
        made.append(f"<b>{word}</b>" if found["key"] else word)
        place = found.end()
    made.append(escape(text[place:]))
    return f'<pre style="margin:4px 0;white-space:pre-wrap">{"".join(made)}</pre>'


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _text(value: Any) -> str:
    return "NULL" if value is None else str(value)
