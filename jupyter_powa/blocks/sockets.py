"""What blocks may reach outside of themselves: databases, the network, and the namespace that they run in."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from jupyter_powa.blocks.perform import Perform, in_thread
from jupyter_powa.data.base import Databases
from jupyter_powa.llm.base import Llm
from jupyter_powa.model.plan import Secret
from jupyter_powa.web.base import Web


class Outside(Protocol):
    """What is reached over the network, opened when it is first asked for."""

    def web(self) -> Web:
        """The client for HTTP requests."""

    def llm(self, word: str) -> Llm:
        """The model of that name; raises BlockError."""

    def secret(self, name: str) -> Secret:
        """The stored secret of that name; raises BlockError."""


@dataclass(slots=True)
class Sockets:
    """What a block may reach outside: databases, the network, and the namespace that it runs in."""

    databases: Databases
    outside: Outside
    namespace: Mapping[str, Any] = field(default_factory=dict)
    perform: Perform = in_thread
    """Where a user's own code runs."""
    exclusive: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by one block at a time of those that share the namespace."""
