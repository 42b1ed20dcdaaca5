// What the copilot proposes in one panel is drawn over the graph in another: both are on one page, in bundles of their own.
import type { WorkflowDiff } from "../model/types";

type Hear = (diff: WorkflowDiff | null) => void;
interface Board {
  shown: Map<string, WorkflowDiff>;
  listeners: Set<(workflowId: string) => void>;
}

const BOARD = Symbol.for("jupyter_powa.proposals");

function board(): Board {
  const page = globalThis as unknown as Record<symbol, Board | undefined>;
  page[BOARD] ??= { shown: new Map(), listeners: new Set() };
  return page[BOARD];
}

/** Null where nothing is proposed any more. */
export function propose(workflowId: string, diff: WorkflowDiff | null): void {
  const { shown, listeners } = board();
  if (diff) shown.set(workflowId, diff);
  else if (!shown.delete(workflowId)) return;
  for (const listener of listeners) listener(workflowId);
}

/** Hears what is proposed for that workflow, at once and whenever it changes; gives what ends that. */
export function hearProposals(workflowId: string, hear: Hear): () => void {
  const { shown, listeners } = board();
  const listener = (id: string) => {
    if (id === workflowId) hear(shown.get(id) ?? null);
  };
  listeners.add(listener);
  if (shown.has(workflowId)) listener(workflowId);
  return () => listeners.delete(listener);
}
