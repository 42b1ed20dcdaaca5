"""Read the items of a question one after another into what it asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jupyter_powa.agents.planner.choose import Chooser
from jupyter_powa.agents.planner.items import Item
from jupyter_powa.agents.planner.joined import Reach
from jupyter_powa.agents.planner.lexicon import Lexicon, Ref
from jupyter_powa.agents.planner.parts import Condition, Group, Measure, NotUnderstood, Order, Query, Relation, Unclear
from jupyter_powa.agents.planner.vocabulary import VERBS, root
from jupyter_powa.agents.words import words

AGGREGATES = ("count", "sum", "avg", "median", "min", "max")
_OPERATORS = (">", ">=", "<", "<=", "=", "between", "after", "since", "before", "until")


class Base:
    """What has been read so far, and what still waits for its object."""

    def __init__(self, found: Sequence[Item], lexicon: Lexicon, reach: Reach, query: Query | None = None) -> None:
        """`query`: what the question goes on with."""
        self.items, self.lexicon, self.reach = list(found), lexicon, reach
        self.query = query or Query()
        named = {one.table for item in found for one in item.tables if one.weight > 0.9}
        self.chooser = Chooser(lexicon, reach, self.query, named)
        self.at = 0
        self.agg: str | None = None
        self.how_much = False
        self.distinct = False
        self.grouping = self.ordering = self.negated = self.without = self.joined = self.wanted = False
        self.operator: str | None = None
        self.counted_in = ""
        """The unit that the last number was said in."""
        self.more_aggs: list[str] = []
        """Aggregates before the one that waits: `minimum and maximum`."""
        self.extreme: str | None = None
        self.many = False
        """Whether the extreme is one of number: `most flights` counts, `highest flight` does not."""
        self.number: float | None = None
        self.last: Ref | None = None
        """The column that a value behind it belongs to."""
        self.provisional: Ref | None = None
        """The column that was taken as one to show, and that a condition may claim."""
        self.measured: Measure | None = None
        """The measure that a number behind it is compared with."""
        self.verb: Ref | None = None
        self.toward = True
        """Whether the largest come first, of rows that are picked."""
        self.waiting_units: list[str] = []
        """Units of time by which rows are put together, whose column is only known at the end."""
        self.picked = self.relative = False
        """Whether rows are picked (who, which, top), and whether something is said of the subject already."""

    def peek(self, ahead: int = 1) -> Item | None:
        """The item that stands so many places ahead; what asks for nothing is passed over."""
        for item in self.items[self.at + 1 :]:
            if item.small or item.unknown:
                continue
            ahead -= 1
            if ahead == 0:
                return item
        return None

    def beside(self) -> list[str]:
        """The tables that are named right before or behind the item."""
        tables = []
        for step in (-1, 1):
            place = self.at + step
            while 0 <= place < len(self.items) and self.items[place].small:
                place += step
            if 0 <= place < len(self.items):
                tables += [one.table for one in self.items[place].tables]
        return tables

    def settled(self) -> None:
        """Nothing waits any more."""
        self.negated = self.without = self.joined = False
        self.operator = None

    def compare(self, ref: Ref, operator: str, values: list[Any]) -> None:
        """Add a condition; one that goes on with the values of the one before is joined to it."""
        if self.provisional == ref and ref in self.query.columns:
            self.query.columns.remove(ref)
        self.provisional = None
        self._right_unit(ref)
        before = self.query.conditions[-1] if self.query.conditions else None
        if before and before.ref == ref and before.operator == operator == "in" and (self.joined or self.wanted):
            before.values += [value for value in values if value not in before.values]
        else:
            self.query.conditions.append(Condition(ref, operator, values, self.negated or self.without, self.joined))
        self.last = ref
        self.settled()
        self.relative = True

    def _right_unit(self, ref: Ref) -> None:
        """Raises NotUnderstood where a number was said in a unit that the column does not say."""
        unit, self.counted_in = self.counted_in, ""
        if unit:
            column = next(one for one in self.lexicon.tables[ref.table].columns if one.name == ref.name)
            if root(unit) not in {root(word) for word in words(f"{column.name} {column.description or ''}")}:
                raise NotUnderstood(f"Nothing says that {ref.table}.{ref.name} is in {unit}.")

    def measure(self, made: Measure) -> None:
        """Take a measure: as one to show, to order by, or (with a number behind it) to pick rows by."""
        after = self.peek()
        self.measured = made
        if self.extreme:
            self.query.order.append(Order(made, self.extreme == "up"))
            self.picked = True
            self.extreme = None
        elif self.ordering:
            self.query.order.append(Order(made, self.toward))
        elif after is not None and after.key in _OPERATORS and self.query.subject and not self.grouping:
            self.measured = made
            self.query.relations.append(Relation(made.table, measure=made, operator="?"))
        elif made not in self.query.measures:
            self.query.measures.append(made)
        self.agg, self.distinct = None, False

    def group(self, made: Group) -> None:
        """Put rows together by something."""
        if made not in self.query.groups:
            self.query.groups.append(made)

    def order_by(self, ref: Ref, *, down: bool) -> None:
        """Order the rows by a column; of another table than the rows', by its largest or smallest value."""
        subject = self.query.subject
        if subject and ref.table != subject and ref.table not in self.reach.to_one(subject):
            self.query.order.append(Order(Measure("max" if down else "min", ref.table, ref), down))
        else:
            self.query.order.append(Order(ref, down))
        if self.provisional == ref and ref in self.query.columns:
            self.query.columns.remove(ref)
            self.provisional = None

    def verbs_column(self, item: Item) -> Ref:
        """The column that a verb measures; raises NotUnderstood."""
        start = self.query.subject or "".join(one.ref.table for one in self.query.conditions[-1:])
        ways = self.reach.ways(start) if start else {}
        near = [start, *self.beside(), *sorted(ways, key=lambda table: (len(ways[table]), table))]
        tables = [one for one in dict.fromkeys(near) if one] if start else list(self.lexicon.tables)
        found = self.chooser.measuring(item.text, VERBS[item.verb], tables)
        if found is None:
            raise NotUnderstood(f"Nothing that is known here says what “{item.text}” is measured by.")
        return found[0]

    def most(self) -> None:
        """`spent the most`, `earns the least`: order by what the verb measures."""
        ref, down = self.verb, self.extreme == "up"
        assert ref is not None
        self.extreme = self.verb = None
        if self.query.subject in ("", ref.table):
            self.query.subject = ref.table
            self.order_by(ref, down=down)
        else:
            self.extreme = "up" if down else "down"
            self.measure(Measure("sum", ref.table, ref))
        self.query.limit = self.query.limit or int(self.number or 1)
        self.number = None

    def nothing_left(self) -> None:
        """Raises NotUnderstood where something still waits for its object."""
        if self.operator is not None and self.operator != "?":
            raise NotUnderstood(f"“{self.operator}” has nothing that it could be compared with.")
        if self.extreme:
            raise NotUnderstood("“most” or “least” of what?")
        if any(one.operator == "?" for one in self.query.relations):
            raise NotUnderstood("A comparison has no number.")
        if self.negated or self.without:
            raise NotUnderstood("“not” has nothing that it denies.")
        if self.how_much and not self.query.measures and not self.query.columns:
            raise Unclear("How much of what?")
