"""Words of questions and of texts, also where no spaces are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_powa.knowledge.cut import Piece
from jupyter_powa.knowledge.file import KnowledgeFile
from jupyter_powa.knowledge.words import MOST, asked
from jupyter_powa.model.assets import Document


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("What is NEAR(a) OR b?", '"what" OR "is" OR "near" OR "a" OR "or" OR "b"'),
        ("snake_case a a", '"snake" OR "case" OR "a"'),
        ("東京タワーA1", '"東 京" OR "京 タ" OR "タ ワ" OR "ワ ー" OR "a1"'),
        ("京", '"京"'),
        ("?!_ \x00", ""),
    ],
)
def test_a_question_becomes_quoted_terms(question: str, terms: str) -> None:
    assert asked(question) == terms


def test_of_a_very_long_question_the_first_words_are_looked_for() -> None:
    assert asked(" ".join(map(str, range(1_000)))).count(" OR ") == MOST - 1


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("我们去东京旅行、住在一家小酒店。", "东京的酒店"),
        ("東京タワーは赤い。", "タワーの色"),
        ("서울에서 먹은 김치", "서울 김치"),
        ("Мы живём в Осло", "ОСЛО"),
    ],
)
def test_texts_of_many_scripts_are_found_and_forgotten(tmp_path: Path, text: str, question: str) -> None:
    file = KnowledgeFile(tmp_path / "kb.sqlite")
    file.put(Document(name="a"), [Piece("", text)])
    file.put(Document(name="b"), [Piece("", "Something else entirely.")])
    assert len(file.by_words(question, 5)) == 1
    file.delete("a")
    assert file.by_words(question, 5) == []
    assert len(file.by_words("entirely", 5)) == 1
