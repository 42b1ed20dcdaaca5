// What a change does, block by block: settings before and after, and where it is chosen, a box to accept each.
import { memo } from "react";
import type { BlockChange, DiffSummary } from "../model/types";
import { count } from "./format";
import { MARK_WORDS, type Mark } from "./proposal";
import { blockDiffs, type Line } from "./textdiff";

const MARKS: Record<BlockChange["change"], Mark> = { added: "added", modified: "changed", removed: "removed" };

interface ChangeListProps {
  summary: DiffSummary;
  refused?: ReadonlySet<string>;
  /** None where nothing is chosen. */
  toggle?: (id: string) => void;
}

export const changesOf = ({ added, modified, removed }: DiffSummary): BlockChange[] => [
  ...added,
  ...modified,
  ...removed,
];

export function ChangeList({ summary, refused, toggle }: ChangeListProps) {
  const { edges_added: added, edges_removed: removed } = summary;
  const parts = [added && `${count(added, "connection")} added`, removed && `${count(removed, "connection")} removed`];
  return (
    <ul className="powa-changes">
      {changesOf(summary).map((row) => (
        <ChangeRow key={row.id} row={row} accepted={!refused?.has(row.id)} toggle={toggle} />
      ))}
      {added + removed > 0 && <li className="powa-change-edges">{parts.filter(Boolean).join(", ")}</li>}
    </ul>
  );
}

interface ChangeRowProps {
  row: BlockChange;
  accepted: boolean;
  toggle: ((id: string) => void) | undefined;
}

const ChangeRow = memo(function ChangeRow({ row, accepted, toggle }: ChangeRowProps) {
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
      {toggle ? (
        <label className="powa-change-name">
          <input type="checkbox" checked={accepted} onChange={() => toggle(row.id)} />
          {name}
        </label>
      ) : (
        <p className="powa-change-name">{name}</p>
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
