"""What is shown of a block beside its own result: its sender's output at a glance, its failure in words."""

from __future__ import annotations

import logging
from typing import Any
from uuid import uuid4

from jupyter_powa.errors import BlockError, PowaError

log = logging.getLogger(__name__)

GLANCE_ROWS, GLANCE_KEYS, GLANCE_TEXT = 20, 100, 2_000
"""How much of a sender's output is shown as a block's input."""


def glance(output: Any) -> Any:
    """What is shown of a sender's output, which is plain values: less of it where it is long."""
    if isinstance(output, list):
        return [glance(item) for item in output[:GLANCE_ROWS]] if output else output
    if isinstance(output, dict):
        return {name: glance(item) for name, item in list(output.items())[:GLANCE_KEYS]} if output else output
    return output[:GLANCE_TEXT] if isinstance(output, str) else output


def told(error: BaseException) -> BlockError:
    """An error in words for people; what no block author foresaw is logged whole and told by its kind."""
    if isinstance(error, BlockError):
        return error
    if isinstance(error, PowaError):
        return BlockError(error.message, code=error.code)
    error_id = uuid4().hex[:8]
    log.error("A block failed unexpectedly [%s]", error_id, exc_info=error)
    return BlockError(f"{type(error).__name__}: {error} [{error_id}]", code="block_failed")
