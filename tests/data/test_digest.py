"""What tells one schema from another."""

from __future__ import annotations

from jupyter_powa.data.digest import digest
from jupyter_powa.model.data import Column, ForeignKey, Table


def tables(**more: object) -> dict[str, Table]:
    made = {"name": "orders", "columns": [Column(name="id", type="INTEGER")], "row_count": 1, **more}
    return {"orders": Table.model_validate(made), "other": Table(name="other")}


def test_only_what_the_named_tables_are_made_of_counts() -> None:
    known = digest(["orders"], tables())
    assert digest(["orders"], tables(row_count=5, comment="x")) == known
    assert digest(["orders"], {"orders": tables()["orders"]}) == known
    assert digest(["other", "orders"], tables()) == digest(["orders", "other"], tables()) != known
    changed = [
        {"columns": [Column(name="id", type="BIGINT")]},
        {"columns": [Column(name="id", type="INTEGER"), Column(name="n", type="INTEGER")]},
        {"primary_key": ["id"]},
        {"foreign_keys": [ForeignKey(columns=["id"], table="other", references=["id"])]},
    ]
    found = {digest(["orders"], tables(**one)) for one in changed} | {digest(["orders"], {})}
    assert len(found) == 5 and known not in found
