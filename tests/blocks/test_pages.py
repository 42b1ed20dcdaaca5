"""Several pages of one answer, against a peer that has them."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web

from jupyter_powa.blocks.pages import together
from tests.blocks.test_general_api import failed, result
from tests.web.peer import peer

ROWS = [{"n": number} for number in range(7)]


async def has_pages(request: web.Request) -> web.Response:
    """Seven rows, three a page, by every way in which pages are told."""
    query = request.query
    start = int(query.get("offset") or query.get("cursor") or (int(query.get("page", 1)) - 1) * 3)
    rows, more = ROWS[start : start + 3], start + 3 < len(ROWS)
    following = f"{request.path}?offset={start + 3}"
    body = {"rows": rows, "next": following if more else None, "meta": {"cursor": start + 3 if more else ""}}
    links = f'<{following}>; title="a, b"; rel="prev next", </last>; rel=last' if more else "</first>; rel=first"
    return web.json_response(body, headers={"Link": links})


@pytest.mark.parametrize(
    ("paginate", "asked"),
    [
        ({}, ["/a", "/a?offset=3", "/a?offset=6"]),
        ({"next": "header"}, ["/a", "/a?offset=3", "/a?offset=6"]),
        ({"next": "next"}, ["/a", "/a?offset=3", "/a?offset=6"]),
        ({"next": "meta.cursor", "param": "cursor"}, ["/a", "/a?cursor=3", "/a?cursor=6"]),
        ({"next": "page"}, ["/a?page=1", "/a?page=2", "/a?page=3", "/a?page=4"]),
        ({"next": "offset"}, ["/a?offset=0", "/a?offset=3", "/a?offset=6", "/a?offset=7"]),
        ({"next": "offset", "start": 3}, ["/a?offset=3", "/a?offset=6", "/a?offset=7"]),
    ],
)
async def test_every_page_is_asked_for_and_their_rows_are_one_list(paginate, asked):
    async with peer(has_pages) as here:
        it = await result(here, {"url": f"{here.url}/a", "paginate": paginate, "items": "rows"})
    assert [came.target for came in here.came] == asked
    assert it["output"] == ROWS[paginate.get("start", 0) :] and (it["pages"], it["more"]) == (len(asked), False)


async def test_pages_beyond_the_most_are_not_asked_for_and_that_is_told():
    async with peer(has_pages) as here:
        config = {"url": here.url, "paginate": {"max_pages": 2}, "items": "rows", "response": "frame"}
        it = await result(here, config)
    assert len(here.came) == 2 and it["output"]["n"].tolist() == [0, 1, 2, 3, 4, 5]
    assert (it["pages"], it["more"]) == (2, True)


async def test_pages_of_csv_become_one_frame():
    async def csv(request: web.Request) -> web.Response:
        start = int(request.query["offset"])
        return web.Response(
            text="n\n" + "".join(f"{n}\n" for n in range(start, min(start + 2, 5))), content_type="text/csv"
        )

    async with peer(csv) as here:
        it = await result(here, {"url": here.url, "response": "frame", "paginate": {"next": "offset"}})
    assert it["output"]["n"].tolist() == [0, 1, 2, 3, 4] and it["output"].index.tolist() == [0, 1, 2, 3, 4]


async def test_headers_go_to_every_page_and_params_to_those_that_a_cursor_finds():
    async with peer(has_pages) as here:
        config = {"url": here.url, "headers": {"X-Own": "1"}, "params": {"limit": 3}, "items": "rows"}
        await result(here, {**config, "paginate": {"next": "meta.cursor", "param": "cursor"}})
    assert all(came.headers["x-own"] == "1" and "limit=3" in came.target for came in here.came)


def says(body: Any, **headers: str) -> Any:
    async def answer(request: web.Request) -> web.Response:
        return web.json_response(body, headers=headers)

    return answer


@pytest.mark.parametrize(
    ("paginate", "body", "code"),
    [
        ({"next": "next"}, {"next": "http://127.0.0.3/steal"}, "next_elsewhere"),
        ({"next": "next"}, {"next": "https://127.0.0.1/"}, "next_elsewhere"),
        ({"next": "next"}, {"next": "//evil.example.com/"}, "next_elsewhere"),
        ({"next": "next"}, {"next": "file:///etc/passwd"}, "next_elsewhere"),
        ({"next": "next"}, {"next": "/"}, "page_loop"),
        ({"next": "next", "param": "c"}, {"next": 1}, "page_loop"),
        ({"next": "page"}, {"rows": []}, "not_rows"),
    ],
)
async def test_a_next_page_that_leads_astray_ends_the_block(paginate, body, code):
    async with peer(says(body)) as here:
        await failed(here, {"url": f"{here.url}/", "headers": {"X-Api-Key": "k"}, "paginate": paginate}, code)
    assert len(here.came) <= 2


async def test_a_page_that_fails_fails_the_block():
    async def breaks(request: web.Request) -> web.Response:
        if "page=2" in request.raw_path:
            return web.Response(status=500)
        return web.json_response([1])

    async with peer(breaks) as here:
        await failed(here, {"url": here.url, "paginate": {"next": "page"}}, "http_500")


async def test_a_link_header_of_any_form_is_read_in_no_time():
    for link in ("<" * 8_000, "</a>;" * 1_600, '</a>; rel="' + "x " * 3_000, "</a>; title=x; title=y", "next"):
        async with peer(says([1], Link=link)) as here:
            it = await result(here, {"url": here.url, "paginate": {}})
        assert (it["output"], it["pages"]) == ([1], 1)


def test_pages_that_are_no_lists_become_a_list_of_them():
    assert together([[1], [2, 3], []]) == [1, 2, 3]
    assert together([{"a": 1}, {"a": 2}]) == [{"a": 1}, {"a": 2}]
