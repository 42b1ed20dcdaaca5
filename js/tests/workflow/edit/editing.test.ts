// A graph while somebody edits it.
import { afterEach, expect, test, vi } from "vitest";
import { WireError } from "../../../src/api/wire";
import { Editor } from "../../../src/workflow/edit/editing";
import { change, removeParts } from "../../../src/workflow/edit/graph";
import { Live } from "../../../src/workflow/live";
import { answers, block, edge, FakeWire, workflow } from "../../fakes";

const STORED = workflow([block("a"), block("b")], [edge("a", "b")]);
const PUT = "PUT /api/workflows/w/graph?draft=true&origin=editor&version=";
const JUDGE = "POST /api/powa/graph";
const PACE = { batchMs: 0, firstWaitMs: 1, longestWaitMs: 4 };
const open: { close(): void }[] = [];
const until = (check: () => void) => vi.waitFor(check, { timeout: 2000, interval: 2 });

async function editor(more: Record<string, unknown> = {}, saveMs = 5) {
  const judged = { blocks: [], edges: [], problems: [], handles: { a: ["output", "error"] }, skipped: [] };
  const wire = new FakeWire("comm", answers(STORED, { [JUDGE]: judged, [`${PUT}1`]: { version: 2 }, ...more }));
  const live = new Live([wire], "w", PACE);
  const it = new Editor([wire], live, { checkMs: 1, saveMs });
  open.push(it, live);
  live.open();
  await until(() => expect(live.snapshot().phase).toBe("ready"));
  it.begin();
  return { wire, live, it };
}

afterEach(() => {
  for (const item of open.splice(0)) item.close();
});

test("opening it asks the checker and saves nothing", async () => {
  const { wire, it } = await editor();
  await until(() => expect(it.snapshot().handles.a).toEqual(["output", "error"]));
  expect(it.snapshot()).toMatchObject({ on: true, unsaved: false, canUndo: false });
  expect(wire.calls.filter((call) => call.startsWith("PUT"))).toEqual([]);
});

test("a change saves itself as a draft over the version that it was made on", async () => {
  const { wire, live, it } = await editor();
  it.apply(removeParts(it.snapshot().graph, ["b"], []));
  expect(it.snapshot().unsaved).toBe(true);
  await until(() => expect(it.snapshot()).toMatchObject({ unsaved: false, saving: false }));
  expect(wire.calls).toContain(`${PUT}1`);
  expect(live.snapshot().known.workflow).toMatchObject({ version: 2, blocks: [{ id: "a" }], edges: [] });
});

test("undo and redo save themselves as well", async () => {
  const { wire, it } = await editor({ [`${PUT}2`]: { version: 3 } });
  it.apply(removeParts(it.snapshot().graph, ["b"], []));
  await until(() => expect(it.snapshot().unsaved).toBe(false));
  it.undo();
  expect(it.snapshot()).toMatchObject({ canUndo: false, canRedo: true });
  await until(() => expect(wire.calls).toContain(`${PUT}2`));
  const asked = wire.calls.filter((call) => !call.startsWith("STREAM"));
  expect(wire.bodies[asked.indexOf(`${PUT}2`)]).toMatchObject({ blocks: [{ id: "a" }, { id: "b" }] });
});

test("where somebody else has saved, theirs and ours are there to choose from", async () => {
  const conflict = new WireError(409, "Version 2 is newer.", "version_conflict");
  const { wire, it } = await editor({ [`${PUT}1`]: conflict, [`${PUT}5`]: { version: 6 } });
  const theirs = { ...STORED, version: 5, blocks: [block("theirs")], edges: [] };
  wire.answers["GET /api/workflows/w"] = theirs;
  it.apply(change(it.snapshot().graph, "a", { name: "ours" }));
  await until(() => expect(it.snapshot().theirs?.version).toBe(5));
  expect(it.snapshot().unsaved).toBe(true);
  await it.keepOurs();
  expect(wire.calls).toContain(`${PUT}5`);
  expect(it.snapshot()).toMatchObject({ theirs: null, unsaved: false });
});

test("taking theirs can be undone", async () => {
  const conflict = new WireError(409, "Version 2 is newer.", "version_conflict");
  const { wire, it } = await editor({ [`${PUT}1`]: conflict });
  wire.answers["GET /api/workflows/w"] = { ...STORED, version: 5, blocks: [block("theirs")], edges: [] };
  it.apply(change(it.snapshot().graph, "a", { name: "ours" }));
  await until(() => expect(it.snapshot().theirs).not.toBe(null));
  it.takeTheirs();
  expect(it.snapshot()).toMatchObject({ unsaved: false, graph: { blocks: [{ id: "theirs" }] } });
  it.undo();
  expect(it.snapshot().graph.blocks[0]?.name).toBe("ours");
});

test("what somebody else saves while nothing is unsaved is drawn, and can be undone", async () => {
  const { live, it } = await editor();
  live.take({ ...STORED, version: 2, blocks: [block("theirs")], edges: [] });
  expect(it.snapshot()).toMatchObject({ unsaved: false, canUndo: true, graph: { blocks: [{ id: "theirs" }] } });
});

test("a save that fails is told, nothing is lost, and it stays open", async () => {
  const { wire, it } = await editor({ [`${PUT}1`]: new WireError(409, "It is deployed.", "ALREADY_DEPLOYED") });
  it.apply(change(it.snapshot().graph, "a", { name: "ours" }));
  await until(() => expect(it.snapshot().trouble).toMatch(/not saved.*deployed/));
  await it.finish();
  expect(it.snapshot()).toMatchObject({ on: true, unsaved: true });
  wire.answers[`${PUT}1`] = { version: 2 };
  await it.finish();
  expect(it.snapshot().on).toBe(false);
});

test("a rename is done where references are understood, and a refusal is given back", async () => {
  const { wire, it } = await editor({}, 60_000);
  const judged = { blocks: [block("a", "code", { name: "New" })], edges: [], problems: [], handles: {}, skipped: [] };
  wire.answers[JUDGE] = judged;
  expect(await it.rename("a", "New")).toBe(null);
  expect(it.snapshot().graph.blocks[0]?.name).toBe("New");
  wire.answers[JUDGE] = { ...judged, skipped: [{ edit: "", code: "duplicate_name", message: "It is taken." }] };
  expect(await it.rename("a", "b")).toBe("It is taken.");
});

test("closing the page saves what was drawn", async () => {
  const { wire, it } = await editor({}, 60_000);
  it.apply(change(it.snapshot().graph, "a", { name: "ours" }));
  it.close();
  await until(() => expect(wire.calls).toContain(`${PUT}1`));
});
