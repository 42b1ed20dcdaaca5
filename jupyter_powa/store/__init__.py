"""Remember workflows, runs, what was said of them, project assets: in a SQLite file, on PostgreSQL, or in memory."""

from __future__ import annotations

from contextlib import AbstractContextManager

from jupyter_powa.store.activity import Activity
from jupyter_powa.store.agent_sessions import AgentSessions
from jupyter_powa.store.agents import Agents
from jupyter_powa.store.assets import Assets
from jupyter_powa.store.contexts import Contexts
from jupyter_powa.store.conversations import Conversations
from jupyter_powa.store.datasets import Datasets
from jupyter_powa.store.engine import Journal, Reach
from jupyter_powa.store.executions import Executions
from jupyter_powa.store.goldens import Goldens
from jupyter_powa.store.keys import Keys
from jupyter_powa.store.logs import Logs
from jupyter_powa.store.migrate import bring_up_to_date
from jupyter_powa.store.pipelines import Pipelines
from jupyter_powa.store.preferences import Preferences
from jupyter_powa.store.queries import Queries
from jupyter_powa.store.sources import Sources
from jupyter_powa.store.usage import Usage
from jupyter_powa.store.versions import Versions
from jupyter_powa.store.webhooks import Webhooks
from jupyter_powa.store.workflows import Workflows
from jupyter_powa.store.writer import Writer


class Store:
    """The collections. Each call is one transaction; a change is durable when the call returns.

    May be called from any thread. A read takes well under a millisecond and may be made on an event loop; a write
    waits for the disk, so a server makes it in a thread.
    """

    def __init__(self, address: str = "sqlite://", *, journal: Journal = "wal") -> None:
        """Open the store at a SQLAlchemy address (memory by default) and apply the migrations it lacks."""
        self._reach = Reach(address, journal)
        try:
            self._reach.check()
            bring_up_to_date(self._reach)
        except BaseException:
            self._reach.close()
            raise
        self.in_memory = self._reach.in_memory
        self.workflows = Workflows(self._reach)
        self.versions = Versions(self._reach)
        self.logs = Logs(self._reach)
        self.keys = Keys(self._reach)
        self.executions = Executions(self._reach, self.logs, self.keys)
        self.activity = Activity(self._reach)
        self.webhooks = Webhooks(self._reach, self.executions)
        self.conversations = Conversations(self._reach, self.workflows)
        self.datasets = Datasets(self._reach)
        self.pipelines = Pipelines(self._reach, self.workflows)
        self.preferences = Preferences(self._reach)
        self.queries = Queries(self._reach)
        self.assets = Assets(self._reach)
        self.sources = Sources(self._reach)
        self.contexts = Contexts(self._reach)
        self.agents = Agents(self._reach)
        self.goldens = Goldens(self._reach)
        self.agent_sessions = AgentSessions(self._reach)
        self.usage = Usage(self._reach)

    def together(self) -> AbstractContextManager[None]:
        """Within it the writes of this thread are one transaction: all of them are durable, or none is."""
        return self._reach.together()

    def writer(self) -> Writer:
        """A thread that writes for an event loop."""
        return Writer(self._reach.together)

    def close(self) -> None:
        """Let go of the file or the server."""
        self._reach.close()
