"""Search by words and by meaning, joined by ranks."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from jupyter_powa.errors import ModelError
from jupyter_powa.knowledge.cut import Piece
from jupyter_powa.knowledge.file import KnowledgeFile
from jupyter_powa.knowledge.search import MOST, packed, search, vectors_of
from jupyter_powa.model.assets import Document
from tests.llm.vectors import vector

TEXTS = ["The automobile is red.", "The puppy sleeps.", "Wages are paid on Fridays.", "A car park for dogs."]


async def meaning(texts: Sequence[str]) -> list[list[float]]:
    return [vector(text) for text in texts]


@pytest.fixture
async def file(tmp_path: Path) -> KnowledgeFile:
    made = KnowledgeFile(tmp_path / "kb.sqlite")
    for number, text in enumerate(TEXTS):
        made.put(Document(name=f"{number}"), [Piece("", text)], await vectors_of([text], meaning))
    return made


async def test_by_words_alone_only_words_are_found(file: KnowledgeFile) -> None:
    assert [one.document for one in await search(file, "hound")] == []
    assert [one.document for one in await search(file, "car")] == ["3"]


async def test_by_meaning_too_other_words_for_the_same_are_found(file: KnowledgeFile) -> None:
    assert (await search(file, "hound", 2, meaning))[0].document == "1"
    both = [one.document for one in await search(file, "car", 4, meaning)]
    assert both[0] == "3" and "0" in both[:2]  # one has the word, the other means it


async def test_no_more_are_found_than_asked_for_and_odd_questions_find_nothing_or_something(
    file: KnowledgeFile,
) -> None:
    assert len(await search(file, "the car", 2, meaning)) == 2
    for question in ("", "\ud800", "?" * 10_000, "\x00"):
        assert isinstance(await search(file, question), list)
        assert isinstance(await search(file, question, 1, meaning), list)


async def test_a_model_that_gives_other_vectors_than_before_is_told_with_what_to_do(file: KnowledgeFile) -> None:
    async def longer(texts: Sequence[str]) -> list[list[float]]:
        return [[*vector(text), 0.5] for text in texts]

    with pytest.raises(ModelError, match="anew"):
        await search(file, "car", 1, longer)


@pytest.mark.parametrize("numbers", [[0.0, 0.0], [float("nan"), 1.0], [float("inf"), 1.0]])
def test_a_vector_without_a_direction_is_none(numbers: list[float]) -> None:
    with pytest.raises(ModelError, match="no vector"):
        packed(numbers)


async def test_twenty_thousand_pieces_are_searched_in_a_moment(tmp_path: Path) -> None:
    import numpy as np

    made = KnowledgeFile(tmp_path / "kb.sqlite")
    random = np.random.default_rng(1)
    matrix = random.normal(size=(20_000, 256)).astype("<f4")
    pieces = [Piece("", f"piece {number} of the car") for number in range(20_000)]
    made.put(Document(name="a"), pieces, [packed(row) for row in matrix])
    assert len(await search(made, "car", 1_000)) == MOST

    async def embed(texts: Sequence[str]) -> list[list[float]]:
        return [matrix[777].tolist()]

    began = time.perf_counter()
    best = await search(made, "car", 3, embed)
    assert time.perf_counter() - began < 2
    assert 777 in {one.place for one in best}
