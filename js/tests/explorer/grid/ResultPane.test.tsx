// @vitest-environment jsdom
// The pane as people meet it: rows in words, filters as chips, menus, undo. What needs a layout is tested in a browser.
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import "../../setup";
import { ResultPane } from "../../../src/explorer/grid/ResultPane";
import type { View } from "../../../src/model/types";
import { FakeClient, pageOf, settled, VIEW } from "./fakes";

let fake: FakeClient;
let view: View;

function Pane({ first = VIEW, saved = false }: { first?: View; saved?: boolean }) {
  const [now, setView] = useState(first);
  view = now;
  const page = saved ? pageOf(0, 5, { row_count: 5, more: false }) : null;
  return <ResultPane client={fake.client} view={now} onView={setView} first={page} />;
}

beforeEach(() => {
  fake = new FakeClient();
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

async function opened(first?: View) {
  render(<Pane first={first} />);
  await act(async () => {
    await fake.give(0, pageOf(0, 100, { row_count: 1_234_567, more: true, milliseconds: 12 }));
  });
}

const click = (name: string | RegExp, role = "button") =>
  act(async () => fireEvent.click(screen.getByRole(role, { name })));

test("says how many rows there are and how long it took", async () => {
  await opened();
  expect(screen.getByText("1,234,567 rows")).toBeTruthy();
  expect(screen.getByText("12 ms")).toBeTruthy();
});

test("what was saved is shown before anybody answers", () => {
  render(<Pane saved />);
  expect(screen.getByText("5 rows")).toBeTruthy();
});

test("an error says what, and a second try helps", async () => {
  render(<Pane />);
  await act(async () => {
    fake.asked[0]?.fail(new Error("There is no table orders."));
    await settled();
  });
  expect(screen.getByRole("alert").textContent).toContain("There is no table orders.");
  await click("Try again");
  await act(async () => fake.give(0, pageOf(0, 2)));
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.getByText("2 rows")).toBeTruthy();
});

test("filters are chips that can be taken away, and the keyboard brings them back", async () => {
  await opened({ ...VIEW, filters: [{ column: "name", operator: "contains", values: ["x"] }] });
  expect(screen.getByText("name contains x")).toBeTruthy();
  await click(/Remove the filter name/);
  expect(view.filters).toEqual([]);
  await act(async () => {
    fireEvent.keyDown(document.querySelector(".powa-grid") as Element, { key: "z", ctrlKey: true });
  });
  expect(view.filters).toHaveLength(1);
  await act(async () => {
    fireEvent.keyDown(document.querySelector(".powa-grid") as Element, { key: "y", ctrlKey: true });
  });
  expect(view.filters).toEqual([]);
});

test("columns are hidden and shown again from their menu", async () => {
  await opened();
  await click("Columns");
  await click(/^id/, "menuitemcheckbox");
  expect(view.columns).toEqual(["name"]);
  await click(/^id/, "menuitemcheckbox");
  expect(view.columns).toBeNull();
  expect(fake.asked.filter((one) => one.offset === 0)).toHaveLength(1); // its rows were here already
});

test("other rows are asked for, and the old ones stay until they come", async () => {
  await opened({ ...VIEW, filters: [{ column: "id", operator: ">", values: [5] }] });
  await click(/Remove the filter/);
  expect(screen.getByText("Looking…")).toBeTruthy();
  expect(fake.asked.at(-1)?.view.filters).toEqual([]);
  await act(async () => fake.give(0, pageOf(0, 7)));
  expect(screen.getByText("7 rows")).toBeTruthy();
});

test("an export tells its progress and its result", async () => {
  await opened();
  let tell: (event: unknown) => void = () => {};
  let wish: unknown;
  Object.assign(fake, {
    export: (said: unknown, hear: (event: unknown) => void) => {
      wish = said;
      tell = hear;
      return new Promise<void>(() => {});
    },
  });
  await click("Export");
  fireEvent.change(screen.getByLabelText("as"), { target: { value: "parquet" } });
  expect((screen.getByLabelText("named") as HTMLInputElement).value).toBe("orders.parquet");
  const dialog = screen.getByRole("dialog", { name: "Export" });
  await act(async () => fireEvent.submit(dialog.querySelector("form") as HTMLFormElement));
  expect(wish).toMatchObject({ format: "parquet", name: "orders.parquet", view: VIEW, replace: false });
  await act(async () => tell({ type: "progress", fraction: 0.5 }));
  expect((screen.getByLabelText("Export", { selector: "progress" }) as HTMLProgressElement).value).toBe(0.5);
  await act(async () => tell({ type: "exported", name: "orders.parquet", rows: 3, bytes: 2_000 }));
  expect(screen.getByText("3 rows in orders.parquet (2 kB)")).toBeTruthy();
});

test("the filter's form applies what was typed, and says what is no number", async () => {
  await opened({ ...VIEW, filters: [{ column: "id", operator: ">=", values: [5] }] });
  await act(async () => fireEvent.click(screen.getByTitle("Change this filter")));
  const low = screen.getByLabelText("from") as HTMLInputElement;
  expect(low.value).toBe("5");
  fireEvent.change(low, { target: { value: "five" } });
  expect(screen.getByText("“five” is not a number")).toBeTruthy();
  fireEvent.change(low, { target: { value: "7" } });
  await act(async () => fireEvent.submit(low.form as HTMLFormElement));
  expect(view.filters).toEqual([{ column: "id", operator: ">=", values: [7] }]);
});

test("a chart is drawn by us where the page cannot, with its code", async () => {
  const values = [
    { name: "a", n: 1 },
    { name: "b", n: 3 },
  ];
  const encoding = { x: { field: "name", type: "nominal" }, y: { field: "n", type: "quantitative" } };
  const wishes: unknown[] = [];
  Object.assign(fake, {
    chart: async (_: View, wish: unknown) => {
      wishes.push(wish);
      return {
        spec: { mark: "bar", data: { values }, encoding },
        code: "alt.Chart(df)",
        chosen: { mark: "bar", x: "name", y: "n", color: null, aggregate: "sum" },
        choices: { marks: ["bar", "line"], columns: ["name", "n.o[0]"], aggregates: ["count", "sum"] },
        notes: ["other values are taken together"],
      };
    },
  });
  await opened();
  await click("Chart");
  expect(screen.getByRole("img", { name: "n by name" }).querySelectorAll("rect")).toHaveLength(2);
  await click("Code");
  expect(screen.getByText("alt.Chart(df)")).toBeTruthy();
  await act(async () => fireEvent.change(screen.getByLabelText("Mark"), { target: { value: "line" } }));
  expect(wishes.at(-1)).toEqual({ x: "name", y: "n", color: null, mark: "line" });
  await act(async () => fireEvent.change(screen.getByLabelText("y"), { target: { value: "n.o[0]" } }));
  expect(wishes.at(-1)).toEqual({ x: "name", y: "n.o[0]", color: null, mark: "line" });
  expect(screen.getByText("other values are taken together")).toBeTruthy();
});

test("Enter presses buttons and sends forms, though a page around it may keep it from that", async () => {
  await opened();
  await act(async () => fireEvent.keyDown(screen.getByRole("button", { name: "Columns" }), { key: "Enter" }));
  const item = screen.getByRole("menuitemcheckbox", { name: /^id/ });
  await act(async () => fireEvent.keyDown(item, { key: "Enter" }));
  expect(view.columns).toEqual(["name"]);
  await act(async () => fireEvent.keyDown(item, { key: "Escape" }));
  const field = screen.getByLabelText("Go to row");
  fireEvent.change(field, { target: { value: "1,000" } });
  await act(async () => fireEvent.keyDown(field, { key: "Enter" }));
  expect(document.querySelector('[role="grid"]')?.getAttribute("aria-activedescendant")).toMatch(/powa-cell/);
});
