from __future__ import annotations

from pydantic import BaseModel

from jupyter_powa.blocks import text
from jupyter_powa.blocks.code import CodeBlock
from jupyter_powa.blocks.condition import ConditionBlock
from jupyter_powa.blocks.output import OutputBlock
from jupyter_powa.blocks.sql import SqlBlock
from jupyter_powa.blocks.text import Code, Kind, Prompt, Sql


def test_a_kind_reaches_the_schema_that_the_form_is_made_of() -> None:
    class Form(BaseModel):
        a: Prompt
        b: Sql
        c: Code | None = None

    fields = Form.model_json_schema()["properties"]
    assert (fields["a"]["kind"], fields["b"]["kind"]) == ("prompt", "sql")
    assert fields["c"]["anyOf"][0]["kind"] == "code"


def test_code_statements_and_conditions_are_never_filled() -> None:
    kinds = {**CodeBlock.kinds(), **SqlBlock.kinds(), **ConditionBlock.kinds()}
    assert {name for name, kind in kinds.items() if not kind.filled} == {
        "code",
        "query",
        "branches",
        "expression",
        "cases",
    }
    assert OutputBlock.kinds()["output"].filled


def test_every_kind_has_a_word_of_its_own() -> None:
    words = [kind.word for kind in vars(text).values() if isinstance(kind, Kind)]
    assert len(words) == len(set(words)) > 4
