"""What the explorer looks at: a relation is one thing, and a filter has as many values as its operator takes."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from jupyter_powa.model.explore import Filter, Relation, View


def test_a_relation_is_exactly_one_thing() -> None:
    with pytest.raises(ValidationError, match="exactly one"):
        Relation(table=["flights"], sql="select 1")
    with pytest.raises(ValidationError, match="exactly one"):
        Relation(source="warehouse")


def test_a_blocks_output_belongs_to_a_run() -> None:
    with pytest.raises(ValidationError, match="belong together"):
        Relation(block="b1")
    assert Relation(block="b1", execution_id="e1").block == "b1"


@pytest.mark.parametrize(("operator", "values"), [("=", []), ("between", [1]), ("is_null", [1]), ("contains", [1, 2])])
def test_a_filter_has_as_many_values_as_its_operator_takes(operator: str, values: list[int]) -> None:
    with pytest.raises(ValidationError, match="takes"):
        Filter.model_validate({"column": "a", "operator": operator, "values": values})


def test_an_unknown_field_of_a_view_is_told() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        View.model_validate({"relation": {"table": ["t"]}, "limit": 3})
