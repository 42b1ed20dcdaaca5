// A window that moves over a hundred million rows.
import { expect, test } from "vitest";
import { RowWindow, WINDOW_ROWS } from "../../../src/explorer/grid/scroll";

const TOTAL = 100_000_000;
const SCREEN = 20;

/** The row that stands first. */
const first = (window: RowWindow, top: number) => window.base + top;

test("few rows need no window", () => {
  const window = new RowWindow(5_000);
  expect(window.rows).toBe(5_000);
  expect(window.moved(4_000, SCREEN)).toBeNull();
  expect(first(window, 4_000)).toBe(4_000);
});

test("the window's rows are few enough for every browser's tallest element", () => {
  expect(WINDOW_ROWS * 22).toBeLessThan(5_000_000);
});

test("a thumb dragged to the end shows the last row, to the start the first", () => {
  const window = new RowWindow(TOTAL);
  window.moved(WINDOW_ROWS - SCREEN, SCREEN);
  expect(first(window, WINDOW_ROWS - SCREEN) + SCREEN).toBe(TOTAL);
  window.moved(0, SCREEN);
  expect(first(window, 0)).toBe(0);
  const partly = WINDOW_ROWS - SCREEN - 0.73; // a screen of 20 rows and a part of one more
  window.moved(partly, SCREEN);
  expect(first(window, partly) + SCREEN).toBeGreaterThan(TOTAL - 1);
});

test("a thumb dragged to the middle shows the middle", () => {
  const window = new RowWindow(TOTAL);
  const top = (WINDOW_ROWS - SCREEN) / 2;
  window.moved(top, SCREEN);
  expect(Math.abs(first(window, top) - TOTAL / 2)).toBeLessThan(SCREEN);
});

test("a wheel moves row by row wherever the window stands, however fast it turns", () => {
  const window = new RowWindow(TOTAL);
  let top = window.show(50_000_000, SCREEN);
  let row = first(window, top);
  for (let turn = 0; turn < 30_000; turn += 1) {
    top += 5;
    const to = window.moved(top, SCREEN, turn % 3 === 0);
    if (to !== null) {
      top = to;
      window.moved(top, SCREEN); // the table says that it was scrolled there
    }
    expect(first(window, top)).toBeCloseTo(row + 5, 6);
    row += 5;
  }
  expect(row).toBe(50_150_000);
});

test("a wheel reaches both ends", () => {
  const window = new RowWindow(TOTAL);
  let top = window.show(TOTAL - 400, SCREEN);
  for (let turn = 0; turn < 200 && top < window.rows - SCREEN; turn += 1) {
    top = Math.min(window.rows - SCREEN, top + 3);
    top = window.moved(top, SCREEN, true) ?? top;
  }
  expect(first(window, top)).toBe(TOTAL - SCREEN);
  top = window.show(300, SCREEN);
  for (let turn = 0; turn < 200 && first(window, top) > 0; turn += 1) {
    top = Math.max(0, top - 3);
    top = window.moved(top, SCREEN, true) ?? top;
  }
  expect(first(window, top)).toBe(0);
});

test("any row can be shown, and stands within the window with its screen", () => {
  const window = new RowWindow(TOTAL);
  for (const row of [0, 1, 149_999, 150_000, 33_333_333, 99_999_979, TOTAL - SCREEN]) {
    const top = window.show(row, SCREEN);
    expect(first(window, top)).toBe(row);
    expect(top).toBeGreaterThanOrEqual(0);
    expect(top).toBeLessThanOrEqual(WINDOW_ROWS - SCREEN);
  }
  expect(first(window, window.show(TOTAL, SCREEN))).toBe(TOTAL - SCREEN);
});

test("fewer rows than before bring the window back", () => {
  const window = new RowWindow(TOTAL);
  window.show(TOTAL - SCREEN, SCREEN);
  window.resize(1_000);
  expect([window.base, window.rows]).toEqual([0, 1_000]);
});
