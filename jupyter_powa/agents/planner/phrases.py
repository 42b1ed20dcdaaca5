"""The phrases of a question that ask for something: how many, per, top, at least, without, or."""

from __future__ import annotations

from jupyter_powa.agents.planner.items import Item
from jupyter_powa.agents.planner.lexicon import Ref
from jupyter_powa.agents.planner.parts import Group, Measure, NotUnderstood, Order, Query
from jupyter_powa.agents.planner.reader import AGGREGATES
from jupyter_powa.agents.planner.verbs import Verbs

MANY = frozenset({"most", "fewest", "least"})
"""Extremes that are of number where a plural follows."""
_COMPARING = (">", ">=", "<", "<=", "=", "between", "after", "since", "before", "until", "contains")


class Reader(Verbs):
    """Reads a whole question."""

    def read(self) -> Query:
        """What is asked for; raises NotUnderstood, Unclear."""
        while self.at < len(self.items):
            item = self.items[self.at]
            self.wanted = self.at > 0 and self.items[self.at - 1].key in ("and", "or")
            self._one(item)
            self.at += 1
        self._ended()
        self.nothing_left()
        return self.query

    def _one(self, item: Item) -> None:
        if item.plain and not item.meanings:
            raise NotUnderstood(f"Nothing that is known here says what is {item.text}.")
        if item.near:
            self.query.notes.append(f"I read “{item.text}” as {item.near}.")
        if item.key and not self._names(item):
            self._phrase(item)
        elif item.days is not None:
            self.on_days(item)
        elif item.number is not None:
            self.on_number(item)
        elif item.meanings:
            self.on_name(item)
        elif item.quoted:
            self.on_quoted(item)
        elif item.unit:
            self._unit(item)
        elif item.adjective:
            self.on_adjective(item)
        elif item.verb:
            self.on_verb(item)
        elif item.act:
            self.on_act(item)
        elif not item.small:
            raise NotUnderstood(f"Nothing that is known here is called “{item.text}”.")

    def _names(self, item: Item) -> bool:
        """Whether a phrase that is also a name is one here: `total` before a number of its own is an aggregate."""
        if not item.meanings:
            return False
        after = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
        following = after is not None and bool(after.columns or after.tables) and not after.key
        return item.key in AGGREGATES and not following

    def _phrase(self, item: Item) -> None:
        key = item.key
        if key in AGGREGATES:
            self._aggregate(key, item)
        elif key in ("up", "down"):
            self._extremes(item)
        elif key in _COMPARING:
            self.operator = key
        elif key in ("top", "bottom", "last"):
            self._top(key)
        elif key == "distinct":
            self.distinct = self.query.distinct = True
        elif key == "group":
            self.grouping = True
        elif key == "order":
            self.ordering, self.grouping = True, False
        elif key in ("asc", "desc"):
            self._direction(down=key == "desc")
        elif key in ("not", "without"):
            self.negated, self.without = key == "not", key == "without"
        elif key in ("or", "and"):
            self.joined = key == "or"
            if key == "and" and self.query.groups and self._goes_on():
                self.grouping = True
        elif key == "which":
            self.query.named = self.query.named or item.text.casefold() in ("which", "who", "whom")
        elif key == "with":
            self.provisional = None
        elif key in ("missing", "given"):
            self._missing(key)
        elif key == "share":
            raise NotUnderstood("Shares and percentages are not read without a model.")
        elif key not in ("to", "more", "less"):
            raise NotUnderstood(f"“{item.text}” is not read here.")

    def _goes_on(self) -> bool:
        """Whether `and` goes on with what rows are put together by: the item before was that."""
        before, after = self.items[self.at - 1], self.peek()
        grouped = {one.table for one in self.query.groups} | {
            f"{one.ref.table}.{one.ref.name}" for one in self.query.groups if one.ref
        }
        mine = {one.table if one.column is None else f"{one.table}.{one.column.name}" for one in before.meanings}
        same = bool(grouped & mine) or bool(before.unit)
        return same and after is not None and bool(after.meanings or after.unit) and after.key not in AGGREGATES

    def _aggregate(self, key: str, item: Item) -> None:
        after = self.peek()
        nested = key in ("avg", "max", "min", "sum") and after is not None and after.key == "count"
        if nested and key != "sum":
            raise NotUnderstood("An average of counts is not read without a model.")
        if self.extreme and key in ("max", "min"):
            key = self.agg or key
        if self.grouping:  # `riders by number of trips`: what they are in order of
            self.grouping, self.ordering = False, True
        if self.agg is not None and self.agg != key and self.items[self.at - 1].key == "and":
            self.more_aggs.append(self.agg)
        self.agg = key
        if item.text.casefold() == "how much":
            self.how_much = True
        self.provisional = None

    def _extremes(self, item: Item) -> None:
        """`most`, `highest`; alone behind a verb it is of that verb; `largest stations` is an adjective."""
        self.extreme = item.key
        self.many = item.text.casefold() in MANY
        after = self.peek()
        if item.adjective and after is not None and after.tables and not self._counts(after):
            self.extreme = None
            item.form = item.form or "est"
            self.on_adjective(item)
        elif self.verb is not None and (after is None or not (after.meanings or after.key in AGGREGATES)):
            self.most()

    def _counts(self, after: Item) -> bool:
        return bool(after.columns) and not after.tables

    def _top(self, key: str) -> None:
        """`top 5`, `bottom 3`, `last 10`."""
        after = self.peek()
        if after is not None and after.number is not None:
            self.skip_to(after)
            self.query.limit = int(after.number or 0)
        elif key == "top":
            self.query.limit = 1 if after is None or not after.plural else 10
        self.picked = True
        self.query.named = self.query.named or key != "last"
        if key == "last":
            table = next((one.tables[0].table for one in self.items[self.at + 1 :] if one.tables), "")
            if not table:
                raise NotUnderstood("The last of what?")
            self.query.order.append(Order(self.chooser.moment(table), True))
            self.query.limit = self.query.limit or 1
        self.number = None
        self.toward = key != "bottom"

    def _direction(self, *, down: bool) -> None:
        if self.query.order:
            self.query.order[-1].down = down
        elif self.query.groups or self.query.measures:
            self.query.order += [Order(one, down) for one in self.query.measures[:1]]
        elif labels := self.lexicon.label(self.query.subject) if self.query.subject else []:
            self.query.order += [Order(one, down) for one in labels]

    def _missing(self, key: str) -> None:
        if self.last is None:
            raise NotUnderstood("What is missing?")
        if self.query.conditions and self.query.conditions[-1].operator == "null":
            return
        self.negated = self.negated != (key == "given")
        self.compare(self.last, "null", [])

    def _unit(self, item: Item) -> None:
        """`per month`, `monthly`, `which year`."""
        if not (self.grouping or item.text.casefold().endswith("ly") or self.query.named or self.ordering):
            if self.last is not None and self.last.kind == "number":
                return  # `more than 30 days`, of a number of days
            raise NotUnderstood(f"What is meant by “{item.text}”?")
        self.grouping = False
        self.waiting_units.append(item.unit)

    def _ended(self) -> None:
        query = self.query
        if self.agg == "count" and not query.measures:
            held = [one.ref.table for one in query.conditions][:1]
            table = query.subject or self.chooser.attached or "".join(held)
            if not table:
                raise NotUnderstood("How many of what?")
            query.measures.append(Measure("count", table))
        elif self.agg is not None and self.agg != "count" and not query.measures and not self.how_much:
            raise NotUnderstood(f"The {self.agg} of what?")
        if self.number is not None and query.limit is None:
            query.limit = int(self.number)
        if any(isinstance(one.by, Measure) for one in query.order) and query.limit is None and self.picked:
            query.limit = 1
        for unit in self.waiting_units:
            self.group(Group(ref=self._unit_of(), unit=unit))
        self._ranked()

    def _unit_of(self) -> Ref:
        tables = [one.table for one in self.query.measures]
        tables += [one.by.table for one in self.query.order if isinstance(one.by, Measure)]
        if self.last is not None and self.last.kind == "time":
            return self.last
        if not tables and not self.query.subject:
            raise NotUnderstood("What is put together by time?")
        return self.chooser.moment((tables or [self.query.subject])[0])

    def _ranked(self) -> None:
        """`top 5 riders by number of trips`: what came behind `by` is what they are ranked by."""
        query = self.query
        if not (self.picked and query.limit) or query.order:
            return
        if query.measures:
            query.order.append(Order(query.measures[-1], self.toward))
            query.measures.pop()
        elif query.columns and query.columns[-1].measured:
            query.order.append(Order(query.columns.pop(), self.toward))
        elif len(query.groups) == 1 and (ref := query.groups[0].ref) is not None and ref.measured:
            query.groups.pop()
            query.order.append(Order(ref, self.toward))
