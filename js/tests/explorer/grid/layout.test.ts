// Which columns stand where and how wide they are, and where boxes open.
import { expect, test } from "vitest";
import { Layout } from "../../../src/explorer/grid/layout";
import { placed } from "../../../src/explorer/grid/Popover";
import { Pages } from "../../../src/explorer/grid/pages";
import { rowsWords, timeWords } from "../../../src/explorer/grid/Status";
import { countIn, firstFor, fitting, numbersWidth } from "../../../src/explorer/grid/widths";
import { FakeClient, pageOf, VIEW } from "./fakes";

function laid(view = VIEW): { layout: Layout; pages: Pages } {
  const pages = new Pages(new FakeClient().client, view, () => {}, pageOf(0, 20, { row_count: 20 }));
  const layout = new Layout();
  if (pages.state.shown) layout.take(view, pages.state.shown, pages, false);
  return { layout, pages };
}

test("pinned columns come first, in the order in which they were pinned", () => {
  const { layout } = laid();
  expect([layout.order, layout.rest]).toEqual([
    ["id", "name"],
    ["id", "name"],
  ]);
  layout.pin("name", true);
  layout.arrange(VIEW);
  expect([layout.order, layout.pinned, layout.rest]).toEqual([["name", "id"], ["name"], ["id"]]);
  layout.arrange({ ...VIEW, columns: ["id"] });
  expect([layout.order, layout.pinned]).toEqual([["id"], []]);
});

test("kinds come from the database's words; widths from values and names, until somebody drags", () => {
  const { layout, pages } = laid();
  expect([...layout.kinds]).toEqual([
    ["id", "number"],
    ["name", "text"],
  ]);
  const before = layout.width("name");
  layout.resize("name", 300);
  layout.take(VIEW, pages.state.shown as never, pages, true);
  expect(layout.width("name")).toBe(300);
  layout.refit("name", pages);
  expect(layout.width("name")).toBe(before);
  expect(Object.keys(layout.sizes(20))).toEqual(["0", "1", "2"]);
});

test("a choice of columns is not taken for all of them", () => {
  expect(laid({ ...VIEW, columns: ["id", "name"] }).layout.complete).toBe(false);
  expect(laid().layout.complete).toBe(true);
});

test("widths are neither too small to be grabbed nor larger than is read", () => {
  expect(fitting("a", ["1"], false)).toBe(56);
  expect(fitting("a", ["x".repeat(500)], false)).toBe(340);
  expect(fitting("a", [null], true)).toBe(128);
  expect(numbersWidth(100_000_000)).toBeGreaterThan(numbersWidth(10));
});

test("how many columns are in sight, and which one must be first to see another", () => {
  const widths = [100, 100, 200, 50];
  expect([countIn(widths, 0, 250), countIn(widths, 2, 10)]).toEqual([2, 1]);
  expect([firstFor(widths, 3, 260), firstFor(widths, 3, 10)]).toEqual([2, 3]);
});

const rect = (left: number, top: number, width: number, height: number) =>
  ({ left, top, width, height, right: left + width, bottom: top + height }) as DOMRect;

test("a box opens below what it belongs to, above or over it where there is no room, and within the view", () => {
  const home = rect(100, 100, 800, 400);
  const below = placed(rect(150, 120, 50, 20), home, { width: 200, height: 150 });
  expect(below).toMatchObject({ left: 50, top: 44 });
  const above = placed(rect(850, 460, 50, 20), home, { width: 200, height: 150 });
  expect(above).toMatchObject({ left: 592, top: 206 });
  const over = placed(rect(150, 280, 50, 100), home, { width: 200, height: 300 });
  expect(over).toMatchObject({ left: 50, top: 92 });
});

test("rows in words: exact, about, or more than", () => {
  const { pages } = laid();
  const state = { ...pages.state, rows: 1_234_567 };
  expect(rowsWords({ ...state, exact: true })).toBe("1,234,567 rows");
  expect(rowsWords({ ...state, exact: false })).toBe("about 1.23M rows");
  expect(rowsWords({ ...state, exact: false, rows: 101, shown: { ...state.shown, row_count: null } as never })).toBe(
    "more than 100 rows",
  );
  expect(rowsWords({ ...state, rows: 1, exact: true })).toBe("1 row");
  expect([timeWords(0.4), timeWords(12.6), timeWords(2_345)]).toEqual(["<1 ms", "13 ms", "2.3 s"]);
});
