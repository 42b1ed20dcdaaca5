// Stand-ins for the copilot: a wire whose turns a test tells, messages, changes.
import type { ChatEvent, Message, WorkflowDiff } from "../../src/model/types";
import { answers, block, edge, FakeWire, workflow } from "../fakes";

interface Stream {
  key: string;
  tell(event: unknown): void;
  end(): void;
  fail(error: unknown): void;
}

/** Its streams are told, ended and broken one by one, the newest of a path first. */
export class TalkWire extends FakeWire {
  streams: Stream[] = [];
  /** Says no to a stream before it begins. */
  refuse: Record<string, Error> = {};

  override stream(
    method: string,
    path: string,
    body: unknown,
    onEvent: (event: unknown) => void,
    signal?: AbortSignal,
    onOpen?: () => void,
  ): Promise<void> {
    const key = `${method} ${path}`;
    this.calls.push(key);
    this.bodies.push(body);
    if (this.refuse[key]) return Promise.reject(this.refuse[key]);
    return new Promise((resolve, reject) => {
      this.streams.unshift({ key, tell: onEvent, end: resolve, fail: reject });
      signal?.addEventListener("abort", () => resolve());
      onOpen?.();
      if (path.endsWith("/chat") && this.begins) onEvent({ ...START, message: (body as { message: string }).message });
      if (path.endsWith("/turn") && !this.turn) resolve();
      else if (path.endsWith("/turn")) for (const event of this.turn ?? []) onEvent(event);
    });
  }

  /** Whether a turn begins at once. */
  begins = true;
  /** What a reader of the running turn is told first; null: no turn runs here. */
  turn: ChatEvent[] | null = null;

  of(end: string): Stream {
    const found = this.streams.find((stream) => stream.key.endsWith(end));
    if (!found) throw new Error(`Nobody follows ${end}; but ${this.streams.map((one) => one.key)}`);
    return found;
  }
}

export const CHAT = "/api/copilot/sessions/s/chat";

export const message = (id: string, more: Partial<Message> = {}): Message =>
  ({
    id,
    session_id: "s",
    role: "assistant",
    content: "",
    workflow_diff: null,
    pre_snapshot: null,
    created_at: "2026-11-25T10:00:00Z",
    status: "completed",
    error: null,
    model: "scripted",
    spent: null,
    steps: [],
    proof: null,
    applied_version: null,
    restored_version: null,
    ...more,
  }) as Message;

export const START: ChatEvent = {
  event: "turn_start",
  message_id: "m2",
  user_message_id: "m1",
  message: "Add a filter",
  model: "scripted",
};

export const say = (...words: string[]): ChatEvent[] =>
  words.map((delta) => ({ event: "content_delta", delta }) as ChatEvent);

/** Adds b behind a, changes a, and removes c. */
export const DIFF: WorkflowDiff = {
  add_blocks: [block("b", "sql", { name: "Filter", config: { query: "select 1" } })],
  remove_blocks: ["c"],
  update_blocks: [{ id: "a", config: { code: "2" }, unset: [], options: {} }],
  add_edges: [edge("a", "b")],
  remove_edges: [edge("a", "c")],
  summary: {
    added: [
      {
        id: "b",
        name: "Filter",
        type: "sql",
        change: "added",
        before: null,
        after: { name: "Filter", type: "sql", config: { query: "select 1" } },
      },
    ],
    removed: [
      {
        id: "c",
        name: "Old",
        type: "code",
        change: "removed",
        before: { name: "Old", type: "code", config: { code: "0" } },
        after: null,
      },
    ],
    modified: [
      {
        id: "a",
        name: "Load",
        type: "code",
        change: "modified",
        before: { name: "Load", type: "code", config: { code: "1" } },
        after: { name: "Load", type: "code", config: { code: "2" } },
      },
    ],
    edges_added: 1,
    edges_removed: 1,
    text: "Adds Filter, changes Load, removes Old.",
  },
  base_version: 1,
};

export const complete = (more: Record<string, unknown> = {}): ChatEvent =>
  ({
    event: "complete",
    message_id: "m2",
    content: "Done.",
    workflow_diff: null,
    status: "completed",
    model: "scripted",
    spent: { prompt_tokens: 1_200, completion_tokens: 34, cost: 0.0042 },
    proof: null,
    ...more,
  }) as ChatEvent;

export const GRAPH = workflow(
  [block("a", "code", { name: "Load", config: { code: "1" } }), block("c", "code", { name: "Old" })],
  [edge("a", "c")],
);

export const review = (more: Record<string, unknown> = {}) => ({
  workflow_diff: DIFF,
  graph: { blocks: [], edges: [] },
  problems: [],
  stale: ["Load"],
  writes: ["writes the table totals"],
  current: true,
  applied: false,
  ...more,
});

export const talkAnswers = (messages: Message[], more: Record<string, unknown> = {}) => ({
  ...answers(GRAPH),
  "GET /api/copilot/sessions?workflow_id=w": { session: { id: "s", workflow_id: "w" } },
  "POST /api/copilot/sessions": { id: "s", workflow_id: "w" },
  "GET /api/copilot/sessions/s/messages": { messages },
  "GET /api/copilot/suggestions?workflow_id=w": { suggestions: ["Count the flights by carrier"] },
  "GET /api/copilot/settings/model": {
    model: "planner",
    default: "gpt-5.2",
    options: [
      { label: "Local planner", value: "planner", ready: true, reason: "" },
      { label: "GPT 5.2", value: "gpt-5.2", ready: false, reason: "OPENAI_API_KEY is not set" },
    ],
  },
  "POST /api/copilot/sessions/s/messages/m2/review": review(),
  "POST /api/copilot/sessions/s/stop": { ok: true, stopped: true },
  ...more,
});
