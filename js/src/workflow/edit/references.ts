// What a block may refer to: the blocks that come before it, with the columns and keys that their last run gave.
import type { Block } from "../../model/types";
import { bare, rowsOf } from "../output";
import type { Run } from "../run";
import { blockRun } from "../view";
import type { Graph } from "./graph";

const MOST_FIELDS = 60;

export function referencesOf(graph: Graph, id: string, run: Run | null): string[] {
  return before(graph, id).flatMap((block) => [
    `<${block.name}.output>`,
    ...fieldsOf(block, run).map((field) => `<${block.name}.output.${field}>`),
  ]);
}

function before(graph: Graph, id: string): Block[] {
  const seen = new Set([id]);
  for (const one of seen) for (const edge of graph.edges) if (edge.target === one) seen.add(edge.source);
  seen.delete(id);
  return graph.blocks.filter((block) => seen.has(block.id));
}

function fieldsOf(block: Block, run: Run | null): string[] {
  const { data } = blockRun(run, block.id);
  const rows = rowsOf(data);
  if (rows) return rows.columns.slice(0, MOST_FIELDS);
  const value = bare(data);
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return Object.keys(value).slice(0, MOST_FIELDS);
  const asked = block.config.input; // an input block that has not run yet
  return typeof asked === "object" && asked !== null && !Array.isArray(asked) ? Object.keys(asked) : [];
}
