"""From a goal to a dataset in a cell: say the goal, refine the pipeline in words, run it."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Self
from uuid import NAMESPACE_URL, uuid5

from jupyter_powa.errors import BadRequest
from jupyter_powa.estimate import estimate
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.model.pipeline import Dependency, PipelineConfig, PipelineSession, PipelineStep
from jupyter_powa.model.workflow import Problem
from jupyter_powa.notebook.ask import waited
from jupyter_powa.notebook.datasets import DatasetHandle
from jupyter_powa.notebook.estimated import Estimated
from jupyter_powa.notebook.run import Run
from jupyter_powa.notebook.workflow import Workflow, default_powa, here
from jupyter_powa.pipeline import session as work
from jupyter_powa.pipeline.datasets import dataset_ids
from jupyter_powa.pipeline.guide import left_out
from jupyter_powa.powa import Powa
from jupyter_powa.talking import Talk

if TYPE_CHECKING:
    from jupyter_powa.widgets.pipeline import PipelineWidget


class Pipeline:
    """A goal, and the pipeline that is built for it. Alone in a cell: say, try, run, see the rows."""

    def __init__(self, session: PipelineSession | None, powa: Powa, model: str = "") -> None:
        """A session that is stored; `pipeline("goal…")` makes one, `Pipeline.load` takes one up again.

        None: the goal is typed where it is shown, or said first; `model` is asked then.
        """
        self.powa = powa
        self.model = model
        self._begun = session

    @property
    def _session(self) -> PipelineSession:
        if self._begun is None:
            raise BadRequest("There is no goal yet: type it into the box that this shows, or .say() it.")
        return self._begun

    @property
    def content(self) -> str:
        """What the assistant said last."""
        if self._begun is None:
            return ""
        said = [one for one in self.powa.store.conversations.messages(self.id) if one.role == "assistant"]
        return said[-1].content if said else ""

    @classmethod
    def load(cls, session_id: str, *, powa: Powa | None = None) -> Self:
        """The session of that id, wherever it was begun; raises PipelineSessionNotFound."""
        powa = powa or default_powa()
        return cls(powa.store.pipelines.get(session_id), powa)

    @property
    def id(self) -> str:
        """The session's id, as `/pipeline-assistant/sessions` knows it."""
        return self._session.id

    @property
    def goal(self) -> str:
        """The goal as it was said."""
        return self._session.goal

    @property
    def config(self) -> PipelineConfig | None:
        """The pipeline as a document; None where there is no valid one, and `problems` says why."""
        return work.state_in(self.powa, self._session)[1].current_config

    @property
    def problems(self) -> list[Problem]:
        """What the checker says of the workflow."""
        return work.state_in(self.powa, self._session)[1].problems

    @property
    def left_out(self) -> list[str]:
        """Parts of the last message that were not done, each with why."""
        return left_out(self.content)

    @property
    def workflow(self) -> Workflow:
        """The workflow that the pipeline is: change it, run it, look at its runs."""
        return Workflow.load(self._session.workflow_id, powa=self.powa)

    def say(self, words: str, *, approve: Collection[str] = (), show: bool = True) -> Self:
        """Refine the pipeline in words. The change is made at once; `undo()` takes it back.

        Where there is no goal yet, the words are it.

        `approve`: what is said yes to without asking: run, create, update, delete. Raises PowaError where the turn
        failed, TurnInProgress.
        """
        if self._begun is None:
            self._begun = _begin(self.powa, words, self.model)

        async def begun() -> Talk:
            return work.say(self.powa, self.id, words)

        talk = loop_thread().submit(begun()).result()
        waited(talk, approve, title="Pipeline", show=show)
        loop_thread().submit(work.answered(self.powa, talk)).result()
        return self

    def undo(self, *, force: bool = False) -> Self:
        """Take back the last change; raises Conflict where there is none.

        `force`: also where the workflow was saved by others since, which raises VersionConflict otherwise.
        """
        loop_thread().submit(work.undo(self.powa, self.id, force=force)).result()
        return self

    @property
    def datasets(self) -> list[DatasetHandle]:
        """What its runs have written since it began, the oldest first."""
        return [
            DatasetHandle(self.powa.store.datasets.get(one), self.powa) for one in dataset_ids(self.powa, self._session)
        ]

    def run(
        self,
        variables: dict[str, Any] | None = None,
        /,
        *,
        check: bool = True,
        trial: int | None = None,
        budget: dict[str, float] | None = None,
        **more: Any,
    ) -> Run:
        """Run the pipeline and give the Run, as `Workflow.run` does; code that awaits gets it at once.

        `trial`: rows that a step reads, and nothing is written. `budget`: what the run may use up.
        """
        run = self.workflow.start({**(variables or {}), **more}, trial=trial, budget=budget)
        if sys._getframe(1).f_code.co_flags & inspect.CO_COROUTINE:
            return run
        run.wait()
        return run.check() if check else run

    def widget(self, height: int = 560) -> PipelineWidget:
        """The conversation beside the steps' graph, trial and run with the rows of each step, and the datasets."""
        from jupyter_powa.widgets.pipeline import PipelineWidget

        shown = PipelineWidget(self.powa, self._begun, model=self.model, height=height)
        if self._begun is None:
            shown.observe(self._take_up, "session_id")
        return shown

    def _take_up(self, change: Any) -> None:
        """The goal was typed."""
        if self._begun is None and change["new"]:
            self._begun = self.powa.store.pipelines.get(change["new"])

    def estimate(self, *, trial: int | None = None) -> Estimated:
        """What a run would take: rows, tokens, dollars, time; nothing is run, no model is asked. Raises InvalidGraph.

        A trial before makes it closer. `trial`: of a run that reads so many rows.
        """
        workflow = self.powa.store.workflows.get(self._session.workflow_id)
        return Estimated(loop_thread().submit(estimate(self.powa, workflow, trial)).result())

    def __repr__(self) -> str:
        if self._begun is None:
            return "Pipeline()"
        config = self.config
        steps = [] if config is None else config.steps
        names = {step.id: step.name or step.id for step in steps}
        lines = [f"Pipeline({self.goal!r}, steps={len(steps)})", *(_line(step, names) for step in steps)]
        return "\n".join([*lines, *([self.content] if self.content else [])])

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = self.widget()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        data["text/plain"] = repr(self)
        return bundle


def pipeline(
    goal: str = "", *, model: str = "", approve: Collection[str] = (), show: bool = True, powa: Powa | None = None
) -> Pipeline:
    """Build a pipeline for a goal in words; `.say("…")` refines it, `.run()` makes its datasets.

    Without a goal, it shows a box to type one into.

    The same goal in the same notebook is built anew, in the same workflow, so that its runs stay together. `model`: a
    model's word, or `planner` for rules that work offline; else the one that is chosen. Raises BadRequest for a model
    that is not known, AlreadyDeployed, and PowaError where the first turn failed.
    """
    made = Pipeline(None, powa or default_powa(), model)
    return made.say(goal, approve=approve, show=show) if goal else made


def _begin(powa: Powa, goal: str, model: str) -> PipelineSession:
    workflow_id = str(uuid5(NAMESPACE_URL, f"jupyter_powa:{here()}:pipeline:{goal}"))
    session = PipelineSession(workflow_id=workflow_id, goal=goal, model_name=model or None)
    return loop_thread().submit(work.begin(powa, session)).result()


def _line(step: PipelineStep, names: dict[str, str]) -> str:
    behind = [names[one.step if isinstance(one, Dependency) else one] for one in step.depends_on]
    return f"  {names[step.id]}: {step.type}" + (f" ← {', '.join(behind)}" if behind else "")
