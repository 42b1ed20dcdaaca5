"""Ask a project agent, and pass its answer on with the sources that it had."""

from __future__ import annotations

from jupyter_powa.blocks.base import BlockType
from jupyter_powa.blocks.conversation import Conversation


class AgentBlock(
    Conversation,
    BlockType,
    type="agent",
    title="Agent",
    group="model",
    icon="agent",
    example={"system_prompt": "You are a guide to Norway. Be short.", "input": "Which city should I see first?"},
):
    """Ask a project agent and pass its answer on, with the sources that it had.

    `agent_id` names a stored agent (`/api/powa/agents`, or `project.agents` in a notebook), which brings its model, its
    words, its tools and its knowledge bases. Without it, the same stands here: `model`, `system_prompt`,
    `knowledge_bases`. What is found in knowledge bases reaches the model marked as data; `sources` tells it.
    """
