"""Documents into a knowledge base, and questions to it, in the process that has the store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from jupyter_powa.errors import BadRequest, NotFound
from jupyter_powa.knowledge.cut import cut
from jupyter_powa.knowledge.search import Embed, search, vectors_of
from jupyter_powa.llm.open import open_embedder
from jupyter_powa.model.assets import Document, Found, KnowledgeBase
from jupyter_powa.powa import Powa
from jupyter_powa.redact import known


async def add_document(
    powa: Powa, word: str, *, name: str | None = None, text: str | None = None, path: str | None = None
) -> Document:
    """Add a document, its text or a file under the notebooks' folder; one of the same name gives way to it.

    Raises NotFound, BadRequest for what is no text or too large, ModelError where its vectors cannot be had.
    """
    base = knowledge_base(powa, word)
    if (text is None) == (path is None):
        raise BadRequest("Give either the text of the document or the path of a file, not both.")
    if path is not None:
        text, path, base_name = await asyncio.to_thread(_read, powa, path)
        name = name or base_name
    name = (name or "").strip()
    if not name or len(name) > 300 or not name.isprintable():
        raise BadRequest("A document has a name, of at most 300 characters.")
    return await _put(powa, base, Document(name=name, source=path or "", size=len(text or "")), text or "")


async def _put(powa: Powa, base: KnowledgeBase, document: Document, text: str) -> Document:
    most = powa.settings.knowledge_max_document
    if document.size > most:
        raise BadRequest(f"The document has {document.size:,} characters; there may be {most:,}. Split it.")
    pieces = await asyncio.to_thread(cut, text)
    if not pieces:
        raise BadRequest("The document is empty.")
    file = powa.knowledge.file(base.id)
    there = (await asyncio.to_thread(file.counts))[1]
    if there + len(pieces) > powa.settings.knowledge_max_chunks:
        limit = powa.settings.knowledge_max_chunks
        raise BadRequest(f"The knowledge base would have more than {limit:,} pieces: make another one.")
    vectors = None
    if base.embedding_model:
        async with embedding(powa, base.embedding_model) as embed:
            vectors = await vectors_of([_whole(piece.heading, piece.text) for piece in pieces], embed)
    document = await asyncio.to_thread(file.put, document, pieces, vectors)
    try:
        knowledge_base(powa, base.id)
    except NotFound:  # deleted meanwhile: its file must not come back
        await asyncio.to_thread(file.remove)
        raise
    return document


async def search_base(powa: Powa, word: str, question: str, limit: int = 5) -> list[Found]:
    """The pieces of a knowledge base that fit a question best; raises NotFound, ModelError."""
    base = knowledge_base(powa, word)
    file = powa.knowledge.file(base.id)
    if not base.embedding_model:
        return await search(file, question, limit)
    async with embedding(powa, base.embedding_model) as embed:
        return await search(file, question, limit, embed)


def knowledge_base(powa: Powa, word: str) -> KnowledgeBase:
    """The knowledge base of that id or name; raises NotFound."""
    found = powa.store.assets.get("knowledge_bases", word)
    assert isinstance(found, KnowledgeBase)
    return found


@asynccontextmanager
async def embedding(powa: Powa, model: str) -> AsyncIterator[Embed]:
    """What turns texts into vectors, while it is needed; raises BadRequest where the model or its key is not known."""
    access = powa.models.access(model)
    if access.key is not None:
        known.remember(access.key.get_secret_value())
    embedder = open_embedder(access, powa.recorder())

    async def embed(texts: Sequence[str]) -> list[list[float]]:
        return await embedder.embed(texts)

    try:
        yield embed
    finally:
        await embedder.close()


def _whole(heading: str, text: str) -> str:
    return f"{heading}\n{text}" if heading else text


def _read(powa: Powa, given: str) -> tuple[str, str, str]:
    """The text of a file, its path under the notebooks' folder, and its name; raises BadRequest."""
    root = powa.settings.root_dir.resolve()
    try:
        path = (root / given).resolve()
        inside = path.is_relative_to(root) and path.is_file()
    except (OSError, ValueError):
        inside, path = False, root
    if not inside:
        raise BadRequest(f"There is no file {given!r} under the notebooks' folder.")
    return _text(path, powa.settings.knowledge_max_document), path.relative_to(root).as_posix(), path.name


def _text(path: Path, most: int) -> str:
    if path.stat().st_size > 4 * most:
        raise BadRequest(f"The file {path.name} is too large: a document may have {most:,} characters. Split it.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        text = "\x00"
    except OSError:
        raise BadRequest(f"The file {path.name} cannot be read.") from None
    if "\x00" in text:
        raise BadRequest(f"The file {path.name} is not text: only text and Markdown, in UTF-8, can be added.")
    return text
