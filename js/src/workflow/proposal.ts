// A workflow with a proposed change laid over it: what would come, change and go is drawn, and said in words.
import type { Block, BlockUpdate, Workflow, WorkflowDiff } from "../model/types";

export type Mark = "added" | "changed" | "removed";

/** Words for those who see no colours. */
export const MARK_WORDS: Record<Mark, string> = { added: "New", changed: "Changed", removed: "Removed" };

/** By id of a block or an edge. */
export interface Marks {
  blocks: ReadonlyMap<string, Mark>;
  edges: ReadonlyMap<string, Mark>;
}

export interface Proposed {
  /** Every block and edge: those that stay, that come and that go. */
  workflow: Workflow;
  marks: Marks;
}

const NO_MARKS: Marks = { blocks: new Map(), edges: new Map() };

export function proposed(workflow: Workflow, diff: WorkflowDiff | null): Proposed {
  if (!diff) return { workflow, marks: NO_MARKS };
  const updates = new Map(diff.update_blocks.map((update) => [update.id, update]));
  const known = new Set(workflow.blocks.map((block) => block.id));
  const gone = new Set(diff.remove_blocks);
  const fresh = diff.add_blocks.filter((block) => !known.has(block.id));
  const changed = workflow.blocks.map((block) => updated(block, updates.get(block.id)));
  const cut = new Set(diff.remove_edges.map(ends));
  const there = new Set(workflow.edges.map(ends));
  const drawn = diff.add_edges.filter((edge) => !there.has(ends(edge)));
  const lost = workflow.edges.filter((edge) => cut.has(ends(edge)) || gone.has(edge.source) || gone.has(edge.target));
  return {
    workflow: { ...workflow, blocks: [...changed, ...fresh], edges: [...workflow.edges, ...drawn] },
    marks: {
      blocks: new Map([
        ...diff.update_blocks.filter((update) => known.has(update.id)).map((one) => [one.id, "changed"] as const),
        ...diff.remove_blocks.filter((id) => known.has(id)).map((id) => [id, "removed"] as const),
        ...fresh.map((block) => [block.id, "added"] as const),
      ]),
      edges: new Map([
        ...drawn.map((edge) => [edge.id, "added"] as const),
        ...lost.map((edge) => [edge.id, "removed"] as const),
      ]),
    },
  };
}

function ends(edge: { source: string; target: string; sourceHandle?: string }): string {
  return JSON.stringify([edge.source, edge.sourceHandle || "output", edge.target]);
}

function updated(block: Block, update: BlockUpdate | undefined): Block {
  if (!update) return block;
  const config: Record<string, unknown> = { ...block.config, ...update.config };
  for (const field of update.unset) delete config[field];
  return {
    ...block,
    config,
    name: update.name ?? block.name,
    type: update.type ?? block.type,
    enabled: update.enabled ?? block.enabled,
    position: update.position ?? block.position,
  };
}
