"""The seed's own requests for SQL agents, sent as they stand to a live server, each kind of database behind it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pymysql
import pytest
import requests

from tests.server.running import Server

pytestmark = pytest.mark.server
TEXT = (Path(__file__).parents[1] / "seeds" / "003_skysql.txt").read_text()
REQUEST = re.compile(r"^(GET|POST|PUT|PATCH|DELETE) (/copilot/v1\S*) HTTP/1\.1$", re.MULTILINE)
ID = "123e4567-e89b-12d3-a456-426614174000"
OWN = "powa_seed"


@dataclass
class Example:
    """A request of the seed's with its body, and the answer that it shows."""

    method: str
    path: str
    body: Any
    answer: Any

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


def examples() -> Iterator[Example]:
    found = list(REQUEST.finditer(TEXT))
    for one, after in zip(found, [*found[1:], None], strict=True):
        rest = TEXT[one.end() : after.start() if after else len(TEXT)]
        values, place = [], 0
        while (start := re.compile(r"^[\[{]", re.MULTILINE).search(rest, place)) is not None:
            value, place = json.JSONDecoder().raw_decode(rest, start.start())
            values.append(value)
        sent = "Content-Type: application/json" in rest
        body, *answers = values if sent else [None, *values]
        yield Example(one[1], one[2], body, answers[0] if answers else None)


EXAMPLES = list(examples())


def like(told: Any, example: Any, where: str = "") -> None:
    """What is told has every field of the example, each of its kind; null in the example may be anything."""
    if isinstance(example, dict):
        assert isinstance(told, dict) and example.keys() <= told.keys(), where
        for name, value in example.items():
            like(told[name], value, f"{where}.{name}")
    elif isinstance(example, list):
        assert isinstance(told, list), where
        for item in told:
            like(item, example[0], f"{where}[]")
    elif example is not None:
        assert isinstance(told, type(example)) or (type(example), type(told)) == (int, float), where
        if where.endswith("created_on"):
            assert datetime.fromisoformat(told).tzinfo is not None, where


def test_all_24_requests_of_the_seed_are_read_here() -> None:
    assert len({example.name for example in EXAMPLES}) == len(EXAMPLES) == 24
    assert [example.name for example in EXAMPLES if example.body is None and example.answer is None] == [
        "DELETE /copilot/v1/agent/{agent_id}",
        "POST /copilot/v1/agent/{agent_id}/rebuild",
        "DELETE /copilot/v1/data-source/{datasource_id}",
        "DELETE /copilot/v1/session/{session_id}",
        "DELETE /copilot/v1/session/{session_id}/entry",
    ]


MAKE = "create table {q}text{q} ({q}text{q} varchar(20), {q}number{q} integer)"


def _mariadb() -> dict[str, Any]:
    with pymysql.connect(host="127.0.0.1", user="root", autocommit=True) as connection:
        cursor = connection.cursor()
        for statement in (
            f"drop database if exists {OWN}",
            f"create database {OWN}",
            f"create or replace user {OWN} identified by 'seed-password'",
            f"grant select on {OWN}.* to {OWN}",
            f"use {OWN}",
            MAKE.format(q="`"),
            "insert into `text` values ('a', 1), ('b', 2)",
        ):
            cursor.execute(statement)
    return {"host": "127.0.0.1", "port": 3306, "username": OWN, "password": "seed-password"}


def _postgresql() -> dict[str, Any]:
    with psycopg.connect("postgresql://postgres@127.0.0.1:5432/postgres", autocommit=True) as connection:
        for statement in (
            f"drop database if exists {OWN}",
            f"drop role if exists {OWN}",
            f"create role {OWN} login",
            f"create database {OWN}",
        ):
            connection.execute(statement.encode())
    with psycopg.connect(f"postgresql://postgres@127.0.0.1:5432/{OWN}", autocommit=True) as connection:
        for statement in (
            MAKE.format(q='"'),
            "insert into text values ('a', 1), ('b', 2)",
            f"grant select on text to {OWN}",
        ):
            connection.execute(statement.encode())
    return {"host": "127.0.0.1", "port": 5432, "username": OWN, "password": "any"}


@pytest.fixture(params=["mariadb", "postgresql", "duckdb"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """What the seed leaves open: where a database is."""
    if request.param == "duckdb":
        path = tmp_path / "seed.duckdb"
        with duckdb.connect(str(path)) as connection:
            connection.execute(MAKE.format(q='"'))
            connection.execute("insert into text values ('a', 1), ('b', 2)")
        yield {"host": str(path), "port": 0, "username": "", "password": ""}
        return
    yield {"mariadb": _mariadb, "postgresql": _postgresql}[request.param]()


class Client:
    """Sends the seed's requests, the ids and the place of the database filled in."""

    def __init__(self, server: Server, where: dict[str, Any]) -> None:
        self._server, self._where = server, where
        self.ids: dict[str, str] = {}

    def send(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"X-API-Key": self._server.token, "Accept": "*/*"}
        reply = requests.request(
            method, f"{self._server.address}{path}", json=body, headers=headers, timeout=60, allow_redirects=False
        )
        assert reply.status_code == 200, (method, path, reply.status_code, reply.text)
        return reply.json()

    def run(self, example: Example) -> Any:
        body = json.loads(json.dumps(example.body))
        for name in body or {}:
            body[name] = self.ids[name] if body[name] == ID else body[name]
        if example.name == "POST /copilot/v1/data-source/":
            body |= self._where
        path = re.sub(r"{(\w+)}", lambda found: self.ids[found[1]], example.path)
        told = self.send(example.method, path, body)
        if example.answer is not None:
            like(told, example.answer)
        else:
            assert told is None
        return told

    def prepare(self) -> None:
        """What the seed's requests speak of: a source, a context, an agent, a session with an entry."""
        source = self.send("POST", "/copilot/v1/data-source/", {"name": "prepared", **self._where})
        self.ids["datasource_id"] = source["id"]
        form = {"name": "text", "datasource_id": source["id"]}
        self.ids["context_id"] = self.send("POST", "/copilot/v1/context/", form)["id"]
        form = {"name": "text", "description": None, "context_id": self.ids["context_id"]}
        self.ids["agent_id"] = self.send("POST", "/copilot/v1/agent/", form)["id"]
        form = {"agent_id": self.ids["agent_id"], "chat": {"prompt": "How many rows of text are there?"}}
        session = self.send("POST", "/copilot/v1/session/", form)
        self.ids["session_id"], self.ids["entry_id"] = session["id"], session["entries"][0]["id"]


ENDS = ("entry", "session_id", "agent_id", "datasource_id")
"""How the seed's deletions end, in an order in which each still finds what it deletes."""


def test_every_request_of_the_seed_is_answered_in_its_shape(server: Server, where: dict[str, Any]) -> None:
    client = Client(server, where)
    client.prepare()
    last = [example for end in ENDS for example in EXAMPLES if example.method == "DELETE" and end in example.path[-15:]]
    told = {example.name: client.run(example) for example in EXAMPLES if example not in last}
    imported = told["POST /copilot/v1/agent/import"]
    assert (imported["index_status"], imported["status"], imported["type"]) == ("INSYNC", "DEVELOPMENT", "USER")
    exported = client.send("GET", f"/copilot/v1/agent/{imported['id']}/export")
    seed = next(example for example in EXAMPLES if example.path.endswith("/import")).body["data"]
    like(exported, seed)
    assert [table["name"] for table in exported["context"]["tables"]] == ["text"]
    for agent in (imported, told["POST /copilot/v1/agent/"]):
        client.send("DELETE", f"/copilot/v1/agent/{agent['id']}")
    for example in last:
        client.run(example)
    client.send("DELETE", f"/copilot/v1/data-source/{told['POST /copilot/v1/data-source/']['id']}")
    left = {one["id"] for path in ("agent", "data-source") for one in client.send("GET", f"/copilot/v1/{path}/")}
    assert not left & {*client.ids.values(), imported["id"]}


@pytest.mark.kernel
def test_a_database_in_a_file_is_reached_by_the_servers_own_kernel(
    start_server: Callable[..., Server], tmp_path: Path
) -> None:
    path = tmp_path / "seed.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table visits (id integer, country varchar)")
        connection.execute("insert into visits values (1, 'Peru'), (2, 'Norway'), (3, 'Peru')")
    client = Client(start_server(extension="jupyter_powa"), {"host": str(path), "port": 0, **NOBODY})
    client.prepare()
    asked = {"agent_id": client.ids["agent_id"], "prompt": "How many visits per country?"}
    rows = client.send("POST", "/copilot/v1/chat/", asked)["response"]["content"]
    assert sorted(tuple(row.values()) for row in rows) == [("Norway", 1), ("Peru", 2)]
    filtered = asked | {"config": {"table_filter": {"visits": "country = 'Peru'"}}}
    rows = client.send("POST", "/copilot/v1/chat/", filtered)["response"]["content"]
    assert [tuple(row.values()) for row in rows] == [("Peru", 2)]


NOBODY = {"username": "", "password": ""}


def test_who_is_not_signed_in_is_told_in_the_familys_own_shape(server: Server) -> None:
    for headers in ({}, {"X-API-Key": "wrong"}, {"X-API-Key": "ü".encode().decode("latin-1")}):
        reply = server("GET", "/copilot/v1/agent/", headers=headers)
        assert (reply.status_code, "Sign in" in reply.json()["detail"]) == (401, True)
    assert server("GET", "/api/workflows", headers={"X-API-Key": server.token}).status_code == 401
    for path in ("/copilot/v1/agent/", "/copilot/v1/agent"):
        assert server("GET", path).status_code == 200
    reply = server("DELETE", "/copilot/v1/agent/")
    assert (reply.status_code, "not allowed" in reply.json()["detail"]) == (405, True)
    assert server("POST", "/copilot/v1/chat", {"prompt": 1}).json()["detail"][0]["loc"] == ["body", "agent_id"]


def test_a_questions_steps_arrive_as_server_sent_events(server: Server) -> None:
    agent = server("GET", "/copilot/v1/agent/").json()[0]["id"]
    session = server("POST", "/copilot/v1/session/", {"agent_id": agent}).json()["id"]
    path, asked = f"/copilot/v1/session/{session}/entry", {"prompt": "What is there?"}
    for address, accept in ((f"{path}/stream", "*/*"), (path, "text/event-stream")):
        reply = server("POST", address, asked, headers=server.headers | {"Accept": accept}, stream=True)
        assert reply.headers["Content-Type"].startswith("text/event-stream")
        events = [json.loads(line[6:]) for line in reply.iter_lines(decode_unicode=True) if line.startswith("data: ")]
        assert [event["event"] for event in events if event["event"] != "stage"] == ["complete"]
    both = server.headers | {"Accept": "application/json, text/event-stream"}
    assert server("POST", path, asked, headers=both).json()["chat"]["prompt"] == "What is there?"
    assert server("DELETE", f"/copilot/v1/session/{session}").status_code == 200
