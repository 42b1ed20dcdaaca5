"""Names in a question: tables, columns and values."""

from __future__ import annotations

from jupyter_powa.agents.planner.items import Item
from jupyter_powa.agents.planner.lexicon import Meaning, Ref
from jupyter_powa.agents.planner.numbers import Numbers
from jupyter_powa.agents.planner.parts import Group, Measure, NotUnderstood, Order, Relation, Unclear
from jupyter_powa.agents.planner.vocabulary import root


class Mentions(Numbers):
    """Reads names."""

    def on_name(self, item: Item) -> None:
        """A name that may be a table, a column, or a value: the one that fits where it stands."""
        columns, tables, values = item.columns, item.tables, item.values
        if values and self._fits_value(item):
            self.on_value(item)
        elif tables and not (columns and self._fits_column(item)):
            self.on_table(item)
        elif columns:
            self.on_column(item)
        else:
            self.on_value(item)

    def _fits_value(self, item: Item) -> bool:
        if self.last is not None and any(one.column == self.last for one in item.values):
            return True
        others = [one for one in item.meanings if one.value is None]
        best = max((one.weight for one in others), default=0.0)
        return best < 1.0 and not (item.plural and item.tables)

    def _fits_column(self, item: Item) -> bool:
        best = max(one.weight for one in item.columns)
        other = max(one.weight for one in item.tables)
        after = self.peek()
        waits = self.agg in ("sum", "avg", "min", "max", "median") or self.extreme is not None
        if self.extreme is not None and self.many and item.plural and item.tables:
            return False
        if waits and self.agg != "count" and any(one.column and one.column.measured for one in item.columns):
            return True
        compared = after is not None and after.key in ("=", ">", "<", ">=", "<=", "between")
        return best > other or (compared and best >= other)

    def on_table(self, item: Item) -> None:
        """A table: what is asked for, what is counted, what rows are put together by, or related rows."""
        table = self.chooser.one(item.text, item.tables).table
        self.query.mentioned.append(table)
        self.chooser.attached = table
        self.last = None
        count = self.agg in ("count", "sum")
        if self.grouping:
            self.group(Group(table=table))
            self.grouping = False
            self.query.subject = self.query.subject if self.query.subject != table else ""
        elif (self.ordering and not count) or (self.extreme and not count and not self._praised(item)):
            self.measure(Measure("count", table))
        elif count:
            self._counted_table(table)
        elif self.without or (self.negated and self.query.subject):
            self._related(table, absent=True)
        elif not self.query.subject:
            self.query.subject = table
            if self.extreme and self.verb is not None:
                self.most()
        elif table != self.query.subject:
            self._related(table, absent=False)
        self.agg = None if count else self.agg

    def _praised(self, item: Item) -> bool:
        """`the highest paid employees`: the verb says by what."""
        return self.verb is not None

    def _counted_table(self, table: str) -> None:
        made = Measure("count", table, distinct=self.distinct)
        self.measure(made)
        if not self.query.subject and not self.picked:
            self.query.subject = table
            self.measured = None

    def _related(self, table: str, *, absent: bool) -> None:
        """Another table than the rows': one that they belong to is only joined, any other must have rows or none."""
        subject = self.query.subject
        if table == subject:
            raise NotUnderstood(f"How one of {table} belongs to another is not known.")
        if table not in self.reach.ways(subject):
            raise NotUnderstood(f"Nothing says how {subject} and {table} belong together.")
        if absent or table not in self.reach.to_one(subject):
            self.query.relations.append(Relation(table, absent=absent))
        self.negated = self.without = False

    def on_column(self, item: Item) -> None:
        """A column: to show, to add up, to put rows together by, to order by, or to compare."""
        said = [one for one in item.columns if one.weight > 0.5 or (one.column and one.column.kind == "time")]
        if not said:
            raise NotUnderstood(f"What is meant by “{item.text}”?")
        if root(item.text) == "nam" and self._label(said):
            return
        meaning = self.chooser.one(item.text, said, self.beside(), self.last)
        ref = meaning.column
        assert ref is not None
        if meaning.truth is not None:
            self.compare(ref, "true", [meaning.truth])
            return
        self.last, self.measured = ref, None
        if ref.kind == "time" and meaning.weight <= 0.6:
            self.chooser.attached = ref.table
            self._only_dated(ref, item)
            return
        self._column_at_work(ref, item)

    def _label(self, said: list[Meaning]) -> bool:
        """`names`, where rows are called by several columns."""
        tables = dict.fromkeys(one.table for one in said)
        meaning = self.chooser.one("names", [Meaning(table) for table in tables], self.beside())
        labels = self.lexicon.label(meaning.table)
        if len(labels) > 1 and self.agg is None and not self.grouping:
            self.query.columns += [one for one in labels if one not in self.query.columns]
            return True
        return False

    def _only_dated(self, ref: Ref, item: Item) -> None:
        """`shipped`, of a column of days: a day may follow; without one, that there is one at all."""
        after = self.peek()
        more = after is not None and (after.days or after.key in ("after", "before", "since", "until", "between"))
        if self.ordering or self.grouping:
            self._column_at_work(ref, item)
        elif self.negated or self.without:
            self.compare(ref, "null", [])
            self.query.conditions[-1].negated = False
        elif not (more or any(one.days for one in self.items) or item.tables) and self._sometimes(ref):
            self.compare(ref, "null", [])
            self.query.conditions[-1].negated = True

    def _sometimes(self, ref: Ref) -> bool:
        many = ref.table == self.query.subject and len(self.lexicon.moments(ref.table)) > 1
        return many and root(ref.name.split("_")[0]) != root(ref.table)

    def _column_at_work(self, ref: Ref, item: Item) -> None:
        after = self.peek()
        if self.grouping:
            self.grouping = self.grouping and after is not None and after.key == "and"
            self._group_column(ref)
        elif self.agg is not None:
            self._aggregated(ref)
        elif self.ordering:
            self.order_by(ref, down=False)
        elif self.extreme:
            self._extreme(ref)
        elif self.without or (self.negated and (after is None or not after.values)):
            self.compare(ref, "null", [])
            self.query.conditions[-1].negated = False
        elif after is not None and after.key == "missing":
            self.compare(ref, "null", [])
        elif after is not None and after.key == "given":
            self.negated = True
            self.compare(ref, "null", [])
        elif not self._told_already(ref) and ref not in self.query.columns:
            self.query.columns.append(ref)
            self.provisional = ref

    def _told_already(self, ref: Ref) -> bool:
        """`the Centre district`: the column only says again what its value is of."""
        before = self.items[self.at - 1] if self.at else None
        return before is not None and any(one.column == ref for one in before.values) and self.relative

    def _group_column(self, ref: Ref) -> None:
        if ref.measured and self.query.limit is not None and not self.query.measures:
            self.grouping = False
            subject = self.query.subject
            if subject and ref.table not in self.reach.to_one(subject):
                self.query.order.append(Order(Measure("sum", ref.table, ref), self.toward))
            else:
                self.order_by(ref, down=self.toward)
        else:
            self.group(Group(ref=ref))

    def _aggregated(self, ref: Ref) -> None:
        """An aggregate of a column; the count of a column that is no number counts its different values."""
        agg = self.agg or "count"
        self.provisional = None
        if agg == "count":
            labels = self.lexicon.label(ref.table)
            if ref.measured and not self.distinct:
                agg = "sum"
            else:
                self.measure(Measure("count", ref.table, ref, distinct=ref not in labels or self.distinct))
                return
        if agg in ("sum", "avg", "median") and ref.kind != "number":
            raise NotUnderstood(f"{ref.table}.{ref.name} holds no numbers that could be added up.")
        for call in self.more_aggs:
            self.measure(Measure(call, ref.table, ref))
        self.more_aggs = []
        self.measure(Measure(agg, ref.table, ref, distinct=self.distinct))
        self.how_much = False

    def _extreme(self, ref: Ref) -> None:
        """`the highest salary`: of rows that are picked, their order; else the largest value itself."""
        down = self.extreme == "up"
        self.extreme = None
        if self.picked or self.query.subject or self.query.named:
            if not self.query.subject:
                self.query.subject = ref.table
            self.order_by(ref, down=down)
            self.query.limit = self.query.limit or int(self.number or 1)
            self.number, self.picked = None, True
        else:
            self.measure(Measure("max" if down else "min", ref.table, ref))

    def on_value(self, item: Item) -> None:
        """A value: a condition on the column that holds it."""
        meaning = self.chooser.one(item.text, item.values, self.beside(), self.last)
        assert meaning.column is not None
        if self.operator == "=":
            self.operator = None
        self.grouping = False
        self.compare(meaning.column, "in", [meaning.value])

    def on_quoted(self, item: Item) -> None:
        """A text in quotes that no list of values holds."""
        ref = self.last
        if ref is None or ref.kind != "text":
            labels = self.lexicon.label(self.chooser.attached or self.query.subject) if self.query.subject else []
            ref = labels[0] if len(labels) == 1 else None
        if ref is None:
            raise Unclear(f"In which column is “{item.text}”?")
        self.compare(ref, "contains" if self.operator == "contains" else "in", [item.text])
