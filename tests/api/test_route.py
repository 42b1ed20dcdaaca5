"""The table of routes: addresses, parameters, and how errors become replies."""

import logging
import re
from importlib import import_module
from pkgutil import iter_modules

from jupyter_powa import api
from jupyter_powa.api.route import NOBODY, TABLE, Asker, Route, answer, dispatch, route
from jupyter_powa.powa import Powa


def test_every_route_of_every_file_stands_in_the_table_once():
    files = [import_module(f"jupyter_powa.api.{found.name}") for found in iter_modules(api.__path__)]
    written = [one for file in (*files, api) for one in vars(file).values()]
    assert {id(one) for one in written if isinstance(one, Route)} == {id(one) for one in TABLE}
    assert len({(one.method, one.path) for one in TABLE}) == len(TABLE)


def test_no_address_hides_another():
    for place, later in enumerate(TABLE):
        example = re.sub(r"{\w+}", "x", later.path)
        assert [one for one in TABLE[:place] if one.method == later.method and re.fullmatch(one.pattern, example)] == []


def test_only_reading_is_a_get_and_every_route_says_what_it_does():
    for one in TABLE:
        assert (one.method == "GET") == (one.action == "read"), one.path
        assert one.about.endswith("."), one.path
        assert one.public == (one.path == "/api/webhooks/{webhook_id}"), one.path


async def test_an_address_that_is_not_there_is_told(call):
    reply = await call("GET", "/api/powa/nothing")
    assert (reply.status, reply.body["code"]) == (404, "not_found")


async def test_a_method_that_an_address_does_not_take_is_told_with_those_it_takes(call):
    reply = await call("PUT", "/api/workflows/x")
    assert (reply.status, reply.body["code"]) == (405, "method_not_allowed")
    assert reply.headers["Allow"] == "GET, PATCH, DELETE"


async def test_a_bug_is_logged_whole_and_told_shortly_with_an_id(powa: Powa, caplog):
    @route("GET", "/api/powa/bug", action="read")
    async def bug(powa: Powa) -> None:
        """Break."""
        raise KeyError("a secret path")

    reply = await answer(powa, bug, (), {}, None, NOBODY)
    assert (reply.status, reply.body["code"]) == (500, "internal_error")
    assert "secret" not in reply.json.decode()
    (record,) = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert reply.body["details"]["error_id"] in record.getMessage() and "a secret path" in caplog.text


async def test_query_parameters_come_by_their_names_and_types(powa: Powa):
    @route("GET", "/api/powa/echo", action="read")
    async def echo(powa: Powa, count: int = 1, flag: bool = False, *, asker: Asker) -> dict[str, object]:
        """Echo."""
        return {"count": count, "flag": flag, "caller": asker.caller}

    reply = await answer(powa, echo, (), {"count": "7", "flag": "true", "other": "x"}, None, Asker("me"))
    assert reply.body == {"count": 7, "flag": True, "caller": "me"}
    refused = await answer(powa, echo, (), {"count": "7.5", "flag": "perhaps"}, None, Asker("me"))
    assert refused.status == 400 and [one["field"] for one in refused.body["details"]] == ["count", "flag"]


async def test_a_large_body_is_read_like_a_small_one(powa: Powa):
    body = b'{"name": "w", "description": "' + b"x" * 15_000 + b'", "variables": {"v": "' + b"y" * 400_000 + b'"}}'
    assert (await dispatch(powa, "POST", "/api/workflows", {}, body)).status == 201
    powa.settings.max_body = 1_000
    assert (await dispatch(powa, "POST", "/api/workflows", {}, body)).body["code"] == "body_too_large"
