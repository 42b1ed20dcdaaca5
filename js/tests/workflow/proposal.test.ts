// A proposed change laid over a workflow.
import { expect, test } from "vitest";
import { toArrows } from "../../src/workflow/graph";
import { proposed } from "../../src/workflow/proposal";
import { DIFF, GRAPH } from "../copilot/fakes";

test("what comes, changes and goes is all drawn, and marked", () => {
  const { workflow, marks } = proposed(GRAPH, DIFF);
  expect(workflow.blocks.map((block) => block.id)).toEqual(["a", "c", "b"]);
  expect(Object.fromEntries(marks.blocks)).toEqual({ a: "changed", b: "added", c: "removed" });
  expect(workflow.blocks[0]?.config).toEqual({ code: "2" });
  const arrows = toArrows(workflow, null, marks.edges);
  expect(arrows.map((arrow) => [arrow.source, arrow.target, arrow.data?.mark])).toEqual([
    ["a", "c", "removed"],
    ["a", "b", "added"],
  ]);
});

test("without a proposal the workflow is itself", () => {
  expect(proposed(GRAPH, null).workflow).toBe(GRAPH);
});

test("the edges of a block that goes go with it, and what is applied already is not drawn twice", () => {
  const diff = { ...DIFF, add_blocks: GRAPH.blocks, add_edges: GRAPH.edges, remove_edges: [] };
  const { workflow, marks } = proposed(GRAPH, diff);
  expect(workflow.blocks).toHaveLength(2);
  expect(workflow.edges).toHaveLength(1);
  expect([...marks.edges.values()]).toEqual(["removed"]);
});
