"""A conversation as static HTML: escaped text only, no script, small, for readers without a kernel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from jupyter_powa.limits import Limit
from jupyter_powa.model.copilot import Message, Proof, WorkflowDiff
from jupyter_powa.widgets.changed import change_html, lines_html
from jupyter_powa.widgets.fallback import status_html

TEXT = 8_000
"""Characters of one message that are shown."""
MAX_HTML: Limit[int] = 80_000
"""Bytes of a saved transcript; earlier messages are left out first. Source: ours; an output has 100 kB."""
CHANGES = 50
SEEN, LINES = 20, 8
"""Blocks of a change of which lines are shown, and how many of each."""
_STRONG, _CODE = re.compile(r"\*\*([^*\n]+)\*\*"), re.compile(r"`([^`\n]+)`")
"""What models mark; of Markdown the rest stays as it is written."""


def transcript_html(messages: Sequence[Message]) -> str:
    """The conversation, oldest first; where it is long, its last part and how much is left out."""
    shown: list[str] = []
    room = MAX_HTML
    for message in reversed(messages):
        made = _message(message)
        room -= len(made.encode())
        if room < 0:
            break
        shown.insert(0, made)
    if not shown:
        return "<div><em>Nothing has been said yet.</em></div>"
    left = len(messages) - len(shown)
    note = f"<p><em>{left:,} earlier messages are left out.</em></p>" if left else ""
    return f"<div>{note}{''.join(shown)}</div>"


def _message(message: Message) -> str:
    who = {"user": "You", "assistant": "Copilot"}.get(message.role, message.role)
    parts = [f"<strong>{escape(who)}</strong>", _steps(message), _text(message.content)]
    if message.proof:
        parts.append(_proof(message.proof))
    if message.workflow_diff and not message.workflow_diff.empty:
        parts.append(_diff(message.workflow_diff, message.applied_version))
    if message.status in ("failed", "stopped", "running"):
        words = {"failed": message.error or "", "stopped": "", "running": "The answer was not complete yet."}
        parts.append(status_html(message.status, words[message.status]))
    parts.append(_foot(message))
    return f'<div style="margin:0 0 12px">{"".join(parts)}</div>'


def _text(text: str) -> str:
    if not text:
        return ""
    cut = text if len(text) <= TEXT else f"{text[:TEXT]}…"
    return f'<div style="white-space:pre-wrap;overflow-wrap:anywhere">{_marked(cut)}</div>'


def _marked(text: str) -> str:
    """The text with what is strong in it and what is code; a mark never reaches over a line."""
    return _CODE.sub(r"<code>\1</code>", _STRONG.sub(r"<strong>\1</strong>", escape(text)))


def _steps(message: Message) -> str:
    if not message.steps:
        return ""
    names = [step.name + ("" if step.ok else " (refused or failed)") for step in message.steps[:25]]
    return f"<div><small>Tools: {escape(', '.join(names)[:1_000])}</small></div>"


def _diff(diff: WorkflowDiff, applied: int | None) -> str:
    summary = diff.summary
    changes = [*summary.added, *summary.modified, *summary.removed]
    lines = [lines_html(change, LINES, new_too=True) for change in changes[:SEEN]] + [""] * CHANGES
    items = "".join(map(change_html, changes[:CHANGES], lines))
    more = len(changes) - CHANGES
    items += f"<li>{more:,} more</li>" if more > 0 else ""
    state = f"Applied (version {applied})" if applied is not None else "Proposed, not applied"
    return f"<div><em>{state}:</em> {escape(summary.text[:1_000])}<ul>{items}</ul></div>"


def _proof(proof: Proof) -> str:
    return status_html("success" if proof.green else "failed", proof.words[:1_000])


def _foot(message: Message) -> str:
    if not message.spent:
        return ""
    tokens = message.spent.prompt_tokens + message.spent.completion_tokens
    cost = f" · ${message.spent.cost:.4f}" if message.spent.cost else ""
    return f"<div><small>{escape(message.model[:100])} · {tokens:,} tokens{cost}</small></div>"
