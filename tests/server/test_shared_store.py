"""Two servers on one PostgreSQL store: what one has armed or begun is there for the other, and happens once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import requests

from tests.server.running import PATIENCE, Server, begin
from tests.server.test_public import GRAPH
from tests.store.conftest import postgresql as postgresql  # the fixture

pytestmark = pytest.mark.server
ROUNDS, CALLERS = 5, 3


@pytest.fixture
def servers(tmp_path: Path, postgresql: str) -> Iterator[list[Server]]:
    """Both, started at once, and ended before the store goes."""
    folders = [tmp_path / name for name in ("first", "second")]
    for folder in folders:
        folder.mkdir()
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda folder: begin(folder, f"c.LocalApp.store_url = '{postgresql}'"), folders))
    yield made
    for server in made:
        server.process.terminate()
        server.process.wait(PATIENCE)


def all_at_once(servers: list[Server], call: Callable[[Server], requests.Response]) -> list[requests.Response]:
    """What some callers get that call at the same moment, some at each server."""
    callers = servers * CALLERS
    together = Barrier(len(callers))

    def one(server: Server) -> requests.Response:
        together.wait(20)
        return call(server)

    with ThreadPoolExecutor(len(callers)) as pool:
        return list(pool.map(one, callers))


def opened(servers: list[Server], armed: dict[str, str]) -> int:
    """How many of those who call with the secret are let in."""
    headers, place = {"Authorization": f"Bearer {armed['secret']}"}, armed["webhook_url"].rsplit("/", 1)[1]

    def call(server: Server) -> requests.Response:
        address = f"{server.address}/api/webhooks/{place}"
        return requests.post(address, json={"n": 1}, headers=headers, timeout=30)

    return [reply.status_code for reply in all_at_once(servers, call)].count(200)


def test_of_calls_at_both_exactly_one_wins_each_arm_and_each_key(servers: list[Server]) -> None:
    first, second = servers
    workflow = first("POST", "/api/workflows", {"name": "w", **GRAPH}).json()["id"]
    executions = f"/api/workflows/{workflow}/executions"
    for place in range(ROUNDS):
        assert opened(servers, servers[place % 2]("POST", f"/api/workflows/{workflow}/arm").json()) == 1
    assert len(first("GET", executions).json()["executions"]) == ROUNDS

    def keyed(server: Server) -> requests.Response:
        headers = {**server.headers, "Idempotency-Key": "the same"}
        return server("POST", f"/api/workflows/{workflow}/execute", {"n": 2}, headers=headers)

    ids = {reply.json().get("execution_id") for reply in all_at_once(servers, keyed)} - {None}
    assert len(ids) == 1
    assert len(second("GET", executions).json()["executions"]) == ROUNDS + 1
