"""The project's data sources, from a cell."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from jupyter_powa import sources
from jupyter_powa.errors import BadRequest
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.model.source import DataSource, SourceChanges, SourceForm
from jupyter_powa.notebook.workflow import default_powa
from jupyter_powa.powa import Powa
from jupyter_powa.reading import describe_project, read_project
from jupyter_powa.unknown import SourceNotFound

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("name", "kind", "where", "user", "writable", "password")


class Source:
    """A stored data source. Its fields are attributes, as they were when it was last read or changed here."""

    def __init__(self, powa: Powa, stored: DataSource) -> None:
        self._powa, self._stored = powa, stored

    def __getattr__(self, name: str) -> Any:
        if name in DataSource.model_fields:
            return getattr(self._stored, name)
        raise AttributeError(f"A data source has no {name!r}; it has: {', '.join(DataSource.model_fields)}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *DataSource.model_fields]

    def test(self) -> str:
        """Connect, and say what the server is and what the user may do there; raises BlockError."""
        self._stored = _run(sources.test(self._powa, self._stored.id))
        role = self._stored.role
        return f"{self._stored.server}. {role.words if role else ''}".strip()

    def update(self, **changes: Any) -> None:
        """Change fields, also the password; raises BadRequest, Conflict. It is not tried: `test` does that."""
        self._stored = _run(sources.change(self._powa, self._stored.id, _form(SourceChanges, changes)))

    def delete(self) -> None:
        """Forget it; blocks that name it fail from now on."""
        self._powa.store.sources.delete(self._stored.id)

    def tables(self) -> list[str]:
        """The names of its public tables and views."""
        return [table.name for table in _run(describe_project(self._powa, source=self._stored.name))]

    def read(self, sql: str, limit: int = 1_000) -> pd.DataFrame:
        """The first rows of a query, read-only and under guard; raises SqlRefused, BlockError."""
        import pandas as pd

        rows = _run(read_project(self._powa, sql, limit=limit, source=self._stored.name))
        return pd.DataFrame(rows.rows, columns=[column.name for column in rows.columns])

    def __repr__(self) -> str:
        told = dict(zip(COLUMNS, _row(self._stored), strict=True))
        return f"Source({', '.join(f'{name}={value!r}' for name, value in told.items() if value)})"


class Sources:
    """The data sources by name. `create` makes one; `put` makes or changes it, so a cell can be run again."""

    def __init__(self, powa: Powa | None = None) -> None:
        self._given = powa

    @property
    def _powa(self) -> Powa:
        return self._given or default_powa()

    def create(self, name: str, url: str = "", *, test: bool = True, **form: Any) -> Source:
        """A new one, once it was connected to (`test`).

        `url` is a SQLAlchemy address, or the parts are given by name: kind, host, port, username, password, database.
        A password may be `env:NAME` or `keyring:NAME`; otherwise it is sealed before it is stored. Raises BadRequest,
        Conflict where the name is taken, and BlockError where it cannot be connected to.
        """
        made = _form(SourceForm, {"name": name, "url": url, **form})
        return Source(self._powa, _run(sources.create(self._powa, made, test=test)))

    def put(self, name: str, url: str = "", *, test: bool = True, **form: Any) -> Source:
        """The one of that name as it is said here, whether it was there or not."""
        made = sources.read(_form(SourceForm, {"name": name, "url": url, **form}))
        try:
            old = self._powa.store.sources.get(name)
        except SourceNotFound:
            return self.create(name, url, test=test, **form)
        fixed = ("kind", "host", "port")
        if [getattr(old, word) for word in fixed] != [getattr(made, word) for word in fixed]:
            raise BadRequest(f"{name} is at another place: delete it first, or choose another name.")
        found = Source(self._powa, old)
        found.update(**{word: getattr(made, word) for word in SourceChanges.model_fields if hasattr(made, word)})
        if password := form.get("password"):
            found.update(password=password)
        if test:
            found.test()
        return found

    def change_key(self) -> str:
        """Seal every password with a new key, whatever became of the old one: it opens nothing any more."""
        count = _run(sources.change_key(self._powa))
        return f"{count} {'password is' if count == 1 else 'passwords are'} sealed with a new key."

    def __getitem__(self, name: str) -> Source:
        return Source(self._powa, self._powa.store.sources.get(name))

    def __contains__(self, name: object) -> bool:
        return any(str(name).casefold() == one.name.casefold() for one in self._powa.store.sources.list())

    def __iter__(self) -> Iterator[Source]:
        return iter([Source(self._powa, one) for one in self._powa.store.sources.list()])

    def __len__(self) -> int:
        return len(self._powa.store.sources.list())

    def _ipython_key_completions_(self) -> list[str]:
        return [one.name for one in self._powa.store.sources.list()]

    def __repr__(self) -> str:
        return "\n".join(map(repr, self)) or "no data source yet: make one with .create(name, url)"

    def _repr_html_(self) -> str:
        from jupyter_powa.widgets.fallback import table_html

        rows = [dict(zip(COLUMNS, _row(one), strict=True)) for one in self._powa.store.sources.list()]
        return table_html(list(COLUMNS), rows, len(rows)) if rows else f"<em>{self!r}</em>"


def _row(one: DataSource) -> list[Any]:
    port = f":{one.port}" if one.port else ""
    where = f"{one.host}{port}/{one.database}" if one.host else one.database
    kept = {"": "", "store": "sealed"}.get(one.password_kept, one.password_kept)
    return [one.name, one.kind, where, one.username, one.writable, kept]


def _form(form: type[BaseModel], fields: dict[str, Any]) -> Any:
    try:
        return form.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise BadRequest(f"{'.'.join(map(str, first['loc']))}: {first['msg']}.") from None


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    return loop_thread().submit(work).result()
