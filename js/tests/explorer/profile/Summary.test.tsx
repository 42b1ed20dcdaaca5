// @vitest-environment jsdom
// A column's picture under the hand: pointing reads a bar, dragging over bars filters, clicking a value keeps it.
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import "../../setup";
import { Summary } from "../../../src/explorer/profile/Summary";
import type { ColumnProfile } from "../../../src/model/types";
import { VIEW } from "../grid/fakes";

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const NUMBERS: ColumnProfile = {
  ...{
    name: "n",
    type: "BIGINT",
    kind: "number",
    stage: "sample",
    rows: 100,
    nulls: 1,
    distinct: 90,
    mean: null,
    top: [],
  },
  ...{ low: 0, high: 40, bins: [0, 1, 2, 3].map((at) => ({ low: at * 10, high: at * 10 + 10, count: 25 })) },
};
const TEXTS: ColumnProfile = {
  ...{
    name: "t",
    type: "VARCHAR",
    kind: "text",
    stage: "exact",
    rows: 100,
    nulls: 0,
    distinct: 2,
    mean: null,
    bins: [],
  },
  ...{
    low: null,
    high: null,
    top: [
      { value: "x", count: 60 },
      { value: "", count: 40 },
    ],
  },
};

function shown(profile: ColumnProfile, left?: ColumnProfile) {
  const onRange = vi.fn();
  const onToggle = vi.fn();
  render(<Summary {...{ profile, left, view: VIEW, onRange, onToggle }} filtered={left !== undefined} />);
  return { onRange, onToggle };
}

/** jsdom has no pointers: a mouse event under their name. */
function point(type: string, element: Element, clientX: number) {
  fireEvent(element, new MouseEvent(type, { bubbles: true, clientX }));
}

function wide(element: Element) {
  element.getBoundingClientRect = () => ({ left: 0, width: 120 }) as DOMRect;
  return element;
}

test("a drag takes the bars that it touches, a click the one below it", () => {
  const { onRange } = shown(NUMBERS);
  const bars = wide(screen.getByRole("img", { name: "Histogram of n" }));
  point("pointerdown", bars, 35);
  point("pointermove", bars, 70);
  point("pointerup", bars, 70);
  expect(onRange).toHaveBeenLastCalledWith({ low: 10, high: 30, closed: false });
  point("pointerdown", bars, 100);
  point("pointerup", bars, 100);
  expect(onRange).toHaveBeenLastCalledWith({ low: 30, high: 40, closed: true });
});

test("a bar that is pointed at tells its bounds and its rows; else facts, and that it is a sample", () => {
  const left = { ...NUMBERS, bins: NUMBERS.bins.map((bin) => ({ ...bin, count: 5 })) };
  shown(NUMBERS, left);
  expect(screen.getByText("0 – 40 · 1% null")).toBeTruthy();
  expect(screen.getByText("sample")).toBeTruthy();
  point("pointermove", wide(screen.getByRole("img", { name: "Histogram of n" })), 40);
  expect(screen.getByText("10 – 19: 5 of 25")).toBeTruthy();
});

test("frequent values are buttons; an empty text has a name, and what is left is told beside all", () => {
  const { onToggle } = shown(TEXTS, { ...TEXTS, top: [{ value: "x", count: 7 }] });
  fireEvent.click(screen.getByRole("button", { name: "Filter t: x: 7 of 60" }));
  expect(onToggle).toHaveBeenLastCalledWith("x");
  fireEvent.click(screen.getByRole("button", { name: "Filter t: (empty): 0 of 40" }));
  expect(onToggle).toHaveBeenLastCalledWith("");
});
