"""An agent's golden questions, from a cell: questions with the SQL that answers them."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_powa.api import goldens as routes
from jupyter_powa.errors import NotFound
from jupyter_powa.kernel.loop import wait
from jupyter_powa.model.agents import Golden
from jupyter_powa.powa import Powa


class Goldens:
    """The golden questions of an agent, by their words or their id."""

    def __init__(self, powa: Powa, agent_id: str) -> None:
        self._powa, self._agent_id = powa, agent_id

    def add(self, question: str, sql: str, *, approved: bool = False, ordered: bool = False) -> Golden:
        """Keep a question with its SQL; of the same words there is one. Raises BlockError for SQL that does not run.

        `approved`: it is right, a model may follow it, and `evaluate` asks it. `ordered`: the rows' order counts.
        """
        old = next((one for one in self if one.question == question.strip()), None)
        if old is None:
            form = routes.NewGolden(question=question, sql_text=sql, approved=approved, ordered=ordered)
            made: Golden = wait(routes.create_golden(self._powa, self._agent_id, form))
            return made
        changes = routes.GoldenChanges(sql_text=sql, approved=approved, ordered=ordered)
        changed: Golden = wait(routes.change_golden(self._powa, self._agent_id, old.id, changes))
        return changed

    def approve(self, question: str) -> Golden:
        """Say that one is right; raises NotFound, and BlockError for SQL that does not run."""
        approved: Golden = wait(routes.approve_golden(self._powa, self._agent_id, self[question].id))
        return approved

    def delete(self, question: str) -> None:
        """Forget one; raises NotFound."""
        wait(routes.delete_golden(self._powa, self._agent_id, self[question].id))

    def __getitem__(self, question: str) -> Golden:
        found = next((one for one in self if question in (one.id, one.question)), None)
        if found is None:
            raise NotFound(f"This agent has no golden question {question!r}.")
        return found

    def __iter__(self) -> Iterator[Golden]:
        return iter(self._powa.store.goldens.list(self._agent_id))

    def __len__(self) -> int:
        return len(self._powa.store.goldens.list(self._agent_id))

    def __repr__(self) -> str:
        lines = [f"{'✓' if one.approved else '·'} {one.question}" for one in self]
        return "\n".join(lines) or "no golden question yet: keep one with .add(question, sql)"
