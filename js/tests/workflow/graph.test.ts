// How arrows follow a run.
import { expect, test } from "vitest";
import { edgeState, toArrows } from "../../src/workflow/graph";
import { IDLE, newRun, type Run } from "../../src/workflow/run";
import { block, edge, workflow } from "../fakes";

const run = (blocks: Run["blocks"]): Run => ({ ...newRun("r"), status: "running", blocks });
const success = { ...IDLE, status: "success" as const };

test("the way that was chosen is done, the other is skipped", () => {
  const state = run({ c: { ...success, route: "if" } });
  expect(edgeState(edge("c", "x", "if"), state)).toBe("done");
  expect(edgeState(edge("c", "x", "else"), state)).toBe("skipped");
});

test("a plain arrow out of a condition leaves by if, and older words are known", () => {
  const no = run({ c: { ...success, route: "else" } });
  expect(edgeState(edge("c", "x"), no)).toBe("skipped");
  expect(edgeState(edge("c", "x", "false"), no)).toBe("done");
  expect(edgeState(edge("c", "x"), run({ c: { ...success, route: "if" } }))).toBe("done");
});

test("the arrow into a running block moves", () => {
  expect(edgeState(edge("a", "b"), run({ a: success, b: { ...IDLE, status: "running" } }))).toBe("active");
});

test("an error leaves by the error port only", () => {
  const state = run({ a: { ...IDLE, status: "error" } });
  expect(edgeState(edge("a", "b", "error"), state)).toBe("failed");
  expect(edgeState(edge("a", "b"), state)).toBe("skipped");
  expect(edgeState(edge("a", "b", "error"), run({ a: success }))).toBe("skipped");
});

test("an arrow has a label where its way out has a name, and none to a missing block", () => {
  const graph = workflow([block("a"), block("b")], [edge("a", "b", "elif_1"), edge("a", "b"), edge("a", "ghost")]);
  expect(toArrows(graph, null).map((arrow) => arrow.data?.label)).toEqual(["elif 1", ""]);
});
