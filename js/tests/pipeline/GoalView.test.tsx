// A goal as a person uses it: typed, tried on a few rows, run, its datasets opened.
// @vitest-environment jsdom
import "../setup";
import { act, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { WireError } from "../../src/api/wire";
import { Chat } from "../../src/copilot/chat";
import type { TraitModel } from "../../src/explorer/opened";
import { GoalView } from "../../src/pipeline/GoalView";
import { Goal } from "../../src/pipeline/goal";
import type { Lead } from "../../src/pipeline/port";
import { Live } from "../../src/workflow/live";
import { answers, block, edge, events, FakeModel, FakeWire, info, START, workflow } from "../fakes";

const GRAPH = workflow([block("r", "read"), block("f", "filter")], [edge("r", "f")]);
const DATASETS = "GET /api/powa/datasets?workflow_id=w";
const SESSION = { session_id: "s", workflow_id: "w", goal: "Big orders", dataset_ids: [] };
const BEGUN = { session_id: "s", workflow_id: "w", goal: "Big orders" };
const dataset = (id: string) => ({
  id,
  name: "big_orders",
  rows: 2,
  columns: [{ name: "id", type: "BIGINT" }],
  relation: { table: ["main", "big_orders"] },
  steps: [{ seed: 7 }],
  seconds: 1,
  config_hash: "0123456789",
  replaced_by: null,
});

class Traits extends FakeModel {
  saved = 0;
  set(name: string, value: unknown) {
    this.traits[name] = value;
  }
  save_changes() {
    this.saved += 1;
  }
}

const soon = (ms = 20) => act(() => new Promise<void>((resolve) => setTimeout(resolve, ms)));
const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

/** The view, its wire, and what the other bundles were asked for. */
async function show(traits: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const blocks = { blocks: [info("read", { title: "Read rows" }), info("filter", { title: "Filter rows" })] };
  const told = { "GET /api/powa/blocks": blocks, [DATASETS]: { datasets: [] } };
  const messages = { "GET /api/copilot/sessions/s/messages": { messages: [] } };
  const wire = new FakeWire("comm", { ...answers(GRAPH, { ...told, ...messages }), ...more });
  const model = new Traits(traits);
  const explored: unknown[] = [];
  const lead: Lead = (_element, _model, { workflowId, sessionId }) => {
    const live = new Live([wire], workflowId, { batchMs: 0, firstWaitMs: 1, longestWaitMs: 1 });
    const chat = new Chat([wire], workflowId, { sessionId });
    open.push(live, chat);
    live.open();
    void chat.load();
    return { live, chat, close: () => live.close() };
  };
  const explorer = {
    mount: (_: unknown, { model: shown }: { model: TraitModel }) => void explored.push(shown.get("view")),
  };
  const bundle = async (name: string) => (name === "copilot" ? { lead } : explorer);
  const goal = new Goal(wire, model as unknown as TraitModel);
  render(
    <GoalView goal={goal} means={{ model: model as unknown as TraitModel, wires: [wire], bundle }} height={400} />,
  );
  await soon();
  const tell = async (...list: unknown[]) => {
    wire.tell(...list);
    await soon();
  };
  return { wire, model, tell, explored };
}

const press = async (name: string | RegExp) => {
  fireEvent.click(screen.getByRole("button", { name }));
  await soon();
};
const steps = () => within(screen.getByRole("list", { name: "Steps of the pipeline" }));
const ROWS = { output: [{ id: 1 }], columns: ["id"], row_count: 1, rows_in: 3 };
const LEFT = { ...ROWS, rejects: { count: 2, reasons: { "not: id < 2": 2 }, sample: [{ id: 9 }] } };
const ran = (id: string, trial: number | null) =>
  events(
    id,
    { ...START, trial },
    { type: "block_start", block_id: "r" },
    { type: "block_complete", block_id: "r", data: ROWS, duration_ms: 2 },
    { type: "block_start", block_id: "f" },
    { type: "block_complete", block_id: "f", data: LEFT, duration_ms: 2 },
    { type: "done", status: "completed", output: null, duration_ms: 5 },
  );

test("a goal is typed, begins a session with the widget's model, and is said in it", async () => {
  const { wire, model } = await show({ model: "planner" }, { "POST /pipeline-assistant/sessions": SESSION });
  const box = screen.getByLabelText("Which dataset do you need?");
  fireEvent.keyDown(box, { key: "Enter" });
  expect(wire.calls).toEqual([]); // nothing was typed
  fireEvent.change(box, { target: { value: " Big orders " } });
  fireEvent.keyDown(box, { key: "Enter" });
  await soon();
  expect(wire.bodies[0]).toEqual({ goal: "Big orders", start: false, model_name: "planner" });
  expect(wire.calls).toContain("STREAM /api/copilot/sessions/s/chat");
  expect([model.traits.session_id, model.traits.workflow_id, model.saved]).toEqual(["s", "w", 1]);
  expect(screen.getByRole("region", { name: "Pipeline: Big orders" })).toBeTruthy();
});

test("what is refused is told, and what was typed stays", async () => {
  await show({}, { "POST /pipeline-assistant/sessions": new WireError(422, "There is no model of that name.") });
  const box = screen.getByLabelText("Which dataset do you need?") as HTMLTextAreaElement;
  fireEvent.change(box, { target: { value: "Big orders" } });
  await press("Build");
  expect(screen.getByRole("alert").textContent).toBe("There is no model of that name.");
  expect(box.value).toBe("Big orders");
});

test("a trial reads so many rows, and each step shows its rows and what it left out", async () => {
  const { wire, tell, explored } = await show(BEGUN, { "POST /api/workflows/w/executions": { execution_id: "e" } });
  expect(screen.getByText("2 steps: try them on a few rows, or run them")).toBeTruthy();
  fireEvent.change(screen.getByLabelText("Rows to try"), { target: { value: "nothing" } });
  await press("Try");
  expect(wire.calls).not.toContain("POST /api/workflows/w/executions");
  fireEvent.change(screen.getByLabelText("Rows to try"), { target: { value: "3" } });
  await press("Try");
  expect(wire.bodies).toContainEqual({ variables: {}, trial: 3 });
  await tell(...ran("e", 3));
  expect(screen.getByText("Trial of 3 rows: succeeded")).toBeTruthy();
  expect((screen.getByLabelText("Rows to try") as HTMLInputElement).value).toBe("3");
  expect(steps().getAllByRole("button")[1]?.textContent).toContain("3 → 1 row · 2 rows left out");
  expect(screen.getByRole("region", { name: "Rows of f" }).textContent).toContain("2: not: id < 2");
  expect(explored).toEqual([]);
});

test("what a run would take is told, and asked anew once one has ended", async () => {
  const path = "POST /api/powa/workflows/w/estimate";
  const told = {
    steps: [{ model: "m" }],
    rows: 1000,
    tokens: 25_000,
    usd: 0.5,
    seconds: 90,
    words: ["It is guessed."],
  };
  const { wire, tell } = await show(BEGUN, { [path]: told });
  expect(screen.getByText("A run takes about 1 min 30 s: 1,000 rows by a model, 25,000 tokens, $0.50")).toBeTruthy();
  expect(screen.getByText("It is guessed.")).toBeTruthy();
  wire.answers[path] = { steps: [{ model: null }], rows: 0, tokens: 0, usd: 0, seconds: null, words: [] };
  await tell(...ran("e", 3));
  expect(screen.getByText("A run takes a time that is not known; no model is asked")).toBeTruthy();
});

test("the arrow keys go from step to step", async () => {
  await show(BEGUN);
  const [first, last] = steps().getAllByRole("button") as [HTMLElement, HTMLElement];
  last.focus();
  fireEvent.keyDown(last, { key: "ArrowUp" });
  expect(document.activeElement).toBe(first);
  expect(first.getAttribute("aria-pressed")).toBe("true");
  expect(screen.getByText("Its rows are seen here after a trial or a run.")).toBeTruthy();
});

test("a run that has written a dataset opens it, and a dataset from before waits to be opened", async () => {
  const listed = { [DATASETS]: { datasets: [dataset("old")] } };
  const { wire, tell, explored } = await show(BEGUN, listed);
  expect(screen.getByText("2 rows · 1 column · 1.0 s · seed 7 · config 01234567")).toBeTruthy();
  expect(explored).toEqual([]);
  wire.answers[DATASETS] = { datasets: [dataset("new"), { ...dataset("old"), replaced_by: "new" }] };
  await tell(...ran("e", null));
  expect(screen.getByText("Run: succeeded")).toBeTruthy();
  expect(explored).toEqual([{ relation: { table: ["main", "big_orders"] } }]);
  await press("Rows of big_orders");
  expect(screen.getByRole("button", { name: "Rows of big_orders" }).getAttribute("aria-expanded")).toBe("false");
});

test("what runs can be stopped, and what failed says why", async () => {
  const cancel = "POST /api/powa/executions/e/cancel";
  const { wire, tell } = await show(BEGUN, { [cancel]: { stopped: true } });
  const [start, begun] = ran("e", null);
  screen.getByRole("button", { name: "Run" }).focus();
  await tell(start, begun);
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Stop" })); // the keyboard is not lost
  await press("Stop");
  expect(wire.calls).toContain(cancel);
  const failed = {
    type: "block_error" as const,
    block_id: "r",
    error: "There is no file.",
    code: "file_not_found",
    duration_ms: 1,
  };
  const end = {
    type: "done" as const,
    status: "failed",
    error: "r: There is no file.",
    code: "file_not_found",
    duration_ms: 1,
  };
  await tell(...events("e", START, { type: "block_start", block_id: "r" }, failed, end).slice(2));
  expect(screen.getByText("Run: failed")).toBeTruthy();
  expect(screen.getByRole("region", { name: "Rows of r" }).textContent).toContain("There is no file.");
});
