// The steps of a pipeline with what a run has told of each: rows in and out, and what was left out.
import { titleOf } from "../blocks/catalog";
import type { BlockInfo } from "../model/types";
import { inOrder } from "../workflow/order";
import { rowsOf } from "../workflow/output";
import type { BlockRun, Run } from "../workflow/run";
import { IDLE } from "../workflow/run";
import type { Known } from "../workflow/state";

type Fields = Record<string, unknown>;

export interface Rejects {
  count: number;
  reasons: [reason: string, count: number][];
  /** Some of the rows. */
  sample: Fields[];
}

export interface Step {
  id: string;
  name: string;
  title: string;
  info: BlockInfo | undefined;
  config: Fields;
  state: BlockRun;
  rowsIn: number | null;
  rowsOut: number | null;
  rejects: Rejects | null;
}

export function stepsOf({ workflow, catalog }: Known, run: Run | null): Step[] {
  if (!workflow) return [];
  return inOrder(workflow.blocks, workflow.edges).map((block) => {
    const state = run?.blocks[block.id] ?? IDLE;
    const told = fields(state.data);
    return {
      id: block.id,
      name: block.name || block.id,
      title: titleOf(catalog, block.type),
      info: catalog.get(block.type),
      config: block.config,
      state,
      rowsIn: number(told.rows_in),
      rowsOut: number(told.row_count) ?? rowsOf(state.data)?.total ?? null,
      rejects: rejectsIn(told.rejects),
    };
  });
}

function rejectsIn(value: unknown): Rejects | null {
  const told = fields(value);
  const count = number(told.count);
  if (!count) return null;
  const reasons = Object.entries(fields(told.reasons)).map(([reason, n]): [string, number] => [reason, number(n) ?? 0]);
  const sample = Array.isArray(told.sample) ? told.sample.filter((row) => typeof row === "object" && row !== null) : [];
  return { count, reasons, sample };
}

/** How many rows came and went, in words. */
export function rowWords({ rowsIn, rowsOut }: Pick<Step, "rowsIn" | "rowsOut">): string {
  if (rowsOut === null) return "";
  const out = rowsOut.toLocaleString("en-US");
  const came = rowsIn === null || rowsIn === rowsOut ? "" : `${rowsIn.toLocaleString("en-US")} → `;
  return `${came}${out} ${rowsOut === 1 ? "row" : "rows"}`;
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function number(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
