// What was run before, newest first: read when it is looked at, and again after each run.
import { words } from "../api/wires";
import type { Client, Past } from "./client";
import { Store } from "./store";

export interface PastShown {
  /** `unread`: nobody has looked yet. */
  state: "unread" | "loading" | "ready" | "failed";
  queries: Past[];
  more: boolean;
  problem: string | null;
}

const PAGE = 50;

export class PastStore extends Store<PastShown> {
  constructor(private readonly client: Client) {
    super({ state: "unread", queries: [], more: false, problem: null });
  }

  readonly read = async (): Promise<void> => this.readFrom([]);

  readonly readMore = async (): Promise<void> => this.readFrom(this.value.queries);

  /** Something was run. */
  readonly refresh = async (): Promise<void> => {
    if (this.value.state !== "unread") await this.read();
  };

  readonly clear = async (): Promise<void> => {
    try {
      await this.client.clearHistory();
      await this.read();
    } catch (error) {
      this.set({ state: "failed", problem: words(error) });
    }
  };

  private async readFrom(before: Past[]): Promise<void> {
    this.set({ state: "loading", problem: null });
    try {
      const read = await this.client.history(PAGE, before.length);
      this.set({ state: "ready", queries: [...before, ...read], more: read.length === PAGE });
    } catch (error) {
      this.set({ state: "failed", problem: words(error) });
    }
  }
}

/** Those that hold all the words, in whatever order. */
export function matching(queries: readonly Past[], q: string): Past[] {
  const wanted = q.toLowerCase().split(/\s+/).filter(Boolean);
  return queries.filter(({ sql, source }) => {
    const text = `${sql} ${source ?? ""}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** When, as people say it. */
export function ago(then: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(then)) / 1_000));
  if (seconds < 45) return "just now";
  if (seconds < 3_600) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 86_400) return `${Math.round(seconds / 3_600)} h ago`;
  return new Date(then).toLocaleDateString("en", { day: "numeric", month: "short", year: "numeric" });
}
