"""A secret that is written as stars, but on its way into a kernel."""

from __future__ import annotations

from typing import Annotated

from pydantic import PlainSerializer, SecretStr, SerializationInfo

CLEAR = {"secrets": "clear"}
"""The serialization context in which a plan tells its secrets: for the way into a kernel, and nothing else."""


def _hidden(value: SecretStr | None, info: SerializationInfo) -> str | None:
    if value is None:
        return None
    return value.get_secret_value() if info.context == CLEAR else str(value)


Hidden = Annotated[SecretStr, PlainSerializer(_hidden, when_used="json-unless-none")]
"""A secret that is written as stars, but for `CLEAR`."""
