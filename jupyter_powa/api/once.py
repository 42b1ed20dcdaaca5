"""A request with an Idempotency-Key starts one execution, however often it comes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from hashlib import sha256
from json import dumps
from typing import Any

from jupyter_powa.api.route import Asker
from jupyter_powa.errors import BadRequest, KeyReused, KeyTaken
from jupyter_powa.limits import Limit
from jupyter_powa.powa import Powa
from jupyter_powa.running import Running
from jupyter_powa.store.keys import Key

HEADER = "Idempotency-Key"
LONGEST: Limit[int] = 255
"""Characters of an Idempotency-Key. Source: guarantees.md 1.1, what Stripe takes."""


def key_of(asker: Asker, workflow_id: str, asked: Any, header: str = HEADER) -> Key | None:
    """The request's key, with a hash of what is asked; None where it has none. Raises BadRequest for a bad one.

    The order of an object's keys is no part of what is asked.
    """
    given = asker.headers.get(header)
    if given is None:
        return None
    if not 1 <= len(given) <= LONGEST or not given.isprintable():
        raise BadRequest(f"The header {header} must have 1 to {LONGEST} printable characters.")
    return Key(workflow_id, given, sha256(dumps(asked, sort_keys=True).encode()).hexdigest())


def known(powa: Powa, key: Key | None) -> str | None:
    """The execution that a request of this key has started; raises KeyReused where something else was asked."""
    found = powa.store.keys.find(key) if key is not None else None
    if found is None:
        return None
    execution_id, same = found
    if not same:
        raise KeyReused
    return execution_id


async def once(powa: Powa, key: Key | None, begin: Callable[[Key | None], Awaitable[Running]]) -> str:
    """The id of the execution that `begin` starts, or of the one that the same key has started before."""
    while True:
        if (execution_id := known(powa, key)) is not None:
            return execution_id
        try:
            return (await begin(key)).plan.execution_id
        except KeyTaken:  # the same request, twice at once: the other one was quicker
            continue
