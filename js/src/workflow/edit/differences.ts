// What differs between two graphs, in words that name the blocks.
import type { Block } from "../../model/types";
import { type Graph, portOf } from "./graph";

/** What `ours` has, lacks and has otherwise. */
export function differences(theirs: Graph, ours: Graph): string {
  const before = new Map(theirs.blocks.map((block) => [block.id, block]));
  const after = new Map(ours.blocks.map((block) => [block.id, block]));
  const added = ours.blocks.filter((block) => !before.has(block.id));
  const removed = theirs.blocks.filter((block) => !after.has(block.id));
  const changed = ours.blocks.filter((block) => {
    const other = before.get(block.id);
    return other && meaning(other) !== meaning(block);
  });
  const arrows = (graph: Graph) => graph.edges.map((edge) => `${edge.source} ${portOf(edge)} ${edge.target}`).sort();
  const parts = [
    named(added, "new"),
    named(removed, "gone"),
    named(changed, "changed"),
    String(arrows(theirs)) === String(arrows(ours)) ? "" : "other connections",
  ].filter(Boolean);
  return parts.join("; ") || "nothing but places";
}

function named(blocks: Block[], how: string): string {
  return blocks.length ? `${blocks.map((block) => block.name).join(", ")} ${how}` : "";
}

/** Everything but where it stands. */
function meaning({ position: _, ...block }: Block): string {
  return JSON.stringify(block, (_key, value) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
