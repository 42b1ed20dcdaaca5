// What clicks make of a view.
import { expect, test } from "vitest";
import * as change from "../../../src/explorer/grid/change";
import { begun, redone, undone, went } from "../../../src/explorer/grid/history";
import type { View } from "../../../src/model/types";

const VIEW: View = { relation: { table: ["orders"] }, filters: [], orders: [], columns: null };
const ALL = ["a", "b", "c", "d"];

test("a click sorts up, the next one down, the third not at all", () => {
  const up = change.sorted(VIEW, "a", false);
  const down = change.sorted(up, "a", false);
  expect(up.orders).toEqual([{ column: "a", descending: false }]);
  expect(down.orders).toEqual([{ column: "a", descending: true }]);
  expect(change.sorted(down, "a", false).orders).toEqual([]);
});

test("with Shift other columns' orders stay, in their turn", () => {
  const two = change.sorted(change.sorted(VIEW, "a", false), "b", true);
  expect(two.orders.map((order) => order.column)).toEqual(["a", "b"]);
  expect(change.sorted(two, "a", true).orders).toEqual([
    { column: "a", descending: true },
    { column: "b", descending: false },
  ]);
  expect(change.sorted(two, "c", false).orders).toEqual([{ column: "c", descending: false }]);
});

test("a column's conditions replace those it had, and no others", () => {
  const one = change.filtered(VIEW, "a", [{ operator: ">", values: [1] }]);
  const two = change.filtered(one, "b", [{ operator: "is_null", values: [] }]);
  expect(change.filtered(two, "a", []).filters).toEqual([{ column: "b", operator: "is_null", values: [] }]);
});

test("values of a list are chosen and let go of one by one", () => {
  const one = change.toggled(VIEW, "a", "x");
  const two = change.toggled(one, "a", "y");
  expect(two.filters).toEqual([{ column: "a", operator: "in", values: ["x", "y"] }]);
  expect(change.toggled(two, "a", "x").filters).toEqual([{ column: "a", operator: "in", values: ["y"] }]);
  expect(change.toggled(one, "a", "x").filters).toEqual([]);
  expect(change.toggled(VIEW, "a", null).filters).toEqual([{ column: "a", operator: "is_null", values: [] }]);
});

test("a stretch of a histogram is a range whose end belongs to the next bar, but for the last one", () => {
  const open = change.filtered(VIEW, "a", change.between(1, 5, false));
  expect(open.filters.map(({ operator, values }) => [operator, values])).toEqual([
    [">=", [1]],
    ["<", [5]],
  ]);
  expect(change.boundsOf(open, "a")).toEqual({ low: 1, high: 5 });
  const closed = change.filtered(VIEW, "a", change.between(5, 9, true));
  expect(closed.filters).toEqual([{ column: "a", operator: "between", values: [5, 9] }]);
  expect(change.boundsOf(VIEW, "a")).toBeNull();
});

test("columns are hidden, moved and brought back, and all in order are no choice", () => {
  const hidden = change.hidden(VIEW, ALL, "b");
  expect(hidden.columns).toEqual(["a", "c", "d"]);
  expect(change.unhidden(hidden, ALL, "b").columns).toBeNull();
  const moved = change.moved(VIEW, ALL, "d", "a");
  expect(moved.columns).toEqual(["d", "a", "b", "c"]);
  expect(change.moved(moved, ALL, "d", null).columns).toBeNull();
  expect(change.hidden({ ...VIEW, columns: ["a"] }, ALL, "a").columns).toEqual(["a"]);
});

test("conditions are said in few words", () => {
  expect(change.words([{ column: "a", operator: "in", values: ["x", "y", "z", "w", "v"] }])).toBe(
    "is x, y, z and 2 more",
  );
  expect(change.words(change.filtered(VIEW, "a", change.between(1, 5, false)).filters)).toBe("≥ 1, < 5");
});

test("views can be undone and done again, until something else is done or other rows are opened", () => {
  const sorted = change.sorted(VIEW, "a", false);
  const history = went(went(begun(VIEW), sorted), change.hidden(sorted, ALL, "b"));
  const back = undone(undone(history));
  expect(back.now).toEqual(VIEW);
  expect(undone(back)).toBe(back);
  expect(redone(back).now).toEqual(sorted);
  expect(went(back, change.sorted(VIEW, "c", false)).future).toEqual([]);
  expect(went(history, structuredClone(history.now))).toBe(history);
  const other: View = { ...VIEW, relation: { table: ["others"] } };
  expect(went(history, other)).toEqual(begun(other));
});
