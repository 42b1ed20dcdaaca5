"""Requests that are recorded, and played while their server is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_powa.errors import WebError
from jupyter_powa.model.plan import Recording, Secret, WebRules
from jupyter_powa.replay.recorder import Recorder
from jupyter_powa.web.base import Auth, Request, Response
from jupyter_powa.web.client import HttpClient
from jupyter_powa.web.recorded import RecordedWeb
from tests.web.peer import peer

SECRET = "marker-77fa-0123"


def recorded(path: Path, place: str, mode: str = "replay") -> RecordedWeb:
    recording = Recording.model_validate({"path": str(path), "mode": mode})
    return RecordedWeb(Recorder(recording), lambda: HttpClient(WebRules(allowed_addresses=[place])))


async def test_a_response_comes_again_to_the_byte_and_without_its_server(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    async with peer() as here:
        place, secret = here.place, Secret(value=SECRET, hosts=["127.0.0.1"])
        requests = [
            Request("GET", f"{here.url}/a?api_key={SECRET}", params={"q": ["x y", None]}, auth=Auth(secret)),
            Request(
                "POST", here.url, {"content-type": "application/json", "x-token": SECRET}, body=b'{"b": 1, "a": [2]}'
            ),
            Request("POST", here.url, body=bytes(range(256))),
        ]
        web = recorded(path, place)
        first = [await web.send(one) for one in requests]
        await web.close()
    written = path.read_text()
    assert SECRET not in written and '"body": {"json": {"a": [2], "b": 1}}' in written
    strict = recorded(path, place, "strict")
    played = [await strict.send(one) for one in requests]
    masked = [
        (
            one.status,
            dict(one.headers),
            one.body.replace(f"Bearer {SECRET}".encode(), b"***").replace(SECRET.encode(), b"***"),
        )
        for one in first
    ]
    assert [(one.status, dict(one.headers), one.body) for one in played] == masked
    with pytest.raises(WebError, match=r"GET http://127\.0\.0\.1:\d+/other is not recorded in x\.jsonl") as failure:
        await strict.send(Request("GET", f"http://{place}/other"))
    assert failure.value.code == "not_recorded"


async def test_what_went_wrong_is_asked_again(tmp_path: Path) -> None:
    async with peer() as here:
        place, url = here.place, here.url
    web = recorded(tmp_path / "x.jsonl", place)
    with pytest.raises(WebError):
        await web.send(Request("GET", url))
    assert not (tmp_path / "x.jsonl").exists()
    with pytest.raises(WebError, match="method must be"):
        await web.send(Request("TRACE", url))
    await web.close()


async def test_a_request_that_went_well_at_the_second_attempt_is_played_at_the_first(tmp_path: Path) -> None:
    class Flaky:
        """Breaks once."""

        broke = False

        async def send(self, request: Request) -> Response:
            if not self.broke:
                self.broke = True
                raise WebError("The connection broke.")
            return Response(200, {}, b"ok", request.url)

        async def close(self) -> None:
            pass

    request, behind = Request("GET", "http://h/x"), Flaky()
    recording = Recording(path=str(tmp_path / "x.jsonl"))
    web = RecordedWeb(Recorder(recording), lambda: behind)
    with pytest.raises(WebError):
        await web.send(request)
    assert (await web.send(request)).body == b"ok"
    assert (await recorded(tmp_path / "x.jsonl", "h:80", "strict").send(request)).body == b"ok"
