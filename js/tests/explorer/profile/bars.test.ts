// Bars over an axis of numbers or times, and what a stretch of them means.
import { expect, test } from "vitest";
import { barAt, brushed, picture, place } from "../../../src/explorer/profile/bars";
import { barWords, isWhole, label } from "../../../src/explorer/profile/label";
import { factsOf } from "../../../src/explorer/profile/Summary";

const bins = (counts: number[], from = 0, step = 10) =>
  counts.map((count, index) => ({ low: from + index * step, high: from + (index + 1) * step, count }));

test("the highest bar fills the box, empty bins have none, and few rows are still seen", () => {
  const { all } = picture(bins([100, 50, 0, 1]), null, 120, 40) ?? { all: [] };
  expect(all.map((bar) => [bar.x, bar.width])).toEqual([
    [0, 30],
    [30, 30],
    [60, 30],
    [90, 30],
  ]);
  expect(all.map((bar) => bar.height)).toEqual([40, 20, 0, 1.5]);
});

test("what filters leave stands on the same axis and the same measure, though its bars are narrower", () => {
  const shown = picture(bins([100, 100]), bins([10, 10], 5, 5), 100, 40);
  expect(shown?.left.map((bar) => [bar.x, bar.width])).toEqual([
    [25, 25],
    [50, 25],
  ]);
  expect(shown?.left[0]?.height).toBeCloseTo(8);
});

test("a stretch takes every bar that it touches; only the last one's end belongs to it", () => {
  const { all } = picture(bins([1, 2, 3, 4]), null, 120, 40) ?? { all: [] };
  expect(brushed(all, 35, 65)).toEqual({ low: 10, high: 30, closed: false });
  expect(brushed(all, 110, 70)).toEqual({ low: 20, high: 40, closed: true });
  expect(brushed([], 0, 10)).toBeNull();
  expect(barAt(all, 31)?.bin.count).toBe(2);
});

test("bounds stay in the database's own words, however they are placed", () => {
  const days = [
    { low: "2024-01-01", high: "2024-07-01", count: 3 },
    { low: "2024-07-01", high: "2025-01-01", count: 4 },
  ];
  const shown = picture(days, null, 100, 40);
  expect(brushed(shown?.all ?? [], 60, 70)).toEqual({ low: "2024-07-01", high: "2025-01-01", closed: true });
  expect(shown?.all[1]?.x).toBeCloseTo(49.7, 0);
});

test.each([
  [5, 5],
  ["12.5", 12.5],
  ["170141183460469231731687303715884105727", 1.7014118346046923e38],
  ["1970-01-02", 86_400_000],
  ["1970-01-01 00:00:01", 1_000],
  ["1970-01-01 01:00:00+01", 0],
  ["1970-01-01T00:00:00.5Z", 500],
  ["00:01:00", 60_000],
  ["red", null],
  [null, null],
  [Number.NaN, null],
])("%s has its place at %s", (value, at) => {
  expect(place(value)).toBe(at);
});

test("one value alone is one bar", () => {
  const shown = picture([{ low: 7, high: 7, count: 9 }], null, 100, 40);
  expect(shown?.all).toMatchObject([{ x: 0, width: 100, height: 40 }]);
  expect(barWords(shown?.all[0] as never, null)).toBe("7: 9");
});

test("bars of whole numbers are told by the numbers in them", () => {
  const words = (low: number, high: number, type: string) =>
    barWords({ bin: { low, high, count: 9 } } as never, null, isWhole(type));
  expect(words(7, 8, "BIGINT")).toBe("7: 9");
  expect(words(0, 5, "int4")).toBe("0 – 4: 9");
  expect(words(7, 8, "DOUBLE")).toBe("7 – 8: 9");
  expect(["TINYINT", "UHUGEINT", "integer", "int unsigned", "bigserial", "int8"].every(isWhole)).toBe(true);
  expect(["INTERVAL", "numeric(10,2)", "point", "DECIMAL"].some(isWhole)).toBe(false);
});

test("labels are short", () => {
  expect([label(1234567), label("2024-01-01 00:00:00"), label("2024-01-01T10:20:30.123456"), label(null)]).toEqual([
    ...["1.2M", "2024-01-01", "2024-01-01 10:20:30.12", ""],
  ]);
});

test("facts: bounds for numbers, different values for texts, nulls where there are any", () => {
  const one = {
    name: "a",
    type: "",
    stage: "exact" as const,
    rows: 200,
    nulls: 1,
    distinct: 12_345,
    mean: null,
    bins: [],
    top: [],
  };
  expect(factsOf({ ...one, kind: "number", low: 1, high: 9 })).toBe("1 – 9 · 0.5% null");
  expect(factsOf({ ...one, kind: "text", low: "a", high: "z", nulls: 0 })).toBe("12.3K distinct");
});
