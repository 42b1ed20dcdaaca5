// The explorer outside of React: its tabs, what they run, their plans and what was run before.
import { isTakenBack, WireError } from "../api/wire";
import { words } from "../api/wires";
import type { Relation, View } from "../model/types";
import { type Client, type Plan, type RunEvent, type Spot, viewOf } from "./client";
import { begun, ended, folded, type Problem, problemOf, type Run } from "./run";
import { changesSchema, type Piece, statements, toRun } from "./statements";
import { Store } from "./store";
import { type Action, activeOf, NO_TABS, reduce, type Tab, type Tabs } from "./tabs";

export interface PlanShown {
  state: "loading" | "ready" | "failed";
  plan: Plan | null;
  problem: string | null;
  measured: boolean;
}

export interface Shown {
  tabs: Tabs;
  runs: Readonly<Record<string, Run>>;
  plans: Readonly<Record<string, PlanShown>>;
  /** What went wrong beside a run. */
  problem: string | null;
  /** Said to screen readers. */
  said: string;
}

export interface Options {
  tabs?: Tabs | null;
  /** A statement may have changed what that source holds. */
  changed?(source: string | null): void;
  /** Something was run. */
  ran?(): void;
  /** Keeps the tabs over a reload. */
  keep?(tabs: Tabs): void;
}

/** Where the cursor and the selection are. */
export interface Selection {
  from: number;
  to: number;
}

export class Explorer extends Store<Shown> {
  private readonly under = new Map<string, AbortController>();

  constructor(
    readonly client: Client,
    private readonly options: Options = {},
  ) {
    const tabs = options.tabs ?? reduce(NO_TABS, { type: "query", source: null });
    super({ tabs, runs: {}, plans: {}, problem: null, said: "" });
  }

  close(): void {
    for (const one of this.under.values()) one.abort();
    this.leave();
  }

  readonly act = (action: Action): void => {
    if (action.type === "close") this.cancel(action.id);
    let tabs = reduce(this.value.tabs, action);
    if (!tabs.tabs.length) tabs = reduce(tabs, { type: "query", source: null });
    if (tabs === this.value.tabs) return;
    this.set({ tabs });
    this.options.keep?.(tabs);
  };

  readonly edit = (id: string, text: string): void => {
    if (this.tab(id)?.text === text) return;
    this.act({ type: "change", id, change: { text, preview: false } });
    const run = this.value.runs[id];
    if (run?.problem && run.status !== "running") this.put(id, { ...run, problem: null }); // its place has moved
  };

  readonly see = (id: string, view: View): void => this.act({ type: "change", id, change: { view } });

  readonly dismiss = (): void => this.set({ problem: null });

  readonly say = (said: string): void => this.set({ said });

  readonly complain = (error: unknown): void => {
    if (!isTakenBack(error)) this.set({ problem: words(error) });
  };

  /** Shows the statement behind a tab's rows, where it has none of its own. */
  readonly openEditor = async (id: string): Promise<void> => {
    const tab = this.tab(id);
    if (!tab) return;
    this.act({ type: "change", id, change: { editor: true } });
    if (tab.text || !tab.view) return;
    try {
      const sql = await this.client.code(tab.view, "sql");
      if (!this.tab(id)?.text) this.act({ type: "change", id, change: { text: sql } });
    } catch (error) {
      this.complain(error);
    }
  };

  /** Runs one statement after the other, up to the first that fails. */
  readonly run = async (id: string, selection: Selection, all: boolean): Promise<void> => {
    const tab = this.tab(id);
    if (!tab || this.under.has(id)) return;
    const pieces = toRun(tab.text, selection.from, selection.to, all);
    if (!pieces.length) return this.say("There is no statement to run.");
    const going = new AbortController();
    this.under.set(id, going);
    this.put(id, begun(pieces.length, Date.now(), this.value.runs[id]));
    this.act({ type: "change", id, change: { pane: "rows", preview: false } });
    this.say("Running.");
    for (const [at, piece] of pieces.entries()) {
      this.fold(id, (run) => ({ ...run, at: at + 1, fraction: null }));
      await this.runOne(tab, piece, going.signal);
      if (going.signal.aborted || this.value.runs[id]?.problem) break;
    }
    this.under.delete(id);
    this.fold(id, (run) => ended(run, Date.now(), going.signal.aborted));
    this.report(id);
    if (pieces.some((piece) => changesSchema(piece.text))) this.options.changed?.(tab.source);
    this.options.ran?.();
  };

  private async runOne(tab: Tab, piece: Piece, signal: AbortSignal): Promise<void> {
    const { id, text, source } = tab;
    const hear = (event: RunEvent) => {
      this.fold(id, (run) => folded(run, event, piece, text));
      if (event.type !== "result") return;
      this.act({ type: "change", id, change: { view: viewOf(event.relation), ran: piece.text } });
    };
    try {
      await this.client.run({ source, sql: piece.text }, hear, signal);
    } catch (error) {
      if (signal.aborted) return;
      this.fold(id, (run) => ({ ...run, problem: refusal(error, piece, text) }));
    }
  }

  private report(id: string): void {
    const run = this.value.runs[id];
    if (!run) return;
    if (run.problem) this.say(`Failed in line ${run.problem.line}. ${run.problem.text}`);
    else this.say(run.status === "stopped" ? "Stopped." : run.rows ? "The rows are here." : "Done.");
  }

  readonly cancel = (id: string): void => this.under.get(id)?.abort();

  /** The plan of the statement at the cursor; `measured`: it runs, and is told its times. */
  readonly explain = async (id: string, selection: Selection, measured: boolean): Promise<void> => {
    const tab = this.tab(id);
    const piece = tab && (toRun(tab.text, selection.from, selection.to, false)[0] ?? null);
    const sql = piece?.text ?? (tab?.view ? await this.client.code(tab.view, "sql").catch(() => "") : "");
    if (!tab || !sql) return this.say("There is no statement to explain.");
    this.act({ type: "change", id, change: { pane: "plan" } });
    const going = new AbortController();
    const tell = (plan: PlanShown) => this.set({ plans: { ...this.value.plans, [id]: plan } });
    tell({ state: "loading", plan: null, problem: null, measured });
    try {
      const plan = await this.client.explain({ source: tab.source, sql }, measured, going.signal);
      tell({ state: "ready", plan, problem: null, measured });
      this.say("The plan is here.");
    } catch (error) {
      tell({ state: "failed", plan: null, problem: words(error), measured });
      if (piece && error instanceof WireError) this.mark(id, refusal(error, piece, tab.text));
    }
  };

  /** The selection or all of the text, written anew; null where it cannot be read. */
  readonly format = async (id: string, { from, to }: Selection): Promise<(Selection & { text: string }) | null> => {
    const tab = this.tab(id);
    if (!tab) return null;
    const part = to > from ? { from, to } : { from: 0, to: tab.text.length };
    const made: string[] = [];
    for (const piece of statements(tab.text.slice(part.from, part.to), part.from)) {
      try {
        made.push(await this.client.format({ source: tab.source, sql: piece.text }));
      } catch (error) {
        this.mark(id, refusal(error, piece, tab.text));
        return null;
      }
    }
    if (!made.length || this.tab(id)?.text !== tab.text) return null;
    const text = made.map((sql) => sql.replace(/;?\s*$/, "")).join(";\n\n");
    return { ...part, text: made.length > 1 ? `${text};` : text };
  };

  readonly openRelation = (relation: Relation, title: string, preview = false): void =>
    this.act({ type: "open", relation, title, preview });

  readonly openView = (view: View, title: string): void => this.act({ type: "view", view, title });

  active(): Tab | null {
    return activeOf(this.value.tabs);
  }

  private tab(id: string): Tab | null {
    return this.value.tabs.tabs.find((tab) => tab.id === id) ?? null;
  }

  /** An error outside of a run, underlined all the same. */
  private mark(id: string, problem: Problem): void {
    const run = { ...begun(1, Date.now(), this.value.runs[id]), status: "failed" as const, took: 0 };
    this.put(id, { ...run, problem });
    this.say(problem.text);
  }

  private fold(id: string, change: (run: Run) => Run): void {
    const run = this.value.runs[id];
    if (run) this.put(id, change(run));
  }

  private put(id: string, run: Run): void {
    this.set({ runs: { ...this.value.runs, [id]: run } });
  }
}

function refusal(error: unknown, piece: Piece, text: string): Problem {
  const details = error instanceof WireError ? ((error.details ?? {}) as Spot) : {};
  return problemOf(words(error), details, piece, text);
}
