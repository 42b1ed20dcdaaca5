"""What blocks may reach outside of themselves: databases, the network, project assets, and their namespace."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from jupyter_powa.blocks.perform import Perform, in_thread
from jupyter_powa.blocks.spent import Spent
from jupyter_powa.data.base import Databases
from jupyter_powa.llm.base import Llm
from jupyter_powa.model.assets import AssetType, Found, Orchestration, ProjectAgent
from jupyter_powa.model.plan import Secret, SqlAgentAccess, Terms
from jupyter_powa.web.base import Web


@dataclass(frozen=True, slots=True)
class Ended:
    """How the run of a mapped workflow went for one item."""

    output: Any = None
    """Its output, whole; rows are a frame."""
    error: str = ""
    """What went wrong, in words; empty where nothing did."""
    code: str = ""


class Fleet(Protocol):
    """Where a workflow is run once for each item: this process, or the workers of a cluster."""

    places: int
    """Pieces of work that may be under way at a time, so that nobody waits."""
    room: int
    """Items that it takes at a time; short ones may be worked on together."""
    said: str
    """What it is, in words."""

    async def run(self, variables: Mapping[str, Any]) -> Ended:
        """Run it with these variables; raises BlockError where it cannot be run at all."""


class Outside(Protocol):
    """What is reached over the network, opened when it is first asked for."""

    def web(self) -> Web:
        """The client for HTTP requests."""

    def llm(self, word: str) -> Llm:
        """The model of that name; raises BlockError."""

    def secret(self, name: str) -> Secret:
        """The stored secret of that name; raises BlockError."""

    def agent(self, word: str) -> ProjectAgent:
        """The project agent of that id or name; raises BlockError."""

    def sql_agent(self, word: str) -> SqlAgentAccess | None:
        """The SQL agent of that id or name; None where the word is none of this run's."""

    def orchestration(self, word: str) -> Orchestration:
        """The orchestration of that id or name; raises BlockError."""

    def listed(self, kind: AssetType) -> list[dict[str, Any]]:
        """All project assets of a kind, as far as the plan lists them."""

    def mapped(self, word: str, sockets: Sockets, terms: Terms, spent: Spent) -> AbstractAsyncContextManager[Fleet]:
        """Where the workflow of that id or name is run once for each item; raises BlockError."""

    async def search(self, word: str, question: str, limit: int) -> list[Found]:
        """What the knowledge base of that id or name has on a question; raises BlockError."""


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
    workflow_id: str = ""
    """The workflow that is run."""
