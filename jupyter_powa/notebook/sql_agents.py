"""SQL agents from a cell: made over tables of a data source, taught with golden questions, asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from jupyter_powa.api import agents as routes
from jupyter_powa.api import contexts
from jupyter_powa.api.goldens import evaluate_agent
from jupyter_powa.errors import BadRequest, Conflict, NotFound
from jupyter_powa.kernel.loop import wait
from jupyter_powa.model.agents import Context, SqlAgent
from jupyter_powa.model.source import PROJECT, PROJECT_ID
from jupyter_powa.notebook.evaluated import Evaluated
from jupyter_powa.notebook.goldens import Goldens
from jupyter_powa.notebook.meant import Tables, chosen, meaning
from jupyter_powa.notebook.sql_answer import Conversation, SqlAnswer
from jupyter_powa.notebook.workflow import default_powa
from jupyter_powa.powa import Powa
from jupyter_powa.widgets.building import AgentBuilderWidget

M = TypeVar("M", bound=BaseModel)


class SqlAgentHandle:
    """A stored SQL agent. Its fields are attributes, as they were when it was last read or changed here."""

    def __init__(self, powa: Powa, stored: SqlAgent) -> None:
        self._powa, self._stored = powa, stored

    def __getattr__(self, name: str) -> Any:
        if name in SqlAgent.model_fields:
            return getattr(self._stored, name)
        raise AttributeError(f"A SQL agent has no {name!r}; it has: {', '.join(SqlAgent.model_fields)}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *SqlAgent.model_fields]

    def ask(self, question: str, *, filters: Mapping[str, str] | None = None) -> SqlAnswer:
        """The answer to a question, which displays itself; what went wrong with it is told in it.

        `filters`: a condition in SQL for each table, which the answer sees alone. Raises BadRequest, Conflict,
        QuotaExceeded.
        """
        return self.session(filters=filters).ask(question)

    def session(self, *, filters: Mapping[str, str] | None = None) -> Conversation:
        """A conversation, in which a question may go on from those before."""
        return Conversation(self._powa, self._stored, filters)

    @property
    def context(self) -> Context:
        """What it knows: tables, columns, what they mean, how they join; raises Conflict for a built-in one."""
        return self._powa.store.contexts.get(self._context_id())

    @property
    def golden(self) -> Goldens:
        """Its golden questions: `add`, `approve`, `delete`, and a loop over them."""
        return Goldens(self._powa, self._stored.id)

    def update(self, *, tables: Tables | None = None, **changes: Any) -> None:
        """Change fields, or the tables and what they mean (`tables`, `relationships`); raises BadRequest, Conflict."""
        of_context: dict[str, Any] = {} if tables is None else {"tables": chosen(tables)}
        if "relationships" in changes:
            of_context["relationships"] = changes.pop("relationships")
        if of_context:
            form = _form(contexts.ContextChanges, of_context)
            wait(contexts.change_context(self._powa, self._context_id(), form))
        _known(changes, routes.SqlAgentChanges)
        form_of_agent = _form(routes.SqlAgentChanges, changes)
        if changes:
            self._stored = wait(routes.change_agent(self._powa, self._stored.id, form_of_agent))

    def describe(self, table: str, description: str | None = None, **columns: Any) -> None:
        """Say what a table is, and what columns of it mean: words, or `{"description": …, "data_role": …}`.

        What is not named stays; raises BadRequest for what the agent does not know.
        """
        told = self.context.model_dump(mode="json", include={"tables"})["tables"]
        found = next((one for one in told if one["name"] == table), None)
        if found is None:
            raise BadRequest(f"{self.name} knows no table {table!r}: {', '.join(one['name'] for one in told)}.")
        known = {column["name"]: column for column in found["columns"]}
        if unknown := [name for name in columns if name not in known]:
            raise BadRequest(f"{self.name} knows no column {unknown[0]!r} of {table}: {', '.join(known)}.")
        found["description"] = found["description"] if description is None else description
        for name, words in columns.items():
            known[name].update(meaning(words))
        form = _form(contexts.ContextChanges, {"tables": told})
        wait(contexts.change_context(self._powa, self._context_id(), form))

    def generate(self) -> Context:
        """Fill in what its tables and columns mean, from its description and the data; what was written stays."""
        context: Context = wait(routes.generate_agent(self._powa, self._stored.id))
        return context

    def evaluate(self, *, held_out: bool = False) -> Evaluated:
        """How it does with its approved golden questions; `held_out`: each is asked while it does not know it."""
        return Evaluated(wait(evaluate_agent(self._powa, self._stored.id, held_out)))

    def publish(self) -> None:
        """Set its status to PUBLISHED."""
        self.update(status="PUBLISHED")

    def delete(self) -> None:
        """Forget it, its golden questions, and its context where no other agent knows that."""
        context = self._stored.context_id
        wait(routes.delete_agent(self._powa, self._stored.id))
        if context is not None and not self._powa.store.agents.of_context(context):
            wait(contexts.delete_context(self._powa, context))

    def _context_id(self) -> str:
        if self._stored.context_id is None:
            raise Conflict(f"The agent {self._stored.name} is built in: it knows the whole database, and no context.")
        return self._stored.context_id

    def __repr__(self) -> str:
        shown = ("name", "description", "status", "index_status", "model")
        told = [f"{name}={value!r}" for name in shown if (value := getattr(self._stored, name))]
        return f"SqlAgent({', '.join(told)})"


class SqlAgents:
    """The SQL agents by name. `create` makes one; `put` makes or changes it, so a cell can be run again."""

    def __init__(self, powa: Powa | None = None) -> None:
        self._given = powa

    @property
    def _powa(self) -> Powa:
        return self._given or default_powa()

    def create(
        self,
        name: str,
        tables: Tables = (),
        *,
        source: str | None = None,
        relationships: Iterable[Mapping[str, Any]] = (),
        description: str = "",
        model: str = "",
        table_filters: Mapping[str, str] | None = None,
    ) -> SqlAgentHandle:
        """A new one over tables of a data source (none named: all of them; of the project's database).

        `tables`: names, or a mapping such as `{"flights": ["origin", "dep_delay"]}` or `{"flights": {"dep_delay":
        "Minutes late at departure"}}`. `table_filters`: a condition in SQL for a table, in every question.
        Raises BadRequest, Conflict where the name is taken, SourceNotFound.
        """
        if name in self:
            raise Conflict(f"There is a SQL agent {name!r} already: use put, or choose another name.")
        where = self._source(source)
        told = {"name": name, "datasource_id": where, "description": description or None, "tables": chosen(tables)}
        form = _form(contexts.NewContext, {**told, "relationships": list(relationships)})
        context = wait(contexts.create_context(self._powa, form))
        values = {"name": name, "context_id": context.id, "description": description or None, "model": model}
        values["table_filters"] = dict(table_filters or {})
        made = wait(routes.create_agent(self._powa, _form(routes.NewAgent, values)))
        return SqlAgentHandle(self._powa, made)

    def put(
        self, name: str, tables: Tables | None = None, *, source: str | None = None, **fields: Any
    ) -> SqlAgentHandle:
        """The one of that name as it is said here, whether it was there or not; what is not said stays."""
        if name not in self:
            return self.create(name, tables or (), source=source, **fields)
        found = self[name]
        if self._source(source) != found.datasource_id:
            raise BadRequest(f"{name} asks another data source: delete it first, or choose another name.")
        found.update(tables=tables, **fields)
        return found

    def build(self, name: str = "", *, source: str | None = None) -> AgentBuilderWidget:
        """The builder of an agent, to be shown; of a new one where there is none of that name (or no name).

        `source`: where a new one begins. Nothing changes before it is published there. Raises Conflict for a built-in
        agent, SourceNotFound.
        """
        if name and name in self:
            return AgentBuilderWidget(self._powa, self[name].id)
        return AgentBuilderWidget(self._powa, name=name, datasource_id=self._source(source))

    def _source(self, source: str | None) -> str:
        return PROJECT_ID if source in (None, PROJECT) else self._powa.store.sources.get(str(source)).id

    def __getitem__(self, name: str) -> SqlAgentHandle:
        wanted = name.casefold()
        every = self._powa.store.agents.list()
        found = [one for one in every if name == one.id or wanted == one.name.casefold()]
        if len(found) > 1:
            raise Conflict(
                f"{len(found)} SQL agents are called {name!r}: name one by its id, {found[0].id} or another."
            )
        if not found:
            raise NotFound(f"There is no SQL agent {name!r}. There are: {', '.join(one.name for one in every)}.")
        return SqlAgentHandle(self._powa, wait(routes.get_agent(self._powa, found[0].id)))

    def __contains__(self, name: object) -> bool:
        return any(str(name).casefold() == one.name.casefold() for one in self._powa.store.agents.list())

    def __iter__(self) -> Iterator[SqlAgentHandle]:
        return iter([SqlAgentHandle(self._powa, one) for one in wait(routes.list_agents(self._powa))])

    def __len__(self) -> int:
        return len(self._powa.store.agents.list())

    def _ipython_key_completions_(self) -> list[str]:
        return [one.name for one in self._powa.store.agents.list()]

    def __repr__(self) -> str:
        return "\n".join(map(repr, self))


def agent(name: str, *, powa: Powa | None = None) -> SqlAgentHandle:
    """The SQL agent of that name or id, to be asked: `agent("sales").ask("…")`; raises NotFound."""
    return SqlAgents(powa)[name]


def _known(changes: Mapping[str, Any], form: type[BaseModel]) -> None:
    if unknown := [name for name in changes if name not in form.model_fields]:
        raise BadRequest(
            f"A SQL agent has no {unknown[0]!r} to change; it has: {', '.join(form.model_fields)}, tables."
        )


def _form(form: type[M], fields: Mapping[str, Any]) -> M:
    try:
        return form.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise BadRequest(f"{'.'.join(map(str, first['loc']))}: {first['msg']}.") from None
