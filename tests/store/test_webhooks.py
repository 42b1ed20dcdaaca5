"""The webhooks of a store: leave for one call, used up together with the record of its execution."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest

from jupyter_powa.errors import KeyTaken
from jupyter_powa.model.execution import Execution
from jupyter_powa.model.workflow import Block, Graph, Workflow, now
from jupyter_powa.store import Store
from jupyter_powa.store.keys import Key
from jupyter_powa.store.webhooks import Webhook, digest
from jupyter_powa.unknown import WebhookNotFound
from tests.store.races import race


@pytest.fixture
def workflow(store: Store) -> Workflow:
    return store.workflows.put(Workflow(name="w"))


def arm(store: Store, workflow: Workflow, secret: str = "s", seconds: float = 60) -> Webhook:
    return store.webhooks.arm(workflow.id, digest(secret), now() + timedelta(seconds=seconds))


def spend(store: Store, webhook: Webhook, secret: str = "s", key: Key | None = None) -> bool:
    execution = Execution(workflow_id=webhook.workflow_id)
    return store.webhooks.spend(webhook, execution, "", secret_hash=digest(secret), key=key)


def test_leave_is_used_up_by_the_call_that_is_stored(store: Store, workflow: Workflow):
    webhook = arm(store, workflow)
    assert store.webhooks.get(webhook.webhook_id) == webhook and webhook.armed
    assert [spend(store, webhook), spend(store, webhook)] == [True, False]
    assert len(store.executions.list(workflow.id)) == 1


def test_another_secret_or_a_later_time_does_not_use_it_up(store: Store, workflow: Workflow):
    webhook = arm(store, workflow)
    assert not spend(store, webhook, "other")
    assert not spend(store, arm(store, workflow, seconds=-1))
    assert store.executions.list(workflow.id) == []


def test_a_call_that_cannot_be_stored_leaves_it_armed(store: Store, workflow: Workflow):
    webhook = arm(store, workflow)
    key = Key(workflow.id, "k", "f")
    store.executions.add(Execution(workflow_id=workflow.id), key=key)
    with pytest.raises(KeyTaken):
        spend(store, webhook, key=key)
    assert store.webhooks.get(webhook.webhook_id).armed
    assert len(store.executions.list(workflow.id)) == 1


def test_undeploying_takes_it_away_and_deleting_forgets_it(store: Store, workflow: Workflow):
    webhook = arm(store, workflow)
    store.webhooks.undeploy(workflow.id)
    assert not store.webhooks.get(webhook.webhook_id).armed
    store.workflows.delete(workflow.id)
    with pytest.raises(WebhookNotFound):
        store.webhooks.get(webhook.webhook_id)


def test_a_secret_in_a_graph_is_kept_as_a_hash_alone(store: Store):
    hook = Block(id="h", type="webhook", config={"webhook_id": str(uuid4()).upper(), "webhook_secret": "open sesame"})
    for saved in (
        store.workflows.put(Workflow(name="w", blocks=[hook])),
        store.workflows.save_graph(store.workflows.put(Workflow(name="v")).id, Graph(blocks=[hook])),
    ):
        assert "open sesame" not in store.workflows.get(saved.id).model_dump_json()
        webhook = store.webhooks.of(saved.id)
        assert webhook is not None and webhook.own_hash == digest("open sesame")
    assert hook.config["webhook_secret"] == "open sesame"  # the caller's own graph stays as it is


def test_an_id_belongs_to_the_first_workflow_that_has_it(store: Store):
    taken = str(uuid4())
    hook = Block(id="h", type="webhook", config={"webhook_id": taken})
    first, copy = (store.workflows.put(Workflow(name=name, blocks=[hook])) for name in "ab")
    ids = [store.webhooks.made(one.id).webhook_id for one in (first, copy)]
    assert ids[0] == taken != ids[1]


@pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)
def test_of_many_calls_in_threads_and_processes_exactly_one_wins_each_arm(address: str):
    history = race(address, rounds=20, callers=6)
    assert [winners for winners in history if winners != 1] == []
    assert len(history) == 20


def test_the_webhook_of_a_workflow_is_made_once(store: Store, workflow: Workflow):
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: store.webhooks.made(workflow.id).webhook_id, range(8)))
    assert len(set(made)) == 1
