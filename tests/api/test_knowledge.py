"""Knowledge bases over the API: documents in, pieces found."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.models import Models
from jupyter_powa.powa import Powa
from jupyter_powa.settings import Settings
from jupyter_powa.store import Store
from tests.llm.server import KEY, ModelServer, model_server

BASES = "/api/powa/knowledge-bases"


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with model_server() as running:
        yield running


@pytest.fixture
async def powa(tmp_path: Path, server: ModelServer) -> AsyncIterator[Powa]:
    """One on a file, with a folder of notebooks and a server of models."""
    settings = Settings(
        database=":memory:",
        data_dir=tmp_path / "data",
        root_dir=tmp_path / "work",
        model_servers={"local": {"url": server.url, "key": "LOCAL_KEY"}},
        knowledge_max_document=10_000,
        knowledge_max_chunks=12,
    )
    (tmp_path / "work").mkdir()
    made = Powa(settings, store=Store(f"sqlite:///{tmp_path / 's.sqlite'}"), kernels=LocalKernels({}))
    made.models = Models(settings, made.vault, {"LOCAL_KEY": KEY})
    yield made
    await made.close()


async def test_a_document_goes_in_is_found_and_goes_out(call, powa, tmp_path):
    base = (await call("POST", BASES, {"name": "Handbook"})).body
    assert (base["documents"], base["chunks"]) == (0, 0)
    text = "# Hotels\nUp to 150 a night.\n\n# Meals\nThirty a day."
    made = await call("POST", f"{BASES}/Handbook/documents", {"name": "travel", "text": text})
    assert (made.status, made.body["chunks"], made.body["size"]) == (201, 2, len(text))
    found = await call("GET", f"{BASES}/{base['id']}/search", query="what may a hotel cost?", limit=1)
    (first,) = found.body["results"]
    assert (first["document"], first["heading"], first["text"]) == ("travel", "Hotels", "# Hotels\nUp to 150 a night.")
    assert (await call("GET", BASES)).body["knowledge_bases"][0]["chunks"] == 2
    assert (await call("GET", f"{BASES}/Handbook/documents")).body == {"documents": [made.body]}
    assert (tmp_path / "data" / "knowledge" / f"{base['id']}.sqlite").exists()
    assert (await call("DELETE", f"{BASES}/Handbook/documents/travel")).status == 204
    assert (await call("GET", f"{BASES}/Handbook/search", query="hotel")).body == {"results": []}
    assert (await call("DELETE", f"{BASES}/Handbook")).status == 204
    assert not list((tmp_path / "data" / "knowledge").iterdir())


async def test_a_file_of_the_notebooks_folder_is_read_and_read_anew(call, powa, tmp_path):
    await call("POST", BASES, {"name": "K"})
    file = tmp_path / "work" / "deep" / "notes.md"
    file.parent.mkdir()
    file.write_text("\ufeffOld cats.", encoding="utf-8")
    made = await call("POST", f"{BASES}/K/documents", {"path": "deep/notes.md"})
    assert (made.body["name"], made.body["source"], made.body["size"]) == ("notes.md", "deep/notes.md", 9)
    file.write_text("New dogs.")
    await call("POST", f"{BASES}/K/documents", {"path": "deep/notes.md"})
    assert len((await call("GET", f"{BASES}/K/documents")).body["documents"]) == 1
    assert (await call("GET", f"{BASES}/K/search", query="cats")).body == {"results": []}
    assert (await call("GET", f"{BASES}/K/search", query="dogs")).body["results"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "either"),
        ({"text": "a", "path": "a.md", "name": "x"}, "either"),
        ({"text": "a"}, "name"),
        ({"text": "a", "name": "a\nb"}, "name"),
        ({"text": " \n", "name": "x"}, "empty"),
        ({"text": "x" * 10_001, "name": "x"}, "10,000"),
        ({"text": "\n\n".join(["# h\nx"] * 20), "name": "x"}, "12 pieces"),
        ({"path": "no.md"}, "no file"),
        ({"path": "../secret.md"}, "no file"),
        ({"path": "link.md"}, "no file"),
        ({"path": "/etc/hostname"}, "no file"),
        ({"path": "a\x00b"}, "no file"),
        ({"path": "picture.png"}, "not text"),
        ({"path": "large.txt"}, "too large"),
    ],
)
async def test_what_is_no_document_is_refused_in_words_and_changes_nothing(call, powa, tmp_path, body, words):
    (tmp_path / "secret.md").write_text("secret")
    (tmp_path / "work" / "link.md").symlink_to(tmp_path / "secret.md")
    (tmp_path / "work" / "picture.png").write_bytes(b"\x89PNG\xff\xfe")
    (tmp_path / "work" / "large.txt").write_text("x" * 50_000)
    await call("POST", BASES, {"name": "K"})
    await call("POST", f"{BASES}/K/documents", {"name": "there", "text": "x"})
    reply = await call("POST", f"{BASES}/K/documents", body)
    assert reply.status == 400 and words in reply.body["error"]
    assert [one["name"] for one in (await call("GET", f"{BASES}/K/documents")).body["documents"]] == ["there"]


async def test_what_is_not_there_is_a_404(call):
    for method, path, body in [
        ("GET", f"{BASES}/no", None),
        ("GET", f"{BASES}/no/documents", None),
        ("POST", f"{BASES}/no/documents", {"name": "a", "text": "b"}),
        ("DELETE", f"{BASES}/no", None),
    ]:
        reply = await call(method, path, body)
        assert (reply.status, reply.body["code"]) == (404, "knowledge_base_not_found")
    assert (await call("GET", f"{BASES}/no/search", query="a")).status == 404
    await call("POST", BASES, {"name": "K"})
    assert (await call("GET", f"{BASES}/K/search", query=" ")).status == 400
    assert (await call("GET", f"{BASES}/K/search", query="a", limit=99)).status == 400
    reply = await call("DELETE", f"{BASES}/K/documents/no")
    assert (reply.status, reply.body["code"]) == (404, "document_not_found")


async def test_with_an_embedding_model_what_means_the_same_is_found(call, server):
    await call("POST", BASES, {"name": "K", "embedding_model": "local/meaning"})
    for name, text in {"a": "The automobile is red.", "b": "The puppy sleeps."}.items():
        assert (await call("POST", f"{BASES}/K/documents", {"name": name, "text": text})).status == 201
    found = (await call("GET", f"{BASES}/K/search", query="hound", limit=1)).body["results"]
    assert [one["document"] for one in found] == ["b"]
    assert len(server.embedded) == 3


async def test_an_embedding_model_that_fails_adds_nothing_and_shows_no_key(call, server):
    await call("POST", BASES, {"name": "K", "embedding_model": "local/echoes the key"})
    reply = await call("POST", f"{BASES}/K/documents", {"name": "a", "text": "b"})
    assert (reply.status, reply.body["code"]) == (502, "model_refused_key") and "marker" not in str(reply.body)
    assert (await call("GET", f"{BASES}/K/documents")).body == {"documents": []}
    await call("POST", BASES, {"name": "L", "embedding_model": "nowhere"})
    reply = await call("POST", f"{BASES}/L/documents", {"name": "a", "text": "b"})
    assert (reply.status, reply.body["code"]) == (400, "unknown_model")
