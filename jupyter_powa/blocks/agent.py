"""Ask a project agent or a SQL agent, and pass its answer on with what it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_powa.blocks.base import BlockContext, BlockType, Needs, Result
from jupyter_powa.blocks.conversation import Conversation
from jupyter_powa.errors import BlockError


class AgentBlock(
    Conversation,
    BlockType,
    type="agent",
    title="Agent",
    group="model",
    icon="agent",
    example={"system_prompt": "You are a guide to Norway. Be short.", "input": "Which city should I see first?"},
):
    """Ask a project agent or a SQL agent and pass its answer on, with what it was made from.

    `agent_id` names a stored agent (`/api/powa/agents`, or `project.agents` in a notebook), which brings its model, its
    words, its tools and its knowledge bases. Without it, the same stands here: `model`, `system_prompt`,
    `knowledge_bases`. What is found in knowledge bases reaches the model marked as data; `sources` tells it.

    Where `agent_id` names a SQL agent (`/copilot/v1/agent`, or `project.sql_agents`), the prompt is its question, and
    `output` is the rows of the answer as a frame, with `sql`, `words` and `confidence` beside it. The block fails where
    the agent asks back (`asks_back`) or has no answer (`unanswered`); an edge from `error` leads on from there.
    """

    @classmethod
    def needs(cls, config: Mapping[str, Any]) -> Needs:
        """The agent, which may be a SQL agent, or the model and the knowledge bases."""
        return super().needs(config)._replace(sql_agents=bool(config.get("agent_id")))

    async def run(self, ctx: BlockContext) -> Result:
        """Give the answer with what it took; of a SQL agent, its rows; raises BlockError where there is none."""
        asked = ctx.sockets.outside.sql_agent(self.agent_id) if self.agent_id else None
        if asked is None:
            return await super().run(ctx)
        if self.messages or self.json_schema is not None:
            name = "messages" if self.messages else "json_schema"
            words = f"{name}: {asked.agent.name} is a SQL agent, which takes a prompt alone: leave {name} out."
            raise BlockError(words, code="invalid_config")
        if not self.prompt.strip():
            raise BlockError("There is nothing to ask: the prompt is empty.", code="invalid_config")
        from jupyter_powa.blocks.questioning import questioned  # late: most agents answer without a database

        return await questioned(ctx, asked, self.prompt, self.timeout)
