"""The webhooks of a store: who may start a workflow from outside, and until when. Secrets are kept as hashes alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, Row, or_, select, update
from sqlalchemy.exc import IntegrityError

from jupyter_powa.model.execution import Execution
from jupyter_powa.model.workflow import Block, Graph, Workflow, new_id, now
from jupyter_powa.store.engine import Reach
from jupyter_powa.store.executions import Executions
from jupyter_powa.store.keys import Key
from jupyter_powa.store.rows import is_id, moment, stamp
from jupyter_powa.store.tables import webhooks as table
from jupyter_powa.store.tables import workflows
from jupyter_powa.unknown import WebhookNotFound


def digest(secret: str) -> str:
    """What is kept of a secret: SHA-256, in hex. Secrets of ours are random, so that no slower hash is needed."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


WEBHOOK = "webhook"
"""The block type whose config holds credentials (contract C8)."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a graph's webhook block says of itself; either may be missing."""

    webhook_id: str | None
    own_hash: str | None


@dataclass(frozen=True, slots=True)
class Webhook:
    """One workflow's webhook."""

    workflow_id: str
    webhook_id: str
    own_hash: str | None
    secret_hash: str | None
    armed_until: datetime | None

    @property
    def armed(self) -> bool:
        """Whether a call may still be made."""
        return self.armed_until is not None and self.armed_until > now()


def taken_out(workflow: Workflow) -> tuple[Workflow, Credentials | None]:
    """The workflow without its webhook's secret, as it is stored, and what its webhook block said."""
    hooks = [block for block in workflow.blocks if block.type == WEBHOOK]
    if not hooks:
        return workflow, None
    said = hooks[0].config
    secret, known = said.get("webhook_secret"), str(said.get("webhook_id") or "").lower()
    credentials = Credentials(
        known if is_uuid(known) else None, digest(secret) if isinstance(secret, str) and secret else None
    )
    return workflow.model_copy(update={"blocks": bare(workflow.graph).blocks}), credentials


def bare(graph: Graph) -> Graph:
    """The graph without its webhook's secret, as it is stored and written to files."""
    blocks = [_bare(block) if block.type == WEBHOOK else block for block in graph.blocks]
    return Graph.model_construct(blocks=blocks, edges=graph.edges)


def _bare(block: Block) -> Block:
    config = {name: value for name, value in block.config.items() if name != "webhook_secret"}
    return block.model_copy(update={"config": config})


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID in its usual form."""
    return _UUID.fullmatch(text) is not None


_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Webhooks:
    """Webhooks by their own id and by workflow; each workflow has at most one."""

    def __init__(self, reach: Reach, executions: Executions) -> None:
        self._reach, self._executions = reach, executions

    def get(self, webhook_id: str) -> Webhook:
        """The webhook; raises WebhookNotFound."""
        with self._reach.read() as connection:
            row = connection.execute(select(table).where(table.c.webhook_id == webhook_id)).first()
        if row is None:
            raise WebhookNotFound(webhook_id)
        return _webhook(row)

    def of(self, workflow_id: str) -> Webhook | None:
        """The workflow's webhook, where it has one."""
        with self._reach.read() as connection:
            row = _row(connection, workflow_id) if is_id(workflow_id) else None
        return _webhook(row) if row is not None else None

    def made(self, workflow_id: str) -> Webhook:
        """The workflow's webhook, made where it has none."""
        with self._reach.write() as connection:
            return keep(connection, workflow_id, Credentials(None, None))

    def arm(self, workflow_id: str, secret_hash: str, until: datetime) -> Webhook:
        """Let one call be made until then. Armed already: the time is extended, the secret is the new one."""
        with self._reach.write() as connection:
            keep(connection, workflow_id, Credentials(None, None))
            values = {"secret_hash": secret_hash, "armed_until": stamp(until)}
            connection.execute(update(table).where(table.c.workflow_id == workflow_id).values(**values))
            return _webhook(_row(connection, workflow_id))

    def undeploy(self, workflow_id: str) -> None:
        """Undeploy the workflow and take its leave away, in one; raises nothing where there was none."""
        with self._reach.write() as connection:
            values = {"state": "internal", "updated_at": stamp(now())}
            known = (workflows.c.id == workflow_id, workflows.c.state == "deployed")
            connection.execute(update(workflows).where(*known).values(**values))
            connection.execute(update(table).where(table.c.workflow_id == workflow_id).values(armed_until=None))

    def spend(
        self, webhook: Webhook, execution: Execution, owner: str, *, secret_hash: str | None, key: Key | None = None
    ) -> bool:
        """Use up the leave and store the execution, in one transaction; False where another call was quicker.

        `secret_hash`: the secret that was shown must still open it; None where a signature was checked instead.
        Raises KeyTaken, which leaves the webhook armed.
        """
        opens = or_(table.c.secret_hash == secret_hash, table.c.own_hash == secret_hash)
        known = [table.c.webhook_id == webhook.webhook_id, table.c.armed_until > stamp(now())]
        known += [opens] if secret_hash is not None else []
        with self._reach.write() as connection:
            if not connection.execute(update(table).where(*known).values(armed_until=None)).rowcount:
                return False
            self._executions.insert(connection, execution, owner, key)
        return True


def keep(connection: Connection, workflow_id: str, credentials: Credentials) -> Webhook:
    """The workflow's webhook with what its graph says, inside a transaction of the caller's; made where it has none.

    An id that another workflow has (the graph is a copy) is not taken over: this one keeps its own, or gets a new one.
    """
    row = _row(connection, workflow_id)
    given = credentials.webhook_id
    if given is not None:
        holder = connection.execute(select(table.c.workflow_id).where(table.c.webhook_id == given)).scalar()
        given = given if holder in (None, workflow_id) else None
    if row is None:
        values = {"webhook_id": given or new_id(), "own_hash": credentials.own_hash}
        try:
            with connection.begin_nested():
                connection.execute(table.insert().values(workflow_id=workflow_id, **values))
        except IntegrityError:  # another process took that id, or made the row, in this very moment
            if _row(connection, workflow_id) is None:
                connection.execute(table.insert().values(workflow_id=workflow_id, **{**values, "webhook_id": new_id()}))
    else:
        changes = {"webhook_id": given} if given else {}
        changes |= {"own_hash": credentials.own_hash} if credentials.own_hash else {}
        if changes:
            connection.execute(update(table).where(table.c.workflow_id == workflow_id).values(**changes))
    return _webhook(_row(connection, workflow_id))


def opened_by(connection: Connection, workflow_id: str, own_hash: str) -> bool:
    """Whether the secret of that hash is the one that came in the workflow's graph before."""
    row = _row(connection, workflow_id)
    return row is not None and row._mapping["own_hash"] == own_hash


def _row(connection: Connection, workflow_id: str) -> Row[tuple[str, ...]] | None:
    return connection.execute(select(table).where(table.c.workflow_id == workflow_id)).first()


def _webhook(row: Row[tuple[str, ...]] | None) -> Webhook:
    if row is None:
        raise WebhookNotFound("")
    fields = row._mapping
    until = moment(fields["armed_until"]) if fields["armed_until"] else None
    return Webhook(fields["workflow_id"], fields["webhook_id"], fields["own_hash"], fields["secret_hash"], until)
