// What is done with the steps: a trial on a few rows, the run, and what each step did with its rows.
import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { BUTTON_ICONS } from "../workflow/buttons";
import { fieldsOf, type Values } from "../workflow/fields";
import { count } from "../workflow/format";
import type { Live, Snapshot } from "../workflow/live";
import { RunForm } from "../workflow/RunForm";
import { isActive, type Run } from "../workflow/run";
import { Elapsed, runStatus, Sign, STATUS_WORDS } from "../workflow/Status";
import { EstimateLine } from "./EstimateLine";
import type { Led, Means } from "./port";
import { StepsPane } from "./StepsPane";
import { stepsOf } from "./steps";

/** Rows that a trial reads where nothing else is typed: so many fit the eye. */
const TRIAL = 100;

export function Work({ led: { live }, means: { wires } }: { led: Led; means: Means }) {
  const snapshot = useSyncExternalStore(live.subscribe, live.snapshot);
  const { known } = snapshot;
  const run = known.runs[known.latest ?? ""] ?? null;
  const steps = useMemo(() => stepsOf(known, run), [known, run]);
  if (!steps.length) return null;
  return (
    <section className="powa-goal-part" aria-label="Steps">
      <RunBar led={{ live }} snapshot={snapshot} run={run} total={steps.length} />
      {known.workflow && (
        <EstimateLine workflow={known.workflow} ended={isActive(run) ? "" : (run?.id ?? "")} wires={wires} />
      )}
      <StepsPane steps={steps} />
    </section>
  );
}

interface RunBarProps {
  led: Pick<Led, "live">;
  snapshot: Snapshot;
  run: Run | null;
  total: number;
}

function RunBar({ led: { live }, snapshot, run, total }: RunBarProps) {
  const { begin, form } = useStart(snapshot, live.run);
  const [rows, setRows] = useState(String(TRIAL));
  const { stopping, starting, gone } = snapshot;
  const bar = useKept(isActive(run));
  return (
    <div ref={bar} className="powa-goal-row powa-goal-bar">
      <RunState run={run} total={total} />
      {isActive(run) ? (
        <button
          type="button"
          className="powa-button powa-stop"
          aria-disabled={stopping}
          onClick={() => run && !stopping && void live.stop(run.id)}
        >
          {BUTTON_ICONS.stop}
          {stopping ? "Stopping…" : "Stop"}
        </button>
      ) : (
        <Starts rows={rows} onRows={setRows} starting={starting} idle={starting || gone} begin={begin} />
      )}
      {form}
    </div>
  );
}

/** The keyboard stays in the bar when the button that was pressed gives way to another. */
function useKept(active: boolean): RefObject<HTMLDivElement> {
  const bar = useRef<HTMLDivElement>(null);
  const inside = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other buttons stand there then.
  useLayoutEffect(() => {
    const element = bar.current;
    if (inside.current && document.activeElement === document.body)
      element?.querySelector<HTMLElement>(".powa-button")?.focus({ preventScroll: true });
    const look = () => {
      inside.current = element?.contains(document.activeElement) ?? false;
    };
    document.addEventListener("focusin", look);
    return () => document.removeEventListener("focusin", look);
  }, [active]);
  return bar;
}

interface StartsProps {
  rows: string;
  onRows(rows: string): void;
  starting: boolean;
  /** Nothing can be started now. */
  idle: boolean;
  begin(trial: number | undefined): void;
}

function Starts({ rows, onRows, starting, idle, begin }: StartsProps) {
  const wished = Number(rows);
  const right = Number.isInteger(wished) && wished >= 1;
  return (
    <>
      <label className="powa-goal-trial">
        <span>Rows to try</span>
        <input
          className="powa-input"
          inputMode="numeric"
          value={rows}
          aria-invalid={!right}
          onChange={(event) => onRows(event.target.value)}
        />
      </label>
      <button
        type="button"
        className="powa-button"
        title="Each source gives at most so many rows, and nothing is written"
        aria-disabled={idle || !right}
        onClick={() => idle || (right && begin(wished))}
      >
        Try
      </button>
      <button
        type="button"
        className="powa-button powa-run"
        aria-disabled={idle}
        onClick={() => idle || begin(undefined)}
      >
        {BUTTON_ICONS.play}
        {starting ? "Starting…" : "Run"}
      </button>
    </>
  );
}

/** Starts at once, or asks for the input first where the pipeline has some. */
function useStart({ known }: Snapshot, run: Live["run"]) {
  const [asked, setAsked] = useState<{ trial: number | undefined } | null>(null);
  const [values, setValues] = useState<Values>({});
  const { workflow, catalog } = known;
  const fields = useMemo(() => (workflow ? fieldsOf(workflow, catalog) : []), [workflow, catalog]);
  const begin = (trial: number | undefined) => (fields.length ? setAsked({ trial }) : void run({}, { trial }));
  const close = useCallback(() => setAsked(null), []);
  const start = (variables: Record<string, unknown>) => {
    close();
    void run(variables, { trial: asked?.trial });
  };
  const form = asked && <RunForm fields={fields} values={values} onChange={setValues} onRun={start} onClose={close} />;
  return { begin, form };
}

function RunState({ run, total }: { run: Run | null; total: number }) {
  const status = runStatus(run);
  const what = run?.trial ? `Trial of ${count(run.trial, "row")}` : "Run";
  const done = Object.values(run?.blocks ?? {}).filter((block) => block.status !== "running").length;
  return (
    <div className="powa-heading">
      <h3 className="powa-title">Steps</h3>
      <p className="powa-state" role="status">
        {!run && <span>{count(total, "step")}: try them on a few rows, or run them</span>}
        {run && (
          <span className={`powa-chip powa-is-${status}`}>
            <Sign status={status} size={12} />
            {`${what}: ${run.code === "stopped" ? "stopped" : STATUS_WORDS[status].toLowerCase()}`}
          </span>
        )}
        {isActive(run) && <span>{`${done} of ${total}`}</span>}
        {run && !isActive(run) && <Elapsed of={run} />}
        {run?.trial && status === "success" && <span>nothing was written</span>}
      </p>
    </div>
  );
}
