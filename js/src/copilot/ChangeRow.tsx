// One block of a proposed change: a box to accept it, and its settings before and after.
import { memo } from "react";
import type { BlockChange } from "../model/types";
import { MARK_WORDS, type Mark } from "../workflow/proposal";
import { blockDiffs, type Line } from "./textdiff";

const MARKS: Record<BlockChange["change"], Mark> = { added: "added", modified: "changed", removed: "removed" };

interface ChangeRowProps {
  row: BlockChange;
  accepted: boolean;
  /** Applied already: nothing is chosen any more. */
  fixed: boolean;
  toggle(id: string): void;
}

export const ChangeRow = memo(function ChangeRow({ row, accepted, fixed, toggle }: ChangeRowProps) {
  const mark = MARKS[row.change];
  const fields = blockDiffs(row);
  const name = (
    <>
      <span className="powa-mark-word">{MARK_WORDS[mark]}</span>
      <span className="powa-change-block">{row.name}</span>
      <span className="powa-change-type">{row.type}</span>
    </>
  );
  return (
    <li className={`powa-change powa-mark-${mark}`}>
      {fixed ? (
        <p className="powa-change-name">{name}</p>
      ) : (
        <label className="powa-change-name">
          <input type="checkbox" checked={accepted} onChange={() => toggle(row.id)} />
          {name}
        </label>
      )}
      {fields.length > 0 && (
        <details className="powa-change-config" open={row.change === "modified"}>
          <summary>Settings</summary>
          {fields.map((field) => (
            <div key={field.name}>
              <p className="powa-part-name">{field.name}</p>
              <Lines lines={field.lines} />
            </div>
          ))}
        </details>
      )}
    </li>
  );
});

const SPOKEN = { "+": "put in: ", "-": "taken out: ", " ": "" };
const KINDS = { "+": "powa-line powa-line-in", "-": "powa-line powa-line-out", " ": "powa-line" };
/** More lines than this are cut: the whole config is in the graph. */
const SHOWN_LINES = 200;

function Lines({ lines }: { lines: Line[] }) {
  const shown = lines.slice(0, SHOWN_LINES);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
    <pre className="powa-pre powa-lines" tabIndex={0}>
      {shown.map(({ sign, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and they do not move.
        <span key={index} className={KINDS[sign]}>
          <span aria-hidden="true">{`${sign} `}</span>
          <span className="powa-sr-only">{SPOKEN[sign]}</span>
          {`${text}\n`}
        </span>
      ))}
      {shown.length < lines.length && `… ${lines.length - shown.length} more lines\n`}
    </pre>
  );
}
