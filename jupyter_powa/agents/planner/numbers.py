"""Numbers and days in a question: limits, comparisons, counts of related rows, spans of time."""

from __future__ import annotations

from jupyter_powa.agents.planner.items import Item
from jupyter_powa.agents.planner.lexicon import Ref
from jupyter_powa.agents.planner.parts import Days, Measure, NotUnderstood, Relation, Unclear
from jupyter_powa.agents.planner.reader import Base
from jupyter_powa.agents.planner.vocabulary import ADJECTIVES, MEASURED, MONEY, root

_DAYS = {"after": "after", ">": "after", "since": "since", ">=": "since", "before": "before", "<": "before",
         "until": "until", "<=": "until", "=": "in", None: "in"}  # fmt: skip
_NUMBERS = {"after": ">", "since": ">=", "before": "<", "until": "<=", None: "="}


class Numbers(Base):
    """Reads numbers and days."""

    def on_number(self, item: Item) -> None:
        """A number: how many rows to show, or what something is compared with."""
        value = item.number if item.number is None or not float(item.number).is_integer() else int(item.number)
        self._in_units()
        after = self.peek()
        if self.operator == "between":
            self._between(value, after)
        elif self.operator is not None:
            more = {"more": ">=", "less": "<="}.get(after.key if after else "")
            self.compared(more or _NUMBERS.get(self.operator, self.operator), [value], after)
        elif after is not None and after.key in ("more", "less"):
            self.compared(">=" if after.key == "more" else "<=", [value], self.peek(2))
        elif self.last is not None and self.provisional == self.last and self.last.kind == "number":
            self.compare(self.last, "=", [value])
        elif self._keyed(value):
            return
        elif self.number is None and self.query.limit is None:
            self.number = item.number
        else:
            raise NotUnderstood(f"What is {item.text} for?")

    def _in_units(self) -> None:
        """`20 euros`, `30 minutes`: the unit must be the column's own, where it is no money."""
        after = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
        if after is not None and not after.meanings and (root(after.text) in MEASURED or after.text in ("%", "€")):
            if root(after.text) not in MONEY and not self.grouping:
                self.counted_in = after.text
            self.items.remove(after)

    def _keyed(self, value: object) -> bool:
        """`order 17`: the row with this key."""
        before = self.items[self.at - 1] if self.at else None
        if before is None or not before.tables or before.plural or self.wanted:
            return False
        keys = self.lexicon.key(before.tables[0].table)
        if len(keys) != 1 or keys[0].kind != "number":
            return False
        self.compare(keys[0], "=", [value])
        return True

    def _between(self, value: object, after: Item | None) -> None:
        """`between 20 and 50`."""
        if after is None or after.key not in ("and", "to") or (second := self.peek(2)) is None or second.number is None:
            raise NotUnderstood("“between” needs two numbers or two days.")
        self.skip_to(second)
        high = int(second.number) if second.number.is_integer() else second.number
        self.compared("between", [value, high], self.peek())

    def skip_to(self, item: Item) -> None:
        """Go on behind an item that was read ahead."""
        self.at = next(place for place in range(self.at + 1, len(self.items)) if self.items[place] is item)

    def compared(self, operator: str, values: list[object], after: Item | None) -> None:
        """A comparison with numbers: of related rows, of a measure, of a column before or behind."""
        self.operator = None
        waiting = [one for one in self.query.relations if one.operator == "?"]
        if waiting:
            waiting[-1].operator, waiting[-1].values = operator, values
            waiting[-1].absent = self.negated
            self.settled()
        elif after is not None and after.tables and not self._column_first(after):
            self._counted(operator, values, after)
        elif after is not None and after.columns and not after.key and self.last is None:
            self.skip_to(after)
            self.compare(self._column(after), operator, values)
        elif self.verb is not None:
            self._by_verb(operator, values)
        elif self.last is not None:
            if self.last.kind != "number":
                raise NotUnderstood(f"{self.last.table}.{self.last.name} holds no numbers.")
            self.compare(self.last, operator, values)
        elif self.measured is not None:
            self.query.having.append((self.measured, operator, values))
            self.settled()
        else:
            self.compare(self._only_measure(), operator, values)

    def _column_first(self, after: Item) -> bool:
        return self.last is not None and self.provisional is not None and self.last.kind == "number"

    def _by_verb(self, operator: str, values: list[object]) -> None:
        """`earning more than 50000`, and `who spent more than 200`, which is a sum."""
        ref = self.verb
        assert ref is not None
        self.verb = None
        if self.query.subject in ("", ref.table):
            self.query.subject = ref.table
            self.compare(ref, operator, values)
        else:
            made = Measure("sum", ref.table, ref)
            self.query.relations.append(Relation(ref.table, measure=made, operator=operator, values=values))
            self.settled()

    def _counted(self, operator: str, values: list[object], after: Item) -> None:
        """`more than 5 orders`."""
        table = self.chooser.one(after.text, after.tables).table
        self.skip_to(after)
        self.query.mentioned.append(table)
        self.chooser.attached = table
        made = Measure("count", table)
        if self.query.subject and table != self.query.subject:
            relation = Relation(table, absent=self.negated, measure=made, operator=operator, values=values)
            self.query.relations.append(relation)
        elif self.query.columns or self.query.groups:
            self.query.having.append((made, operator, values))
        else:
            raise NotUnderstood(f"Of what are there {operator} {values[0]} {after.text}?")
        self.settled()

    def _column(self, item: Item) -> Ref:
        ref = self.chooser.one(item.text, item.columns, self.beside(), self.last).column
        assert ref is not None
        return ref

    def _only_measure(self) -> Ref:
        """The one column of the subject that holds numbers."""
        table = self.chooser.attached or self.query.subject
        found = [one for one in self.lexicon.refs.get(table, ()) if one.measured]
        if len(found) == 1:
            return found[0]
        names = " or ".join(one.name for one in found) or "what"
        raise Unclear(f"By which number of {table or 'the rows'}: {names}?")

    def on_days(self, item: Item) -> None:
        """A span of days: of the column before it, or of the day that the rows have."""
        span = item.days
        assert span is not None
        if span.words.startswith("?"):
            raise Unclear(f"{span.words[1:]} of which year?")
        operator = self.operator
        ref = self._moment()
        if operator == "between" or self._ranged():
            after, second = self.peek(), self.peek(2)
            if after is None or after.key not in ("and", "to", "until") or second is None or second.days is None:
                raise NotUnderstood("“between” needs two days.")
            self.skip_to(second)
            span = Days(span.first, second.days.after, f"{item.text} to {second.text}")
            operator = None
        if operator not in _DAYS:
            raise NotUnderstood(f"“{operator}” and a day do not go together.")
        self._span(ref, _DAYS[operator], span)

    def _ranged(self) -> bool:
        """`from January 2024 to March 2024`."""
        after, second = self.peek(), self.peek(2)
        both = after is not None and after.key in ("to", "until") and second is not None and second.days is not None
        return both and self.operator in (None, "since")

    def _span(self, ref: Ref, word: str, span: Days) -> None:
        first, after = span.first, span.after
        made = {
            "in": (first, after),
            "after": (after or first, ""),
            "since": (first, ""),
            "before": ("", first),
            "until": ("", after or first),
        }[word]
        before = self.query.conditions[-1] if self.query.conditions else None
        joined = self.joined and before is not None and before.operator == "days"
        self.joined = joined
        self.compare(ref, "days", [Days(*made, words=f"{word} {span.words}")])

    def _moment(self) -> Ref:
        if self.last is not None and self.last.kind == "time":
            return self.last
        attached = self.chooser.attached
        related = [attached] if any(one.table == attached for one in self.query.relations) else []
        for table in dict.fromkeys([*related, *self._measured_tables(), self.query.subject, attached]):
            if table and any(self.lexicon.moments(other) for other in self.reach.to_one(table)):
                return self.chooser.moment(table)
        tables = [name for name in self.lexicon.tables if self.lexicon.moments(name)]
        if self._later_table():
            return self.chooser.moment(self._later_table())
        if len(tables) == 1 and not self.query.subject:
            return self.chooser.moment(tables[0])
        raise NotUnderstood("Nothing that is asked for has a day or a time.")

    def _measured_tables(self) -> list[str]:
        ordered = [one.by.table for one in self.query.order if isinstance(one.by, Measure)]
        return [*(one.table for one in self.query.measures), *ordered]

    def _later_table(self) -> str:
        for item in self.items[self.at + 1 :]:
            if item.tables:
                return item.tables[0].table
        return ""

    def on_adjective(self, item: Item) -> None:
        """`oldest` orders the rows, `older than 40` compares."""
        way, hints = ADJECTIVES[item.adjective]
        subject = self.query.subject or self._later_table() or self.chooser.attached
        if not subject:
            raise NotUnderstood(f"“{item.text}” of what?")
        after = self.peek()
        said = [one.table for one in after.tables] if after is not None and item.form != "er" else []
        near = [*said, subject, *self.reach.to_one(subject)]
        found = self.chooser.measuring(item.text, hints, near)
        if found is None:
            raise NotUnderstood(f"Nothing that is known of {subject} says which are {item.text}.")
        ref, turned = found
        up = (way == "up") != turned
        if item.form == "least":
            up = not up
        if item.form == "er":
            self.operator, self.last = ">" if up else "<", ref
            if turned and ref.kind == "time":
                self._aged(ref, up)
        else:
            self.order_by(ref, down=up)
            self.picked = True
            self.query.limit = self.query.limit or int(self.number or 1)
            self.number = None

    def _aged(self, ref: Ref, up: bool) -> None:
        """`older than 40` where only a birthday is known."""
        after = next((one for one in self.items[self.at + 1 :] if one.number is not None), None)
        if after is not None:
            self.skip_to(after)
            if (unit := self.peek()) is not None and unit.unit == "year":
                self.skip_to(unit)
            day = f"current_date - interval '{int(after.number or 0)}' year"
            self.operator = None
            self.compare(ref, "days", [Days(day if up else "", "" if up else day, f"{after.text} years")])
