// What goes on, looked at again and again: for the status bar, the sidebar, notifications, and panels that are open.
import { Poll } from "@lumino/polling";
import { type ISignal, Signal } from "@lumino/signaling";
import type { ExecutionRow, WorkflowRow } from "../../src/model/types";
import { type Ask, ServerError } from "./server";

export interface Glance {
  executions: readonly ExecutionRow[];
  workflows: readonly WorkflowRow[];
}

/** Whether the server answers: `absent` where it has no jupyter_powa. */
export type Health = "unknown" | "well" | "absent" | "silent";

/** Milliseconds between two looks: while something runs or is shown, and else. */
const OFTEN = 2_000;
const SELDOM = 10_000;
const LONGEST = 60_000;

export function isOpen({ status }: ExecutionRow): boolean {
  return status === "running" || status === "pending";
}

export class Pulse {
  glance: Glance = { executions: [], workflows: [] };
  health: Health = "unknown";
  /** How many show what goes on; while none does, the workflows are not asked for. */
  private shown = 0;
  private readonly poll: Poll;
  private readonly changes = new Signal<this, Glance>(this);

  constructor(
    private readonly ask: Ask,
    ready: Promise<unknown>,
  ) {
    this.poll = new Poll({
      auto: false,
      name: "jupyter-powa:pulse",
      factory: () => this.look(),
      frequency: { interval: SELDOM, backoff: true, max: LONGEST },
      standby: "when-hidden",
    });
    void ready.then(() => this.poll.start());
  }

  /** Sent where something changed; with what was known before. */
  get changed(): ISignal<this, Glance> {
    return this.changes;
  }

  get running(): ExecutionRow[] {
    return this.glance.executions.filter(isOpen);
  }

  refresh = async (): Promise<void> => {
    await this.poll.refresh();
    await this.poll.tick;
  };

  /** Somebody shows it; gives what ends that. */
  watch(): () => void {
    this.shown += 1;
    this.pace();
    void this.poll.refresh();
    let over = false;
    return () => {
      if (!over) this.shown -= 1;
      over = true;
      this.pace();
    };
  }

  dispose(): void {
    this.poll.dispose();
    Signal.clearData(this);
  }

  private async look(): Promise<void> {
    const [before, health] = [this.glance, this.health];
    try {
      const [{ executions }, workflows] = await Promise.all([
        this.ask<{ executions: ExecutionRow[] }>("GET", "/api/powa/executions?limit=20"),
        this.shown ? this.workflows() : before.workflows,
      ]);
      this.glance = { executions, workflows };
      this.health = "well";
    } catch (error) {
      this.health = error instanceof ServerError && error.status === 404 ? "absent" : "silent";
      if (health !== this.health) this.changes.emit(before);
      throw error; // the poll waits longer
    }
    this.pace();
    if (health !== this.health || differ(before, this.glance)) this.changes.emit(before);
  }

  private async workflows(): Promise<WorkflowRow[]> {
    const path = "/api/workflows?sort=updated_at&limit=100";
    return (await this.ask<{ workflows: WorkflowRow[] }>("GET", path)).workflows;
  }

  private pace(): void {
    const interval = this.shown || this.running.length ? OFTEN : SELDOM;
    const { frequency } = this.poll;
    if (frequency.interval !== interval) this.poll.frequency = { ...frequency, interval };
  }
}

export function differ(a: Glance, b: Glance): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}

/** The workflows of which something may be news: saved, renamed, run. */
export function news(before: Glance, now: Glance): WorkflowRow[] {
  const known = new Map(before.workflows.map((row) => [row.id, row]));
  const said = (glance: Glance, id: string) =>
    JSON.stringify(glance.executions.filter((row) => row.workflow_id === id));
  return now.workflows.filter((row) => {
    const old = known.get(row.id);
    return !old || old.version !== row.version || old.name !== row.name || said(before, row.id) !== said(now, row.id);
  });
}

/** What has ended since, after at least so many milliseconds. */
export function ended(before: Glance, now: Glance, least: number): ExecutionRow[] {
  const ran = new Set(before.executions.filter(isOpen).map(({ id }) => id));
  return now.executions.filter(
    (row) => ran.has(row.id) && !isOpen(row) && Date.parse(row.heartbeat) - Date.parse(row.created_at) >= least,
  );
}
