// The bar above the graph: what runs, how far it is and where, the history, Run and Stop.
import type { ReactNode } from "react";
import { BUTTON_ICONS } from "./buttons";
import { clock, count, duration } from "./format";
import { isActive, type Run } from "./run";
import { Elapsed, runStatus, Sign, STATUS_WORDS } from "./Status";
import { useView } from "./view";

interface HeaderProps {
  title: string;
  starting: boolean;
  stopping: boolean;
  gone: boolean;
  outline: boolean;
  onOutline(): void;
  /** Whether it is edited now; null where it cannot be. */
  editing: boolean | null;
  onEdit(): void;
  /** Whether it is run from here, by hand or over HTTP. */
  runs: boolean;
  hook: boolean;
  onHook(): void;
  onRun(): void;
  onStop(): void;
  onChoose(runId: string | null): void;
  children?: ReactNode;
}

export function Header(props: HeaderProps) {
  const { known, run } = useView();
  const total = known.workflow?.blocks.length ?? 0;
  return (
    <div className="powa-header">
      <div className="powa-heading">
        <h2 className="powa-title" title={props.title}>
          {props.title}
        </h2>
        <RunState run={run} total={total} />
      </div>
      <div className="powa-actions">
        <History onChoose={props.onChoose} />
        <Toggle icon="list" label="List of blocks" pressed={props.outline} onClick={props.onOutline} />
        {props.editing !== null && (
          <Toggle icon="edit" label="Edit the graph" pressed={props.editing} onClick={props.onEdit} />
        )}
        {props.runs && <Toggle icon="hook" label="Webhook" pressed={props.hook} onClick={props.onHook} />}
        {props.runs && <RunButton {...props} />}
        {props.children}
      </div>
      <Overall run={run} total={total} />
    </div>
  );
}

interface ToggleProps {
  icon: keyof typeof BUTTON_ICONS;
  label: string;
  pressed: boolean;
  onClick(): void;
}

function Toggle({ icon, label, pressed, onClick }: ToggleProps) {
  return (
    <button
      type="button"
      className="powa-tool powa-tool-framed"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      onClick={onClick}
    >
      {BUTTON_ICONS[icon]}
    </button>
  );
}

function RunButton({ starting, stopping, gone, onRun, onStop }: HeaderProps) {
  const { known, run } = useView();
  if (isActive(run)) {
    return (
      <button type="button" className="powa-button powa-stop" disabled={stopping} onClick={onStop}>
        {BUTTON_ICONS.stop}
        {stopping ? "Stopping…" : "Stop"}
      </button>
    );
  }
  const idle = starting || gone || !known.workflow?.blocks.length;
  return (
    <button type="button" className="powa-button powa-run" disabled={idle} onClick={onRun}>
      {BUTTON_ICONS.play}
      {starting ? "Starting…" : "Run"}
    </button>
  );
}

/** What started a run, in words. */
const STARTED: Record<string, string> = {
  manual: "started by hand",
  notebook: "started from Python",
  api: "started over HTTP",
  webhook: "started by a webhook",
  schedule: "started on schedule",
  copilot: "started by the copilot",
};

function finished(run: Run | null): number {
  return Object.values(run?.blocks ?? {}).filter((block) => block.status !== "running").length;
}

function RunState({ run, total }: { run: Run | null; total: number }) {
  const status = runStatus(run);
  if (!run) return <p className="powa-state">{count(total, "block")} · not run yet</p>;
  const words =
    run.status === "pending"
      ? "Starting"
      : status === "error" && run.code === "stopped"
        ? "Stopped"
        : STATUS_WORDS[status];
  return (
    <p className="powa-state">
      <span className={`powa-chip powa-is-${status}`}>
        <Sign status={status} size={12} />
        {words}
      </span>
      {status === "running" && <span className="powa-state-part">{`${finished(run)} of ${total}`}</span>}
      <Elapsed of={run} />
      {run.trial !== null && <span className="powa-state-part">{`trial of ${count(run.trial, "row")}`}</span>}
      {run.kernel && (
        <span className="powa-kernel" title={`Runs in: ${run.kernel}`}>
          {BUTTON_ICONS.kernel}
          {run.kernel}
        </span>
      )}
      {run.trigger && <span className="powa-state-part powa-trigger">{STARTED[run.trigger] ?? run.trigger}</span>}
    </p>
  );
}

function Overall({ run, total }: { run: Run | null; total: number }) {
  if (!run || !isActive(run)) return null;
  return (
    <span className="powa-overall" aria-hidden="true">
      <span style={{ width: `${(total ? finished(run) / total : 0) * 100}%` }} />
    </span>
  );
}

/** The runs of this workflow, newest first; the latest is followed unless another is chosen. */
function History({ onChoose }: { onChoose(runId: string | null): void }) {
  const { known, run } = useView();
  const runs = Object.values(known.runs).sort((a, b) => (b.createdAt ?? "9").localeCompare(a.createdAt ?? "9"));
  if (runs.length < 2) return null;
  return (
    <select
      className="powa-select powa-history"
      aria-label="Which run is shown"
      title="Which run is shown"
      value={run?.id ?? ""}
      onChange={(event) => onChoose(event.target.value === known.latest ? null : event.target.value)}
    >
      {runs.map((item) => (
        <option key={item.id} value={item.id}>
          {runName(item, item.id === known.latest)}
        </option>
      ))}
    </select>
  );
}

const SIGNS = { idle: "○", running: "●", success: "✓", error: "✕", skipped: "–" } as const;

function runName(run: Run, latest: boolean): string {
  const parts = [latest ? "Latest" : clock(run.createdAt), duration(run.durationMs)].filter(Boolean);
  return `${SIGNS[runStatus(run)]} ${parts.join(" · ")}`;
}
