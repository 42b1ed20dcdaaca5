// What the pipeline's runs have written: each dataset with how it came to be, and its rows in the explorer.
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { listDatasets } from "../api/pipeline";
import { ask, words } from "../api/wires";
import type { Dataset } from "../model/types";
import { count, duration } from "../workflow/format";
import type { Live } from "../workflow/live";
import { Notice } from "../workflow/Notices";
import { modelOf } from "./goal";
import type { Explorer, Means } from "./port";

const HEIGHT = 420;

interface DatasetsProps {
  live: Live;
  workflowId: string;
  means: Means;
}

export function Datasets({ live, workflowId, means }: DatasetsProps) {
  const { datasets, problem } = useDatasets(live, workflowId, means);
  const [openId, setOpenId] = useState<string | null>(null);
  const newest = datasets?.fresh ?? null;
  useEffect(() => {
    if (newest) setOpenId(newest); // a run has just written it
  }, [newest]);
  if (problem) return <Notice text={`The datasets cannot be listed. ${problem}`} />;
  if (!datasets?.listed.length) return null;
  const open = datasets.listed.find((one) => one.id === openId) ?? null;
  return (
    <section className="powa-goal-part" aria-label="Datasets">
      <h3 className="powa-title">Datasets</h3>
      <ul className="powa-datasets">
        {datasets.listed.map((dataset) => (
          <li key={dataset.id} className="powa-goal-row">
            <Told dataset={dataset} />
            <button
              type="button"
              className="powa-button"
              aria-expanded={dataset.id === openId}
              aria-label={`Rows of ${dataset.name}`}
              onClick={() => setOpenId(dataset.id === openId ? null : dataset.id)}
            >
              {dataset.id === openId ? "Close" : "Open"}
            </button>
          </li>
        ))}
      </ul>
      {open && <RowsOf key={open.id} dataset={open} means={means} />}
    </section>
  );
}

function Told({ dataset }: { dataset: Dataset }) {
  const seeds = dataset.steps.flatMap((step) => (step.seed === null ? [] : [step.seed]));
  const parts = [
    count(dataset.rows, "row"),
    count(dataset.columns.length, "column"),
    dataset.seconds === null ? "" : duration(dataset.seconds * 1000),
    seeds.length ? `seed ${[...new Set(seeds)].join(", ")}` : "",
    `config ${dataset.config_hash.slice(0, 8)}`,
  ];
  return (
    <span className="powa-goal-step-words">
      <span className="powa-card-name">{dataset.name}</span>
      <span className="powa-goal-step-told">{parts.filter(Boolean).join(" · ")}</span>
    </span>
  );
}

/** The newest of each name; `fresh` is one that was written while this was looked at. */
function useDatasets(live: Live, workflowId: string, { wires }: Means) {
  const [datasets, setDatasets] = useState<{ listed: Dataset[]; fresh: string | null } | null>(null);
  const [problem, setProblem] = useState("");
  const seen = useRef<ReadonlySet<string> | null>(null);
  const ended = useSyncExternalStore(live.subscribe, () => endedRun(live));
  const look = useCallback(async () => {
    try {
      const listed = (await ask(wires, (wire) => listDatasets(wire, workflowId))).filter(
        (one) => one.replaced_by === null,
      );
      const fresh = listed.find((one) => seen.current && !seen.current.has(one.id))?.id ?? null;
      seen.current = new Set(listed.map((one) => one.id));
      setDatasets({ listed, fresh });
      setProblem("");
    } catch (error) {
      setProblem(words(error));
    }
  }, [wires, workflowId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each run that ends may have written one.
  useEffect(() => void look(), [look, ended]);
  return { datasets, problem };
}

/** The run that ended last; a trial writes nothing. */
function endedRun(live: Live): string {
  const { runs, latest } = live.snapshot().known;
  const run = runs[latest ?? ""];
  return run && run.trial === null && (run.status === "completed" || run.status === "failed") ? run.id : "";
}

function RowsOf({ dataset, means: { model, bundle } }: { dataset: Dataset; means: Means }) {
  const place = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is made once for a dataset.
  useEffect(() => {
    let closed = false;
    let close: (() => void) | undefined;
    const draw = async () => {
      const explorer = (await bundle("explorer")) as Explorer;
      if (!closed && place.current)
        close = explorer.mount(place.current, { model: modelOf(model, dataset, HEIGHT), bundle });
    };
    draw().catch((error) => closed || setProblem(words(error)));
    return () => {
      closed = true;
      close?.();
    };
  }, []);
  return (
    <>
      {problem && <Notice text={`The rows could not be opened. ${problem}`} />}
      <div ref={place} className="powa-goal-rows" style={{ minHeight: problem ? 0 : HEIGHT }} />
    </>
  );
}
