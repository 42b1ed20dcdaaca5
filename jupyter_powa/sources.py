"""Data sources of the project: made, changed, tried, and handed to whatever reaches them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from jupyter_powa.errors import BadRequest, Conflict, PowaError
from jupyter_powa.model.question import ConnectQuestion, ListQuestion
from jupyter_powa.model.source import (
    PROJECT,
    PROJECT_ID,
    Connected,
    DataSource,
    SourceAccess,
    SourceChanges,
    SourceForm,
)
from jupyter_powa.powa import Powa
from jupyter_powa.redact import known
from jupyter_powa.vault import is_reference, referred

PORTS = {5432: "postgresql", 3306: "mariadb"}
"""Kinds by the port that their servers have where nothing else is said (IANA)."""
FILES = ("duckdb", "sqlite")
SECONDS = 15.0
"""Seconds that a try to connect may take."""


def known_source(powa: Powa, source_id: str) -> DataSource:
    """The data source of that id, which may be the project's own database; raises SourceNotFound."""
    if source_id != PROJECT_ID:
        return powa.store.sources.get(source_id)
    where, since = powa.settings.database_path, datetime(2025, 1, 1, tzinfo=UTC)
    return DataSource(
        id=PROJECT_ID, name=PROJECT, kind="duckdb", database=where, created_at=since, updated_at=since, writable=True
    )


def word_of(source_id: str) -> str | None:
    """What a question calls the data source of that id."""
    return None if source_id == PROJECT_ID else source_id


async def create(powa: Powa, form: SourceForm, *, test: bool = True) -> DataSource:
    """A new data source; raises BadRequest, Conflict, and (`test`) BlockError where it cannot be connected to."""
    source, password = _taken_apart(form)
    _check(source)
    if test:
        clear = _clear(password)
        source = await _placed(powa, _met(source, await _connect(powa, source, clear)), clear)
    return powa.store.sources.add(source, _kept(powa, source, password))


async def change(powa: Powa, word: str, changes: SourceChanges) -> DataSource:
    """The data source with these changes; raises SourceNotFound, BadRequest, Conflict. It is not tried."""
    old = powa.store.sources.get(word)
    values = changes.model_dump(exclude_unset=True, exclude={"password"})
    new = old.model_copy(update={name: value for name, value in values.items() if value is not None})
    _check(new)
    password = None
    if changes.password is not None:
        password = changes.password.get_secret_value()
        new = new.model_copy(update={"password_kept": _where(password)})
    sealed = None if password is None else _kept(powa, old, password)
    return powa.store.sources.change(old.id, lambda _: new, sealed)


async def delete(powa: Powa, word: str, *, force: bool = False) -> None:
    """Forget a data source; raises SourceNotFound, and Conflict where agents use it, unless it is forced."""
    source = powa.store.sources.get(word)
    if not force and (users := powa.store.agents.using(source.id)):
        names = ", ".join(agent.name for agent in users[:5]) + (", …" if len(users) > 5 else "")
        words = f"Agents use the data source {source.name}: {names}. Delete them first, or delete it with force=true."
        raise Conflict(words, code="source_in_use")
    await powa.write(powa.store.sources.delete, source.id)


async def test(powa: Powa, word: str) -> DataSource:
    """The data source after it was connected to, with what the server says of the role; raises BlockError."""
    access = access_to(powa, word)
    found = await _asked(powa, access)
    return powa.store.sources.change(access.id, lambda source: _met(source, found))


async def change_key(powa: Powa) -> int:
    """Seal every stored password with a new key, and forget the old one; gives how many were sealed.

    All of it is done or nothing. Raises Conflict (`key_changed`) where one cannot be opened with the old key.
    """

    done: set[str] = set()

    def again(source_id: str, kept: str) -> str:
        if is_reference(kept):
            return kept
        done.add(source_id)
        return new.seal(powa.seal.open(kept, source_id), source_id)

    with powa.seal.changed() as new:
        await powa.write(powa.store.sources.reseal, again)
    return len(done)


def access_to(powa: Powa, word: str) -> SourceAccess:
    """How a data source is reached, with its password in clear; raises SourceNotFound, BadRequest, Conflict."""
    source, kept = powa.store.sources.sealed(word)
    password = ""
    if kept:
        password = referred(f"the password of {source.name}", kept) if is_reference(kept) else ""
        password = password or powa.seal.open(kept, source.id)
        known.remember(password)
    return _access(source, password)


def accesses(powa: Powa) -> dict[str, SourceAccess]:
    """All of them by name and by id, for a question about any of them; one that cannot be opened is left out."""
    found: dict[str, SourceAccess] = {}
    for source in powa.store.sources.list():
        try:
            found[source.name] = found[source.id] = access_to(powa, source.id)
        except PowaError:
            continue
    return found


def read(form: SourceForm) -> DataSource:
    """The data source that a form describes; raises BadRequest."""
    return _taken_apart(form)[0]


def _taken_apart(form: SourceForm) -> tuple[DataSource, str]:
    """The form as a source and a password; a whole address is taken apart."""
    fields = form.model_dump(exclude={"password", "url"})
    password = form.password.get_secret_value()
    if form.url:
        fields, password = _from_url(form, fields, password)
    kind = fields["kind"] or PORTS.get(fields["port"] or 0, "")
    if not kind:
        raise BadRequest("kind: say which database it is: duckdb, postgresql, mariadb, mysql, sqlite.")
    if kind in FILES and not fields["database"]:
        fields["database"], fields["host"] = fields["host"], ""
    return DataSource(**{**fields, "kind": kind, "password_kept": _where(password)}), password


def _from_url(form: SourceForm, fields: dict[str, object], password: str) -> tuple[dict[str, object], str]:
    try:
        url = urlsplit(form.url)
        port = url.port
    except ValueError:
        raise BadRequest("url: it is no address: write it like postgresql://user:password@host/database.") from None
    kind = url.scheme.partition("+")[0]
    if not kind:
        raise BadRequest("url: it has no scheme: write it like postgresql://user:password@host/database.")
    database = unquote(url.path.removeprefix("/"))
    given = {
        "kind": {"postgres": "postgresql"}.get(kind, kind),
        "host": url.hostname or "",
        "port": port,
        "username": unquote(url.username or ""),
        "database": database,
        "options": dict(pair.partition("=")[::2] for pair in url.query.split("&") if pair),
    }
    return {**fields, **given}, password or unquote(url.password or "")


def _check(source: DataSource) -> None:
    if source.name.casefold() in (PROJECT, "none"):
        raise BadRequest(f"name: {source.name!r} is the project's own database: choose another name.")
    if source.kind not in FILES and not source.host and source.kind in ("postgresql", "mariadb", "mysql"):
        raise BadRequest("host: say where the server is.")


def _where(password: str) -> str:
    return "" if not password else password if is_reference(password) else "store"


def _clear(password: str) -> str:
    return referred("the password", password) if is_reference(password) else password


def _kept(powa: Powa, source: DataSource, password: str) -> str:
    if not password or is_reference(password):
        return password
    known.remember(password)
    return powa.seal.seal(password, source.id)


def _access(source: DataSource, password: str) -> SourceAccess:
    where = source.model_dump(include=set(SourceAccess.model_fields) - {"password"})
    return SourceAccess(**where, password=SecretStr(password) if password else None)


async def _connect(powa: Powa, source: DataSource, password: str) -> Connected:
    return await _asked(powa, _access(source, password))


async def _asked(powa: Powa, access: SourceAccess) -> Connected:
    found = (await (await powa.kernels.get(None)).read(ConnectQuestion(**_about(powa, access)))).connected
    assert found is not None
    return found


def _about(powa: Powa, access: SourceAccess) -> dict[str, Any]:
    where = powa.settings.database_path
    return {"database": where, "source": access.name, "sources": {access.name: access}, "seconds": SECONDS}


async def _placed(powa: Powa, source: DataSource, password: str) -> DataSource:
    """The source with the server's one database, where none was named: tables are looked up in it."""
    if source.database or source.kind not in ("mariadb", "mysql"):
        return source
    question = ListQuestion(**_about(powa, _access(source, password)))
    names = [schema.name for schema in (await (await powa.kernels.get(None)).read(question)).schemas or ()]
    return source.model_copy(update={"database": names[0]}) if len(names) == 1 else source


def _met(source: DataSource, found: Connected) -> DataSource:
    return source.model_copy(update={"server": found.server, "role": found.role})
