"""What the addresses under /copilot/v1 share: ids that must be uuids, and forms as lenient as their clients."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

RESOURCE = "sql_agents"
"""What Jupyter's Authorizer is asked about."""


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise PydanticCustomError("uuid_parsing", "Input should be a valid UUID") from None


Id = Annotated[str, AfterValidator(_uuid), WithJsonSchema({"type": "string", "format": "uuid"})]
"""An id as it is sent: any form of a uuid; it is handed on in its usual form."""
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
About = Annotated[str, StringConstraints(max_length=50_000)]


class Lenient(BaseModel):
    """Base of what clients of the API send that this one matches: they may send more than is read."""

    model_config = ConfigDict(extra="ignore", protected_namespaces=())


class Strict(BaseModel):
    """Base of what is ours alone: a field that nobody knows is a mistake."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=())
