// What each block gave last, whichever run that was in, and whether it still stands: a stale result is of another
// config, or of inputs that were made anew since.
import type { Block, Edge } from "../model/types";
import { inOrder } from "./order";
import { type BlockRun, isActive, type Run } from "./run";
import type { Known } from "./state";

type Graph = { blocks: Block[]; edges: Edge[] };

/** The runs before one, the newest first. */
function before(known: Known, run: Run): Run[] {
  const since = run.createdAt ?? "9";
  return Object.values(known.runs)
    .filter((one) => one.id !== run.id && (one.createdAt ?? "9") < since)
    .sort((a, b) => (b.createdAt ?? "9").localeCompare(a.createdAt ?? "9"));
}

/** The run as it is shown: where it ran a part, the other blocks are as runs before it left them. */
export function withEarlier(known: Known, run: Run | null): Run | null {
  if (!run?.part) return run;
  let blocks = run.blocks;
  for (const earlier of before(known, run)) {
    blocks = { ...earlier.blocks, ...blocks };
    if (!earlier.part) break;
  }
  return { ...run, blocks };
}

/** Runs of a part that are looked behind. */
const MOST = 5;

/** The runs that have to be read to show that. */
export function behind(known: Known, most = MOST): string[] {
  const latest = known.runs[known.latest ?? ""];
  if (!latest?.part) return [];
  const runs = before(known, latest);
  const whole = runs.findIndex((run) => !run.part);
  return runs.slice(0, Math.min(most, whole < 0 ? most : whole + 1)).map((run) => run.id);
}

/** By block: why its last result is stale, in words. A pinned one is held, so it is not. */
export function staleness(known: Known, { blocks, edges }: Graph): Map<string, string> {
  const latest = known.runs[known.latest ?? ""];
  const stale = new Map<string, string>();
  if (!latest || isActive(latest)) return stale;
  const runs = [latest, ...before(known, latest)];
  const made = new Map(
    blocks.map((block) => [block.id, runs.find((run) => run.blocks[block.id]?.status === "success")]),
  );
  const name = new Map(blocks.map((block) => [block.id, block.name]));
  const entering = new Map<string, string[]>();
  for (const { source, target } of edges) entering.set(target, [...(entering.get(target) ?? []), source]);
  for (const block of inOrder(blocks, edges)) {
    const run = made.get(block.id);
    const state = run?.blocks[block.id];
    if (!run || !state || block.pin) continue;
    const why =
      changed(block, state, defaults(known, block)) ?? moved(entering.get(block.id) ?? [], run, made, stale, name);
    if (why) stale.set(block.id, why);
  }
  return stale;
}

/** What a field is where a config leaves it out: a form writes it, people do not. */
function defaults(known: Known, { type }: Block): Record<string, unknown> {
  const fields = (known.catalog.get(type)?.schema as { properties?: Record<string, { default?: unknown }> })
    ?.properties;
  return Object.fromEntries(Object.entries(fields ?? {}).map(([name, field]) => [name, field.default]));
}

function changed(block: Block, state: BlockRun, usual: Record<string, unknown>): string | null {
  if (!state.config) return null;
  const [then, now] = [
    { ...usual, ...state.config },
    { ...usual, ...block.config },
  ];
  const other = Object.keys({ ...then, ...now }).filter((one) => !same(then[one], now[one]));
  return other.length ? `Its config has changed: ${other.join(", ")}.` : null;
}

/** What is hidden in a log is not known, and may be what it was. */
function same(told: unknown, now: unknown): boolean {
  if (told === "***" || told === now) return true;
  if (typeof told !== "object" || typeof now !== "object" || !told || !now) return false;
  const keys = new Set([...Object.keys(told), ...Object.keys(now)]);
  return [...keys].every((key) => same((told as never)[key], (now as never)[key]));
}

function moved(
  sources: string[],
  run: Run,
  made: Map<string, Run | undefined>,
  stale: Map<string, string>,
  name: Map<string, string>,
): string | null {
  for (const source of sources) {
    if (stale.has(source)) return `Its input ${name.get(source)} is stale.`;
    const last = made.get(source);
    if (last && origin(last, source) !== origin(run, source)) return `Its input ${name.get(source)} was run again.`;
  }
  return null;
}

/** The run that made the result of a block which a run has. */
function origin(run: Run, id: string): string | undefined {
  const state = run.blocks[id];
  return state && (state.reusedFrom ?? run.id);
}
