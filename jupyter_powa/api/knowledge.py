"""/api/powa/knowledge-bases: documents that agents look things up in (ours)."""

from __future__ import annotations

import asyncio
from typing import Annotated, cast

from pydantic import BaseModel, Field

from jupyter_powa import assets, documents
from jupyter_powa.api.route import route
from jupyter_powa.errors import BadRequest
from jupyter_powa.knowledge.search import MOST
from jupyter_powa.model.assets import Document, Found, KnowledgeBase, KnowledgeBaseForm
from jupyter_powa.model.workflow import Wire
from jupyter_powa.powa import Powa


class KnowledgeBaseList(BaseModel):
    """The project's knowledge bases."""

    knowledge_bases: list[KnowledgeBase] = Field(description="By name, with what is in each.")


class KnowledgeBaseChanges(KnowledgeBaseForm):
    """What to change of a knowledge base; fields that are left out stay as they are."""

    name: str = Field("", description="What people and blocks call it.")


class DocumentList(BaseModel):
    """The documents of a knowledge base."""

    documents: list[Document] = Field(description="By name.")


class NewDocument(Wire):
    """A document: its text, or a file of text or Markdown under the notebooks' folder."""

    name: str | None = Field(None, description="What it is called; a file's own name where it is left out.")
    text: str | None = Field(None, description="Its text, plain or Markdown.")
    path: str | None = Field(None, max_length=1_000, description="The file, under the notebooks' folder.")


class FoundList(BaseModel):
    """What was found."""

    results: list[Found] = Field(description="Pieces of documents, the best first.")


RESOURCE = "knowledge_bases"
Words = Annotated[str, Field(max_length=20_000)]
Limit = Annotated[int, Field(ge=1, le=MOST)]


@route("GET", "/api/powa/knowledge-bases", action="read", resource=RESOURCE)
async def list_knowledge_bases(powa: Powa) -> KnowledgeBaseList:
    """List the project's knowledge bases."""
    found = cast(list[KnowledgeBase], await assets.listed(powa, RESOURCE))
    return KnowledgeBaseList.model_construct(knowledge_bases=found)


@route("POST", "/api/powa/knowledge-bases", action="write", resource=RESOURCE, status=201)
async def create_knowledge_base(powa: Powa, body: KnowledgeBaseForm) -> KnowledgeBase:
    """Create a knowledge base, which is empty at first."""
    return cast(KnowledgeBase, await assets.create(powa, RESOURCE, body.model_dump()))


@route("GET", "/api/powa/knowledge-bases/{knowledge_base}", action="read", resource=RESOURCE)
async def get_knowledge_base(powa: Powa, knowledge_base: str) -> KnowledgeBase:
    """Get a knowledge base by its id or name."""
    return cast(KnowledgeBase, await assets.details(powa, RESOURCE, knowledge_base))


@route("PATCH", "/api/powa/knowledge-bases/{knowledge_base}", action="write", resource=RESOURCE)
async def change_knowledge_base(powa: Powa, knowledge_base: str, body: KnowledgeBaseChanges) -> KnowledgeBase:
    """Change a knowledge base; its embedding model only while it is empty."""
    config = body.model_dump(exclude_unset=True)
    return cast(KnowledgeBase, await assets.update(powa, RESOURCE, knowledge_base, config))


@route("DELETE", "/api/powa/knowledge-bases/{knowledge_base}", action="write", resource=RESOURCE)
async def delete_knowledge_base(powa: Powa, knowledge_base: str, force: bool = False) -> None:
    """Delete a knowledge base with its documents; refused (409) while it is used, unless `force`."""
    await assets.delete(powa, RESOURCE, knowledge_base, force=force)


@route("GET", "/api/powa/knowledge-bases/{knowledge_base}/documents", action="read", resource=RESOURCE)
async def list_documents(powa: Powa, knowledge_base: str) -> DocumentList:
    """List the documents of a knowledge base."""
    file = powa.knowledge.file(documents.knowledge_base(powa, knowledge_base).id)
    return DocumentList(documents=await asyncio.to_thread(file.documents))


@route("POST", "/api/powa/knowledge-bases/{knowledge_base}/documents", action="write", resource=RESOURCE, status=201)
async def add_document(powa: Powa, knowledge_base: str, body: NewDocument) -> Document:
    """Add a document; one of the same name gives way to it."""
    return await documents.add_document(powa, knowledge_base, name=body.name, text=body.text, path=body.path)


@route("DELETE", "/api/powa/knowledge-bases/{knowledge_base}/documents/{document}", action="write", resource=RESOURCE)
async def delete_document(powa: Powa, knowledge_base: str, document: str) -> None:
    """Delete a document by its id or name."""
    file = powa.knowledge.file(documents.knowledge_base(powa, knowledge_base).id)
    await asyncio.to_thread(file.delete, document)


@route("GET", "/api/powa/knowledge-bases/{knowledge_base}/search", action="read", resource=RESOURCE)
async def search_knowledge_base(powa: Powa, knowledge_base: str, query: Words = "", limit: Limit = 5) -> FoundList:
    """Search a knowledge base: by words, and by meaning where it has an embedding model."""
    if not query.strip():
        raise BadRequest("query: say what to look for.")
    return FoundList(results=await documents.search_base(powa, knowledge_base, query, limit))
