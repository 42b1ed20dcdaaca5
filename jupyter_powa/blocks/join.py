"""Put rows together with those of another table."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from jupyter_powa.blocks.base import BlockContext, BlockType, Result
from jupyter_powa.blocks.desk import Desk, Rows, desk, told
from jupyter_powa.blocks.plain import Names, NotPlain, NotRead, Source
from jupyter_powa.blocks.plain_sql import rows_of
from jupyter_powa.blocks.plain_values import assigned, literal, value_of
from jupyter_powa.blocks.reader import from_name
from jupyter_powa.blocks.refs import REFERENCE, ref_of
from jupyter_powa.blocks.text import SQL, Value
from jupyter_powa.data.frames import quoted
from jupyter_powa.data.relation import Relation, place_column
from jupyter_powa.errors import BlockError

On = Annotated[list[str] | str, SQL]


class JoinBlock(
    BlockType,
    type="join",
    title="Join",
    group="data",
    icon="join",
    example={"right": "<Input.output>", "on": ["count"]},
):
    """Put the rows together with those of another table.

    A column of the other table whose name is taken is named with `_right` behind; the columns that both are joined on
    come once. Rows keep their order, and partners of one row keep theirs.
    """

    right: Value = Field(description="The other table: `<Block.output>`, or the name of a table, a frame or a file.")
    on: On = Field(description="Columns that both have (a list), or a SQL condition with `l.` and `r.`.")
    how: Literal["inner", "left", "semi", "anti"] = Field(
        "inner",
        description="inner: rows that have a partner. left: all rows. semi: rows that have one, once. "
        "anti: rows that have none.",
    )
    rows: Rows = None

    @classmethod
    def plain(cls, config: Mapping[str, Any], names: Names) -> Source:
        """A merge of two frames, for which an empty key has no partner."""
        left, how, on = rows_of(config, names), config.get("how", "inner"), config.get("on")
        whole = REFERENCE.fullmatch(str(config["right"]).strip())
        right = names.find(ref_of(whole).name) if whole else names.find(str(config["right"]))
        if right is None or not (left.frame and right.frame):
            raise NotPlain("whether both are frames is known to a run alone")
        if not isinstance(on, list) or how not in ("inner", "left"):
            raise NotPlain("it joins by a condition" if not isinstance(on, list) else f"it is a {how} join")
        keys = literal(on, names)
        call = f'{left.name}.merge({right.name}.dropna(subset={keys}), on={keys}, how="{how}", suffixes=("", "_right"))'
        shape = f"{left.name}.merge({right.name}…, on=[…], how=…)"

        def back(text: str) -> dict[str, Any]:
            node = assigned(text, names.own)
            said = {one.arg: one.value for one in node.keywords} if isinstance(node, ast.Call) else {}
            if not {"on", "how"} <= said.keys():
                raise NotRead(f"it has not the form `{shape}`")
            return {"on": value_of(said["on"], names), "how": value_of(said["how"], names)}

        return Source(f"{names.own} = {call}", back, frame=True, fields={"row_count": f"len({names.own})"})

    async def run(self, ctx: BlockContext) -> Result:
        """Give the joined rows."""
        async with desk(ctx) as at:
            left = await at.incoming(self.rows)
            right = await (from_name(at, self.right) if isinstance(self.right, str) else at.of(self.right, "`right`"))
            condition, tables = await self._condition(at, left, right)
            several = self.how in ("inner", "left") and not await self._alone(at, right)
            wanted = self._columns(left, right, several)
            sides = f"({left.query}\n) as l {self.how} join ({right.query}\n) as r on {condition}"
            query = f"{tables}select {wanted} from {sides}"
            # A join by equal values is cheap beside a table of its rows; one by a condition may not be.
            make = at.relation if isinstance(self.on, list) else at.rest
            output = await make(query, left.places + (right.places if several else 0))
            lost, sample = 0, []
            if self.how == "inner":
                without = (
                    f"{tables}select l.* from ({left.query}\n) as l anti join ({right.query}\n) as r on {condition}"
                )
                lost = int((await at.one(f"select count(*) as n from ({without}) as w"))["n"])
                sample = await at.some(without) if lost else []
            elif self.how != "left":
                lost = left.row_count - output.row_count
        reason = "has a partner" if self.how == "anti" else "no partner"
        return told(output, left.row_count, {reason: lost}, sample, rows_right=right.row_count)

    async def _condition(self, at: Desk, left: Relation, right: Relation) -> tuple[str, str]:
        if isinstance(self.on, str):
            condition, tables = await at.expression(self.on)
            return f"({condition}\n)", tables
        if not self.on:
            raise BlockError("on: name at least one column, or write a condition.", code="invalid_config")
        at.check(left, self.on)
        at.check(right, self.on, "The other table")
        return " and ".join(f"l.{quoted(name)} = r.{quoted(name)}" for name in self.on), ""

    async def _alone(self, at: Desk, right: Relation) -> bool:
        """Whether a row has one partner at most: then its place is the joined row's."""
        if isinstance(self.on, str):
            return False
        keys = ", ".join(map(quoted, self.on))
        doubled = (
            f"select count(*) > 0 as n from (select 1 from ({right.query}\n) as r group by {keys} having count(*) > 1)"
        )
        return not (await at.one(doubled))["n"]

    def _columns(self, left: Relation, right: Relation, several: bool) -> str:
        if self.how in ("semi", "anti"):
            return "l.*"
        taken = {name.casefold() for name in left.columns}
        same = {name.casefold() for name in self.on} if isinstance(self.on, list) else set()
        wanted = ["l.*"]
        if several:
            wanted += [
                f"r.{place_column(number)} as {place_column(left.places + number)}"
                for number in range(1, right.places + 1)
            ]
        for name in right.columns:
            if name.casefold() in same:
                continue
            new = name
            while new.casefold() in taken:
                new += "_right"
            taken.add(new.casefold())
            wanted.append(f"r.{quoted(name)} as {quoted(new)}")
        return ", ".join(wanted)
