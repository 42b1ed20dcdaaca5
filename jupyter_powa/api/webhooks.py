"""/api/webhooks/{id}: start a workflow from outside. The one address that asks for no login: it takes data only.

The order is what keeps it safe: size, form, secret, leave, and only then is the leave used up, together with the record
of the execution, before any block runs (contract §4).
"""

from __future__ import annotations

import logging
from hmac import compare_digest
from typing import Any, NoReturn

from pydantic import BaseModel, Field

from jupyter_powa.api.body import read_body
from jupyter_powa.api.deployment import may_be_called, signed_with
from jupyter_powa.api.executions import ended
from jupyter_powa.api.once import HEADER, key_of, known
from jupyter_powa.api.route import Asker, route
from jupyter_powa.api.signature import is_signed
from jupyter_powa.errors import BadRequest, Forbidden, KeyTaken, PowaError, Unauthorized
from jupyter_powa.launch import begun, prepared
from jupyter_powa.model.execution import Status
from jupyter_powa.model.workflow import Workflow
from jupyter_powa.powa import Powa
from jupyter_powa.runnable import runnable
from jupyter_powa.store.keys import Key
from jupyter_powa.store.webhooks import Webhook, digest, is_uuid
from jupyter_powa.unknown import WebhookNotFound

log = logging.getLogger(__name__)

ENVELOPE = frozenset({"secret", "input", "variables"})
"""A body of these keys alone holds the variables under one of them (contract §4)."""
MISTAKES = "sent {most} wrong secrets or ids"


class Fired(BaseModel):
    """How the run of a call ended."""

    execution_id: str = Field(description="uuid4.")
    status: Status = Field(description="completed, or failed when a block failed.")
    output: Any = Field(description="The run's output.")


@route("POST", "/api/webhooks/{webhook_id}", action="execute", resource="webhooks", public=True)
async def fire(
    powa: Powa, webhook_id: str, raw: bytes, asker: Asker, token: str | None = None, secret: str | None = None
) -> Fired:
    """Start an armed workflow with the data of this call, and answer when it has ended."""
    body = read_body(raw, powa.settings.webhook_max_body)
    webhook, workflow = _found(powa, webhook_id, asker)
    shown = _shown(asker, token if token is not None else secret, body)
    signer = signed_with(workflow.graph)
    if not (_signed(powa, signer, asker, raw) if signer else _opens(webhook, shown)):
        _mistaken(powa, asker, Unauthorized("Unauthorized"))
    variables = _variables(body)
    # Of a signed call its signed id is the key: whoever has seen one could send it again under a key of their own.
    key = key_of(asker, workflow.id, variables, "webhook-id" if signer else HEADER)
    execution_id = known(powa, key)
    if execution_id is None:
        execution_id = await _fire(powa, webhook, workflow, variables, None if signer else shown, key)
    execution, _ = await ended(powa, execution_id)
    return Fired(execution_id=execution.id, status=execution.status, output=execution.output)


def _found(powa: Powa, webhook_id: str, asker: Asker) -> tuple[Webhook, Workflow]:
    if not is_uuid(webhook_id):
        raise BadRequest("The id of a webhook is a UUID.")
    try:
        webhook = powa.store.webhooks.get(webhook_id.lower())
        return webhook, powa.store.workflows.get(webhook.workflow_id)
    except WebhookNotFound as error:
        _mistaken(powa, asker, error)


def _mistaken(powa: Powa, asker: Asker, error: PowaError) -> NoReturn:
    """Count a mistake of this address, and refuse. Whoever knows the secret is never held up by others' mistakes."""
    if powa.settings.webhook_mistakes:
        powa.rates.take(f"mistakes {asker.remote}", powa.settings.webhook_mistakes, MISTAKES)
    raise error


def _shown(asker: Asker, query: str | None, body: dict[str, Any]) -> Any:
    """The secret that the call shows: in its header, else in its query, else in its body; the first one decides."""
    header = asker.headers.get("Authorization")
    if header is not None:
        scheme, _, value = header.partition(" ")
        return value.strip() if scheme.lower() == "bearer" else ""
    return query if query is not None else body.get("secret")


def _opens(webhook: Webhook, shown: Any) -> bool:
    if not isinstance(shown, str) or not shown:
        return False
    hashed = digest(shown)
    matches = [compare_digest(hashed, known) for known in (webhook.secret_hash, webhook.own_hash) if known]
    return any(matches)


def _signed(powa: Powa, signer: str, asker: Asker, raw: bytes) -> bool:
    try:
        secret = powa.vault.get(signer)
    except PowaError as error:  # gone since the workflow was armed: no caller is told what it is called
        log.warning("A webhook's calls cannot be checked: %s", error.message)
        return False
    return is_signed(secret.value.get_secret_value(), asker.headers, raw)


def _variables(body: dict[str, Any]) -> dict[str, Any]:
    if body and body.keys() <= ENVELOPE and body.keys() != {"secret"}:
        given = [body.get(word) for word in ("input", "variables")]
        if all(value is None or isinstance(value, dict) for value in given):
            return {name: item for value in given if value for name, item in value.items()}
    return {name: value for name, value in body.items() if name != "secret"}


async def _fire(
    powa: Powa, webhook: Webhook, workflow: Workflow, variables: dict[str, Any], shown: str | None, key: Key | None
) -> str:
    """Use up the leave and begin; the execution's id."""
    unlimited = not powa.settings.single_use_webhooks and workflow.state == "deployed"
    if not webhook.armed and not unlimited:
        raise Forbidden("This webhook is not armed: it takes one call each time that its workflow is armed.")
    may_be_called(powa, runnable(workflow.graph))
    if powa.settings.execute_rate:
        powa.rates.take(f"webhook {webhook.webhook_id}", powa.settings.execute_rate)
    running = await prepared(powa, workflow, variables, "webhook")
    try:
        if unlimited:
            await powa.write(powa.store.executions.add, running.execution, powa.owner, key)
        else:
            hashed = digest(shown) if shown is not None else None
            spent = await powa.write(
                powa.store.webhooks.spend, webhook, running.execution, powa.owner, secret_hash=hashed, key=key
            )
            if not spent:
                raise Forbidden("This webhook is not armed any more: another call was quicker.")
    except KeyTaken:  # the same call, twice at once
        return known(powa, key) or running.plan.execution_id
    running.stored = True
    return begun(powa, running).plan.execution_id
