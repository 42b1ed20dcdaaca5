"""A pipeline's document of a workflow, and the workflow's graph of a document; nothing is lost on either way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jupyter_powa.blocks import catalog
from jupyter_powa.engine.check import check, in_order, normalised
from jupyter_powa.errors import BadRequest
from jupyter_powa.model.pipeline import Dependency, PipelineConfig, PipelineOutput, PipelineState, PipelineStep
from jupyter_powa.model.workflow import Block, Edge, Graph, Workflow
from jupyter_powa.runnable import invalid

_SHARED = ("id", "type", "config", "enabled", "timeout", "retry", "expect", "position")
"""What a step and its block call by the same name, and mean alike."""
WRITES = "write"
"""The type of the steps that make a dataset."""


def config_of(workflow: Workflow) -> PipelineConfig:
    """The document of a workflow. Its graph must be one: ids are unique, edges lead to blocks, nothing goes round.

    Raises BadRequest where it is none; `state_of` asks the checker first.
    """
    graph = workflow.graph
    blocks = {block.id: block for block in graph.blocks}
    if len(blocks) < len(graph.blocks) or any({one.source, one.target} - blocks.keys() for one in graph.edges):
        raise BadRequest("The graph is none: ids must be unique, and edges must lead to blocks.")
    order = in_order(graph)
    if len(order) < len(blocks):
        raise BadRequest("The graph goes round in a circle: a pipeline has an order.")
    behind: dict[str, list[str | Dependency]] = {}
    for edge in graph.edges:
        behind.setdefault(edge.target, []).append(_dependency(edge, blocks[edge.source]))
    steps = [_step(blocks[key], behind.get(key, [])) for key in order]
    return PipelineConfig(
        name=workflow.name or "Pipeline",
        description=workflow.description,
        inputs=workflow.variables,
        steps=steps,
        outputs=outputs_of(steps),
    )


def graph_of(config: PipelineConfig) -> Graph:
    """The graph of a document; raises BadRequest where it contradicts itself, InvalidGraph where it cannot run.

    The order of `steps` does not count, nor need `outputs` be said.
    """
    ids = {step.id for step in config.steps}
    edges = []
    for place, step in enumerate(config.steps):
        for one in map(_exactly, step.depends_on):
            if one.step not in ids:
                raise BadRequest(f"steps.{place}.depends_on: there is no step {one.step!r}.")
            edges.append(_edge(one, step.id))
    if config.outputs and _sorted(config.outputs) != _sorted(outputs_of(config.steps)):
        meant = ", ".join(one.step for one in outputs_of(config.steps))
        raise BadRequest(f"outputs: the last steps of this pipeline are {meant}. Say these, or leave it out.")
    graph, _ = normalised(Graph.model_construct(blocks=[_block(step) for step in config.steps], edges=edges))
    if refused := [problem for problem in check(graph) if problem.stops]:
        raise invalid(refused)
    return graph


def state_of(workflow: Workflow) -> PipelineState:
    """The document of a workflow where it is a valid one, and what the checker says of it."""
    graph, notes = normalised(workflow.graph)
    if not graph.blocks:
        return PipelineState()
    problems = [*notes, *check(graph)]
    if any(problem.stops for problem in problems):
        return PipelineState(problems=problems)
    return PipelineState(current_config=config_of(workflow.model_copy(update=_parts(graph))), problems=problems)


def outputs_of(steps: Iterable[PipelineStep]) -> list[PipelineOutput]:
    """What steps give, in their order: the datasets that are written, and what nothing stands behind."""
    steps, kinds = list(steps), catalog()
    used = {one.step for step in steps for one in map(_exactly, step.depends_on)}
    given = []
    for step in steps:
        kind = kinds.get(step.type)
        if kind is not None and kind.type == WRITES and step.enabled:
            name = step.config.get("name")
            given.append(PipelineOutput(step=step.id, dataset=name if isinstance(name, str) else None))
        elif step.id not in used:
            given.append(PipelineOutput(step=step.id))
    return given


def _parts(graph: Graph) -> dict[str, Any]:
    return {"blocks": graph.blocks, "edges": graph.edges}


def _sorted(outputs: Iterable[PipelineOutput]) -> list[str]:
    return sorted(one.model_dump_json() for one in outputs)


def _step(block: Block, behind: list[str | Dependency]) -> PipelineStep:
    shared = {name: getattr(block, name) for name in _SHARED}
    # A block without a name has its id for one, cut where it is too long: then there is nothing to say.
    name = "" if block.name == Block(id=block.id, type=block.type).name else block.name
    return PipelineStep.model_construct(**shared, name=name, depends_on=behind)


def _block(step: PipelineStep) -> Block:
    return Block(name=step.name, **{name: getattr(step, name) for name in _SHARED})


def _exactly(said: str | Dependency) -> Dependency:
    return Dependency(step=said) if isinstance(said, str) else said


def _dependency(edge: Edge, source: Block) -> str | Dependency:
    kind = catalog().get(source.type)
    # Out of a block that chooses its way, an edge's condition is that way once more.
    again = kind is not None and kind.routed and edge.condition == edge.source_handle
    said = Dependency(
        step=edge.source,
        handle=edge.source_handle,
        target_handle=edge.target_handle,
        condition=None if again else edge.condition,
    )
    if edge.id != _edge(said, edge.target).id:
        said.id = edge.id
    return edge.source if said == Dependency(step=edge.source) else said


def _edge(said: Dependency, target: str) -> Edge:
    ends = {"source": said.step, "target": target, "source_handle": said.handle, "target_handle": said.target_handle}
    return Edge(id=said.id, condition=said.condition, **ends)
