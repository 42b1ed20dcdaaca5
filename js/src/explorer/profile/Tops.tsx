// The most frequent values of a column, as bars with their names: a click keeps or lets go of one.
import type { ColumnProfile, Top } from "../../model/types";
import { grouped, share } from "../grid/numbers";

const SHOWN = 3;

interface TopsProps {
  profile: ColumnProfile;
  left: Top[] | null;
  chosen: unknown[];
  onToggle(value: unknown): void;
  onPoint(words: string | null): void;
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  return value === "" ? "(empty)" : String(value);
}

/** How often a value is left; a value that the list of what is left does not name may still be there. */
function countOf(left: Top[], value: unknown): number | null {
  return left.find((one) => one.value === value)?.count ?? null;
}

export function Tops({ profile, left, chosen, onToggle, onPoint }: TopsProps) {
  const shown = profile.top.slice(0, SHOWN);
  const most = Math.max(1, ...shown.map((one) => one.count));
  return (
    <ul className="powa-tops">
      {shown.map(({ value, count }) => {
        const name = nameOf(value);
        const kept = left ? (countOf(left, value) ?? 0) : count;
        const of = profile.rows ? ` (${share(count, profile.rows)})` : "";
        const words = left ? `${name}: ${grouped(kept)} of ${grouped(count)}` : `${name}: ${grouped(count)}${of}`;
        return (
          <li key={name}>
            <button
              type="button"
              className="powa-top"
              tabIndex={-1}
              aria-pressed={chosen.includes(value)}
              aria-label={`Filter ${profile.name}: ${words}`}
              onClick={() => onToggle(value)}
              onPointerEnter={() => onPoint(words)}
              onPointerLeave={() => onPoint(null)}
            >
              <span className="powa-top-bar powa-top-behind" style={{ width: `${(100 * count) / most}%` }} />
              <span className="powa-top-bar" style={{ width: `${(100 * Math.min(kept, count)) / most}%` }} />
              <span className="powa-top-name">{name}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
