"""What an execution may reach outside: the web and models, opened when a block first asks for them."""

from __future__ import annotations

from typing import Any

from jupyter_powa.errors import BlockError
from jupyter_powa.llm.base import Llm
from jupyter_powa.model.plan import Plan, Secret
from jupyter_powa.web.base import Web


class Outside:
    """The web and the models of one plan. Nothing is loaded or opened before it is asked for."""

    __slots__ = ("_models", "_plan", "_web")

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._web: Web | None = None
        self._models: dict[str, Llm] = {}

    def web(self) -> Web:
        """The client for HTTP requests."""
        from jupyter_powa.web.client import HttpClient  # late: most runs reach nothing

        if self._web is None:
            self._web = HttpClient(self._plan.web)
        return self._web

    def secret(self, name: str) -> Secret:
        """A stored secret; raises BlockError where the plan has none of that name."""
        try:
            return self._plan.secrets[name]
        except KeyError:
            raise BlockError(f"There is no stored secret {name!r}.", code="unknown_secret") from None

    def llm(self, word: str) -> Llm:
        """The model that a block calls by this word; raises BlockError where the plan does not say how to reach it."""
        from jupyter_powa.llm.open import open_llm  # late: litellm takes seconds to load

        if word not in self._models:
            if word not in self._plan.models:
                raise BlockError(f"There is no model {word!r} in this run.", code="unknown_model")
            self._models[word] = open_llm(self._plan.models[word])
        return self._models[word]

    async def close(self) -> None:
        """Let go of every connection."""
        opened: list[Any] = [*self._models.values(), *([self._web] if self._web else [])]
        for one in opened:
            await one.close()
