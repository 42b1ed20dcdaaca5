// The link between the wires and the state.
import { afterEach, expect, test, vi } from "vitest";
import { CommWire, SILENCE } from "../../src/api/comm";
import { WireError } from "../../src/api/wire";
import { Live } from "../../src/workflow/live";
import { answers, block, events, execution, FakeModel, FakeWire, log, START, workflow } from "../fakes";

const PACE = { batchMs: 0, firstWaitMs: 1, longestWaitMs: 4 };
const open: Live[] = [];
const EXECUTIONS = "/api/workflows/w/executions";

function live(...wires: FakeWire[]): Live {
  const made = new Live(wires, "w", PACE);
  open.push(made);
  made.open();
  return made;
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 2000, interval: 2 });

afterEach(() => {
  for (const item of open.splice(0)) item.close();
});

test("loads the workflow, the catalog and the logs of the last run", async () => {
  const last = { id: "r0", status: "completed", created_at: "2026-11-25T10:00:00Z" };
  const logs = [{ block_id: "a", block_type: "code", block_name: "a", status: "success", execution_order: 1 }];
  const wire = new FakeWire("comm", {
    ...answers(workflow([block("a")])),
    [`GET ${EXECUTIONS}?limit=20`]: { executions: [last] },
    [`GET ${EXECUTIONS}/r0/logs`]: { block_logs: logs },
  });
  const { snapshot } = live(wire);
  await until(() => expect(snapshot().known.runs.r0?.blocks.a?.status).toBe("success"));
  expect(snapshot()).toMatchObject({ phase: "ready", problem: null });
});

test("a workflow that is not there is told, and can be tried again", async () => {
  const wire = new FakeWire("comm", answers(workflow([]), { "GET /api/workflows/w": new WireError(404, "Gone.") }));
  const it = live(wire);
  await until(() => expect(it.snapshot()).toMatchObject({ phase: "failed", problem: "Gone." }));
  wire.answers["GET /api/workflows/w"] = workflow([block("a")]);
  await it.load();
  expect(it.snapshot()).toMatchObject({ phase: "ready", problem: null });
});

test("a silent kernel leaves the server to show the graph", async () => {
  const silent = new WireError(0, SILENCE, "KERNEL_SILENT");
  const gone = { "GET /api/powa/blocks": silent, "GET /api/workflows/w": silent };
  const it = live(new FakeWire("comm", gone), new FakeWire("http", answers(workflow([block("a")]))));
  await until(() => expect(it.snapshot().phase).toBe("ready"));
});

test("a kernel that is gone is told, its graph is still seen, and how its run ended is asked of the server", async () => {
  const model = new FakeModel();
  const http = new FakeWire("http", answers(workflow([block("a")])));
  const it = new Live([new CommWire(model), http], "w", PACE);
  open.push(it);
  it.open();
  model.lose();
  await until(() => expect(it.snapshot()).toMatchObject({ phase: "ready", gone: true, problem: null }));
  await until(() => expect(http.calls).toContain(`GET ${EXECUTIONS}?limit=20`));
});

test("a run that began and ended before the stream was open is seen all the same", async () => {
  const wire = new FakeWire("comm", answers(workflow([block("a")])));
  const it = live(wire);
  await until(() => expect(it.snapshot().phase).toBe("ready"));
  wire.answers[`GET ${EXECUTIONS}?limit=20`] = {
    executions: [execution("r", { completed_at: "2026-11-25T10:00:01Z" })],
  };
  wire.answers[`GET ${EXECUTIONS}/r/logs`] = { block_logs: [log("a")] };
  wire.open();
  await until(() => expect(it.snapshot().known.runs.r?.blocks.a?.status).toBe("success"));
});

test("a run heard on both wires is one run", async () => {
  const comm = new FakeWire("comm", answers(workflow([block("a")])));
  const http = new FakeWire("http", answers(workflow([block("a")])));
  const it = live(comm, http);
  const run = events("r", START, { type: "block_chunk", block_id: "a", chunk: "x", stream: "stdout" });
  await until(() => expect(it.snapshot().phase).toBe("ready"));
  comm.tell(...run);
  http.tell(...run);
  await until(() => expect(it.snapshot().known.runs.r?.blocks.a?.printed).toBe("x"));
});

test("starting is asked of the kernel only, stopping of the wire that told of the run", async () => {
  const comm = new FakeWire("comm", answers(workflow([block("a")]), { [`POST ${EXECUTIONS}`]: { execution_id: "r" } }));
  const http = new FakeWire("http", { "POST /api/powa/executions/h/cancel": { ok: true } });
  const it = live(comm, http);
  await it.run({ month: 7 });
  expect(comm.bodies).toContainEqual({ variables: { month: 7 } });
  expect(it.snapshot().known.latest).toBe("r");
  http.tell(...events("h", START));
  await until(() => expect(it.snapshot().known.latest).toBe("h"));
  await it.stop("h");
  expect(http.calls).toContain("POST /api/powa/executions/h/cancel");
  expect(comm.calls.filter((call) => call.includes("cancel"))).toEqual([]);
});

test("a run that cannot be started or stopped says why", async () => {
  const refused = new WireError(400, "The graph has no blocks.");
  const it = live(new FakeWire("comm", answers(workflow([]), { [`POST ${EXECUTIONS}`]: refused })));
  await it.run({});
  expect(it.snapshot()).toMatchObject({ problem: "The graph has no blocks.", starting: false });
  await it.stop("nobody");
  expect(it.snapshot().problem).toMatch("Nothing at");
  it.dismiss();
  expect(it.snapshot().problem).toBe(null);
});

test("a graph saved elsewhere is read again, an unknown event is passed over", async () => {
  const wire = new FakeWire("comm", answers(workflow([block("a")])));
  const it = live(wire);
  await until(() => expect(it.snapshot().phase).toBe("ready"));
  wire.answers["GET /api/workflows/w"] = { ...workflow([block("a"), block("b")]), version: 2 };
  wire.tell({ type: "later_word" }, { type: "workflow_saved", version: 2 });
  await until(() => expect(it.snapshot().known.workflow?.blocks).toHaveLength(2));
});

test("a stream that breaks is opened again, one that is refused is not", async () => {
  const broken = new FakeWire("http", answers(workflow([])));
  let tries = 0;
  broken.stream = async () => {
    tries += 1;
    throw tries < 3 ? new TypeError("network") : new WireError(404, "No.");
  };
  live(broken);
  await until(() => expect(tries).toBe(3));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(tries).toBe(3);
});
