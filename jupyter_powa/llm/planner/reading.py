"""The parts of a request turned into stages, one after another; what has no meaning is refused, never passed over."""

from __future__ import annotations

from collections.abc import Callable

from jupyter_powa.llm.planner import calling
from jupyter_powa.llm.planner.masked import QUOTED
from jupyter_powa.llm.planner.rows import Rows
from jupyter_powa.llm.planner.segments import SUMS, Segment
from jupyter_powa.llm.planner.stages import Pipeline
from jupyter_powa.llm.planner.sums import Aggregate
from jupyter_powa.llm.planner.trouble import NotUnderstood


class Reading(Rows):
    """Reads the parts into one pipeline."""

    def all(self) -> Pipeline:
        """Every part, in order; raises NotUnderstood, Unclear, Choice."""
        while self._at < len(self._parts):
            part = self._parts[self._at]
            self._at += 1
            if part.kind in SUMS or part.kind == "group":
                self._aggregate(part)
            else:
                work: Callable[[Segment], None] = getattr(self, f"_{part.kind}", self._unknown)
                work(part)
        return self.pipeline

    def _unknown(self, part: Segment) -> None:
        raise NotUnderstood(self._said(part))

    def _aggregate(self, first: Segment) -> None:
        run = [first]
        while (
            (following := self._peek())
            and (following.kind in SUMS or following.kind == "group")
            and not (following.step and following.kind in SUMS and following.own)
        ):
            run.append(following)
            self._at += 1
        if first.kind == "group" and self.pipeline.sort is not None and not first.text:
            raise NotUnderstood(self._said(first))
        Aggregate(self, run, self._masked).make()

    def _output(self, part: Segment) -> None:
        rest = self._masked.kept(QUOTED, part.text)
        if rest and not self.pipeline.made:
            calling.say(self.pipeline, rest[0])
            return
        if self._selects(part.text):
            self._select(part)
            return
        self._nothing_but(part.text, part) if self.pipeline.made or self.pipeline.frame.columns else self._load(part)

    def _sql(self, part: Segment) -> None:
        calling.own_sql(self.pipeline, self._masked, part)

    def _code(self, part: Segment) -> None:
        calling.own_code(self.pipeline, self._masked, part)

    def _http(self, part: Segment) -> None:
        calling.request(self.pipeline, self._masked, part)

    def _model(self, part: Segment) -> None:
        calling.model(self, self._masked, part)

    def _agent(self, part: Segment) -> None:
        calling.agent(self.pipeline, self._masked, part)

    def _if(self, part: Segment) -> None:
        calling.condition(self, self._masked, part)
