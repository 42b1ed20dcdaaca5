// Editing as a person does it.
// @vitest-environment jsdom
import "../../setup";
import { act, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { WireError } from "../../../src/api/wire";
import * as form from "../../../src/bundles/form";
import { Editor } from "../../../src/workflow/edit/editing";
import { Live } from "../../../src/workflow/live";
import { WorkflowView } from "../../../src/workflow/WorkflowView";
import { answers, block, edge, FakeWire, info, workflow } from "../../fakes";

const SQL = info("sql", {
  title: "SQL query",
  group: "data",
  description: "Run one SQL statement.",
  example: { query: "select 42 as answer" },
  schema: {
    type: "object",
    properties: {
      query: { type: "string", kind: "sql", description: "One statement." },
      connection: { anyOf: [{ type: "string" }, { type: "null" }], default: null },
      params: { anyOf: [{ type: "array", items: {} }, { type: "object" }] },
      max_rows: { type: "integer", default: 1000 },
    },
    required: ["query"],
  },
});
const CONDITION = info("condition", { title: "Condition", group: "flow", handles: ["if", "else"] });
const STORED = workflow(
  [block("a", "sql", { name: "Orders", config: { query: "select 1 as n" } }), block("b", "sql", { name: "Report" })],
  [edge("a", "b")],
);
const TODO = { code: "missing", message: "query: Field required.", block_id: "b", field: "query", stops: true };
const JUDGED = {
  blocks: STORED.blocks,
  edges: STORED.edges,
  problems: [TODO],
  handles: { a: ["output", "error"], b: ["output", "error"] },
  skipped: [],
};
const PUT = "PUT /api/workflows/w/graph?draft=true&origin=editor&version=1";
const open: { close(): void }[] = [];
const soon = (ms = 30) => act(async () => void (await new Promise((resolve) => setTimeout(resolve, ms))));

async function show(more: Record<string, unknown> = {}, graph = STORED) {
  const catalog = { "GET /api/powa/blocks": { blocks: [SQL, CONDITION] } };
  const wire = new FakeWire(
    "comm",
    answers(graph, { "POST /api/powa/graph": JUDGED, [PUT]: { version: 2 }, ...catalog, ...more }),
  );
  const live = new Live([wire], "w", { batchMs: 0, firstWaitMs: 1, longestWaitMs: 1 });
  const editor = new Editor([wire], live, { checkMs: 1, saveMs: 5 });
  open.push(editor, live);
  render(<WorkflowView live={live} height={400} means={{ editor, loadForm: async () => form }} />);
  live.open();
  await soon();
  return { wire, editor };
}

async function begin(more: Record<string, unknown> = {}) {
  const shown = await show(more);
  fireEvent.click(screen.getByRole("button", { name: "Edit the graph" }));
  await soon();
  return shown;
}

const outline = () => within(screen.getByRole("navigation", { name: "Blocks" }));
const choose = async (name: RegExp) => {
  fireEvent.click(outline().getByRole("button", { name }));
  await soon();
};
const blocks = (editor: Editor) => editor.snapshot().graph.blocks.map((one) => one.name);

afterEach(() => {
  for (const item of open.splice(0)) item.close();
});

test("nothing can be changed before somebody edits, and what is deployed cannot be edited", async () => {
  await show();
  expect(screen.queryByRole("toolbar", { name: "Edit" })).toBe(null);
  await show({}, { ...STORED, state: "deployed" });
  expect(screen.getAllByRole("button", { name: "Edit the graph" })).toHaveLength(1);
});

test("a block is found by its words and put behind the selected one", async () => {
  const { editor } = await begin();
  await choose(/^Report/);
  fireEvent.click(screen.getByRole("button", { name: "Add a block" }));
  const find = screen.getByRole("searchbox", { name: "Find a block" });
  fireEvent.change(find, { target: { value: "one sql statement" } });
  expect(screen.queryByRole("button", { name: "Condition" })).toBe(null);
  fireEvent.keyDown(find, { key: "Enter" });
  await soon();
  expect(blocks(editor)).toEqual(["Orders", "Report", "SQL query"]);
  expect(editor.snapshot().graph.edges.at(-1)).toMatchObject({ source: "b", target: "sql_1" });
  expect(screen.getByRole("complementary", { name: "Details of SQL query" })).toBeDefined();
});

test("the form is made from the block's schema, and what is typed saves itself", async () => {
  const { wire, editor } = await begin();
  await choose(/^Orders/);
  fireEvent.change(screen.getByLabelText("Query *"), { target: { value: "select 2 as n" } });
  fireEvent.change(screen.getByLabelText("Params"), { target: { value: "[1, 2" } });
  fireEvent.change(screen.getByLabelText("Connection"), { target: { value: "shop" } });
  await soon();
  const config = { query: "select 2 as n", connection: "shop" };
  expect(editor.snapshot().graph.blocks[0]?.config).toEqual(config);
  expect(screen.getByText(/not JSON yet/)).toBeDefined();
  expect(wire.calls).toContain(PUT);
});

test("a form that is only looked at changes nothing", async () => {
  const { wire, editor } = await begin();
  await choose(/^Orders/);
  expect(screen.getByLabelText("Max rows").getAttribute("placeholder")).toBe("1000");
  await choose(/^Report/);
  expect(editor.snapshot()).toMatchObject({ unsaved: false, canUndo: false });
  expect(wire.calls).not.toContain(PUT);
});

test("what the checker says stands at the field, and in a list that leads there", async () => {
  await begin();
  fireEvent.click(screen.getByRole("button", { name: "1 thing to do" }));
  fireEvent.click(screen.getByRole("button", { name: "Report: query: Field required." }));
  await soon();
  const panel = within(screen.getByRole("complementary", { name: "Details of Report" }));
  expect(panel.getByText("query: Field required.")).toBeDefined();
  expect(panel.getByLabelText("Query *").getAttribute("aria-invalid")).toBe("true");
});

test("after a < the blocks before are offered, and the keyboard takes one", async () => {
  const { editor } = await begin();
  await choose(/^Report/);
  const query = screen.getByLabelText("Query *") as HTMLTextAreaElement;
  fireEvent.change(query, { target: { value: "select <Ord" } });
  const offered = within(screen.getByRole("listbox", { name: "What may be referred to" }));
  expect(offered.getAllByRole("option").map((one) => one.textContent)).toEqual(["<Orders.output>"]);
  fireEvent.keyDown(query, { key: "Enter" });
  await soon();
  expect(editor.snapshot().graph.blocks[1]?.config.query).toBe("select <Orders.output>");
});

test("blocks are connected and disconnected without a mouse", async () => {
  const { editor } = await begin();
  await choose(/^Orders/);
  fireEvent.click(screen.getByRole("button", { name: "Disconnect from Report" }));
  expect(editor.snapshot().graph.edges).toEqual([]);
  fireEvent.change(screen.getByRole("combobox", { name: "Way out" }), { target: { value: "error" } });
  fireEvent.change(screen.getByRole("combobox", { name: "Connect to" }), { target: { value: "b" } });
  expect(editor.snapshot().graph.edges).toMatchObject([{ source: "a", target: "b", sourceHandle: "error" }]);
});

test("a deleted block comes back by undo", async () => {
  const { editor } = await begin();
  await choose(/^Report/);
  fireEvent.click(screen.getByRole("button", { name: "Delete this block" }));
  expect(blocks(editor)).toEqual(["Orders"]);
  fireEvent.click(screen.getByRole("button", { name: /^Undo/ }));
  expect(blocks(editor)).toEqual(["Orders", "Report"]);
});

test("a name that is taken is refused where it is typed", async () => {
  const skipped = [{ edit: "", code: "duplicate_name", message: "There is a block 'Report' already." }];
  await begin({ "POST /api/powa/graph": { ...JUDGED, skipped } });
  await choose(/^Orders/);
  const name = screen.getByLabelText("Name");
  fireEvent.change(name, { target: { value: "Report" } });
  fireEvent.blur(name);
  await soon();
  expect(screen.getByRole("alert").textContent).toMatch(/already/);
});

test("what somebody else saved is told by the names of what differs", async () => {
  const theirs = { ...STORED, version: 4, blocks: [block("c", "sql", { name: "Theirs" })], edges: [] };
  const { wire } = await begin({ [PUT]: new WireError(409, "Newer.", "version_conflict") });
  wire.answers["GET /api/workflows/w"] = theirs;
  await choose(/^Report/);
  fireEvent.click(screen.getByRole("button", { name: "Delete this block" }));
  await soon(60);
  const dialog = screen.getByRole("alertdialog", { name: "Saved by somebody else" });
  expect(dialog.textContent).toContain(
    "Version 4 was saved elsewhere meanwhile. In yours against it: Orders new; Theirs gone.",
  );
  fireEvent.click(within(dialog).getByRole("button", { name: "Take theirs" }));
  expect(outline().getByRole("button", { name: /^Theirs/ })).toBeDefined();
});

test("Run saves first: what runs is what is seen", async () => {
  const started = { "POST /api/workflows/w/executions": { execution_id: "r", status: "pending" } };
  const { wire } = await begin(started);
  await choose(/^Report/);
  fireEvent.click(screen.getByRole("button", { name: "Delete this block" }));
  fireEvent.click(screen.getByRole("button", { name: "Run" }));
  await soon();
  const [saved, ran] = [PUT, "POST /api/workflows/w/executions"].map((call) => wire.calls.indexOf(call));
  expect(saved).toBeGreaterThan(0);
  expect(ran).toBeGreaterThan(saved as number);
});

test("all blocks are chosen by the keyboard and put in a line, which one undo takes back", async () => {
  const { editor } = await begin();
  const card = document.querySelector<HTMLElement>("[data-block]");
  card?.focus();
  fireEvent.keyDown(card as HTMLElement, { key: "a", ctrlKey: true });
  await soon();
  expect(screen.getByText("2 blocks chosen")).toBeDefined();
  fireEvent.click(screen.getByRole("button", { name: "Align left" }));
  const [a, b] = editor.snapshot().graph.blocks.map((one) => one.position);
  expect(a?.x).toBe(b?.x);
  expect(Math.abs((a?.y ?? 0) - (b?.y ?? 0))).toBeGreaterThanOrEqual(60);
  fireEvent.click(screen.getByRole("button", { name: /^Undo/ }));
  expect(editor.snapshot()).toMatchObject({ canUndo: false, graph: { blocks: STORED.blocks } });
});
