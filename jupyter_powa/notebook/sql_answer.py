"""What a SQL agent answered, and the conversation that it belongs to, from a cell."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import TimeoutError as StillAsked
from typing import TYPE_CHECKING, Any

from jupyter_powa.api import sessions
from jupyter_powa.briefing.asking import Asked, ask_in
from jupyter_powa.errors import BlockError
from jupyter_powa.kernel.loop import loop_thread, wait
from jupyter_powa.model.agents import Answer, Entry, Golden, Reason, SqlAgent
from jupyter_powa.model.source import PROJECT_ID
from jupyter_powa.notebook.goldens import Goldens
from jupyter_powa.notebook.progress import Progress
from jupyter_powa.notebook.typed import typed
from jupyter_powa.powa import Powa
from jupyter_powa.widgets.answered import answered_html, answered_text
from jupyter_powa.widgets.asked import AnswerWidget
from jupyter_powa.widgets.choices import choices

if TYPE_CHECKING:
    import pandas as pd

    from jupyter_powa.notebook.builder import Builder

TICK = 0.1
"""Seconds between two looks at how far a question is."""


class SqlAnswer:
    """An answer: `.words`, `.sql`, `.df`, `.confidence` with `.reasons`; `.asks` is a question back, `.error` says why
    there is none. Whoever sees it in a notebook can answer the question back, go on, and say whether it is right.
    """

    def __init__(self, conversation: Conversation, entry: Entry) -> None:
        self._conversation, self._entry = conversation, entry
        self._widget: AnswerWidget | None = None

    @property
    def entry(self) -> Entry:
        """The question and the answer that are shown, as they are stored."""
        shown = self._entry.id if self._widget is None else self._widget.entry_id
        return self._conversation.entry(shown)

    @property
    def _answer(self) -> Answer:
        return self.entry.chat.response

    @property
    def question(self) -> str:
        """What was asked."""
        return self.entry.chat.prompt

    @property
    def words(self) -> str:
        """The answer in words, and what was understood."""
        return self._answer.words

    @property
    def sql(self) -> str:
        """The SQL that ran; empty where none did."""
        return self._answer.sql_text

    @property
    def confidence(self) -> float | None:
        """0 to 1; None where nothing was answered."""
        return self._answer.confidence

    @property
    def reasons(self) -> list[Reason]:
        """Why the confidence is as high as it is."""
        return self._answer.reasons

    @property
    def asks(self) -> str:
        """A question back, where two readings are likely: `.answer("…")` answers it."""
        return self._answer.asks

    @property
    def choices(self) -> list[str]:
        """What its question back offers to choose from; empty where it is answered in words."""
        return list(choices(self.question, self.asks))

    @property
    def error(self) -> str:
        """What went wrong; empty where nothing did."""
        return self._answer.error_text

    @property
    def df(self) -> pd.DataFrame:
        """The rows, in the types that a SQL block gives; raises BlockError where there are none to have."""
        answer = self._answer
        if not isinstance(answer.content, list):
            raise BlockError(f"This answer has no rows. {answer.error_text or answer.words}", code="no_rows")
        return typed(answer.content, answer.col_keys, answer.col_types)

    def answer(self, words: str) -> SqlAnswer:
        """Answer its question back with one of its `choices` or in words, or go on from it; the answer to that."""
        return self._conversation.ask(choices(self.question, self.asks).get(words, words))

    def feedback(self, rating: Any) -> None:
        """Say what you think of it: `"up"` proposes it as a golden question, `"down"` or a remark in words does not."""
        form = sessions.EntryChanges(feedback=rating)
        wait(sessions.change_entry(self._conversation.powa, self._conversation.id, self.entry.id, form))

    def approve(self) -> Golden:
        """Make it an approved golden question; raises BlockError where it has no SQL."""
        if not self.sql:
            raise BlockError("There is no SQL to approve.", code="no_sql")
        return Goldens(self._conversation.powa, self._conversation.agent.id).add(self.question, self.sql, approved=True)

    def to_block(self, workflow: Builder, name: str = "Answer") -> None:
        """Add its SQL to a workflow as a block; raises BlockError where it has none."""
        if not self.sql:
            raise BlockError("There is no SQL to add.", code="no_sql")
        source = self._conversation.source
        workflow.sql(name, self.sql, **({"connection": source} if source else {}))

    def widget(self) -> AnswerWidget:
        """The answer as it is shown: words, SQL, a chart, rows in the grid, and what can be done with it."""
        if self._widget is None:
            talk = self._conversation
            self._widget = AnswerWidget(talk.powa, talk.agent, talk.id, self._entry.id, source=talk.source or "")
        return self._widget

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = self.widget()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        data["text/plain"] = repr(self)
        return bundle

    def _repr_html_(self) -> str:
        return answered_html(self.entry)

    def __repr__(self) -> str:
        return answered_text(self._answer)


class Conversation:
    """Questions to an agent that go on from each other."""

    def __init__(self, powa: Powa, agent: SqlAgent, filters: Mapping[str, str] | None = None) -> None:
        self.powa, self.agent = powa, agent
        config = {"table_filters": dict(filters)} if filters else None
        form = sessions.NewAgentSession(agent_id=agent.id, config=config)
        self.id = wait(sessions.begin_session(powa, form)).id

    @property
    def source(self) -> str | None:
        """The data source by name; None is the project's database."""
        source_id = self.agent.datasource_id
        return None if source_id in (None, PROJECT_ID) else self.powa.store.sources.get(source_id).name

    @property
    def entries(self) -> list[Entry]:
        """What was asked and answered, oldest first."""
        return self.powa.store.agent_sessions.get(self.id).entries

    def entry(self, entry_id: str) -> Entry:
        """One question and its answer."""
        return next(one for one in self.entries if one.id == entry_id)

    def ask(self, question: str) -> SqlAnswer:
        """The answer to a question that knows those before; an interrupt stops it."""
        loop = loop_thread()
        asked = wait(ask_in(self.powa, self.id, question))
        ended = loop.submit(asked.ended())
        with Progress(self.agent.name, 1) as progress:
            try:
                while not ended.done():
                    progress.say(_doing(asked))
                    try:
                        ended.result(TICK)
                    except StillAsked:
                        continue
            except KeyboardInterrupt:
                loop.loop.call_soon_threadsafe(asked.talk.stop)
                ended.result()
                raise
        return SqlAnswer(self, ended.result())

    def __len__(self) -> int:
        return len(self.entries)

    def __repr__(self) -> str:
        return f"Conversation({self.agent.name!r}, questions={len(self)})"


STEPS = {
    "understand": "Looking for the tables…",
    "link": "Writing the SQL…",
    "write": "Checking it…",
    "check": "Running it…",
    "run": "Looking at the rows…",
    "look": "Telling what was found…",
    "repair": "Mending the SQL…",
}
"""What comes after each step, for people."""


def _doing(asked: Asked) -> str:
    told = [event["name"] for event in asked.talk.events if event["event"] == "stage"]
    return STEPS[told[-1]] if told else "Reading the question…"
