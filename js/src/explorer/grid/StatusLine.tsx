// The line below the rows, put together from its parts.
import { useSyncExternalStore } from "react";
import type { View } from "../../model/types";
import type { Opened } from "./ResultPane";
import { Chips, GoTo, rowsWords, Sampled, timeWords } from "./Status";
import type { Result } from "./useResult";

interface StatusLineProps {
  view: View;
  result: Result;
  chart: boolean;
  /** What was done last, in words. */
  said: string;
  field: { current: HTMLInputElement | null };
  onView(view: View): void;
  onChart(): void;
  onOpen(what: Opened["what"], column: string, anchor: DOMRect): void;
}

export function StatusLine({ view, result, chart, said, field, onView, onChart, onOpen }: StatusLineProps) {
  const { sheet, profiles } = result;
  const { rows, profiled, turning } = useSyncExternalStore(sheet.subscribe, sheet.snapshot);
  const known = useSyncExternalStore(profiles.subscribe, profiles.snapshot);
  const open = (what: Opened["what"]) => (event: { currentTarget: HTMLElement }) =>
    onOpen(what, "", event.currentTarget.getBoundingClientRect());
  return (
    <div className="powa-status">
      {rows.error && (
        <Problem words={rows.shown ? `These are earlier rows. ${rows.error}` : rows.error} onAgain={sheet.retry} />
      )}
      <Chips view={view} onView={onView} onOpen={(column, anchor) => onOpen("filter", column, anchor)} />
      <div className="powa-status-line">
        <span className="powa-status-rows" role="status">
          {turning ? "Looking…" : rowsWords(rows)}
        </span>
        {rows.shown && !turning && <span className="powa-status-part">{timeWords(rows.shown.milliseconds)}</span>}
        {profiled && !chart && <Sampled {...known} onStop={profiles.stop} onAgain={profiles.again} />}
        <Said words={said} />
        <span className="powa-status-tools">
          {!chart && <GoTo rows={rows.rows} field={field} onGo={(row) => sheet.goTo(row)} />}
          {!chart && (
            <button
              type="button"
              className="powa-flat"
              aria-pressed={profiled}
              onClick={() => sheet.setProfiled(!profiled)}
            >
              Profile
            </button>
          )}
          <button type="button" className="powa-flat" aria-haspopup="menu" onClick={open("columns")}>
            Columns
          </button>
          {!chart && (
            <button type="button" className="powa-flat" aria-haspopup="menu" onClick={open("copy")}>
              Copy
            </button>
          )}
          <button type="button" className="powa-flat" aria-haspopup="dialog" onClick={open("export")}>
            Export
          </button>
          <button type="button" className="powa-flat" aria-pressed={chart} onClick={onChart}>
            Chart
          </button>
        </span>
      </div>
    </div>
  );
}

function Said({ words }: { words: StatusLineProps["said"] }) {
  return (
    <span className="powa-status-said" role="status">
      {words}
    </span>
  );
}

function Problem({ words, onAgain }: { words: string; onAgain(): void }) {
  return (
    <p className="powa-status-problem" role="alert">
      <span>{words}</span>
      <button type="button" className="powa-link" onClick={onAgain}>
        Try again
      </button>
    </p>
  );
}
