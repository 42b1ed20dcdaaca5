// What is known of the statements that a tab runs, folded from what the kernel tells.
import type { RunEvent, Spot } from "./client";
import { type Piece, spotted } from "./statements";

export interface Problem {
  text: string;
  /** Where in the tab's text. */
  from: number;
  to: number;
  line: number;
}

export interface Run {
  status: "running" | "done" | "failed" | "stopped";
  startedAt: number;
  /** Milliseconds that it took; none while it goes on. */
  took: number | null;
  /** Of the statement that runs. */
  fraction: number | null;
  /** Which of how many statements runs, from 1. */
  at: number;
  of: number;
  /** Rows that statements changed; none where nobody counted. */
  changed: { sql: string; count: number | null; milliseconds: number }[];
  /** Whether a statement gave rows. */
  rows: boolean;
  /** Results that the tab ever had: the same statement run again gives other rows. */
  results: number;
  problem: Problem | null;
}

export function begun(of: number, now: number, before?: Run): Run {
  const results = before?.results ?? 0;
  const nothing = { took: null, fraction: null, changed: [], rows: false, results, problem: null };
  return { status: "running", startedAt: now, at: 1, of, ...nothing };
}

export function folded(run: Run, event: RunEvent, piece: Piece, text: string): Run {
  switch (event.type) {
    case "started":
      return { ...run, fraction: null };
    case "progress":
      return { ...run, fraction: event.fraction };
    case "result":
      return { ...run, rows: true, results: run.results + 1 };
    case "changed": {
      const { count, milliseconds } = event;
      return { ...run, changed: [...run.changed, { sql: piece.text, count, milliseconds }] };
    }
    case "error":
      return { ...run, problem: problemOf(event.error, event.details ?? {}, piece, text) };
  }
}

export function problemOf(words: string, spot: Spot, piece: Piece, text: string): Problem {
  const { from, to } = spotted(text, piece, spot);
  return { text: words, from, to, line: text.slice(0, from).split("\n").length };
}

export function ended(run: Run, now: number, stopped: boolean): Run {
  const status = stopped ? "stopped" : run.problem ? "failed" : "done";
  return { ...run, status, took: now - run.startedAt, fraction: null };
}

/** A time as people say it. */
export function spoken(milliseconds: number): string {
  if (milliseconds < 1) return "under 1 ms";
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.floor(milliseconds / 1_000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

/** How a run went, as one line. */
export function summary(run: Run): string {
  const took = spoken(run.took ?? 0);
  if (run.status === "failed") return `Failed after ${took}`;
  if (run.status === "stopped") return `Stopped after ${took}`;
  const last = run.changed.at(-1);
  if (run.of > 1) return `${run.of} statements in ${took}`;
  if (last) return `${changedWords(last.count)} in ${took}`;
  return `Done in ${took}`;
}

export function changedWords(count: number | null): string {
  if (count === null) return "Done";
  return `${count.toLocaleString("en")} ${count === 1 ? "row" : "rows"} changed`;
}
