// What is known of the columns' values: of all rows, and of those that the filters leave; better as it comes.
import { words } from "../../api/wires";
import type { ColumnProfile, View } from "../../model/types";
import type { Client } from "../client";

export interface ProfilesState {
  all: ReadonlyMap<string, ColumnProfile>;
  /** Of the rows that the filters leave; null: there are no filters. */
  left: ReadonlyMap<string, ColumnProfile> | null;
  /** From 0 to 1 while something is counted; null: nothing is. */
  fraction: number | null;
  stopped: boolean;
  error: string | null;
}

type Source = Pick<Client, "profile">;

const BINS = 20;
/** Columns come into sight one after the other: they are asked for together. */
const GATHER_MS = 60;

export class Profiles {
  private readonly listeners = new Set<() => void>();
  private readonly asked = { all: new Set<string>(), left: new Set<string>() };
  private running = { all: new Set<AbortController>(), left: new Set<AbortController>() };
  private readonly fractions = new Map<AbortController, number>();
  private wanted: string[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private snap: ProfilesState;

  constructor(
    private readonly client: Source,
    private view: View,
    private readonly gatherMs = GATHER_MS,
  ) {
    this.snap = { ...{ all: new Map(), fraction: null, stopped: false, error: null }, left: leftOf(view) };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): ProfilesState => this.snap;

  /** These columns are in sight. */
  want(names: readonly string[]): void {
    this.wanted = [...names];
    clearTimeout(this.timer);
    this.timer = setTimeout(this.ask, this.gatherMs);
  }

  /** Other filters: what is known of all rows stays. */
  setView(view: View): void {
    const same = JSON.stringify(view.filters) === JSON.stringify(this.view.filters);
    this.view = view;
    if (same) return;
    for (const one of this.running.left) this.end(one, "left");
    this.asked.left.clear();
    this.set({ left: leftOf(view), stopped: false });
    this.want(this.wanted);
  }

  /** Leaves what is known as it is. */
  readonly stop = (): void => {
    clearTimeout(this.timer);
    for (const side of ["all", "left"] as const) for (const one of [...this.running[side]]) this.end(one, side);
    this.set({ stopped: true });
  };

  readonly again = (): void => {
    for (const side of ["all", "left"] as const) this.asked[side].clear();
    this.set({ stopped: false, error: null });
    this.ask();
  };

  close(): void {
    this.stop();
    this.listeners.clear();
  }

  private readonly ask = (): void => {
    if (this.snap.stopped || !this.wanted.length) return;
    const { filters } = this.view;
    void this.profile("all", { ...this.view, filters: [], orders: [], columns: null });
    if (filters.length) void this.profile("left", { ...this.view, orders: [], columns: null });
  };

  private async profile(side: "all" | "left", view: View): Promise<void> {
    const columns = this.wanted.filter((name) => !this.asked[side].has(name));
    if (!columns.length) return;
    for (const name of columns) this.asked[side].add(name);
    const control = new AbortController();
    this.running[side].add(control);
    this.tell(control, 0);
    try {
      await this.client.profile(
        view,
        { columns, bins: BINS },
        (event) => {
          if (control.signal.aborted) return;
          if (event.type === "profile") this.take(side, control, event.columns, event.fraction);
          if (event.type === "error") this.set({ error: event.error });
        },
        control.signal,
      );
    } catch (error) {
      if (!control.signal.aborted) this.set({ error: words(error) });
    }
    this.end(control, side);
  }

  private take(side: "all" | "left", control: AbortController, columns: ColumnProfile[], fraction: number): void {
    const known = new Map(this.snap[side] ?? []);
    for (const column of columns) known.set(column.name, column);
    this.set(side === "all" ? { all: known } : { left: known });
    this.tell(control, fraction);
  }

  private tell(control: AbortController, fraction: number): void {
    this.fractions.set(control, fraction);
    this.progress();
  }

  private end(control: AbortController, side: "all" | "left"): void {
    if (this.running[side].delete(control)) control.abort();
    this.fractions.delete(control);
    this.progress();
  }

  private progress(): void {
    const all = [...this.fractions.values()];
    this.set({ fraction: all.length ? all.reduce((sum, one) => sum + one, 0) / all.length : null });
  }

  private set(change: Partial<ProfilesState>): void {
    this.snap = { ...this.snap, ...change };
    for (const listener of this.listeners) listener();
  }
}

function leftOf(view: View): Map<string, ColumnProfile> | null {
  return view.filters.length ? new Map() : null;
}
