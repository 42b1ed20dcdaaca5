// One side of a proof's row: how a block ended, before or after the change.
import type { BlockStatus } from "../workflow/run";

export interface State {
  status: BlockStatus;
  error: string;
}

const STATUSES: Record<string, BlockStatus> = { success: "success", error: "error", skipped: "skipped" };

export function stateOf(block: Record<string, unknown>, side: "before" | "after"): State {
  const value = block[side];
  const part = (typeof value === "object" && value !== null ? value : { status: value }) as Record<string, unknown>;
  const error = part.error ?? block[`error_${side}`] ?? "";
  return { status: STATUSES[String(part.status)] ?? "idle", error: String(error ?? "").split("\n")[0] ?? "" };
}
