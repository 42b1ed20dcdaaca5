"""Answer a question about a database: understand, link, write, check, run, look, and mend where it went wrong."""

from __future__ import annotations

from typing import Any

from jupyter_powa.agents.base import Brief, Telling
from jupyter_powa.agents.chart import chart
from jupyter_powa.agents.check import checked
from jupyter_powa.agents.confidence import confidence
from jupyter_powa.agents.draft import Draft
from jupyter_powa.agents.finding import Finding
from jupyter_powa.agents.fix import fixed
from jupyter_powa.agents.link import Linked
from jupyter_powa.agents.look import looked
from jupyter_powa.agents.track import Track
from jupyter_powa.agents.understand import Understood, understood
from jupyter_powa.agents.write import rewritten, written
from jupyter_powa.data.guard import SqlRefused, SqlTimeout
from jupyter_powa.data.plain import plain
from jupyter_powa.errors import ModelError, PowaError
from jupyter_powa.limits import Limit
from jupyter_powa.model.agents import Answer
from jupyter_powa.model.data import Page

MOST: Limit[int] = 2
"""Repairs of one query by a model, after those that need none. Source: issue 6, section 2."""


async def answer(brief: Brief, prompt: str, told: Telling | None = None) -> Answer:
    """The answer to a question; what goes wrong with it is in `error_text`, and nothing of that is raised."""
    track = Track(told)
    asking = _Asking(brief, prompt, track)
    try:
        done = await asking.through()
    except PowaError as error:
        done = Answer(error_text=error.message, sql_text=asking.draft.sql, words=asking.draft.words)
    done.stages, done.used, done.model = track.stages, track.used, asking.draft.model
    return done


class _Asking:
    """One question on its way."""

    def __init__(self, brief: Brief, prompt: str, track: Track) -> None:
        self._brief, self._prompt, self._track = brief, prompt, track
        self.draft = Draft(model="" if brief.llm else "planner")
        self._text = ""
        self._mended = 0

    async def through(self) -> Answer:
        """All of the way; raises PowaError."""
        with self._track.step("understand") as stage:
            meant = understood(self._prompt, self._brief.history)
            stage.words = meant.words
        with self._track.step("link") as stage:
            linked = self._brief.linker.link(meant.text)
            stage.words = f"Tables: {', '.join(linked.tables[:8])}" + (", …" if len(linked.tables) > 8 else "")
        with self._track.step("write") as stage:
            self.draft = await written(self._brief, meant, linked, self._track)
            stage.ok = bool(self.draft.sql)
            stage.words = self.draft.asks or self.draft.declined or self.draft.words
        if not self.draft.sql:
            said = self.draft.asks or self.draft.declined
            return Answer(content=said, words=said, asks=self.draft.asks)
        page, findings = await self._result(meant, linked)
        return self._told(page, findings, linked)

    async def _result(self, meant: Understood, linked: Linked) -> tuple[Page, list[Finding]]:
        """The rows, and what is noticeable about them; a model may try again after what went wrong."""
        failed: PowaError | None = None  # where the model wrote the same again, which is not tried again
        for tried in range(MOST + 1):
            last = tried == MOST or self._brief.llm is None
            try:
                if failed is not None:
                    raise failed
                page = await self._run()
            except ModelError:
                raise
            except PowaError as error:
                if failed is None and _mendable(error) and await self._repaired(error):
                    page = await self._run()
                elif last:
                    raise
                else:
                    failed = None if await self._again(meant, linked, error.message) else error
                    continue
            with self._track.step("look") as stage:
                findings = looked(self.draft.sql, page, self._brief.context, self._brief.source.kind)
                wrong = [one.words for one in findings if one.wrong]
                stage.ok, stage.words = not wrong, " ".join(one.words for one in findings)
            if not wrong or last:
                return page, findings
            if not await self._again(meant, linked, " ".join(wrong)):
                return page, findings
        raise AssertionError("the last round returns or raises")

    async def _run(self) -> Page:
        with self._track.step("check"):
            self._text = await checked(self._brief, self.draft.sql)
        with self._track.step("run") as stage:
            page = await self._brief.source.read(self._text, limit=self._brief.limit, seconds=self._brief.seconds)
            rows = int(page.arrow.num_rows)
            self._track.queried(rows)
            stage.words = f"{rows:,} rows" if rows != 1 else "1 row"
        return page

    async def _repaired(self, error: PowaError) -> bool:
        """Whether the catalogue alone could mend the query; then the draft is the mended one."""
        with self._track.step("repair") as stage:
            mended = await fixed(self._brief, self.draft.sql, error.message)
            stage.ok = mended is not None
            stage.words = mended.words if mended else "The names and types that are known do not tell how to mend it."
        if mended is None:
            return False
        self._mended += 1
        self.draft = _with(self.draft, mended.sql)
        return True

    async def _again(self, meant: Understood, linked: Linked, wrong: str) -> bool:
        """Let the model write it again, told what was wrong; whether it wrote something else."""
        before = self.draft.sql
        with self._track.step("repair") as stage:
            self._mended += 1
            self.draft = await rewritten(self._brief, meant, linked, self.draft, wrong, self._track)
            stage.words = wrong
        return self.draft.sql != before

    def _told(self, page: Page, findings: list[Finding], linked: Linked) -> Answer:
        rows = plain(page)
        names = _different([column.name for column in rows.columns])
        content: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in rows.rows]
        sure, reasons = confidence(self.draft, findings, linked, self._mended)
        notes = " ".join(one.words for one in findings)
        return Answer(
            col_keys=names,
            col_types=[column.type for column in rows.columns],
            content=content,
            sql_text=self._text,
            row_count=len(content),
            rows_truncated=rows.more,
            words=" ".join(filter(None, [self.draft.words, notes])),
            confidence=sure,
            reasons=reasons,
            chart=chart(rows, names),
        )


def _mendable(error: PowaError) -> bool:
    """Whether the catalogue may know better: a function may be a wrong one, what may not be done stays so."""
    if isinstance(error, SqlTimeout):
        return False
    return not isinstance(error, SqlRefused) or "unction" in error.message or "(\u2026)" in error.message


def _with(draft: Draft, sql: str) -> Draft:
    return Draft(sql=sql, words=draft.words, reasons=draft.reasons, model=draft.model)


def _different(names: list[str]) -> list[str]:
    """The names of columns, each once: a second `id` is `id_2`."""
    made: list[str] = []
    for name in names:
        said, number = name, 1
        while said in made:
            number += 1
            said = f"{name}_{number}"
        made.append(said)
    return made
