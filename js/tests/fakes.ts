// Stand-ins for the outside: an anywidget model, a wire, and small workflows.
import type { Model } from "../src/api/comm";
import { type Wire, WireError } from "../src/api/wire";
import type { Block, BlockInfo, BlockLog, Edge, Event, Execution, Workflow } from "../src/model/types";

type Hear = (content: unknown, buffers: DataView[]) => void;

export class FakeModel implements Model {
  sent: Record<string, unknown>[] = [];
  heard = new Set<Hear>();
  left = new Set<Hear>();
  /** Answers a sent message at once, where a test wants that. */
  reply: ((content: Record<string, unknown>) => unknown) | null = null;

  constructor(readonly traits: Record<string, unknown> = {}) {}
  get(name: string) {
    return this.traits[name];
  }
  send(content: unknown) {
    const message = content as Record<string, unknown>;
    this.sent.push(message);
    const answer = this.reply?.(message);
    if (answer) queueMicrotask(() => this.say(answer));
  }
  on(name: string, hear: Hear) {
    (name === "msg:custom" ? this.heard : this.left).add(hear);
  }
  off(name: string, hear: Hear) {
    (name === "msg:custom" ? this.heard : this.left).delete(hear);
  }
  /** What a front end does when the kernel restarts. */
  lose() {
    for (const hear of [...this.left]) hear(undefined, []);
  }
  say(content: unknown, buffers: DataView[] = []) {
    for (const hear of [...this.heard]) hear(content, buffers);
  }
}

/** Answers by "METHOD path"; the events stream stays open and is fed with `tell`. */
export class FakeWire implements Wire {
  calls: string[] = [];
  bodies: unknown[] = [];
  private listeners = new Set<(event: unknown) => void>();
  /** Says that the stream has begun. */
  open = () => {};

  constructor(
    readonly name: "comm" | "http",
    readonly answers: Record<string, unknown> = {},
  ) {}
  async request(method: string, path: string, body?: unknown) {
    const key = `${method} ${path}`;
    this.calls.push(key);
    this.bodies.push(body);
    const answer = this.answers[key];
    if (answer instanceof Error) throw answer;
    if (answer === undefined) throw new WireError(404, `Nothing at ${key}`);
    return answer;
  }
  async bytes(method: string, path: string, body?: unknown) {
    return (await this.request(method, path, body)) as ArrayBuffer;
  }
  stream(
    _m: string,
    path: string,
    _b: unknown,
    onEvent: (event: unknown) => void,
    signal?: AbortSignal,
    onOpen?: () => void,
  ) {
    this.calls.push(`STREAM ${path}`);
    this.listeners.add(onEvent);
    this.open = () => onOpen?.();
    return new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
  }
  tell(...events: unknown[]) {
    for (const event of events) for (const listener of this.listeners) listener(event);
  }
}

export const block = (id: string, type = "code", more: Partial<Block> = {}): Block => ({
  id,
  type,
  name: id,
  config: {},
  position: { x: 0, y: 0 },
  enabled: true,
  ...more,
});
export const edge = (source: string, target: string, sourceHandle = "output"): Edge => ({
  id: `${source}:${sourceHandle}->${target}`,
  source,
  target,
  sourceHandle,
  targetHandle: "input",
  condition: null,
});
export const workflow = (blocks: Block[], edges: Edge[] = []): Workflow => ({
  id: "w",
  name: "Test",
  description: null,
  variables: {},
  version: 1,
  color: null,
  state: "internal",
  schedule_config: null,
  created_at: "2026-11-25T10:00:00Z",
  updated_at: "2026-11-25T10:00:00Z",
  blocks,
  edges,
});
export const info = (type: string, more: Partial<BlockInfo> = {}): BlockInfo => ({
  type,
  title: type.toUpperCase(),
  description: "",
  group: "",
  icon: "code",
  aliases: [],
  handles: ["output"],
  entry: false,
  schema: {},
  example: {},
  ...more,
});

export const execution = (id: string, more: Partial<Execution> = {}): Execution => ({
  id,
  workflow_id: "w",
  status: "completed",
  trigger: "notebook",
  kernel: "",
  version: 1,
  input: {},
  output: null,
  error: null,
  code: null,
  created_at: "2026-11-25T10:00:00Z",
  started_at: "2026-11-25T10:00:00Z",
  completed_at: null,
  broke: false,
  trial: null,
  budget: null,
  resumed_from: null,
  part: null,
  ...more,
});
export const log = (blockId: string, more: Partial<BlockLog> = {}): BlockLog => ({
  block_id: blockId,
  block_type: "code",
  block_name: blockId,
  status: "success",
  execution_order: 1,
  duration_ms: null,
  attempts: 1,
  kept: false,
  reused_from: null,
  why: "",
  stored: null,
  input: null,
  output: null,
  error: null,
  code: null,
  line: null,
  trace: "",
  route: null,
  printed: "",
  config_snapshot: {},
  agent_run_id: null,
  ...more,
});

type Loose = { type: Event["type"] } & Record<string, unknown>;

/** Events of one execution, numbered from 1. */
export function events(executionId: string, ...list: Loose[]): Event[] {
  return list.map((event, index) => {
    const of = { execution_id: executionId, workflow_id: "w", seq: index + 1 };
    const named = event.block_id ? { block_type: "code", block_name: event.block_id } : {};
    return { ...of, ...named, ...event } as unknown as Event;
  });
}

export const START: Loose = { type: "execution_start", trigger: "api", kernel: "here", input: {}, started_at: "" };
export const answers = (shown: Workflow, more: Record<string, unknown> = {}) => ({
  "GET /api/powa/blocks": { blocks: [info("code"), info("input", { aliases: ["starter"] })] },
  "GET /api/workflows/w": shown,
  "GET /api/workflows/w/executions?limit=20": { executions: [] },
  ...more,
});
