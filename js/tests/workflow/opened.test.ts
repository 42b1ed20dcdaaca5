// What a panel is told of its workflow, and how it rests while nobody looks.
import { expect, test, vi } from "vitest";
import { Editor } from "../../src/workflow/edit/editing";
import { Live } from "../../src/workflow/live";
import { type Told, telling } from "../../src/workflow/opened";
import { FakeWire } from "../fakes";

const ID = "w1";
const stored = (more: object = {}) => ({
  id: ID,
  name: "Sales",
  version: 3,
  blocks: [],
  edges: [],
  variables: {},
  ...more,
});
const BLOCK = { id: "a", type: "code", name: "A", config: {}, position: { x: 0, y: 0 }, enabled: true };
const run = (status: string, created_at: string, id: string) => ({
  id,
  workflow_id: ID,
  status,
  created_at,
  input: {},
});

function opened(workflow: object) {
  const wire = new FakeWire("http", {
    "GET /api/powa/blocks": { blocks: [] },
    [`GET /api/workflows/${ID}`]: workflow,
    [`GET /api/workflows/${ID}/executions?limit=20`]: { executions: [] },
    "POST /api/powa/graph": { blocks: [], edges: [], problems: [], handles: {}, skipped: [] },
  });
  const live = new Live([wire], ID);
  const editor = new Editor([wire], live);
  const told: Told[] = [];
  const end = telling(live, editor, (now) => told.push(now));
  live.open();
  return { wire, live, editor, told, end };
}

test("a workflow without blocks is open for editing at once, one with blocks is looked at", async () => {
  const empty = opened(stored());
  await vi.waitFor(() => expect(empty.editor.snapshot().on).toBe(true));
  expect(empty.told.at(-1)).toMatchObject({ name: "Sales", version: 3, unsaved: false, running: false, problem: null });
  const full = opened(stored({ blocks: [BLOCK] }));
  await vi.waitFor(() => expect(full.told.at(-1)?.version).toBe(3));
  expect(full.editor.snapshot().on).toBe(false);
  for (const one of [empty, full]) {
    one.end();
    one.editor.close();
    one.live.close();
  }
});

test("what another process has saved and run is shown when it is told of", async () => {
  const { wire, live, told, end, editor } = opened(stored({ blocks: [BLOCK] }));
  await vi.waitFor(() => expect(told.at(-1)?.version).toBe(3));
  wire.answers[`GET /api/workflows/${ID}`] = stored({ blocks: [BLOCK], version: 4, name: "Sales 2" });
  await live.look({ name: "Sales 2", version: 4 });
  expect(told.at(-1)).toMatchObject({ name: "Sales 2", version: 4 });
  const executions = [run("completed", "2026-01-01T00:00:00Z", "e1")];
  wire.answers[`GET /api/workflows/${ID}/executions?limit=20`] = { executions };
  await live.look({ name: "Sales 2", version: 4 });
  expect(live.snapshot().known.latest).toBe("e1");
  executions.unshift(run("running", "2026-01-01T00:01:00Z", "e2"));
  await live.look({ name: "Sales 2", version: 4 });
  expect(live.snapshot().known.latest).toBe("e2");
  expect(told.at(-1)?.running).toBe(true);
  end();
  editor.close();
  live.close();
});

test("a view that rests holds no stream; it looks again when it is woken", async () => {
  const { wire, live, told, end, editor } = opened(stored({ blocks: [BLOCK] }));
  await vi.waitFor(() => expect(told.at(-1)?.version).toBe(3));
  const streams = () => wire.calls.filter((call) => call.includes("/events")).length;
  const before = streams();
  live.rest();
  wire.answers[`GET /api/workflows/${ID}`] = stored({ blocks: [BLOCK], version: 5 });
  live.wake();
  await vi.waitFor(() => expect(told.at(-1)?.version).toBe(5));
  expect(streams()).toBe(before + 1);
  end();
  editor.close();
  live.close();
});
