"""How much memory a query that somebody else wrote may fill."""

from __future__ import annotations

from jupyter_powa.model.question import ReadQuestion
from jupyter_powa.settings import Settings


def test_a_question_carries_the_limit_of_its_project() -> None:
    limit = Settings(query_memory=300).query_memory
    assert ReadQuestion(sql="select 1", memory=limit).memory == 300
