// Outputs and how they read.
import { expect, test } from "vitest";
import { cell, duration, ticking } from "../../src/workflow/format";
import { bare, rowsOf, summary } from "../../src/workflow/output";

test("rows beside their columns are a table, with the count of all", () => {
  const data = { output: [{ a: 1 }], columns: ["a"], row_count: 336_776, rows_truncated: true };
  expect(rowsOf(data)).toMatchObject({ columns: ["a"], total: 336_776, truncated: true });
  expect(summary(data)).toBe("336,776 rows");
});

test("a table without rows still has its columns", () => {
  expect(rowsOf({ output: [], columns: ["a"], row_count: 0 })).toMatchObject({ columns: ["a"], rows: [], total: 0 });
});

test("a bare list of objects is a table, other values are not", () => {
  expect(rowsOf([{ a: 1 }, { b: 2 }])?.columns).toEqual(["a", "b"]);
  for (const value of [null, 3, "x", [], [1], { output: "x" }, { a: 1 }]) expect(rowsOf(value)).toBe(null);
});

test("a lone output is shown bare", () => {
  expect(bare({ output: 3 })).toBe(3);
  expect(bare({ output: 3, more: 1 })).toEqual({ output: 3, more: 1 });
});

test("values are short in a cell", () => {
  expect(cell(null)).toBe("null");
  expect(cell(17.700000000000003)).toBe("17.7");
  expect(cell({ a: 1 })).toBe('{"a":1}');
  expect(cell("x".repeat(1000))).toHaveLength(301);
});

test("durations read well at every size", () => {
  expect([0.2, 12.4, 999, 1500, 12_000, 61_000, 3_700_000, null].map(duration)).toEqual([
    "<1 ms",
    "12 ms",
    "999 ms",
    "1.5 s",
    "12 s",
    "1 min 1 s",
    "1 h 1 min",
    "",
  ]);
  expect(ticking(1234)).toBe("1.2 s");
});
