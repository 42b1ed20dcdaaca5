// What stands below the editor: the rows of the result, its plan, or where it comes from.
import type { KeyboardEvent } from "react";
import { ErrorBoundary } from "../workflow/States";
import { useParts } from "./context";
import type { Deeds } from "./deeds";
import type { PlanShown } from "./explorer";
import { ResultPane } from "./grid/ResultPane";
import { LineagePane } from "./LineagePane";
import { PlanPane } from "./PlanTree";
import { ProgressBar } from "./Running";
import { changedWords, type Problem, type Run, spoken } from "./run";
import type { Pane, Tab } from "./tabs";

interface ResultsProps {
  tab: Tab;
  run: Run | null;
  plan: PlanShown | undefined;
  deeds: Deeds;
}

const PANES: [Pane, string][] = [
  ["rows", "Rows"],
  ["plan", "Plan"],
  ["lineage", "Lineage"],
];

export function Results({ tab, run, plan, deeds }: ResultsProps) {
  const { explorer } = useParts();
  const show = (pane: Pane) => explorer.act({ type: "change", id: tab.id, change: { pane } });
  return (
    <div className="powa-results">
      <ProgressBar run={run} />
      <div className="powa-tabs" role="tablist" aria-label="Result">
        {PANES.map(([pane, label]) => (
          <button
            key={pane}
            type="button"
            role="tab"
            className="powa-tab"
            aria-selected={tab.pane === pane}
            tabIndex={tab.pane === pane ? 0 : -1}
            onClick={() => show(pane)}
            onKeyDown={(event) => onKey(event, pane, show)}
          >
            {label}
          </button>
        ))}
      </div>
      <div className="powa-results-pane" role="tabpanel" aria-label={tab.pane}>
        <ErrorBoundary key={`${tab.id}-${tab.pane}`}>
          {tab.pane === "rows" && <Rows tab={tab} run={run} />}
          {tab.pane === "plan" && <PlanPane shown={plan} onExplain={deeds.explain} />}
          {tab.pane === "lineage" && <LineagePane tab={tab} />}
        </ErrorBoundary>
      </div>
    </div>
  );
}

function onKey(event: KeyboardEvent<HTMLButtonElement>, pane: Pane, show: (pane: Pane) => void): void {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step) return;
  event.preventDefault();
  event.stopPropagation();
  const at = (PANES.findIndex(([one]) => one === pane) + step + PANES.length) % PANES.length;
  show(PANES[at]?.[0] ?? "rows");
  (event.currentTarget.parentElement?.children[at] as HTMLElement | undefined)?.focus();
}

function Rows({ tab, run }: { tab: Tab; run: Run | null }) {
  const { client, explorer, host, saved, drawn } = useParts();
  const insert = (code: string) => {
    host.insertCell?.(code).then(() => explorer.say("Inserted as a cell."), explorer.complain);
  };
  if (run?.problem) return <Failure problem={run.problem} />;
  if (run?.status === "running" && !tab.view) {
    return (
      <div className="powa-message" role="status">
        <p>Running…</p>
      </div>
    );
  }
  if (run && run.status !== "running" && !run.rows && run.changed.length) return <Changed run={run} />;
  if (!tab.view) return <Nothing />;
  return (
    <ResultPane
      key={`${tab.id}-${run?.results ?? 0}-${JSON.stringify(tab.view.relation)}`}
      client={client}
      view={tab.view}
      onView={(view) => explorer.see(tab.id, view)}
      insert={host.insertCell ? insert : null}
      first={saved && JSON.stringify(saved.view) === JSON.stringify(tab.view) ? saved.page : null}
      drawn={drawn && JSON.stringify(drawn.view.relation) === JSON.stringify(tab.view.relation) ? drawn.wish : null}
    />
  );
}

function Nothing() {
  return (
    <div className="powa-message">
      <p className="powa-message-title">Nothing was run yet</p>
      <p>
        Write a statement and press <kbd>Shift</kbd>+<kbd>Enter</kbd>, or open a table from the list of sources.
      </p>
    </div>
  );
}

function Failure({ problem }: { problem: Problem }) {
  const { editor } = useParts();
  return (
    <div className="powa-failure" role="alert">
      <p className="powa-failure-title">
        The statement failed
        <button type="button" className="powa-link" onClick={() => editor.current?.go(problem.from)}>
          Go to line {problem.line}
        </button>
      </p>
      <pre>{problem.text}</pre>
    </div>
  );
}

function Changed({ run }: { run: Run }) {
  return (
    <ol className="powa-changed" aria-label="What the statements did">
      {run.changed.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: statements that ran do not change places.
        <li key={index}>
          <code>{one.sql}</code>
          <span>
            {changedWords(one.count)} · {spoken(one.milliseconds)}
          </span>
        </li>
      ))}
    </ol>
  );
}
