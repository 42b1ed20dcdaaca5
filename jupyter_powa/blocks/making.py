"""Rows that a model makes: which are asked for together, which are the same, and those that lack are asked for anew."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jupyter_powa.blocks.batched import Batched, Refused
from jupyter_powa.blocks.modelled import chunks, marked
from jupyter_powa.blocks.shaped import Shape, key, schema, wrong
from jupyter_powa.llm.base import Ask, ModelMessage

Row = dict[str, Any]

BARREN = 3
"""Rounds in a row that give next to nothing new, after which no more is asked for."""
LITTLE = 0.05
"""Part of the rows of a round that must be new."""
AVOIDED = 20
"""Rows that a model is shown when it has repeated itself: those that are there already."""
SAME = "the same as another row"


@dataclass(frozen=True, slots=True)
class Slot:
    """One row that is to be made: behind which seed (0 where there are none), and its number there, from 1."""

    seed: int
    number: int


@dataclass
class Making:
    """One step's rows."""

    prompt: str
    columns: Mapping[str, Shape]
    count: int
    """Rows for each seed; without seeds, of all."""
    given: Sequence[Row]
    """Rows that came in."""
    seeds: bool
    """Whether rows are made for each of these, rather than like them."""
    shown: int
    """Of rows that are examples, how many a request shows."""
    unique: Sequence[str]
    settings: Mapping[str, Any]
    """Temperature and the like, as `Ask` takes them."""
    rows: list[tuple[int, Row]] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    sample: list[Row] = field(default_factory=list)
    _keys: set[str] = field(default_factory=set)

    @property
    def wanted(self) -> int:
        """Rows in all."""
        return self.count * (len(self.given) if self.seeds else 1)

    async def made(self, asked: Batched[Slot], size: int) -> list[tuple[int, Row]]:
        """Each row with the place of its seed, in order.

        What is refused or repeated is asked for anew, with other numbers. Where a model has nothing new any more, there
        are fewer than wanted.
        """
        need = dict.fromkeys(range(len(self.given)) if self.seeds else [0], self.count)
        numbers, barren = dict.fromkeys(need, 0), 0
        while barren < BARREN and any(need.values()):
            slots = [Slot(seed, numbers[seed] + place) for seed, many in need.items() for place in range(1, many + 1)]
            numbers = {seed: numbers[seed] + many for seed, many in need.items()}
            own = [[slot for slot in slots if slot.seed == seed] for seed in need] if self.seeds else [slots]
            answers = await asked.all([batch for one in own for batch in chunks(one, size)])
            new = 0
            for slot, answer in zip(slots, answers, strict=True):
                if self._take(slot, answer):
                    need[slot.seed] -= 1
                    new += 1
            barren = barren + 1 if new < len(slots) * LITTLE else 0
        self.rows.sort(key=lambda one: one[0])  # stable: within a seed they stay as they were made
        return self.rows

    def _take(self, slot: Slot, answer: Row | Refused | None) -> bool:
        """Whether the answer is a new row; one that is not is counted."""
        if answer is None:
            return False
        if isinstance(answer, Refused):
            self._left(answer.reason, {"powa_reason": answer.detail or answer.reason})
            return False
        seen = {**self.given[slot.seed], **answer} if self.seeds else answer
        own = key(seen, self.unique) if self.unique else f"{slot.seed} {key(answer, [*self.columns])}"
        if own in self._keys:
            self._left(SAME, answer)
            return False
        self._keys.add(own)
        self.rows.append((slot.seed, answer))
        return True

    def _left(self, reason: str, row: Row) -> None:
        self.reasons[reason] = self.reasons.get(reason, 0) + 1
        self.sample.append(row)

    def ask(self, items: Sequence[Slot]) -> Ask:
        """The request for some rows behind one seed."""
        first, last = items[0].number, items[-1].number
        columns = "\n".join(one.words(name) for name, one in self.columns.items())
        words = f"You make up rows of a dataset. {self.prompt}\nThe columns are:\n{columns}\nNo two rows are the same."
        said = [f"{self.prompt}\nMake {len(items)} row{'s' if len(items) > 1 else ''}, number {first} to {last}."]
        if self.given:
            what = "The rows are made for this one" if self.seeds else "Rows that are like those to make"
            said.append(f"{what}. {marked(_lines(self._shown(items[0])))}")
        if there := [row for seed, row in self.rows if seed == items[0].seed][-AVOIDED:]:
            said.append(f"These are there already, make other ones. {marked(_lines(there))}")
        messages = [ModelMessage("system", words), ModelMessage("user", "\n".join(said))]
        return Ask(messages, schema=schema(self.columns), **self.settings)

    def read(self, items: Sequence[Slot], value: Any) -> list[Any] | str:
        """A row for each, None where there are fewer; or what is wrong with the answer."""
        rows: list[Row] = value["rows"][: len(items)]
        for place, row in enumerate(rows):
            if said := wrong(row, self.columns):
                return f"rows.{place}.{said}"
        return [*rows, *[None] * (len(items) - len(rows))]

    def _shown(self, slot: Slot) -> list[Row]:
        """The seed, or as many examples as a request shows: each request has the next ones."""
        if self.seeds:
            return [self.given[slot.seed]]
        many = min(self.shown, len(self.given))
        start = (slot.number - 1) * many % len(self.given)
        return [self.given[(start + place) % len(self.given)] for place in range(many)]


def _lines(rows: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(json.dumps(row, ensure_ascii=False, default=str) for row in rows)
