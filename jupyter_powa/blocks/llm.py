"""Ask a language model, and pass its answer on."""

from __future__ import annotations

from jupyter_powa.blocks.base import BlockType
from jupyter_powa.blocks.conversation import Conversation


class LlmBlock(
    Conversation,
    BlockType,
    type="llm",
    title="Language model",
    group="model",
    icon="robot",
    example={"prompt": "Name a city in Norway.", "system_prompt": "Answer in one word."},
):
    """Ask a language model and pass its answer on, as text or as JSON that fits a schema.

    The answer is seen while it comes. `model` is a provider's model (`gpt-5.2`, `anthropic/claude-opus-4-6`), one of
    an OpenAI-compatible server of the settings (`local/llama`), or `scripted/replies.json`, which plays prepared
    replies. Keys come from the server's environment or its stored secrets, never from here.
    """
