"""What a scripted model says to a goal and to some messages."""

from __future__ import annotations

import json
from typing import Any

from jupyter_powa.powa import Powa

READ = {"id": "load", "type": "code", "name": "Load", "config": {"code": "output = [1, 2, 3]"}}
GIVE = {"id": "give", "type": "output", "name": "Give", "config": {"output": "<Load.output>"}}
BUILD = {"add_blocks": [READ, GIVE], "add_edges": [{"source": "load", "target": "give"}]}
FOUR = {"update_blocks": [{"id": "Load", "config": {"code": "output = [1, 2, 3, 4]"}}]}
REPLIES: list[dict[str, Any]] = [
    {"when": "Count to three", "calls": [{"name": "modify_workflow", "arguments": BUILD}]},
    {"when": "to four", "calls": [{"name": "modify_workflow", "arguments": FOUR}]},
    {
        "when": "break it",
        "calls": [{"name": "modify_workflow", "arguments": {"add_blocks": [{"id": "c", "type": "code"}]}}],
    },
    {"when": "wait", "calls": [{"name": "ask_user", "arguments": {"question": "How long?"}}]},
    {"when": "fail", "say": "I be", "error": "The model broke off."},
    {"when": '"applied"', "say": "It is built.\nLeft out: the moon, which is not in the data."},
    {"when": "hello", "say": "Hello.", "always": True},
    {"when": "answer", "say": "As you like.", "always": True},
]


def scripted(powa: Powa, replies: list[dict[str, Any]] = REPLIES) -> str:
    """Write the replies down where a model plays them from, and give its word."""
    (powa.settings.root_dir / "replies.json").write_text(json.dumps(replies))
    return "scripted/replies.json"
