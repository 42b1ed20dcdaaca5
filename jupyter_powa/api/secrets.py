"""/api/powa/secrets: stored secrets, by name and where they may be sent (ours). Values go in and never come out."""

from __future__ import annotations

import asyncio

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from jupyter_powa.api.route import route
from jupyter_powa.powa import Powa
from jupyter_powa.vault import SecretRow


class SecretList(BaseModel):
    """The stored secrets."""

    secrets: list[SecretRow] = Field(description="By name, without values.")


class PutSecret(BaseModel):
    """A secret to store."""

    model_config = ConfigDict(extra="forbid")

    value: SecretStr = Field(
        min_length=1,
        max_length=20_000,
        description="What is sent; or where it stands: `env:NAME` of the server, `keyring:NAME`.",
    )
    hosts: list[str] = Field(
        min_length=1,
        max_length=100,
        description="Where it may be sent: `api.example.com`, `*.example.com`, with a port or for all of them.",
    )


@route("GET", "/api/powa/secrets", action="read", resource="secrets")
async def list_secrets(powa: Powa) -> SecretList:
    """List the stored secrets: their names and hosts, never their values."""
    return SecretList(secrets=await asyncio.to_thread(powa.vault.rows))


@route("PUT", "/api/powa/secrets/{name}", action="write", resource="secrets")
async def put_secret(powa: Powa, name: str, body: PutSecret) -> SecretRow:
    """Store a secret, new or in place of the old one."""
    return await asyncio.to_thread(powa.vault.put, name, body.value.get_secret_value(), body.hosts)


@route("DELETE", "/api/powa/secrets/{name}", action="write", resource="secrets")
async def delete_secret(powa: Powa, name: str) -> None:
    """Forget a secret; workflows that need it do not start any more."""
    await asyncio.to_thread(powa.vault.delete, name)
