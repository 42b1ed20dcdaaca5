"""What is odd about the options that blocks have beside their config: found before anything runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from jupyter_powa.blocks.base import BlockType
from jupyter_powa.model.options import Expect, Retry
from jupyter_powa.model.workflow import Block, Problem


def odd_options(block: Block, kind: type[BlockType]) -> Iterator[Problem]:
    """Problems of a contract that nothing fits, and warnings of options that do nothing."""
    if block.retry is not None:
        yield from _retry(block, block.retry, kind)
    if block.expect is not None:
        for words in _never(block.expect):
            yield _problem(block, "expect", f"nothing fits its contract: {words}", stops=True)
        if kind.entry or kind.routed:
            yield _problem(block, "expect", f"it has a contract, and {kind.title} gives no table of its own")


def _retry(block: Block, retry: Retry, kind: type[BlockType]) -> Iterator[Problem]:
    if kind.entry:
        yield _problem(block, "retry", f"{kind.title} starts a run: further attempts give the same again")
    if "timeout" in retry.on and block.timeout is None and len(retry.on) == 1:
        yield _problem(block, "retry", "it is tried again after a timeout only, and has no time limit")


def _never(expect: Expect) -> Iterator[str]:
    if expect.min_rows is not None and expect.max_rows is not None and expect.min_rows > expect.max_rows:
        yield f"at least {expect.min_rows:,} rows and at most {expect.max_rows:,}"
    for name, times in Counter(column.name for column in expect.columns).items():
        if times > 1:
            yield f"the column {name!r} is listed {times} times"
    for column in expect.columns:
        least, most = column.min, column.max
        if isinstance(least, int | float) and isinstance(most, int | float) and least > most:
            yield f"column {column.name!r}: at least {least} and at most {most}"


def _problem(block: Block, field: str, words: str, stops: bool = False) -> Problem:
    words = f"Block {block.name!r}: {words}."
    return Problem(code="invalid_option", message=words, block_id=block.id, field=field, stops=stops)
