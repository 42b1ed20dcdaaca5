"""Search a knowledge base: by words, and where its pieces have vectors by meaning too, joined by their ranks."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from jupyter_powa.errors import ModelError
from jupyter_powa.knowledge.file import KnowledgeFile
from jupyter_powa.limits import Limit
from jupyter_powa.model.assets import Found

Embed = Callable[[Sequence[str]], Awaitable[list[list[float]]]]
"""Turns texts into vectors."""

MOST: Limit[int] = 50
"""Pieces that one search gives. Source: ours."""
CANDIDATES = 100
"""Pieces of either way of searching whose ranks are joined."""
RANK = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""
TOGETHER = 64
"""Texts that one request turns into vectors."""


async def search(file: KnowledgeFile, question: str, limit: int = 5, embed: Embed | None = None) -> list[Found]:
    """The pieces that fit a question best; raises ModelError where its vector cannot be had."""
    limit = max(1, min(limit, MOST))
    question = question.encode("utf-8", "replace").decode()
    if embed is None:
        scores = await asyncio.to_thread(lambda: dict(file.by_words(question, limit)))
    else:
        (vector,) = await embed([question[:8_000] or " "])
        scores = await asyncio.to_thread(_joined, file, question, vector, limit)
    return await asyncio.to_thread(file.found, scores)


async def vectors_of(texts: Sequence[str], embed: Embed) -> list[bytes]:
    """The vectors of many texts, packed; raises ModelError."""
    made: list[bytes] = []
    for start in range(0, len(texts), TOGETHER):
        made += [packed(vector) for vector in await embed(texts[start : start + TOGETHER])]
    if len({len(one) for one in made}) > 1:
        raise ModelError("The embedding model gave vectors of different lengths.", code="model_failed")
    return made


def packed(vector: Sequence[float]) -> bytes:
    """A vector of length 1 as 32-bit numbers; raises ModelError for one that has no direction."""
    import numpy as np  # late: only where there are vectors

    made = np.asarray(vector, dtype="<f4")
    length = float(np.linalg.norm(made))
    if made.ndim != 1 or not np.isfinite(length) or length == 0:
        raise ModelError("The embedding model gave something that is no vector.", code="model_failed")
    return bytes((made / length).tobytes())


def _joined(file: KnowledgeFile, question: str, vector: Sequence[float], limit: int) -> dict[int, float]:
    """Scores by reciprocal ranks: what stands high in both lists comes first."""
    ranked = [file.by_words(question, CANDIDATES), _by_meaning(file, vector, CANDIDATES)]
    scores: dict[int, float] = {}
    for one in ranked:
        for rank, (number, _) in enumerate(one, 1):
            scores[number] = scores.get(number, 0.0) + 1 / (RANK + rank)
    return dict(sorted(scores.items(), key=lambda item: -item[1])[:limit])


def _by_meaning(file: KnowledgeFile, vector: Sequence[float], limit: int) -> list[tuple[int, float]]:
    """The nearest pieces by cosine, some thousand at a time, so that memory stays small."""
    import numpy as np

    asked = packed(vector)
    best: list[tuple[float, int]] = []
    for batch in file.vectors():
        if any(len(one) != len(asked) for _, one in batch):
            words = "The embedding model gives other vectors than it did: add the documents of this base anew."
            raise ModelError(words, code="other_vectors")
        numbers = [number for number, _ in batch]
        matrix = np.frombuffer(b"".join(one for _, one in batch), dtype="<f4").reshape(len(batch), -1)
        near: Any = matrix @ np.frombuffer(asked, dtype="<f4")
        best = heapq.nlargest(limit, [*best, *zip(near.tolist(), numbers, strict=True)])
    return [(number, near) for near, number in best]
