// The history of a workflow: its versions, what differs, and one put back.
// @vitest-environment jsdom
import "../../setup";
import { act, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { WireError } from "../../../src/api/wire";
import * as form from "../../../src/bundles/form";
import { Editor } from "../../../src/workflow/edit/editing";
import { Live } from "../../../src/workflow/live";
import { WorkflowView } from "../../../src/workflow/WorkflowView";
import { answers, block, edge, FakeWire, workflow } from "../../fakes";

const STORED = { ...workflow([block("a"), block("b")], [edge("a", "b")]), version: 4 };
const AT = "/api/powa/workflows/w";
const row = (number: number, more = {}) => ({
  number,
  saved_at: "2026-01-02T03:04:05Z",
  origin: "cell",
  draft: false,
  restored: null,
  blocks: 2,
  edges: 1,
  ...more,
});
const side = (code: string) => ({ name: "a", type: "code", config: { code } });
const modified = [{ id: "a", name: "a", type: "code", change: "modified", before: side("new"), after: side("old") }];
const DIFF = {
  add_blocks: [],
  remove_blocks: [],
  update_blocks: [],
  add_edges: [],
  remove_edges: [],
  base_version: 4,
  summary: { added: [], removed: [], modified, edges_added: 1, edges_removed: 0, text: "It changes a." },
};
const LISTED = { versions: [row(4, { origin: "editor" }), row(3, { origin: "restore", restored: 1 }), row(2)] };
const open: { close(): void }[] = [];
const soon = (ms = 30) => act(async () => void (await new Promise((resolve) => setTimeout(resolve, ms))));

async function history(more: Record<string, unknown> = {}) {
  const judged = { ...STORED, problems: [], handles: {}, skipped: [] };
  const known = {
    "POST /api/powa/graph": judged,
    [`GET ${AT}/versions`]: LISTED,
    [`GET ${AT}/diff?from=4&to=2`]: DIFF,
  };
  const wire = new FakeWire("comm", answers(STORED, { ...known, ...more }));
  const live = new Live([wire], "w", { batchMs: 0, firstWaitMs: 1, longestWaitMs: 1 });
  const editor = new Editor([wire], live, { checkMs: 1, saveMs: 5 });
  open.push(editor, live);
  render(<WorkflowView live={live} height={400} means={{ editor, loadForm: async () => form }} />);
  live.open();
  await soon();
  fireEvent.click(screen.getByRole("button", { name: "Edit the graph" }));
  fireEvent.click(screen.getByRole("button", { name: "History" }));
  await soon();
  return { wire, editor, pane: within(screen.getByRole("complementary", { name: "History" })) };
}

afterEach(() => {
  for (const item of open.splice(0)) item.close();
});

test("the versions are listed with what saved them, and one is compared block by block", async () => {
  const { pane } = await history();
  expect(pane.getAllByRole("button").map((one) => one.textContent)).toEqual([
    expect.stringMatching(/^Version 4, now.* · by hand · 2 blocks$/),
    expect.stringMatching(/^Version 3.* · version 1 put back · 2 blocks$/),
    expect.stringMatching(/^Version 2.* · from a cell · 2 blocks$/),
  ]);
  fireEvent.click(pane.getByRole("button", { name: /^Version 2/ }));
  await soon();
  expect(pane.getByText("It changes a.")).toBeDefined();
  expect(pane.getByText("put in:", { exact: false }).parentElement?.textContent).toContain("old");
  expect(pane.getByText("1 connection added")).toBeDefined();
});

test("what came with a version is a choice", async () => {
  const came = { ...DIFF, summary: { ...DIFF.summary, text: "It adds b." } };
  const { pane } = await history({ [`GET ${AT}/diff?to=2`]: came });
  fireEvent.click(pane.getByRole("button", { name: /^Version 2/ }));
  fireEvent.change(pane.getByRole("combobox", { name: "What is shown" }), { target: { value: "came" } });
  await soon();
  expect(pane.getByText("It adds b.")).toBeDefined();
});

test("a version is put back over the one that is there, and undo takes it back", async () => {
  const { wire, editor, pane } = await history({ [`POST ${AT}/versions/2/restore?version=4`]: {} });
  fireEvent.click(pane.getByRole("button", { name: /^Version 2/ }));
  wire.answers["GET /api/workflows/w"] = { ...STORED, version: 5, blocks: [block("old")], edges: [] };
  fireEvent.click(pane.getByRole("button", { name: "Put this version back" }));
  await soon();
  expect(editor.snapshot()).toMatchObject({ canUndo: true, unsaved: false, graph: { blocks: [{ id: "old" }] } });
  act(() => editor.undo());
  expect(editor.snapshot().graph.blocks.map((one) => one.id)).toEqual(["a", "b"]);
});

test("where somebody else has saved meanwhile it is said, and nothing is lost", async () => {
  const newer = new WireError(409, "Version 7 is newer.", "version_conflict");
  const { editor, pane } = await history({ [`POST ${AT}/versions/2/restore?version=4`]: newer });
  fireEvent.click(pane.getByRole("button", { name: /^Version 2/ }));
  fireEvent.click(pane.getByRole("button", { name: "Put this version back" }));
  await soon();
  expect(pane.getByRole("alert").textContent).toBe("Version 7 is newer.");
  expect(editor.snapshot().canUndo).toBe(false);
});
