// Cells, ranges, rows and columns; and the keys that lead to them.
import { expect, test } from "vitest";
import { actionOf } from "../../../src/explorer/grid/keys";
import * as select from "../../../src/explorer/grid/selection";

const SIZE = { rows: 100, columns: 5 };
const at = (row: number, column: number) => ({ row, column });

test("a range holds what lies between its corners, whichever way it was drawn", () => {
  const range = select.reached(select.put(at(5, 3)), at(2, 1));
  expect(select.holds(range, at(3, 2), SIZE)).toBe(true);
  expect(select.holds(range, at(1, 2), SIZE)).toBe(false);
  expect(select.chosen(range, SIZE)).toEqual({ columns: [1, 2, 3], ranges: [[2, 5]] });
});

test("rows reach over all columns, columns over all rows, also when more come", () => {
  const rows = select.reached(select.rowsFrom(3), at(4, 0));
  expect(select.chosen(rows, SIZE)).toEqual({ columns: [0, 1, 2, 3, 4], ranges: [[3, 4]] });
  const column = select.columnsFrom(2);
  expect(select.chosen(column, { rows: 1_000_000, columns: 5 })).toEqual({ columns: [2], ranges: [[0, 999_999]] });
});

test("areas that were added with Ctrl are taken together", () => {
  const two = select.added(select.put(at(1, 1)), at(9, 4));
  expect(select.chosen(two, SIZE)).toEqual({
    columns: [1, 4],
    ranges: [
      [1, 1],
      [9, 9],
    ],
  });
});

test("all of nothing is nothing", () => {
  expect(select.all({ rows: 0, columns: 3 })).toBe(select.NONE);
  expect(select.chosen(select.all(SIZE), SIZE).ranges).toEqual([[0, 99]]);
});

test.each([
  ["down", at(6, 2)],
  ["left", at(5, 1)],
  ["pageDown", at(25, 2)],
  ["home", at(5, 0)],
  ["end", at(5, 4)],
  ["top", at(0, 0)],
  ["bottom", at(99, 4)],
] as const)("%s leads there", (step, to) => {
  expect(select.stepped(at(5, 2), step, SIZE, 20)).toEqual(to);
});

test("no step leaves the table, and the first one begins at its corner", () => {
  expect(select.stepped(at(0, 0), "up", SIZE, 20)).toEqual(at(0, 0));
  expect(select.stepped(at(95, 4), "pageDown", SIZE, 20)).toEqual(at(99, 4));
  expect(select.stepped(null, "down", SIZE, 20)).toEqual(at(0, 0));
});

const key = (name: string, held: Partial<KeyboardEvent> = {}) =>
  actionOf({ key: name, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held });

test("keys do what they do in other tables", () => {
  expect(key("ArrowDown")).toEqual({ do: "step", step: "down", extend: false });
  expect(key("ArrowDown", { shiftKey: true })).toEqual({ do: "step", step: "down", extend: true });
  expect(key("End", { ctrlKey: true })).toEqual({ do: "step", step: "bottom", extend: false });
  expect(key("Home", { metaKey: true })).toEqual({ do: "step", step: "top", extend: false });
  expect(key("a", { ctrlKey: true })).toEqual({ do: "all" });
  expect(key("c", { ctrlKey: true })).toEqual({ do: "copy" });
  expect(key("Z", { ctrlKey: true, shiftKey: true })).toEqual({ do: "redo" });
  expect(key("Enter")).toEqual({ do: "open" });
  expect([key("a"), key("b", { ctrlKey: true }), key("ArrowDown", { altKey: true })]).toEqual([null, null, null]);
});
