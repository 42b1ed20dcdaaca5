// The steps in their order, and the rows of the one that is looked at.
import { type KeyboardEvent, useRef, useState } from "react";
import { Icon, tile } from "../blocks/icons";
import { count } from "../workflow/format";
import { ErrorPane, Nothing, ValuePane } from "../workflow/panes";
import { Elapsed, Sign, STATUS_WORDS } from "../workflow/Status";
import { type Rejects, rowWords, type Step } from "./steps";

const KEYS: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_at, last) => last,
};

export function StepsPane({ steps }: { steps: Step[] }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const shown = steps.find((step) => step.id === chosen) ?? telling(steps);
  const onKeyDown = (event: KeyboardEvent) => {
    const to = KEYS[event.key]?.(
      steps.findIndex((step) => step.id === shown?.id),
      steps.length - 1,
    );
    const step = to === undefined ? undefined : steps[to];
    if (!step || to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setChosen(step.id);
    list.current?.querySelectorAll("button")[to]?.focus();
  };
  return (
    <div className="powa-goal-steps">
      <ol ref={list} className="powa-goal-steps-list" aria-label="Steps of the pipeline" onKeyDown={onKeyDown}>
        {steps.map((step) => (
          <li key={step.id}>
            <StepRow step={step} shown={step.id === shown?.id} onChoose={() => setChosen(step.id)} />
          </li>
        ))}
      </ol>
      {shown && <StepDetail key={shown.id} step={shown} />}
    </div>
  );
}

/** What is looked at where nothing is chosen: what failed, else what runs, else the last. */
function telling(steps: Step[]): Step | undefined {
  const of = (status: string) => steps.find((step) => step.state.status === status);
  return of("error") ?? of("running") ?? steps.at(-1);
}

function StepRow({ step, shown, onChoose }: { step: Step; shown: boolean; onChoose(): void }) {
  const { state, rejects } = step;
  return (
    <button
      type="button"
      className={shown ? "powa-goal-step-row powa-selected" : "powa-goal-step-row"}
      aria-pressed={shown}
      tabIndex={shown ? 0 : -1}
      onClick={onChoose}
    >
      <Sign status={state.status} size={14} />
      <span className={tile(step.info)}>
        <Icon name={step.info?.icon} size={16} />
      </span>
      <span className="powa-goal-step-words">
        <span className="powa-card-name">{step.name}</span>
        <span className="powa-goal-step-told">
          {[rowWords(step) || step.title, rejects && `${count(rejects.count, "row")} left out`]
            .filter(Boolean)
            .join(" · ")}
          {state.status === "running" && state.message ? ` · ${state.message}` : ""}
        </span>
        <Bar step={step} />
      </span>
      <span className="powa-sr-only">{STATUS_WORDS[state.status]}</span>
      <Elapsed of={state} />
    </button>
  );
}

function Bar({ step: { name, state } }: { step: Step }) {
  if (state.status !== "running" || state.fraction === null) return null;
  return <progress className="powa-goal-step-bar" aria-label={`How far ${name} is`} max={1} value={state.fraction} />;
}

function StepDetail({ step }: { step: Step }) {
  const { state, rejects } = step;
  return (
    <section className="powa-goal-step-detail" aria-label={`Rows of ${step.name}`}>
      <h4 className="powa-part-name">{step.name}</h4>
      {state.status === "error" && <ErrorPane state={state} config={step.config} />}
      {state.status === "skipped" && <Nothing text={state.message || "It was skipped."} />}
      {state.status === "success" && <ValuePane value={state.data} nothing="It gave nothing." />}
      {(state.status === "idle" || state.status === "running") && (
        <Nothing text={state.status === "running" ? "It runs." : "Its rows are seen here after a trial or a run."} />
      )}
      {rejects && <LeftOut rejects={rejects} />}
    </section>
  );
}

function LeftOut({ rejects }: { rejects: Rejects }) {
  const columns = rejects.sample[0] ? Object.keys(rejects.sample[0]) : [];
  return (
    <details className="powa-goal-step-left">
      <summary>{`${count(rejects.count, "row")} left out`}</summary>
      <ul>
        {rejects.reasons.map(([reason, number]) => (
          <li key={reason}>{`${number.toLocaleString("en-US")}: ${reason}`}</li>
        ))}
      </ul>
      {rejects.sample.length > 0 && (
        <ValuePane value={{ output: rejects.sample, columns, row_count: rejects.count }} nothing="" />
      )}
    </details>
  );
}
