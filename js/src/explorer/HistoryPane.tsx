// What was run before: searched as one types, opened again with a click.
import { useEffect, useState, useSyncExternalStore } from "react";
import type { Past } from "./client";
import { useParts } from "./context";
import { ICONS } from "./icons";
import { ago, matching } from "./past";
import { spoken } from "./run";

export function HistoryPane() {
  const { past } = useParts();
  const shown = useSyncExternalStore(past.subscribe, past.snapshot);
  const [q, setQ] = useState("");
  useEffect(() => {
    void past.read();
  }, [past]);
  const queries = matching(shown.queries, q);
  return (
    <div className="powa-sources">
      <div className="powa-search">
        {ICONS.search}
        <input
          type="search"
          aria-label="Find in the history"
          placeholder="Find in the history"
          value={q}
          onChange={(event) => setQ(event.target.value)}
        />
        <button type="button" className="powa-link" disabled={!shown.queries.length} onClick={() => void past.clear()}>
          Clear
        </button>
      </div>
      {shown.problem && (
        <p className="powa-notice" role="alert">
          {shown.problem}
        </p>
      )}
      {queries.length ? (
        <ol className="powa-past" aria-label="What was run before">
          {queries.map((query) => (
            <PastItem key={query.started_at + query.sql} query={query} />
          ))}
          {shown.more && !q && (
            <li>
              <button type="button" className="powa-link" onClick={() => void past.readMore()}>
                Older ones
              </button>
            </li>
          )}
        </ol>
      ) : (
        <div className="powa-message" role="status">
          <p>{q ? "Nothing that was run holds these words." : words(shown.state)}</p>
        </div>
      )}
    </div>
  );
}

function words(state: string): string {
  return state === "ready" ? "What you run is kept here." : state === "failed" ? "" : "Reading the history…";
}

function PastItem({ query }: { query: Past }) {
  const { explorer } = useParts();
  const facts = [
    query.source ?? "",
    ago(query.started_at, Date.now()),
    query.error ? "failed" : query.row_count === null ? "" : `${query.row_count.toLocaleString("en")} rows`,
    query.milliseconds === null ? "" : spoken(query.milliseconds),
  ];
  const open = () => explorer.act({ type: "query", source: query.source, text: query.sql });
  return (
    <li>
      <button
        type="button"
        className={`powa-past-item${query.error ? " powa-past-failed" : ""}`}
        title={query.error ? `${query.error}\n\n${query.sql}` : query.sql}
        onClick={open}
      >
        <code>{query.sql}</code>
        <span>{facts.filter(Boolean).join(" · ")}</span>
      </button>
    </li>
  );
}
