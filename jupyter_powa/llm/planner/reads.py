"""What all readers of parts share: where they stand, and which column some words mean."""

from __future__ import annotations

from jupyter_powa.llm.planner.frame import SMALL, WORD
from jupyter_powa.llm.planner.masked import Masked
from jupyter_powa.llm.planner.near import fold
from jupyter_powa.llm.planner.schema import Column
from jupyter_powa.llm.planner.segments import Segment
from jupyter_powa.llm.planner.stages import Pipeline
from jupyter_powa.llm.planner.tables import VAGUE
from jupyter_powa.llm.planner.trouble import NotUnderstood, Unclear


class Reads:
    """Parts of a request on their way into a pipeline."""

    def __init__(self, parts: list[Segment], pipeline: Pipeline, masked: Masked) -> None:
        self._parts, self.pipeline, self._masked = parts, pipeline, masked
        self._at = 0

    def all(self) -> Pipeline:
        """Every part, in order."""
        raise NotImplementedError

    def along(self, parts: list[Segment], pipeline: Pipeline) -> None:
        """Other parts of the same request, into another pipeline."""
        type(self)(parts, pipeline, self._masked).all()

    def _said(self, part: Segment) -> str:
        return self._masked.full(f"{part.marker} {part.text}".strip())

    def _peek(self) -> Segment | None:
        return self._parts[self._at] if self._at < len(self._parts) else None

    def _nothing_but(self, text: str, part: Segment) -> None:
        """Words that only name what is there already."""
        noun = fold(self.pipeline.frame.noun).split()
        known = {*noun, *(word.rstrip("s") for word in noun)}
        for word in WORD.findall(text):
            if word.lower() in VAGUE or fold(word) in known or word in ",.:":
                continue
            if self.pipeline.schema.meant(word) == [self.pipeline.frame.table]:
                continue
            raise NotUnderstood(self._said(part))

    def _reach(self, said: str) -> bool:
        """Join the table that has this column: with as many of the words as name one."""
        words = said.split()
        return any(self.pipeline.reach(" ".join(words[place:])) for place in range(len(words)))

    def column(self, said: str, loose: bool = False) -> Column:
        """The column that is meant, after a join where only another table has it."""
        try:
            return self.pipeline.frame.need(said, self._masked, loose)
        except Unclear:
            if self.pipeline.reach(self._plain(said)):
                return self.pipeline.frame.need(said, self._masked, loose)
            raise

    def _plain(self, said: str) -> str:
        words = [self._masked.inner(word) or word for word in WORD.findall(said)]
        return " ".join(word for word in words if word.lower() not in SMALL) or said
