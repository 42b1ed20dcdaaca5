// Settings before and after.
import { expect, test } from "vitest";
import { blockDiffs, fieldDiffs, lineDiff } from "../../src/workflow/textdiff";

const drawn = (before: string | null, after: string | null) =>
  lineDiff(before, after).map((line) => line.sign + line.text);

test("only the lines that differ are marked", () => {
  expect(drawn("a\nb\nc", "a\nx\nc\nd")).toEqual([" a", "-b", "+x", " c", "+d"]);
});

test("a new field is put in, a lost one taken out, the same one not told", () => {
  const fields = fieldDiffs({ query: "select 1", max_rows: 5, gone: true }, { query: "select 2", max_rows: 5, now: 1 });
  expect(fields.map((field) => [field.name, field.lines.map((line) => line.sign + line.text)])).toEqual([
    ["query", ["-select 1", "+select 2"]],
    ["gone", ["-true"]],
    ["now", ["+1"]],
  ]);
});

test("of a changed block its name, type and options count as well; of a new one its settings", () => {
  const block = (name: string, more: object = {}) => ({ name, type: "sql", config: { query: "select 1" }, ...more });
  const change = { id: "a", name: "New", type: "sql" };
  const names = (one: Parameters<typeof blockDiffs>[0]) => blockDiffs(one).map((field) => field.name);
  expect(names({ ...change, change: "modified", before: block("Old"), after: block("New", { timeout: 5 }) })).toEqual([
    "name",
    "timeout",
  ]);
  expect(names({ ...change, change: "added", before: null, after: block("New") })).toEqual(["query"]);
});

test("an added block has only new lines", () => {
  expect(fieldDiffs(null, { code: "a\nb" })[0]?.lines.map((line) => line.sign)).toEqual(["+", "+"]);
});

test("thousands of lines are told without looking for what they share", () => {
  const lines = (word: string) => Array.from({ length: 5_000 }, (_, at) => `${word} ${at}`).join("\n");
  const begun = performance.now();
  expect(lineDiff(lines("old"), lines("new"))).toHaveLength(10_000);
  expect(performance.now() - begun).toBeLessThan(500);
});
