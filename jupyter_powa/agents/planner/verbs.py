"""Verbs in a question that stand for a column or a table: spent, earns, bought."""

from __future__ import annotations

from jupyter_powa.agents.planner.items import Item
from jupyter_powa.agents.planner.lexicon import Meaning
from jupyter_powa.agents.planner.mentions import Mentions
from jupyter_powa.agents.planner.parts import Measure, NotUnderstood
from jupyter_powa.agents.planner.vocabulary import ACTS, root


class Verbs(Mentions):
    """Reads verbs."""

    def on_verb(self, item: Item) -> None:
        """`earn`, `spend`, `cost`: the column that says how much."""
        ref = self.verbs_column(item)
        if not self.query.subject and self.query.named:
            self.query.subject = ref.table
        self.verb = ref
        if self.how_much or self.agg == "sum":
            self.how_much, self.agg, self.verb = False, None, None
            plain = ref.table == (self.chooser.attached or self.query.subject) or not self.chooser.attached
            costs = item.verb in ("cost", "weigh") and self.query.subject in ("", ref.table) and plain
            if costs:
                self.query.subject = ref.table
                self.query.columns.append(ref)
            else:
                self.measure(Measure("sum", ref.table, ref))
        elif self.extreme:
            after = self.peek()
            if after is None or not after.tables:
                self.most()

    def on_act(self, item: Item) -> None:
        """`bought`, `sold`: rows of the table that notes it."""
        names = [root_words for root_words in ACTS[item.act]]
        for said in names:
            phrase = tuple(root(word) for word in said.split())
            held = [one for one in self.lexicon.phrases.get(phrase, ()) if one.column is None]
            if held:
                made = Item(item.text, meanings=[Meaning(held[0].table)])
                if self.query.subject and self.query.subject != held[0].table:
                    self.on_table(made)
                elif not self.query.subject:
                    self.query.subject = held[0].table
                return
            columns = [one for one in self.lexicon.phrases.get(phrase, ()) if one.column and one.column.measured]
            if columns:
                self.on_column(Item(item.text, meanings=columns[:1]))
                return
        raise NotUnderstood(f"Nothing here says what was meant by “{item.text}”.")
