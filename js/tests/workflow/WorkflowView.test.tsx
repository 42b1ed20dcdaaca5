// The view as a person uses it.
// @vitest-environment jsdom
import "../setup";
import { act, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { WireError } from "../../src/api/wire";
import { Live } from "../../src/workflow/live";
import { WorkflowView } from "../../src/workflow/WorkflowView";
import { answers, block, edge, events, FakeWire, START, workflow } from "../fakes";

const STARTER = block("start", "starter", { config: { input: { month: 7, airport: "string" } } });
const GRAPH = workflow(
  [STARTER, block("<img src=x onerror=alert(1)>", "code")],
  [edge("start", "<img src=x onerror=alert(1)>")],
);
const open: Live[] = [];

async function show(graph = GRAPH, more: Record<string, unknown> = {}) {
  const wire = new FakeWire("comm", answers(graph, more));
  const live = new Live([wire], "w", { batchMs: 0, firstWaitMs: 1, longestWaitMs: 1 });
  open.push(live);
  render(<WorkflowView live={live} height={400} />);
  await act(async () => {
    live.open();
    await new Promise((resolve) => setTimeout(resolve, 20));
  });
  const tell = (...list: unknown[]) =>
    act(async () => {
      wire.tell(...list);
      await new Promise((resolve) => setTimeout(resolve, 10));
    });
  return { wire, tell };
}

afterEach(() => {
  for (const item of open.splice(0)) item.close();
});

const outline = () => within(screen.getByRole("navigation", { name: "Blocks" }));

test("the keyboard of the notebook is kept away, and everything from outside is text", async () => {
  await show();
  const root = document.querySelector(".powa-root");
  expect(root?.getAttribute("data-lm-suppress-shortcuts")).toBe("true");
  const button = outline().getAllByRole("button")[0] as HTMLElement;
  act(() => button.focus());
  expect(button.getAttribute("data-lm-suppress-shortcuts")).toBe("true");
  expect(root?.querySelector("img")).toBe(null);
  expect(outline().getAllByRole("button")).toHaveLength(2);
});

test("a run started elsewhere is followed, and its output is a table", async () => {
  const { tell } = await show();
  const data = { output: [{ n: 1 }, { n: null }], columns: ["n"], row_count: 2, rows_truncated: false };
  await tell(
    ...events(
      "r",
      START,
      { type: "block_start", block_id: "start" },
      { type: "block_complete", block_id: "start", data, duration_ms: 5 },
    ),
  );
  expect(screen.getByRole("button", { name: "Stop" })).toBeDefined();
  fireEvent.click(outline().getByRole("button", { name: /^start/ }));
  const table = screen.getByRole("table");
  expect(within(table).getAllByRole("row")).toHaveLength(3);
  expect(screen.getByText("2 rows · 1 column")).toBeDefined();
});

test("Run asks for the input, tells what is wrong and starts with what was typed", async () => {
  const { wire } = await show(GRAPH, { "POST /api/workflows/w/executions": { execution_id: "r", status: "pending" } });
  fireEvent.click(screen.getByRole("button", { name: "Run" }));
  const form = within(screen.getByRole("form", { name: "Input of the run" }));
  fireEvent.change(form.getByLabelText(/month/), { target: { value: "July" } });
  fireEvent.click(form.getByRole("button", { name: "Run" }));
  expect(form.getByRole("alert").textContent).toBe("This is not a number.");
  fireEvent.change(form.getByLabelText(/month/), { target: { value: "8" } });
  await act(async () => fireEvent.click(form.getByRole("button", { name: "Run" })));
  expect(wire.bodies).toContainEqual({ variables: { month: 8, airport: "" } });
  expect(screen.queryByRole("form")).toBe(null);
  expect(screen.getByRole("button", { name: "Stop" })).toBeDefined();
});

test("an error opens on its own tab, with its line", async () => {
  const code = "one\ntwo\nthree";
  const { tell } = await show(workflow([block("a", "code", { config: { code } })]));
  await tell(
    ...events("r", START, {
      type: "block_error",
      block_id: "a",
      error: "Broken.",
      code: "ValueError",
      line: 2,
      duration_ms: 1,
    }),
  );
  fireEvent.click(outline().getByRole("button", { name: /^a/ }));
  expect(screen.getByRole("tab", { name: "Error" }).getAttribute("aria-selected")).toBe("true");
  expect(document.querySelector(".powa-source-here")?.textContent).toContain("2  two");
});

test("tabs are walked by arrow keys, and Escape closes the details", async () => {
  await show();
  fireEvent.click(outline().getByRole("button", { name: /^start/ }));
  const config = screen.getByRole("tab", { name: "Config" });
  expect(document.activeElement).toBe(config);
  fireEvent.keyDown(config, { key: "ArrowLeft" });
  expect(screen.getByRole("tab", { name: "Printed" }).getAttribute("aria-selected")).toBe("true");
  fireEvent.keyDown(screen.getByRole("tab", { name: "Printed" }), { key: "Escape" });
  expect(screen.queryByRole("tablist")).toBe(null);
});

test("huge text is cut until it is asked for", async () => {
  const { tell } = await show(workflow([block("a")]));
  await tell(
    ...events("r", START, {
      type: "block_complete",
      block_id: "a",
      data: { output: "x".repeat(90_000) },
      duration_ms: 1,
    }),
  );
  fireEvent.click(outline().getByRole("button", { name: /^a/ }));
  expect(document.querySelector(".powa-pre")?.textContent).toHaveLength(20_000);
  fireEvent.click(screen.getByRole("button", { name: "Show all 90,000 characters" }));
  expect(document.querySelector(".powa-pre")?.textContent).toHaveLength(90_000);
});

test("an empty workflow and a missing one are told in words", async () => {
  await show(workflow([]));
  expect(screen.getByText("No blocks yet")).toBeDefined();
  expect((screen.getByRole("button", { name: "Run" }) as HTMLButtonElement).disabled).toBe(true);
  document.body.replaceChildren();
  await show(GRAPH, { "GET /api/workflows/w": new WireError(404, "There is no such workflow.") });
  expect(screen.getByRole("alert").textContent).toContain("There is no such workflow.");
});

test("the end of a run is spoken once", async () => {
  const { tell } = await show();
  await tell(...events("r", START, { type: "done", status: "completed", output: null, duration_ms: 3 }));
  const spoken = document.querySelector("[aria-live=polite]");
  expect(spoken?.textContent).toBe("Test: the run succeeded.");
});

test("what a block has beside its config is told with it", async () => {
  const retry = { attempts: 3, wait: 1, factor: 2, max_wait: 60, on: [] };
  await show(workflow([block("a", "code", { timeout: 5, retry })]));
  act(() => outline().getAllByRole("button")[0]?.click());
  const pane = screen.getByRole("tabpanel");
  expect(pane.textContent).toContain("time limit");
  expect(pane.textContent).toContain("5 s");
  expect(pane.textContent).toContain("further attempts");
});
