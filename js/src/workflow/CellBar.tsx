// What can be done with one block, as with a cell: run it, up to it, from it on, hold its output; and how it stands.
import type { Block } from "../model/types";
import { type BlockRun, isActive } from "./run";
import { PARTS } from "./useDeeds";
import { useView } from "./view";

export function CellBar({ block, state }: { block: Block; state: BlockRun }) {
  const { deeds, known, stale } = useView();
  if (!deeds) return null;
  const pinned = Boolean(block.pin);
  const busy = isActive(known.runs[known.latest ?? ""]);
  const said = pinned ? "Its output is held: it is not run." : (stale.get(block.id) ?? state.why);
  return (
    <>
      <div className="powa-cell-bar" role="toolbar" aria-label="This block">
        {PARTS.map(({ word, label, key, part }) => (
          <button
            key={word}
            type="button"
            className="powa-button"
            aria-label={label}
            title={`${label} (${key})`}
            disabled={busy}
            onClick={() => deeds.run(part(block.id))}
          >
            {word}
          </button>
        ))}
        {(pinned || state.status === "success") && known.workflow?.state !== "deployed" && (
          <button
            type="button"
            className="powa-button"
            aria-pressed={pinned}
            title={pinned ? "Let it run again (P)" : "Hold this output: the block is not run until it is let go (P)"}
            onClick={() => deeds.pin(block.id)}
          >
            {pinned ? "Pinned" : "Pin"}
          </button>
        )}
      </div>
      {said && <p className="powa-cell-why">{said}</p>}
    </>
  );
}
