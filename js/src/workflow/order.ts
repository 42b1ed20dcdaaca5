// Blocks in the order in which they can run.
import type { Block, Edge } from "../model/types";

/** The blocks in reading order: whatever feeds a block comes before it. */
export function inOrder(blocks: Block[], edges: Edge[]): Block[] {
  const known = new Set(blocks.map((block) => block.id));
  const feeding = new Map(blocks.map((block) => [block.id, new Set<string>()]));
  for (const edge of edges) if (known.has(edge.source)) feeding.get(edge.target)?.add(edge.source);
  const told = new Set<string>();
  const order: Block[] = [];
  let rest = blocks;
  while (rest.length) {
    const ready = rest.filter((block) => [...(feeding.get(block.id) ?? [])].every((id) => told.has(id)));
    const next = ready.length ? ready : rest.slice(0, 1); // a circle: begin anywhere
    for (const block of next) told.add(block.id);
    order.push(...next);
    rest = rest.filter((block) => !told.has(block.id));
  }
  return order;
}
