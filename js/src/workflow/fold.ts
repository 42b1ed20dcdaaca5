// One event folded into one run: the other half of jupyter_powa/engine.
import type { Event } from "../model/types";
import { type BlockRun, IDLE, type Part, type Run } from "./run";

/** The screen keeps this much of what a block prints; the log has the rest. */
export const KEPT_TEXT = 100_000;

/** Clocks of a kernel and a browser differ a little; below this the browser's own is the better one. */
const SKEW_MS = 5_000;

export function foldEvent(run: Run, event: Event, now: number): Run {
  const next = { ...run, seq: event.seq, known: true };
  switch (event.type) {
    case "execution_start":
      return {
        ...next,
        status: "running",
        trigger: event.trigger,
        kernel: event.kernel,
        input: event.input,
        trial: event.trial ?? null,
        createdAt: event.started_at,
        part: (event.part as Part | undefined) ?? null,
        since: since(event.started_at, now),
      };
    case "done":
      return {
        ...ended(next, event.duration_ms, now),
        status: event.status,
        output: event.output,
        error: event.error ?? null,
        code: event.code ?? null,
      };
    case "error":
      return { ...broken(ended(next, event.duration_ms, now), event.error, event.code), status: "failed" };
    default: {
      const before = run.blocks[event.block_id] ?? IDLE;
      return { ...next, status: "running", blocks: { ...run.blocks, [event.block_id]: foldBlock(before, event, now) } };
    }
  }
}

type BlockEvent = Extract<Event, { block_id: string }>;

function foldBlock(block: BlockRun, event: BlockEvent, now: number): BlockRun {
  switch (event.type) {
    case "block_start":
      return { ...IDLE, status: "running", since: now, why: event.why ?? "" };
    case "block_chunk":
      return { ...block, printed: (block.printed + event.chunk).slice(-KEPT_TEXT) };
    case "block_progress":
      return { ...block, fraction: event.fraction, message: event.message };
    case "block_complete":
      return {
        ...block,
        status: "success",
        durationMs: event.duration_ms,
        attempts: event.attempts ?? 1,
        fraction: null,
        message: "",
        data: event.data,
        input: event.input ?? undefined,
        route: event.route ?? null,
        reusedFrom: event.reused_from ?? null,
        why: event.kept ? (event.why ?? "") : block.why,
      };
    case "block_error":
      return {
        ...block,
        status: "error",
        durationMs: event.duration_ms,
        attempts: event.attempts ?? 1,
        fraction: null,
        message: "",
        error: event.error,
        code: event.code,
        line: event.line ?? null,
        trace: event.trace ?? "",
        input: event.input ?? undefined,
      };
    case "block_skipped":
      return { ...block, status: "skipped", message: event.reason };
  }
}

function since(startedAt: string, now: number): number {
  const start = Date.parse(startedAt);
  return Number.isNaN(start) || start > now || now - start < SKEW_MS ? now : start;
}

function ended(run: Run, durationMs: number | undefined, now: number): Run {
  return { ...run, durationMs: durationMs || (run.since === null ? null : now - run.since) };
}

/** The run was cut off, and nobody is left to tell of it. */
export function breakOff(run: Run, error: string, code: string, now: number): Run {
  return broken(ended(run, undefined, now), error, code);
}

/** The run itself broke: a block that was running will never report. */
function broken(run: Run, error: string, code: string): Run {
  const entries = Object.entries(run.blocks).map(([id, block]): [string, BlockRun] =>
    block.status === "running"
      ? [id, { ...block, status: "error", error, code, fraction: null, message: "" }]
      : [id, block],
  );
  return { ...run, error, code, blocks: Object.fromEntries(entries) };
}
