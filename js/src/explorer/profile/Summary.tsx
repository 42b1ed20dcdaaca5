// A column's picture and the line below it: shares of nulls, different values, bounds; or what is pointed at.
import { useState } from "react";
import type { ColumnProfile, View } from "../../model/types";
import { boundsOf, chosenOf } from "../grid/change";
import { rounded, share } from "../grid/numbers";
import { stageWords } from "./bars";
import { Histogram, type Range } from "./Histogram";
import { isWhole, label } from "./label";
import { Tops } from "./Tops";

interface SummaryProps {
  profile: ColumnProfile | undefined;
  left: ColumnProfile | undefined;
  /** Whether filters are on, though what they leave may not be known so far. */
  filtered: boolean;
  view: View;
  onRange(range: Range | null): void;
  onToggle(value: unknown): void;
}

export function Summary({ profile, left, filtered, view, onRange, onToggle }: SummaryProps) {
  const [pointed, setPointed] = useState<string | null>(null);
  if (!profile) return <div className="powa-summary powa-summary-empty" aria-hidden="true" />;
  const drawing = profile.bins.length ? (
    <Histogram
      name={profile.name}
      whole={isWhole(profile.type)}
      all={profile.bins}
      left={filtered ? (left?.bins ?? []) : null}
      bounds={boundsOf(view, profile.name)}
      onBrush={onRange}
      onPoint={setPointed}
    />
  ) : (
    <Tops
      profile={profile}
      left={filtered ? (left?.top ?? []) : null}
      chosen={chosenOf(view, profile.name)}
      onToggle={onToggle}
      onPoint={setPointed}
    />
  );
  const facts = factsOf(left ?? profile);
  const stage = stageWords(left ?? profile);
  return (
    <div className="powa-summary">
      <div className="powa-drawing">{drawing}</div>
      <p className="powa-facts" title={`${facts}${stage ? ` (${stage})` : ""}`}>
        {pointed ?? (
          <>
            <span className="powa-fact">{facts}</span>
            {stage && <span className="powa-stage">{stage}</span>}
          </>
        )}
      </p>
    </div>
  );
}

export function factsOf(profile: ColumnProfile): string {
  const { nulls, rows, distinct, low, high, kind } = profile;
  const bounds = kind === "number" || kind === "time" ? [label(low), label(high)].filter(Boolean) : [];
  return [
    bounds.length === 2 ? (bounds[0] === bounds[1] ? bounds[0] : `${bounds[0]} – ${bounds[1]}`) : "",
    distinct !== null && !bounds.length ? `${rounded(distinct)} distinct` : "",
    nulls && rows ? `${share(nulls, rows)} null` : "",
  ]
    .filter(Boolean)
    .join(" · ");
}
