"""The keys of requests that are to be done once."""

from datetime import timedelta

import pytest

from jupyter_powa.errors import KeyTaken
from jupyter_powa.model.execution import Execution
from jupyter_powa.model.workflow import Workflow, now
from jupyter_powa.store import Store
from jupyter_powa.store.keys import Key
from jupyter_powa.store.rows import stamp
from jupyter_powa.store.tables import keys


def test_a_key_leads_to_the_execution_that_it_started(store: Store):
    workflow = store.workflows.put(Workflow(name="w"))
    key = Key(workflow.id, "k", "asked")
    assert store.keys.find(key) is None
    execution = store.executions.add(Execution(workflow_id=workflow.id), key=key)
    assert store.keys.find(key) == (execution.id, True)
    assert store.keys.find(Key(workflow.id, "k", "asked otherwise")) == (execution.id, False)
    with pytest.raises(KeyTaken):
        store.executions.add(Execution(workflow_id=workflow.id), key=key)
    assert len(store.executions.list(workflow.id)) == 1
    store.workflows.delete(workflow.id)
    assert store.keys.find(key) is None


def test_a_key_is_known_for_a_day(store: Store):
    workflow = store.workflows.put(Workflow(name="w"))
    key = Key(workflow.id, "k", "asked")
    store.executions.add(Execution(workflow_id=workflow.id), key=key)
    with store._reach.write() as connection:
        connection.execute(keys.update().values(created_at=stamp(now() - timedelta(hours=25))))
    assert store.keys.find(key) is None
    later = store.executions.add(Execution(workflow_id=workflow.id), key=key)
    assert store.keys.find(key) == (later.id, True)
