// A chart of the rows: a fitting one at first, others by the pickers, and the code that makes it.
import { useEffect, useRef, useState } from "react";
import { page } from "../../api/http";
import { words } from "../../api/wires";
import { Copy } from "../../copilot/Copy";
import type { View } from "../../model/types";
import type { Chart, ChartWish, Client } from "../client";
import { Drawing } from "./Drawing";
import { mimeOf, plain } from "./spec";

interface ChartPaneProps {
  client: Pick<Client, "chart">;
  view: View;
  columns: readonly string[];
  /** What is drawn at first; what it leaves open is chosen. */
  first?: ChartWish;
  /** Writes code into a new cell; none where the page has no notebook. */
  insert?: ((code: string) => void) | null;
}

type Channel = keyof Chart["chosen"];

const CHANNELS = ["mark", "x", "y", "color", "aggregate"] as const;
const LABELS: Record<Channel, string> = { mark: "Mark", x: "x", y: "y", color: "color", aggregate: "Aggregate" };

/** What is picked, and the columns that stand there now: another mark for x does not take y away. */
function picked(wish: ChartWish, chart: Chart | null, name: Channel, value: string): ChartWish {
  const { x = null, y = null, color = null } = chart?.chosen ?? {};
  return { x, y, color, ...wish, [name]: value || null };
}

/** The last chart that could be drawn, and why a newer one could not. */
function useChart(client: Pick<Client, "chart">, view: View, wish: ChartWish) {
  const [chart, setChart] = useState<Chart | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const control = new AbortController();
    client.chart(view, wish, control.signal).then(
      (made) => {
        setChart(made);
        setProblem(null);
      },
      (error) => control.signal.aborted || setProblem(words(error)),
    );
    return () => control.abort();
  }, [client, view, wish]);
  return { chart, problem };
}

export function ChartPane({ client, view, columns, first = {}, insert = null }: ChartPaneProps) {
  const [wish, setWish] = useState<ChartWish>(first);
  const [code, setCode] = useState(false);
  const { chart, problem } = useChart(client, view, wish);
  const offered: Record<string, readonly string[]> = {
    mark: chart?.choices.marks ?? [],
    aggregate: chart?.choices.aggregates ?? [],
  };
  return (
    <section className="powa-chart-pane" aria-label="Chart">
      <div className="powa-pickers">
        {CHANNELS.map((name) => (
          <Picker
            key={name}
            label={LABELS[name]}
            value={(problem && name in wish ? wish[name] : chart?.chosen[name]) ?? ""}
            options={offered[name] ?? chart?.choices.columns ?? columns}
            onPick={(value) => setWish(picked(wish, chart, name, value))}
          />
        ))}
        <button type="button" className="powa-flat" aria-pressed={code} onClick={() => setCode(!code)}>
          Code
        </button>
        {chart && <Copy text={chart.code} label="the code of the chart" />}
        {chart && insert && (
          <button type="button" className="powa-flat" onClick={() => insert(chart.code)}>
            Insert as a cell
          </button>
        )}
      </div>
      {problem && (
        <p className="powa-status-problem" role="alert">
          {problem}
        </p>
      )}
      {chart && !problem && <Notes notes={chart.notes} />}
      {chart && code && <pre className="powa-code">{chart.code}</pre>}
      {chart ? <Picture chart={chart} /> : !problem && <p className="powa-nothing">Drawing…</p>}
    </section>
  );
}

function Notes({ notes }: { notes: string[] }) {
  if (!notes.length) return null;
  return (
    <ul className="powa-chart-notes" aria-label="What is not in the chart">
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}

interface PickerProps {
  label: string;
  value: string;
  options: readonly string[];
  onPick(value: string): void;
}

function Picker({ label, value, options, onPick }: PickerProps) {
  const all = value && !options.includes(value) ? [value, ...options] : options;
  return (
    <label className="powa-picker">
      {label}
      <select value={value} onChange={(event) => onPick(event.target.value)}>
        <option value="">–</option>
        {all.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Drawn by the page where it can, else by us. */
function Picture({ chart }: { chart: Chart }) {
  const host = useRef<HTMLDivElement>(null);
  const [own, setOwn] = useState(false);
  const render = page()?.renderMime;
  useEffect(() => {
    const element = host.current;
    if (!element || !render) return setOwn(true);
    setOwn(false);
    element.replaceChildren();
    render(mimeOf(chart.spec), chart.spec, element).catch(() => setOwn(true));
  }, [chart, render]);
  const drawn = own ? plain(chart.spec) : null;
  return (
    <div className="powa-picture">
      <div ref={host} />
      {own && (drawn ? <Drawing chart={drawn} /> : <p className="powa-nothing">This page cannot draw that chart.</p>)}
    </div>
  );
}
