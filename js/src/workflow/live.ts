// The link between the wires and the state: loads, listens, starts and stops; a view subscribes to its snapshots.
import * as client from "../api/client";
import { type Wire, WireError } from "../api/wire";
import { ask, words } from "../api/wires";
import type { Event, Execution, Workflow, WorkflowSaved } from "../model/types";
import { armed, stopped } from "./asks";
import { change } from "./edit/graph";
import { behind } from "./last";
import { type Action, type Known, NOTHING, reduce } from "./state";

export interface Snapshot {
  known: Known;
  phase: "loading" | "ready" | "failed";
  /** Why nothing can be shown (phase failed), or what went wrong since. */
  problem: string | null;
  starting: boolean;
  stopping: boolean;
  /** The kernel that the widget belongs to has ended. */
  gone: boolean;
}

const QUIET = { problem: null, starting: false, stopping: false, gone: false };
const AT_FIRST: Snapshot = { known: NOTHING, phase: "loading", ...QUIET };

interface Pace {
  /** Events are folded in batches, so that a flood of them costs one drawing. */
  batchMs: number;
  firstWaitMs: number;
  longestWaitMs: number;
}

const PACE: Pace = { batchMs: 16, firstWaitMs: 1_000, longestWaitMs: 30_000 };

/** A stream that was refused for one of these will be refused again. */
const REFUSED = new Set([401, 403, 404, 405]);

export class Live {
  private snap = AT_FIRST;
  private readonly listeners = new Set<() => void>();
  private readonly closing = new AbortController();
  private listening = new AbortController();
  private queue: { event: Event; via: Wire["name"] }[] = [];
  private timer: ReturnType<typeof setTimeout> | null = null;

  /** The first wire is the widget's own kernel; a second one, the server's, is only listened to. */
  constructor(
    private readonly wires: Wire[],
    private readonly id: string,
    private readonly pace = PACE,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): Snapshot => this.snap;

  open(): void {
    for (const wire of this.wires) void this.follow(wire);
    void this.load();
  }

  close(): void {
    this.closing.abort();
    this.listening.abort();
    if (this.timer) clearTimeout(this.timer);
  }

  /** Nobody looks: a browser has few connections, and a stream that is open holds one of them. */
  rest(): void {
    this.listening.abort();
  }

  wake(): void {
    if (!this.listening.signal.aborted || this.closing.signal.aborted) return;
    this.listening = new AbortController();
    this.open();
  }

  /** What another process has done: the store knows of it, its events reach nobody here. */
  readonly look = async (stored: Pick<Workflow, "name" | "version">): Promise<void> => {
    const { workflow } = this.snap.known;
    if (!workflow || stored.version > workflow.version || stored.name !== workflow.name) await this.load();
    else await this.refresh();
  };

  readonly load = async (): Promise<void> => {
    if (this.snap.phase === "failed") this.set({ phase: "loading", problem: null });
    try {
      const [blocks, workflow] = await Promise.all([
        this.ask((wire) => client.listBlocks(wire)),
        this.ask((wire) => client.getWorkflow(wire, this.id)),
      ]);
      this.act({ type: "catalog", blocks });
      this.act({ type: "workflow", workflow });
      this.set({ phase: "ready" });
      await this.refresh();
    } catch (error) {
      this.set({ phase: this.snap.known.workflow ? "ready" : "failed", problem: words(error) });
    }
  };

  readonly run = async (variables: Record<string, unknown>, asked: client.Asked = {}): Promise<void> => {
    const wire = this.wires[0];
    if (!wire) return;
    this.set({ starting: true, problem: null });
    try {
      const started = await client.startExecution(wire, this.id, variables, asked);
      this.act({ type: "started", executionId: started.execution_id, asked, now: Date.now() });
    } catch (error) {
      this.set({ problem: words(error) });
    } finally {
      this.set({ starting: false });
    }
  };

  readonly stop = async (executionId: string): Promise<void> => {
    this.set({ stopping: true, problem: null });
    const problem = await stopped(this.wires, this.snap.known.runs[executionId]?.via ?? null, executionId);
    this.set({ stopping: false, problem });
  };

  /** Reads the logs of a run that was not followed. */
  readonly openRun = async (executionId: string): Promise<void> => {
    const run = this.snap.known.runs[executionId];
    if (!run || run.known) return;
    try {
      const logs = await this.ask((wire) => client.listBlockLogs(wire, this.id, executionId));
      this.act({ type: "logs", executionId, logs });
    } catch (error) {
      this.set({ problem: words(error) });
    }
  };

  /** Holds a block's output of a run, which is not run then; null lets it go. */
  readonly pin = async (blockId: string, executionId: string | null): Promise<void> => {
    const { workflow } = this.snap.known;
    if (!workflow) return;
    const graph = change(workflow, blockId, { pin: executionId });
    try {
      const { version } = await this.ask((wire) => client.saveGraph(wire, this.id, graph, workflow.version));
      this.take({ ...workflow, ...graph, version });
    } catch (error) {
      this.set({ problem: words(error) });
    }
  };

  readonly deploy = () => this.change(client.deploy);

  readonly undeploy = () => this.change(client.undeploy);

  readonly arm = (): Promise<client.Armed> => armed(this.wires, this.id);

  /** The workflow as somebody else on this page has just saved it. */
  readonly take = (workflow: Workflow): void => this.act({ type: "workflow", workflow });

  private readonly change = async (call: (wire: Wire, id: string) => Promise<void>): Promise<void> => {
    await this.ask((wire) => call(wire, this.id));
    this.act({ type: "workflow", workflow: await this.ask((wire) => client.getWorkflow(wire, this.id)) });
  };

  readonly dismiss = (): void => this.set({ problem: null });

  /** What ran before, and what ended while nobody listened; a view without its history is still a view. */
  private async refresh(): Promise<void> {
    let executions: Execution[];
    try {
      executions = await this.ask((wire) => client.listExecutions(wire, this.id));
    } catch {
      return;
    }
    this.act({ type: "history", executions });
    const latest = this.snap.known.latest;
    if (latest) await this.openRun(latest);
    for (const id of behind(this.snap.known)) await this.openRun(id);
  }

  /** The settings that the blocks of a run had, which its events do not tell. */
  private async settings(executionId: string): Promise<void> {
    const asked = this.ask((wire) => client.listBlockLogs(wire, this.id, executionId));
    const logs = await asked.catch(() => null); // it only tells what is stale
    if (logs) this.act({ type: "logs", executionId, logs });
  }

  /** A kernel that is gone need not keep the graph from being seen: the server has it too. */
  private ask<T>(call: (wire: Wire) => Promise<T>): Promise<T> {
    return ask(this.wires, call);
  }

  private async follow(wire: Wire): Promise<void> {
    const { signal } = this.listening;
    let wait = this.pace.firstWaitMs;
    const hear = (event: Event | WorkflowSaved) => {
      wait = this.pace.firstWaitMs;
      this.hear(event, wire.name);
    };
    // What ended before the stream was open is in the history: messages may overtake one another on their way.
    const open = () => void this.refresh();
    while (!signal.aborted) {
      try {
        await client.followWorkflow(wire, this.id, hear, signal, open);
      } catch (error) {
        if (error instanceof WireError && REFUSED.has(error.status)) return;
        if (error instanceof WireError && error.code === "KERNEL_GONE") return this.lose();
      }
      if (signal.aborted) return;
      await new Promise((resolve) => setTimeout(resolve, wait));
      wait = Math.min(wait * 2, this.pace.longestWaitMs);
    }
  }

  /** What ran there has ended as well; the server knows how. */
  private lose(): void {
    this.set({ gone: true, problem: null });
    this.act({ type: "lost", error: "The kernel ended while this ran.", now: Date.now() });
    void this.refresh();
  }

  private hear(event: Event | WorkflowSaved, via: Wire["name"]): void {
    if (event.type === "workflow_saved") {
      if (event.version !== this.snap.known.workflow?.version) void this.load();
      return;
    }
    if (!("execution_id" in event)) return; // a later version's event
    this.queue.push({ event, via });
    this.timer ??= setTimeout(this.flush, this.pace.batchMs);
  }

  private readonly flush = (): void => {
    this.timer = null;
    const queue = this.queue;
    this.queue = [];
    const fold = (known: Known, { event, via }: (typeof queue)[number]) =>
      reduce(known, { type: "events", events: [event], via, now: Date.now() });
    this.set({ known: queue.reduce(fold, this.snap.known) });
    for (const { event } of queue) if (event.type === "done") void this.settings(event.execution_id);
  };

  private act(action: Action): void {
    this.set({ known: reduce(this.snap.known, action) });
  }

  private set(change: Partial<Snapshot>): void {
    if (this.closing.signal.aborted) return;
    this.snap = { ...this.snap, ...change };
    for (const listener of this.listeners) listener();
  }
}
