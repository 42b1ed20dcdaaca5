// One run and its blocks, as the screen needs them: the shapes that events and logs are folded into.
import type { Execution, RunPart } from "../model/types";

export type BlockStatus = "idle" | "running" | "success" | "error" | "skipped";

/** One block in one run. */
export interface BlockRun {
  status: BlockStatus;
  /** When this browser heard of its start, for the ticking clock. */
  since: number | null;
  durationMs: number | null;
  attempts: number;
  fraction: number | null;
  message: string;
  /** What it gave: an object of named fields, `output` among them. */
  data: unknown;
  input: unknown;
  printed: string;
  error: string | null;
  code: string | null;
  line: number | null;
  trace: string;
  route: string | null;
  config: Record<string, unknown> | null;
  /** The run that made its result, where this one has kept it. */
  reusedFrom: string | null;
  /** Why it was run, or its result kept, where not all blocks were simply run. */
  why: string;
}

/** Which blocks a run runs: one alone, up to one, or from one on; null for all. */
export type Part = Partial<RunPart> | null;

export interface Run {
  id: string;
  status: Execution["status"];
  trigger: string;
  kernel: string;
  /** Rows that its steps read, at most; null: all. */
  trial: number | null;
  input: unknown;
  output: unknown;
  error: string | null;
  code: string | null;
  since: number | null;
  createdAt: string | null;
  durationMs: number | null;
  /** The highest event number folded so far; 0 when all is from the logs. */
  seq: number;
  /** The wire that told of it, and can stop it. */
  via: "comm" | "http";
  /** Its logs were read, or its events are being heard. */
  known: boolean;
  blocks: Record<string, BlockRun>;
  part: Part;
}

export const IDLE: BlockRun = {
  status: "idle",
  since: null,
  durationMs: null,
  attempts: 1,
  fraction: null,
  message: "",
  data: undefined,
  input: undefined,
  printed: "",
  error: null,
  code: null,
  line: null,
  trace: "",
  route: null,
  config: null,
  reusedFrom: null,
  why: "",
};

export function newRun(id: string, via: Run["via"] = "comm"): Run {
  return {
    id,
    status: "pending",
    trigger: "",
    kernel: "",
    trial: null,
    input: undefined,
    output: undefined,
    error: null,
    code: null,
    since: null,
    createdAt: null,
    durationMs: null,
    seq: 0,
    via,
    known: false,
    blocks: {},
    part: null,
  };
}

export function isActive(run: Run | null | undefined): boolean {
  return run?.status === "running" || run?.status === "pending";
}
