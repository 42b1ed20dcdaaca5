// The line below the rows: how many there are, how long it took, what holds them back, what can be done with them.
import { useRef } from "react";
import type { View } from "../../model/types";
import { conditionsOf, filtered, unfiltered, words } from "./change";
import { grouped, rounded } from "./numbers";
import type { PagesState } from "./pages";

/** Rows in words: exact, or about how many. */
export function rowsWords({ rows, exact, shown, loading }: PagesState): string {
  if (!shown) return loading ? "Loading…" : "No rows";
  const many = `row${rows === 1 ? "" : "s"}`;
  if (exact) return `${grouped(rows)} ${many}`;
  return shown.row_count === null
    ? `more than ${grouped(Math.max(0, rows - 1))} rows`
    : `about ${rounded(rows)} ${many}`;
}

export function timeWords(milliseconds: number): string {
  if (milliseconds < 1) return "<1 ms";
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
}

interface ChipsProps {
  view: View;
  onView(view: View): void;
  onOpen(column: string, anchor: DOMRect): void;
}

export function Chips({ view, onView, onOpen }: ChipsProps) {
  const columns = [...new Set(view.filters.map((filter) => filter.column))];
  if (!columns.length) return null;
  return (
    <ul className="powa-chips" aria-label="Filters">
      {columns.map((column) => {
        const said = `${column} ${words(conditionsOf(view, column))}`;
        return (
          <li key={column} className="powa-filter-chip">
            <button
              type="button"
              title="Change this filter"
              onClick={(event) => onOpen(column, event.currentTarget.getBoundingClientRect())}
            >
              {said}
            </button>
            <button
              type="button"
              aria-label={`Remove the filter ${said}`}
              onClick={() => onView(filtered(view, column, []))}
            >
              ×
            </button>
          </li>
        );
      })}
      {columns.length > 1 && (
        <li>
          <button type="button" className="powa-link" onClick={() => onView(unfiltered(view))}>
            Clear all
          </button>
        </li>
      )}
    </ul>
  );
}

interface GoToProps {
  rows: number;
  field: { current: HTMLInputElement | null };
  onGo(row: number): void;
}

export function GoTo({ rows, field, onGo }: GoToProps) {
  const form = useRef<HTMLFormElement>(null);
  return (
    <form
      ref={form}
      className="powa-goto"
      onSubmit={(event) => {
        event.preventDefault();
        const row = Number(field.current?.value.replace(/[^\d]/g, ""));
        if (row >= 1) onGo(Math.min(row, rows) - 1);
      }}
    >
      <input ref={field} inputMode="numeric" placeholder="row…" aria-label="Go to row" title="Go to row (Ctrl+G)" />
    </form>
  );
}

export function Sampled({ fraction, stopped, error, onStop, onAgain }: SampledProps) {
  if (error) {
    return (
      <span className="powa-status-part">
        <span className="powa-status-error" title={error}>
          No profile
        </span>
        <button type="button" className="powa-link" onClick={onAgain}>
          Try again
        </button>
      </span>
    );
  }
  if (fraction !== null) {
    return (
      <span className="powa-status-part">
        {`Profile ${Math.round(fraction * 100)}%`}
        <progress className="powa-thin" aria-label="Profile" max={1} value={fraction} />
        <button type="button" className="powa-link" onClick={onStop}>
          Stop
        </button>
      </span>
    );
  }
  return stopped ? (
    <span className="powa-status-part">
      Profile stopped
      <button type="button" className="powa-link" onClick={onAgain}>
        Go on
      </button>
    </span>
  ) : null;
}

interface SampledProps {
  fraction: number | null;
  stopped: boolean;
  error: string | null;
  onStop(): void;
  onAgain(): void;
}
