// A statement as a new block of a workflow: which workflows there are, and the graph with one more block.

import { getWorkflow } from "../api/client";
import { type Wire, WireError } from "../api/wire";
import type { Block, Workflow } from "../model/types";

export interface Listed {
  id: string;
  name: string;
}

const NEWEST = 50;
const BELOW = 130;

export async function listWorkflows(wire: Wire): Promise<Listed[]> {
  return ((await wire.request("GET", `/api/workflows?limit=${NEWEST}`)) as { workflows: Listed[] }).workflows;
}

/** The workflow's blocks, and below them a new one that runs the statement. */
export function withBlock(workflow: Workflow, name: string, sql: string, source: string | null): Block[] {
  const taken = new Set(workflow.blocks.map((block) => block.name));
  let own = name;
  for (let count = 2; taken.has(own); count += 1) own = `${name} ${count}`;
  const lowest = Math.max(-BELOW, ...workflow.blocks.map((block) => block.position.y));
  const block: Block = {
    id: crypto.randomUUID?.() ?? `sql-${Date.now()}`, // a page without HTTPS has no randomUUID
    type: "sql",
    name: own,
    config: { query: sql, ...(source ? { connection: source } : {}) },
    position: { x: 0, y: lowest + BELOW },
    enabled: true,
  };
  return [...workflow.blocks, block];
}

/** Adds the block to the workflow as it is now; once more where somebody has just saved it. */
export async function addBlock(
  wire: Wire,
  id: string,
  name: string,
  sql: string,
  source: string | null,
): Promise<string> {
  for (let again = true; ; again = false) {
    const workflow = await getWorkflow(wire, id);
    const blocks = withBlock(workflow, name, sql, source);
    const path = `/api/workflows/${encodeURIComponent(id)}/graph?draft=true&origin=editor&version=${workflow.version}`;
    try {
      await wire.request("PUT", path, { blocks, edges: workflow.edges });
      return workflow.name;
    } catch (error) {
      if (!again || !(error instanceof WireError && error.status === 409 && workflow.state !== "deployed")) throw error;
    }
  }
}
