// The link between the wires and a conversation.
import { afterEach, expect, test, vi } from "vitest";
import { GONE } from "../../src/api/comm";
import { WireError } from "../../src/api/wire";
import { Chat } from "../../src/copilot/chat";
import { textOf } from "../../src/copilot/pieces";
import { CHAT, complete, GRAPH, message, START, say, TalkWire, talkAnswers } from "./fakes";

const PACE = { frameMs: 0, firstWaitMs: 1, longestWaitMs: 4, nobodyMs: 15 };
const MESSAGES = "GET /api/copilot/sessions/s/messages";
const open: Chat[] = [];
const until = (check: () => void) => vi.waitFor(check, { timeout: 2_000, interval: 2 });

async function chat(...wires: TalkWire[]): Promise<Chat> {
  const made = new Chat(wires, "w", { pace: PACE });
  open.push(made);
  made.open();
  await until(() => expect(made.snapshot().phase).not.toBe("loading"));
  return made;
}

const said = (made: Chat) => made.snapshot().conversation.past.map((item) => textOf(item.text));
const running = (made: Chat) => made.snapshot().conversation.running;

afterEach(() => {
  for (const item of open.splice(0)) item.close();
});

test("the newest conversation is shown, with models and suggestions; looking makes none", async () => {
  const made = await chat(new TalkWire("comm", talkAnswers([message("a", { content: "Hello" })])));
  expect(said(made)).toEqual(["Hello"]);
  await until(() => expect(made.snapshot().models?.model).toBe("planner"));
  expect(made.snapshot().suggestions).toEqual(["Count the flights by carrier"]);

  const none = { "GET /api/copilot/sessions?workflow_id=w": { session: null } };
  const wire = new TalkWire("comm", talkAnswers([], none));
  const fresh = await chat(wire);
  expect(wire.calls.filter((call) => call.startsWith("POST"))).toEqual([]);
  expect(await fresh.send("Build it")).toBe(true);
  expect(wire.calls).toContain("POST /api/copilot/sessions");
  expect(wire.bodies).toContainEqual({ message: "Build it" });
});

test("what is said is seen at once, the answer word by word, its end in full", async () => {
  const wire = new TalkWire("comm", talkAnswers([]));
  const made = await chat(wire);
  expect(await made.send("Add a filter")).toBe(true);
  expect(said(made)).toEqual(["Add a filter"]);
  const stream = wire.of("/chat");
  for (const event of [START, ...say("I ", "do ", "it.")]) stream.tell(event);
  await until(() => expect(textOf(running(made)?.text ?? never())).toBe("I do it."));
  expect(await made.send("Another")).toBe(false);
  stream.tell(complete());
  stream.end();
  await until(() => expect(running(made)).toBe(null));
  expect(said(made)).toEqual(["Add a filter", "Done."]);
});

test("many events of one frame are told once", async () => {
  const wire = new TalkWire("comm", talkAnswers([]));
  const made = await chat(wire);
  await made.send("Go");
  let told = 0;
  made.subscribe(() => {
    told += 1;
  });
  for (const event of [START, ...say(...Array.from({ length: 2_000 }, () => "word "))]) wire.of("/chat").tell(event);
  await until(() => expect(running(made)?.text.tail).toHaveLength(10_000));
  expect(told).toBe(1);
});

test("a message that is refused is not said, and the user has it back", async () => {
  const wire = new TalkWire("comm", talkAnswers([]));
  wire.refuse[`POST ${CHAT}`] = new WireError(400, "The message is empty.");
  const made = await chat(wire);
  expect(await made.send("  ")).toBe(false);
  expect(made.snapshot()).toMatchObject({
    problem: "The message is empty.",
    conversation: { past: [], running: null },
  });
});

test("a turn that fails before it begins leaves nothing behind", async () => {
  const wire = new TalkWire("comm", talkAnswers([]));
  wire.begins = false;
  const made = await chat(wire);
  const taken = made.send("Add a filter");
  await until(() => expect(running(made)).not.toBe(null));
  await until(() => expect(wire.streams).toHaveLength(1));
  const error = { error: "A turn is in progress.", code: "turn_in_progress", message_id: null, error_id: null };
  wire.of("/chat").tell({ event: "error", ...error });
  wire.of("/chat").end();
  expect(await taken).toBe(false);
  expect(made.snapshot()).toMatchObject({ problem: error.error, conversation: { past: [], running: null } });
});

test("where another turn runs, that one is shown", async () => {
  const wire = new TalkWire("comm", talkAnswers([]));
  const made = await chat(wire);
  wire.refuse[`POST ${CHAT}`] = new WireError(409, "A turn is in progress.", "turn_in_progress");
  wire.answers[MESSAGES] = { messages: [message("m2", { status: "running" })] };
  wire.turn = [START, ...say("Other words")];
  expect(await made.send("Mine")).toBe(false);
  await until(() => expect(textOf(running(made)?.text ?? never())).toBe("Other words"));
});

test("after a reload the turn that goes on is taken up from its beginning, on the wire that tells of it", async () => {
  const half = [message("m1", { role: "user", content: "Add a filter" }), message("m2", { status: "running" })];
  const comm = new TalkWire("comm", talkAnswers(half));
  const http = new TalkWire("http", talkAnswers(half));
  http.turn = [START, ...say("So ", "far")];
  const made = await chat(comm, http);
  await until(() => expect(textOf(running(made)?.text ?? never())).toBe("So far"));
  await made.stop();
  expect(http.calls).toContain("POST /api/copilot/sessions/s/stop");
  expect(comm.calls).not.toContain("POST /api/copilot/sessions/s/stop");
  const stream = http.of("/turn");
  stream.tell(complete({ status: "stopped", content: "So far" }));
  stream.end();
  await until(() => expect(running(made)).toBe(null));
  expect(made.snapshot().conversation.past.at(-1)?.status).toBe("stopped");
});

test("a turn that nobody here tells of is looked for until its answer is stored", async () => {
  const wire = new TalkWire("comm", talkAnswers([message("m2", { status: "running", content: "Half" })]));
  const made = await chat(wire);
  await until(() => expect(made.snapshot().elsewhere).toBe(true));
  wire.answers[MESSAGES] = { messages: [message("m2", { content: "Whole" })] };
  await until(() => expect(running(made)).toBe(null));
  expect(said(made)).toEqual(["Whole"]);
  expect(made.snapshot().elsewhere).toBe(false);
});

test("a conversation that was deleted while its turn ran is asked for no more", async () => {
  const wire = new TalkWire("comm", talkAnswers([message("m2", { status: "running", content: "Half" })]));
  const made = await chat(wire);
  wire.answers[MESSAGES] = new WireError(404, "No conversation has the id 's'.");
  await until(() => expect(made.snapshot().phase).toBe("failed"));
  expect(made.snapshot().problem).toBe("No conversation has the id 's'.");
  const asked = wire.calls.length;
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(wire.calls.length).toBe(asked);
});

test("a stream that breaks in the middle is taken up again", async () => {
  const wire = new TalkWire("http", talkAnswers([]));
  const made = await chat(wire);
  await made.send("Add a filter");
  wire.of("/chat").tell(START);
  wire.answers[MESSAGES] = { messages: [message("m1", { role: "user" }), message("m2", { status: "running" })] };
  wire.turn = [START, ...say("More")];
  wire.of("/chat").fail(new TypeError("network"));
  await until(() => expect(textOf(running(made)?.text ?? never())).toBe("More"));
});

test("a kernel that is gone leaves the server to answer", async () => {
  const comm = new TalkWire("comm", talkAnswers([]));
  const http = new TalkWire("http", talkAnswers([]));
  const made = await chat(comm, http);
  comm.refuse[`POST ${CHAT}`] = new WireError(0, GONE, "KERNEL_GONE");
  expect(await made.send("Add a filter")).toBe(true);
  expect(http.of("/chat")).toBeDefined();
});

test("yes, no and answers go to the wire of the turn; one that is late says so", async () => {
  const wire = new TalkWire("comm", talkAnswers([], { "POST /api/copilot/sessions/s/confirmations/k": { ok: true } }));
  const made = await chat(wire);
  await made.confirm("k", true);
  expect(wire.bodies).toContainEqual({ approve: true });
  wire.answers["POST /api/copilot/sessions/s/questions/q"] = new WireError(404, "That question is settled.");
  await made.answer("q", "b");
  expect(made.snapshot().problem).toBe("That question is settled.");
});

test("applying keeps the graph for undo and tells the new one; undoing puts it back", async () => {
  const at = "POST /api/copilot/sessions/s/messages/m2";
  const more = {
    [`${at}/snapshot`]: { ok: true, applied: true, version: 2, workflow: { ...GRAPH, version: 2 } },
    [`${at}/restore`]: { ok: true, version: 3, workflow: { ...GRAPH, version: 3 } },
  };
  const wire = new TalkWire("comm", talkAnswers([message("m2")], more));
  const versions: number[] = [];
  const made = new Chat([wire], "w", { pace: PACE, changed: (workflow) => versions.push(workflow.version) });
  open.push(made);
  made.open();
  await until(() => expect(made.snapshot().phase).toBe("ready"));
  const graph = { blocks: GRAPH.blocks, edges: GRAPH.edges };
  await made.apply("m2", graph, ["a"]);
  expect(wire.bodies).toContainEqual({ pre_snapshot: graph, only: ["a"] });
  expect(made.snapshot().conversation.past[0]?.appliedVersion).toBe(2);
  await made.restore("m2", false);
  expect(made.snapshot().conversation.past[0]?.appliedVersion).toBe(null);
  expect(versions).toEqual([2, 3]);
});

test("what was said or applied elsewhere is seen on the next look, and what is known is not drawn again", async () => {
  const first = message("a", { content: "Hello" });
  const wire = new TalkWire("comm", talkAnswers([first]));
  const made = await chat(wire);
  const before = made.snapshot().conversation.past[0];
  wire.answers[MESSAGES] = { messages: [first, message("b", { content: "From a cell" })] };
  await made.refresh();
  expect(said(made)).toEqual(["Hello", "From a cell"]);
  expect(made.snapshot().conversation.past[0]).toBe(before);
  wire.answers[MESSAGES] = { messages: [first, message("b", { content: "From a cell", applied_version: 3 })] };
  await made.refresh();
  expect(made.snapshot().conversation.past[1]?.appliedVersion).toBe(3);
});

test("a model that may not be chosen is not, and why is told", async () => {
  const wire = new TalkWire("comm", talkAnswers([]));
  const made = await chat(wire);
  await until(() => expect(made.snapshot().models).not.toBe(null));
  wire.answers["PUT /api/copilot/settings/model"] = new WireError(400, "gpt-5.2 has no key.");
  await made.setModel("gpt-5.2");
  expect(made.snapshot()).toMatchObject({ models: { model: "planner" }, problem: "gpt-5.2 has no key." });
});

function never(): never {
  throw new Error("Nothing runs.");
}
