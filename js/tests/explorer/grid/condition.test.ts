// From a filter's form to conditions, and back.
import { expect, test } from "vitest";
import { complaint, conditions, draftOf, EMPTY, sentValue } from "../../../src/explorer/grid/condition";

test("numbers are sent as numbers where JSON keeps their digits, else as text", () => {
  expect(sentValue(" 12.5 ", "number")).toBe(12.5);
  expect(sentValue("12345678901234567890", "number")).toBe("12345678901234567890");
  expect(sentValue("0.10", "number")).toBe("0.10");
  expect(sentValue(" a ", "text")).toBe(" a ");
});

test("a range of one bound or of two", () => {
  expect(conditions({ ...EMPTY, low: "1", high: "2" }, "number")).toEqual([{ operator: "between", values: [1, 2] }]);
  expect(conditions({ ...EMPTY, low: "2026-01-01" }, "time")).toEqual([{ operator: ">=", values: ["2026-01-01"] }]);
  expect(conditions({ ...EMPTY, high: "0" }, "number")).toEqual([{ operator: "<=", values: [0] }]);
});

test("words, ticked values and nulls hold together; only nulls hold alone", () => {
  const draft = { ...EMPTY, text: "x", chosen: ["a"], nulls: "without" as const };
  expect(conditions(draft, "text").map((one) => one.operator)).toEqual(["contains", "in", "is_not_null"]);
  expect(conditions({ ...draft, nulls: "only" }, "text")).toEqual([{ operator: "is_null", values: [] }]);
});

test.each([
  [{ ...EMPTY, low: "1", high: "2" }, "number"],
  [{ ...EMPTY, operator: "ends_with", text: "x", chosen: ["a", "b"] }, "text"],
  [{ ...EMPTY, nulls: "only" }, "other"],
  [EMPTY, "text"],
] as const)("a form that was applied is found again as it was", (draft, kind) => {
  const filters = conditions({ ...draft, chosen: [...draft.chosen] }, kind).map((one) => ({ column: "c", ...one }));
  expect(draftOf(filters, kind)).toEqual(draft);
});

test("what is no number or no date is said to be none", () => {
  expect(complaint("12x", "number")).toBe("“12x” is not a number");
  expect(complaint("tomorrow", "time")).toContain("2026-11-30");
  expect([complaint("-1e3", "number"), complaint("2026-01-02 03:04", "time"), complaint("", "time")]).toEqual([
    ...[null, null, null],
  ]);
  expect(complaint("anything", "text")).toBeNull();
});
