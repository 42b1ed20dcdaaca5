// The steps of a pipeline, as a run's blocks tell them.
import { expect, test } from "vitest";
import { rowWords, stepsOf } from "../../src/pipeline/steps";
import { IDLE, newRun } from "../../src/workflow/run";
import { NOTHING } from "../../src/workflow/state";
import { block, edge, workflow } from "../fakes";

const GRAPH = workflow(
  [block("write"), block("read"), block("filter")],
  [edge("read", "filter"), edge("filter", "write")],
);
const known = { ...NOTHING, workflow: GRAPH };

test("steps come in the order in which they run, and tell nothing before", () => {
  const steps = stepsOf(known, null);
  expect(steps.map((step) => step.id)).toEqual(["read", "filter", "write"]);
  expect(steps.map(rowWords)).toEqual(["", "", ""]);
  expect(stepsOf(NOTHING, null)).toEqual([]);
});

test.each([
  [{ row_count: 2, rows_in: 5 }, "5 → 2 rows"],
  [{ row_count: 1, rows_in: 1 }, "1 row"],
  [{ row_count: 1_000_000 }, "1,000,000 rows"],
  [{ output: [{ a: 1 }, { a: 2 }], columns: ["a"] }, "2 rows"],
  [{ output: "no rows" }, ""],
  [null, ""],
])("%j is told as %s", (data, words) => {
  const run = { ...newRun("e"), blocks: { read: { ...IDLE, data } } };
  expect(rowWords(stepsOf(known, run)[0] ?? { rowsIn: null, rowsOut: null })).toBe(words);
});

test("what was left out is told with its reasons, and nothing of none", () => {
  const rejects = (told: unknown) => {
    const run = { ...newRun("e"), blocks: { read: { ...IDLE, data: { rejects: told } } } };
    return stepsOf(known, run)[0]?.rejects;
  };
  expect(rejects({ count: 0, reasons: {}, sample: [] })).toBeNull();
  expect(rejects({ count: 3, reasons: { late: 3 }, sample: [{ a: 1 }, null] })).toEqual({
    count: 3,
    reasons: [["late", 3]],
    sample: [{ a: 1 }],
  });
});
