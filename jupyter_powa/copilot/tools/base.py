"""What each tool of the copilot must offer.

A tool is a form that can run: its fields are the arguments, its docstring is what the model reads, `run` gives plain
values. It raises a PowaError to refuse: the model is told the words, and the turn goes on.
"""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from jupyter_powa.copilot.turn import Turn
from jupyter_powa.llm.base import ToolSpec


class Tool(BaseModel):
    """Something that the model may call. The class is the tool; an instance is one call."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    name: ClassVar[str]
    saying: ClassVar[str]
    """What people read while it runs."""
    alone: ClassVar[bool]
    """Whether calls of one answer are made one after the other: those that change the draft, or ask the user."""

    def __init_subclass__(cls, *, name: str = "", saying: str = "", alone: bool = False, **kwargs: Any) -> None:
        """Take the words of the tool."""
        super().__init_subclass__(**kwargs)
        cls.name, cls.saying, cls.alone = name, saying, alone

    async def run(self, turn: Turn) -> dict[str, Any]:
        """Do it, and give what the model reads of it."""
        raise NotImplementedError(f"{self.name} has no work")

    @classmethod
    @cache
    def spec(cls) -> ToolSpec:
        """The tool as a model is offered it."""
        schema = cls.model_json_schema()
        about = " ".join((cls.__doc__ or "").split())
        schema.pop("title", None)
        schema.pop("description", None)
        return ToolSpec(cls.name, about, schema)
