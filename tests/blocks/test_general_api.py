"""The block that asks an HTTP address, against real peers on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest
from aiohttp import web
from pydantic import ValidationError

from jupyter_powa.blocks.base import Needs
from jupyter_powa.blocks.general_api import LONGEST_WAIT, GeneralApiBlock
from jupyter_powa.engine.check import check
from jupyter_powa.kernel.outside import Outside
from jupyter_powa.model.execution import BlockProgress
from jupyter_powa.model.plan import Secret, WebRules
from tests.engine.running import Ran, graph_of, ran
from tests.web.peer import Peer, peer

KEY = "marker-e51b"


async def asked(
    here: Peer, config: dict[str, Any], *, secrets: Mapping[str, Secret] | None = None, given: Any = None
) -> Ran:
    """Run the block `it` behind a code block `Given`, where this peer is allowed."""
    graph = graph_of({"Given": ("code", {"code": "output = given"}), "it": ("general_api", config)})
    carries = {"web": WebRules(allowed_addresses=[here.place]), "secrets": dict(secrets or {})}
    return await ran(
        graph, {"word": "x"}, {"given": given}, outside=lambda plan: Outside(plan.model_copy(update=carries))
    )


async def result(here: Peer, config: dict[str, Any], **more: Any) -> dict[str, Any]:
    it = await asked(here, config, **more)
    assert it.done.status == "completed", it.done.error
    return it.results["it"]


async def failed(here: Peer, config: dict[str, Any], code: str, **more: Any) -> str:
    it = await asked(here, config, **more)
    assert it.failed["it"].code == code, it.failed["it"]
    return str(it.failed["it"].error)


def answers(*said: Any) -> Any:
    """A handler that gives these in turn, then the last one again: a status, JSON, or a ready response's arguments."""
    left = list(said)

    async def answer(request: web.Request) -> web.Response:
        one = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(one, int):
            return web.Response(status=one, text=f"this is {one}")
        return web.Response(**one) if isinstance(one, dict) and "status" in one else web.json_response(one)

    return answer


async def test_it_gives_what_the_contract_says():
    async with peer(answers({"status": 201, "text": '{"id": 7}', "content_type": "application/json"})) as here:
        it = await result(here, {"url": f"{here.url}/orders"})
    assert (it["output"], it["status_code"], it["url"]) == ({"id": 7}, 201, f"{here.url}/orders")
    assert it["headers"]["content-type"].startswith("application/json") and "set-cookie" not in it["headers"]
    assert here.came[0].method == "GET"


async def test_references_fill_every_part_and_keep_their_types():
    config = {
        "url": "<Given.output.base>/a/{{word}}",
        "method": "post",
        "headers": {"X-Count": "<Given.output.n>", "X-None": None},
        "params": {"n": "<Given.output.n>", "many": "<Given.output.many>"},
        "body": {"n": "<Given.output.n>", "text": "n=<Given.output.n>", "frame": "<Given.output.frame>"},
    }
    async with peer() as here:
        given = {"base": here.url, "n": 7, "many": [1, "b"], "frame": pd.DataFrame({"a": [1, 2]})}
        output = (await result(here, config, given=given))["output"]
    assert output["target"] == "/a/x?n=7&many=1&many=b" and output["method"] == "POST"
    assert output["headers"]["x-count"] == "7" and "x-none" not in output["headers"]
    assert output["body"] == '{"n":7,"text":"n=7","frame":[{"a":1},{"a":2}]}'
    assert output["headers"]["content-type"] == "application/json"


async def test_an_address_of_which_a_part_has_no_value_is_not_asked():
    async with peer() as here:
        for url in (f"{here.url}/<Given.output.none>", f"{here.url}/{{{{ Later.id }}}}", f"{here.url}/<Later.output>"):
            assert "has no value" in await failed(here, {"url": url}, "unresolved_reference")
        assert here.came == []


async def test_a_form_and_a_raw_body_say_what_they_are_unless_the_headers_do():
    async with peer() as here:
        form = await result(here, {"url": here.url, "method": "POST", "body": {"a": "ä b"}, "body_as": "form"})
        raw = {"url": here.url, "method": "POST", "body": "<x/>", "body_as": "raw"}
        plain = await result(here, raw)
        own = await result(here, {**raw, "headers": {"Content-Type": "text/xml"}})
        nothing = await result(here, {"url": here.url, "method": "POST"})
    assert form["output"]["body"] == "a=%C3%A4+b"
    assert form["output"]["headers"]["content-type"] == "application/x-www-form-urlencoded"
    assert plain["output"]["headers"]["content-type"] == "text/plain; charset=utf-8"
    assert own["output"]["headers"]["content-type"] == "text/xml" and own["output"]["body"] == "<x/>"
    assert nothing["output"]["body"] == "" and "content-type" not in nothing["output"]["headers"]


@pytest.mark.parametrize(
    ("auth", "header", "value"),
    [
        ({"secret": "key"}, "authorization", f"Bearer {KEY}"),
        ({"secret": "key", "scheme": "basic", "user": "ada"}, "authorization", "Basic YWRhOm1hcmtlci1lNTFi"),
        ({"secret": "key", "scheme": "header", "name": "X-Key"}, "x-key", KEY),
    ],
)
async def test_a_stored_secret_signs_in_and_shows_up_nowhere(auth, header, value):
    async with peer(answers({"ok": True})) as here:
        it = await asked(here, {"url": here.url, "auth": auth}, secrets={"key": Secret(value=KEY, hosts=["127.0.0.1"])})
        assert it.done.status == "completed" and here.came[0].headers[header] == value
    assert KEY not in repr(it.events) and KEY not in repr(it.results)


async def test_a_secret_in_the_query_is_not_in_the_address_that_is_told():
    async with peer(answers({"ok": True})) as here:
        config = {"url": f"{here.url}/a?x=1", "auth": {"secret": "key", "scheme": "query", "name": "k"}}
        it = await result(here, config, secrets={"key": Secret(value=KEY, hosts=[here.place])})
    assert f"k={KEY}" in here.came[0].target and it["url"] == f"{here.url}/a?x=1"


async def test_a_secret_is_not_sent_where_it_is_not_bound_to():
    async with peer() as here:
        config = {"url": here.url, "auth": {"secret": "key"}}
        words = await failed(
            here, config, "secret_not_bound", secrets={"key": Secret(value=KEY, hosts=["api.example.com"])}
        )
        assert "api.example.com" in words and KEY not in words and here.came == []
        assert "'key'" in await failed(here, config, "unknown_secret")


async def test_an_answer_that_repeats_the_secret_does_not_put_it_into_the_error():
    async with peer(answers({"status": 401, "text": f"wrong key: {KEY}"})) as here:
        config = {"url": here.url, "auth": {"secret": "key"}}
        words = await failed(here, config, "http_401", secrets={"key": Secret(value=KEY, hosts=["127.0.0.1"])})
    assert words == "127.0.0.1 answered 401 Unauthorized: wrong key: ***"


def test_it_needs_the_secret_that_it_names():
    assert GeneralApiBlock.needs({"url": "x"}) is None
    assert GeneralApiBlock.needs({"url": "x", "auth": None}) is None
    assert GeneralApiBlock.needs({"url": "x", "auth": {"secret": "key"}}) == Needs(secrets=("key",))


@pytest.mark.parametrize(
    ("status", "accept", "code"),
    [
        (404, [], "http_404"),
        (500, [404], "http_500"),
        (418, [], "http_418"),
        (599, [], "http_599"),
        (404, [404], None),
        (500, "all", None),
        (304, [], None),
    ],
)
async def test_a_status_from_400_on_fails_unless_it_is_accepted(status, accept, code):
    async with peer(answers(status)) as here:
        config = {"url": here.url, "accept_status": accept}
        if code:
            assert f"127.0.0.1 answered {status}" in await failed(here, config, code)
        else:
            assert (await result(here, config))["status_code"] == status


async def test_an_accepted_error_has_its_own_shape():
    async with peer(answers(404)) as here:
        it = await result(here, {"url": here.url, "accept_status": [404], "response": "json"})
    assert it["output"] == "this is 404"


async def test_a_failed_request_leaves_by_the_error_route():
    async with peer(answers(503)) as here:
        blocks = {"it": ("general_api", {"url": here.url}), "rescue": ("code", {"code": "output = 'saved'"})}
        it = await ran(
            graph_of(blocks, ["it:error>rescue"]),
            outside=lambda plan: Outside(plan.model_copy(update={"web": WebRules(allowed_addresses=[here.place])})),
        )
    assert it.failed["it"].code == "http_503" and it.results["rescue"]["output"] == "saved"


@pytest.mark.parametrize(
    ("response", "said", "output"),
    [
        ("auto", {"text": "a", "content_type": "text/html"}, "a"),
        ("auto", {"body": b"\x00\xff", "content_type": "image/png"}, b"\x00\xff"),
        ("auto", {"text": '{"a": 1}', "content_type": "application/problem+json"}, {"a": 1}),
        ("auto", {"body": b""}, None),
        ("text", {"text": '{"a": 1}', "content_type": "application/json"}, '{"a": 1}'),
        ("json", {"text": "[1]", "content_type": "text/plain"}, [1]),
        ("bytes", {"text": "a"}, b"a"),
    ],
)
async def test_the_answer_comes_in_the_shape_that_is_asked_for(response, said, output):
    async with peer(answers({"status": 200, **said})) as here:
        assert (await result(here, {"url": here.url, "response": response}))["output"] == output


async def test_rows_become_a_frame_that_later_blocks_can_query():
    csv = {"status": 200, "text": "a,b\n1,x\n2,y\n", "content_type": "text/csv"}
    for said, config in (([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}], {}), (csv, {})):
        async with peer(answers(said)) as here:
            frame = (await result(here, {"url": here.url, "response": "frame", **config}))["output"]
        assert frame.to_dict("records") == [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]
    async with peer(answers({"data": {"rows": [{"a": 1}]}})) as here:
        it = await result(here, {"url": here.url, "response": "frame", "items": "data.rows"})
        assert it["output"].to_dict("records") == [{"a": 1}]
        assert "data" in await failed(here, {"url": here.url, "items": "rows"}, "no_such_part")
        assert "items" in await failed(
            here, {"url": here.url, "items": "data.rows.0.a", "response": "frame"}, "not_rows"
        )


async def test_it_is_tried_again_after_a_status_that_says_later():
    later = {"status": 429, "headers": {"Retry-After": "0"}}
    async with peer(answers(later, 502, {"ok": 1})) as here:
        it = await asked(here, {"url": here.url, "retries": {"attempts": 3, "backoff": 0.01}})
    assert it.done.status == "completed" and len(here.came) == 3
    told = [event.message for event in it.events if isinstance(event, BlockProgress)]
    assert told[-1] == "502. Try 3 of 3 in 0.02 s."


@pytest.mark.parametrize(
    ("asks", "backoff"),
    [("Wed, 21 Oct 2015 07:28:00 GMT", 60), ("0", 60), (" 0 ", 60), ("soon", 0), ("-5", 0), ("", 0)],
)
async def test_the_wait_that_is_asked_for_goes_before_ones_own(asks, backoff):
    async with peer(answers({"status": 503, "headers": {"Retry-After": asks}}, {"ok": 1})) as here:
        await result(here, {"url": here.url, "retries": {"attempts": 2, "backoff": backoff}})
        assert len(here.came) == 2


async def test_nobody_is_waited_for_longer_than_a_minute():
    async with peer(answers({"status": 503, "headers": {"Retry-After": "99999999"}})) as here:
        carries = {"web": WebRules(allowed_addresses=[here.place])}
        graph = graph_of({"it": ("general_api", {"url": here.url, "retries": {"attempts": 2}})})
        told = Ran()
        task = asyncio.create_task(ran(graph, into=told, outside=lambda plan: Outside(plan.model_copy(update=carries))))
        while not (waits := [event for event in told.events if isinstance(event, BlockProgress)]):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        assert waits[0].message == f"503. Try 2 of 2 in {LONGEST_WAIT:g} s."
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_it_is_tried_as_often_as_it_says_and_no_more():
    async with peer(answers(503)) as here:
        await failed(here, {"url": here.url, "retries": {"attempts": 2, "backoff": 0}}, "http_503")
        assert len(here.came) == 2
        await failed(here, {"url": here.url}, "http_503")
        assert len(here.came) == 3


@pytest.mark.parametrize(
    ("method", "more", "times"),
    [("POST", {}, 1), ("PATCH", {}, 1), ("POST", {"any_method": True}, 2), ("PUT", {}, 2), ("DELETE", {}, 2)],
)
async def test_what_might_be_done_twice_is_only_sent_again_where_that_is_said(method, more, times):
    async with peer(answers(503)) as here:
        retries = {"attempts": 2, "backoff": 0, **more}
        await failed(here, {"url": here.url, "method": method, "retries": retries}, "http_503")
    assert len(here.came) == times


@pytest.mark.parametrize("status", [400, 401, 404, 500])
async def test_what_will_not_get_better_is_not_tried_again(status):
    async with peer(answers(status)) as here:
        await failed(here, {"url": here.url, "retries": {"attempts": 3, "backoff": 0}}, f"http_{status}")
    assert len(here.came) == 1


async def test_a_connection_that_breaks_is_tried_again_and_one_that_is_not_allowed_is_not():
    async def breaks(request: web.Request) -> web.Response:
        if len(here.came) < 3:
            assert request.transport is not None
            request.transport.abort()
        return web.json_response("there")

    async with peer(breaks) as here:
        assert (await result(here, {"url": here.url, "retries": {"attempts": 5, "backoff": 0}}))["output"] == "there"
        before = len(here.came)
        config = {"url": "http://127.0.0.3/", "retries": {"attempts": 5, "backoff": 0}}
        assert "allowed_addresses" in await failed(here, config, "address_not_allowed")
        assert len(here.came) == before


async def test_a_try_has_its_time():
    async def sleeps(request: web.Request) -> web.Response:
        await asyncio.sleep(30)
        return web.Response()

    async with peer(sleeps) as here:
        assert "0.2 s" in await failed(here, {"url": here.url, "timeout": 200}, "timeout")


async def test_all_answers_together_have_a_limit():
    async with peer(answers({"status": 200, "text": "x" * 600, "headers": {"Link": "</2>; rel=next"}})) as here:
        config = {"url": here.url, "max_bytes": 1_000}
        assert (await result(here, config))["output"] == "x" * 600
        await failed(here, {**config, "paginate": {}}, "too_large")
        await failed(here, {**config, "max_bytes": 500}, "too_large")


@pytest.mark.parametrize(
    "config",
    [
        {"url": ""},
        {"url": "https://a.com", "method": "CONNECT"},
        {"url": "https://a.com", "timeout": 0},
        {"url": "https://a.com", "timeout": 600_001},
        {"url": "https://a.com", "retries": {"attempts": 11}},
        {"url": "https://a.com", "auth": {"secret": "a", "value": "b"}},
        {"url": "https://a.com", "auth": {"secret": ""}},
        {"url": "https://a.com", "paginate": {"max_pages": 1_001}},
        {"url": "https://a.com", "body_as": "path"},
        {"url": "https://a.com", "allowed_addresses": ["127.0.0.1:80"]},
        {},
    ],
)
def test_a_form_that_is_wrong_is_refused(config):
    with pytest.raises(ValidationError):
        GeneralApiBlock.model_validate(config)


def problems(config: dict[str, Any]) -> list[tuple[str, str | None, bool]]:
    graph = graph_of({"it": ("general_api", {"url": "https://a.com", **config})})
    return [(problem.code, problem.field, problem.stops) for problem in check(graph)]


@pytest.mark.parametrize(
    ("field", "name"),
    [
        *(("headers", name) for name in ("Authorization", "X-Api-Key", "api-key", "Cookie", "X-Auth-Token")),
        *(("params", name) for name in ("api_key", "access_token", "apikey", "client_secret", "password")),
    ],
)
def test_what_signs_in_and_stands_in_clear_is_warned_of(field, name):
    assert problems({field: {name: "Bearer abc"}}) == [("plain_secret", f"{field}.{name}", False)]
    assert problems({field: {name: ""}}) == []


def test_what_signs_in_within_the_address_is_warned_of():
    assert problems({"url": "https://a.com/x?limit=3&api_key=abc"}) == [("plain_secret", "url", False)]
    assert problems({"url": "https://a.com/x?limit=3&q=token"}) == []
    assert not any(code == "plain_secret" for code, *_ in problems({"url": "https://a.com/?token={{token}}"}))


def test_what_only_looks_like_it_is_not_warned_of():
    assert problems({"headers": {"Accept": "a", "X-Tokens-Left": "3"}, "params": {"key": "a", "q": "token"}}) == []
    assert not any(code == "plain_secret" for code, *_ in problems({"headers": {"Authorization": "<in.output>"}}))


def test_a_sign_in_says_which_header_and_its_words_are_no_references():
    assert problems({"auth": {"secret": "key", "scheme": "query"}}) == [("missing_config", "auth.name", True)]
    filled = problems({"auth": {"secret": "<in.output.name>"}})
    assert ("invalid_config", "auth", True) in filled
