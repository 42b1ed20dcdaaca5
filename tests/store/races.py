"""Many callers, in threads of two processes, for one armed webhook at a time: who won each arm."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from jupyter_powa.model.execution import Execution
from jupyter_powa.model.workflow import Workflow, now
from jupyter_powa.store import Store
from jupyter_powa.store.webhooks import digest

SECRET = "s"


def race(address: str, rounds: int, callers: int) -> list[int]:
    """The number of winners of each round; half of the callers are in another process.

    What the winners say is checked against what is stored: as many executions as wins, and no more.
    """
    store = Store(address)
    other = subprocess.Popen(
        [sys.executable, "-m", "tests.store.races", address, str(callers // 2)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdin is not None and other.stdout is not None
    try:
        history = []
        assert other.stdout.readline() == "ready\n"
        for _ in range(rounds):
            workflow = store.workflows.put(Workflow(name="w"))
            webhook = store.webhooks.arm(workflow.id, digest(SECRET), now() + timedelta(minutes=1))
            print(webhook.webhook_id, file=other.stdin, flush=True)
            won = call(store, webhook.webhook_id, callers - callers // 2)
            won += json.loads(other.stdout.readline())
            stored = len(store.executions.list(workflow.id))
            assert stored == won, f"{won} callers were told that they won, {stored} executions are stored"
            history.append(won)
        return history
    finally:
        other.stdin.close()
        other.wait(20)
        other.stdout.close()
        store.close()


def call(store: Store, webhook_id: str, callers: int) -> int:
    """How many of these callers, all at once, were told that they won."""
    webhook, together = store.webhooks.get(webhook_id), Barrier(callers)

    def one(_: int) -> bool:
        execution = Execution(workflow_id=webhook.workflow_id)
        together.wait(20)
        return store.webhooks.spend(webhook, execution, "", secret_hash=digest(SECRET))

    with ThreadPoolExecutor(callers) as pool:
        return sum(pool.map(one, range(callers)))


if __name__ == "__main__":
    opened = Store(sys.argv[1])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        sys.stdout.write(f"{call(opened, line.strip(), int(sys.argv[2]))}\n")
        sys.stdout.flush()
    opened.close()
