"""/api/workflows/{id}/deploy, undeploy, arm: let others start a workflow (contract W7 to W9)."""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Literal

from pydantic import BaseModel, Field

from jupyter_powa.api.route import Asker, route
from jupyter_powa.api.signature import key_in
from jupyter_powa.blocks import catalog
from jupyter_powa.errors import AlreadyDeployed, BadRequest, Forbidden
from jupyter_powa.model.workflow import Graph, now
from jupyter_powa.powa import Powa
from jupyter_powa.runnable import runnable
from jupyter_powa.store.webhooks import WEBHOOK, digest

SECRET_BYTES = 32
"""Random bytes of a webhook's secret (guarantees.md §4, design decisions)."""


class Deployed(BaseModel):
    """A workflow that is deployed now."""

    ok: Literal[True] = Field(True, description="Always true.")
    state: Literal["deployed"] = Field("deployed", description="Its graph is locked.")
    webhook_id: str = Field(description="The id in its webhook's address.")
    webhook_url: str = Field(description="Where calls go, once it is armed.")


class Undeployed(BaseModel):
    """A workflow that is not deployed now."""

    ok: Literal[True] = Field(True, description="Always true.")
    state: Literal["internal"] = Field("internal", description="Its graph may be changed, no call is taken.")


class Armed(BaseModel):
    """Leave for one call."""

    ok: Literal[True] = Field(True, description="Always true.")
    webhook_id: str = Field(description="The id in its address.")
    secret: str = Field(description="What the call must show; told this once, only its hash is kept.")
    webhook_url: str = Field(description="Where the call goes.")
    armed_until: datetime = Field(description="UTC; no call is taken later.")


@route("POST", "/api/workflows/{workflow_id}/deploy", action="write")
async def deploy(powa: Powa, workflow_id: str, asker: Asker) -> Deployed:
    """Deploy the workflow: its graph must be able to run, and is locked."""
    workflow = powa.store.workflows.get(workflow_id)
    if workflow.state == "deployed":
        raise AlreadyDeployed(workflow_id)
    may_be_called(powa, runnable(workflow.graph))
    await powa.write(powa.store.workflows.deploy, workflow_id, workflow.version)
    webhook = await powa.write(powa.store.webhooks.made, workflow_id)
    powa.executions.saved(workflow_id, workflow.version)
    return Deployed(webhook_id=webhook.webhook_id, webhook_url=webhook_url(asker, webhook.webhook_id))


@route("POST", "/api/workflows/{workflow_id}/undeploy", action="write")
async def undeploy(powa: Powa, workflow_id: str) -> Undeployed:
    """Undeploy the workflow, and take back the leave for a call; nothing happens where it is not deployed."""
    row = powa.store.workflows.row(workflow_id)
    await powa.write(powa.store.webhooks.undeploy, workflow_id)
    powa.executions.saved(workflow_id, row.version)
    return Undeployed()


@route("POST", "/api/workflows/{workflow_id}/arm", action="execute")
async def arm(powa: Powa, workflow_id: str, asker: Asker) -> Armed:
    """Let one call from outside start the workflow. Armed again, the time is extended and the secret is a new one."""
    workflow = powa.store.workflows.get(workflow_id)
    may_be_called(powa, runnable(workflow.graph))
    secret, until = token_urlsafe(SECRET_BYTES), now() + timedelta(seconds=powa.settings.arm_window)
    webhook = await powa.write(powa.store.webhooks.arm, workflow_id, digest(secret), until)
    url = webhook_url(asker, webhook.webhook_id)
    return Armed(webhook_id=webhook.webhook_id, secret=secret, webhook_url=url, armed_until=until)


def signed_with(graph: Graph) -> str:
    """The name of the stored secret that calls must be signed with; empty where they show a secret instead."""
    hooks = (block for block in graph.blocks if block.type == WEBHOOK and block.enabled)
    return next((str(block.config.get("signing_secret") or "") for block in hooks), "")


def may_be_called(powa: Powa, graph: Graph) -> None:
    """Raises Forbidden where the settings keep code from being started from outside.

    Where calls are to be signed: SecretNotFound, or BadRequest for a stored secret that holds no key.
    """
    if (signer := signed_with(graph)) and not key_in(powa.vault.get(signer).value.get_secret_value()):
        raise BadRequest(f"The stored secret {signer!r} can check no signature: behind `whsec_` a key comes in base64.")
    if powa.settings.allow_code_in_webhooks:
        return
    kinds = catalog()
    for block in graph.blocks:
        if kinds[block.type].exclusive:
            words = f"Block {block.name!r} runs code, and allow_code_in_webhooks is False on this server."
            raise Forbidden(words, code="code_not_allowed")
        if (needs := kinds[block.type].needs(block.config)) and needs.workflows:
            words = (
                f"Block {block.name!r} runs another workflow, which may hold code, and allow_code_in_webhooks is False."
            )
            raise Forbidden(words, code="code_not_allowed")


def webhook_url(asker: Asker, webhook_id: str) -> str:
    """A webhook's address as the asker sees it; only its path where no server is known."""
    return f"{asker.origin.rstrip('/')}/api/webhooks/{webhook_id}"
