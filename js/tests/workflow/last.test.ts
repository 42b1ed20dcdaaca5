// What each block gave last, and whether it still stands.
import { expect, test } from "vitest";
import { behind, staleness, withEarlier } from "../../src/workflow/last";
import { type Known, NOTHING, reduce } from "../../src/workflow/state";
import { block, edge, execution, info, log, workflow } from "../fakes";

const CHAIN = [edge("a", "b"), edge("b", "c")];
const blocks = (b = "2", more = {}) => [
  block("a", "code", { config: { code: "1" } }),
  block("b", "code", { config: { code: b }, ...more }),
  block("c", "code", { config: { code: "3" } }),
];
const WHOLE = execution("whole", { started_at: "2026-11-25T10:00:00Z", completed_at: "2026-11-25T10:00:01Z" });
const ALONE = execution("alone", {
  part: { only: "b", upto: null, onward: null, rerun: "all" },
  created_at: "2026-11-25T11:00:00Z",
  completed_at: "2026-11-25T11:00:01Z",
});
const ran = (id: string, code: string, more = {}) => log(id, { config_snapshot: { code }, ...more });

function known(...more: [typeof WHOLE, ReturnType<typeof log>[]][]): Known {
  const runs: typeof more = [...more, [WHOLE, [ran("a", "1"), ran("b", "2"), ran("c", "3")]]];
  let state = reduce(NOTHING, { type: "workflow", workflow: workflow(blocks(), CHAIN) });
  state = reduce(state, { type: "history", executions: runs.map(([one]) => one) });
  for (const [one, logs] of runs) state = reduce(state, { type: "logs", executionId: one.id, logs });
  return state;
}

test("an edited block is stale, and so is what depends on it", () => {
  expect(staleness(known(), { blocks: blocks(), edges: CHAIN }).size).toBe(0);
  const stale = staleness(known(), { blocks: blocks("20"), edges: CHAIN });
  expect([...stale]).toEqual([
    ["b", "Its config has changed: code."],
    ["c", "Its input b is stale."],
  ]);
});

test("a default that a form has written is no change", () => {
  const schema = { properties: { language: { default: "python" } } };
  const state = reduce(known(), { type: "catalog", blocks: [info("code", { schema })] });
  const spelled = [block("a", "code", { config: { code: "1", language: "python" } }), ...blocks().slice(1)];
  expect(staleness(state, { blocks: spelled, edges: CHAIN }).size).toBe(0);
});

test("a pinned block is held, and a block that never ran is not stale", () => {
  const more = [...blocks("20", { pin: "whole" }), block("d", "code")];
  expect(staleness(known(), { blocks: more, edges: [...CHAIN, edge("c", "d")] }).size).toBe(0);
});

test("what is hidden in a log is not taken for a change", () => {
  const hidden = known([{ ...WHOLE, id: "later", created_at: "2026-11-25T12:00:00Z" }, [ran("a", "***")]]);
  expect(staleness(hidden, { blocks: blocks(), edges: CHAIN }).get("a")).toBe(undefined);
});

test("behind a run of one block the others are as they were, and what depends on it is stale", () => {
  const state = known([ALONE, [ran("a", "1", { kept: true, reused_from: "whole" }), ran("b", "2")]]);
  const shown = withEarlier(state, state.runs.alone ?? null);
  expect(Object.keys(shown?.blocks ?? {}).sort()).toEqual(["a", "b", "c"]);
  expect(behind(state, 5)).toEqual(["whole"]);
  expect([...staleness(state, { blocks: blocks(), edges: CHAIN })]).toEqual([["c", "Its input b was run again."]]);
});
