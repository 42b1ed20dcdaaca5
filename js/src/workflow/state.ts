// What Python knows, folded by one pure reducer. What only the screen knows (selection, zoom) is kept by the view.
import type { Asked } from "../api/client";
import { type Catalog, toCatalog } from "../blocks/catalog";
import type { BlockInfo, BlockLog, Event, Execution, Workflow } from "../model/types";
import { breakOff, foldEvent } from "./fold";
import { type BlockRun, IDLE, isActive, newRun, type Run } from "./run";

export interface Known {
  workflow: Workflow | null;
  catalog: Catalog;
  runs: Record<string, Run>;
  /** The run that started last. */
  latest: string | null;
}

export const NOTHING: Known = { workflow: null, catalog: new Map(), runs: {}, latest: null };

export type Action =
  | { type: "workflow"; workflow: Workflow }
  | { type: "catalog"; blocks: BlockInfo[] }
  | { type: "history"; executions: Execution[] }
  | { type: "logs"; executionId: string; logs: BlockLog[] }
  | { type: "started"; executionId: string; asked?: Asked; now: number }
  | { type: "lost"; error: string; now: number }
  | { type: "events"; events: Event[]; via: Run["via"]; now: number };

export const KEPT_RUNS = 20;

export function reduce(known: Known, action: Action): Known {
  switch (action.type) {
    case "workflow":
      return { ...known, workflow: action.workflow };
    case "catalog":
      return { ...known, catalog: toCatalog(action.blocks) };
    case "history":
      return foldHistory(known, action.executions);
    case "logs":
      return foldLogs(known, action.executionId, action.logs);
    case "started": {
      const run = known.runs[action.executionId] ?? newRun(action.executionId);
      const since = run.since ?? action.now;
      const { trial = run.trial, ...part } = action.asked ?? {};
      const asked = Object.keys(part).length ? part : run.part;
      return keep({ ...known, latest: run.id }, { ...run, since, trial, part: asked, known: true });
    }
    case "lost":
      return {
        ...known,
        runs: Object.fromEntries(Object.entries(known.runs).map(([id, run]) => [id, lose(run, action)])),
      };
    case "events":
      return action.events.reduce((state, event) => hear(state, event, action.via, action.now), known);
  }
}

/** What ran in a kernel that is gone has ended with it; its number stays, so that the server may still say more. */
function lose(run: Run, { error, now }: { error: string; now: number }): Run {
  return isActive(run) && run.via === "comm" ? { ...breakOff(run, error, "kernel_died", now), status: "failed" } : run;
}

/** The same run may arrive over two wires: an event whose number was seen is dropped. */
function hear(known: Known, event: Event, via: Run["via"], now: number): Known {
  const run = known.runs[event.execution_id] ?? newRun(event.execution_id, via);
  if (event.seq <= run.seq) return known;
  const first = event.type === "execution_start";
  const folded = foldEvent(
    first ? { ...newRun(run.id, run.known ? run.via : via), since: run.since } : run,
    event,
    now,
  );
  const latest = first || known.latest === null ? run.id : known.latest;
  return keep({ ...known, latest }, folded);
}

function keep(known: Known, run: Run): Known {
  const runs = { ...known.runs, [run.id]: run };
  const ids = Object.keys(runs);
  if (ids.length > KEPT_RUNS) {
    const oldest = ids.find((id) => id !== known.latest && id !== run.id);
    if (oldest) delete runs[oldest];
  }
  return { ...known, runs };
}

function foldHistory(known: Known, executions: Execution[]): Known {
  const newest = executions[0];
  const news = [...executions].reverse().filter((execution) => tellsMore(known.runs[execution.id], execution));
  const listed = news.reduce((state, execution) => keep(state, fromExecution(state, execution)), known);
  return { ...listed, latest: newest && isNews(known, newest) ? newest.id : known.latest };
}

/** A run of another process is only known by its listing: it is what is looked at, where it began last. */
function isNews({ latest, runs }: Known, newest: Execution): boolean {
  if (latest === null) return true;
  const shown = runs[latest]?.createdAt;
  return !runs[newest.id] && shown != null && Date.parse(newest.created_at ?? "") > Date.parse(shown);
}

/** A run whose events were heard is known better than its listing, unless it ended while nobody listened. */
function tellsMore(run: Run | undefined, execution: Execution): boolean {
  return !run?.seq || (isActive(run) && execution.completed_at != null);
}

function fromExecution(known: Known, execution: Execution): Run {
  const start = Date.parse(execution.started_at ?? "");
  const end = Date.parse(execution.completed_at ?? "");
  return {
    ...(known.runs[execution.id] ?? newRun(execution.id)),
    status: execution.status,
    trigger: execution.trigger ?? "",
    kernel: execution.kernel ?? "",
    trial: execution.trial ?? null,
    input: execution.input,
    output: execution.output,
    error: execution.error ?? null,
    code: execution.code ?? null,
    createdAt: execution.created_at ?? null,
    since: Number.isNaN(start) ? null : start,
    durationMs: Number.isNaN(end - start) ? null : end - start,
    part: execution.part ?? null,
    seq: 0,
    known: false,
  };
}

function foldLogs(known: Known, executionId: string, logs: BlockLog[]): Known {
  const run = known.runs[executionId];
  if (!run) return known;
  if (run.seq > 0) return keep(known, withConfigs(run, logs)); // its events say more, and later, but for this
  const blocks = Object.fromEntries(logs.map((log) => [log.block_id, fromLog(log)]));
  return keep(known, { ...run, known: true, blocks });
}

/** The settings that its blocks ran with. */
function withConfigs(run: Run, logs: BlockLog[]): Run {
  const blocks = { ...run.blocks };
  for (const { block_id, config_snapshot } of logs) {
    const block = blocks[block_id];
    if (block) blocks[block_id] = { ...block, config: config_snapshot ?? null };
  }
  return { ...run, blocks };
}

function fromLog(log: BlockLog): BlockRun {
  return {
    ...IDLE,
    status: log.status,
    durationMs: log.duration_ms ?? null,
    attempts: log.attempts ?? 1,
    message: log.status === "skipped" ? (log.error ?? "") : "",
    data: log.output ?? undefined,
    input: log.input ?? undefined,
    printed: log.printed ?? "",
    error: log.status === "error" ? (log.error ?? "The block failed.") : null,
    code: log.code ?? null,
    line: log.line ?? null,
    trace: log.trace ?? "",
    route: log.route ?? null,
    config: log.config_snapshot ?? null,
    reusedFrom: log.reused_from ?? null,
    why: log.why ?? "",
  };
}
